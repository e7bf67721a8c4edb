"""How a strategy reads its past deals."""

from __future__ import annotations

from decimal import Decimal

from strategy.models import Strategy
from targeting.calc.analysis import Options
from targeting.models import AnalyserSettings


def settings_of(strategy: Strategy) -> AnalyserSettings:
    """The saved settings, or unsaved ones with the defaults."""
    found = AnalyserSettings.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy).first()
    return found or AnalyserSettings(workspace_id=strategy.workspace_id, strategy=strategy)


def options_of(settings: AnalyserSettings) -> Options:
    """The settings as the analyser takes them."""
    return Options(
        bands={key: tuple(Decimal(edge) for edge in edges) for key, edges in settings.bands.items()},
        minimum_cases=settings.minimum_cases,
        split_at=settings.split_on,
        compared_anyway=frozenset(settings.compared_anyway),
    )
