"""How a strategy reads its past deals: saved by whoever may edit the strategy, audited, and no part of any version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from strategy.models import Strategy
from targeting.calc.bands import plain
from targeting.calc.evidence import MINIMUM_CASES
from targeting.models import AnalyserSettings
from workspaces import audit
from workspaces.models import User


@dataclass(frozen=True)
class AnalyserEntry:
    """The settings as typed: edges per attribute (missing: cut by itself), attributes compared against the guard."""

    bands: Mapping[str, Sequence[Decimal]] = field(default_factory=dict)
    compared_anyway: Sequence[str] = ()
    minimum_cases: int = MINIMUM_CASES
    split_on: dt.date | None = None


@transaction.atomic
def save_analyser_settings(*, strategy: Strategy, actor: User, entry: AnalyserEntry) -> AnalyserSettings:
    """Keep the settings of a strategy; a change is audited with what stood before."""
    settings, _created = AnalyserSettings.objects.select_for_update().get_or_create(
        workspace_id=strategy.workspace_id, strategy=strategy
    )
    before = _as_audited(settings)
    settings.bands = {key: [plain(edge) for edge in edges] for key, edges in entry.bands.items()}
    settings.compared_anyway = sorted(entry.compared_anyway)
    settings.minimum_cases, settings.split_on = entry.minimum_cases, entry.split_on
    after = _as_audited(settings)
    if after != before:
        settings.save()
        audit.record(
            workspace=strategy.workspace,
            actor=actor,
            action="analyser.edit",
            obj=strategy,
            before=before,
            after=after,
        )
    return settings


def _as_audited(settings: AnalyserSettings) -> dict[str, object]:
    return {
        "bands": settings.bands,
        "compared_anyway": settings.compared_anyway,
        "minimum_cases": settings.minimum_cases,
        "split_on": settings.split_on.isoformat() if settings.split_on else None,
    }
