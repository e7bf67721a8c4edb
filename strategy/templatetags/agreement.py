"""What every page of a strategy says about versions."""

from __future__ import annotations

from django import template

from strategy.models import Strategy, StrategyVersion
from strategy.selectors import changes

register = template.Library()


@register.simple_tag
def as_tables(lines: list[changes.ChangeLine]) -> list[changes.ContentTable]:
    """Lines of a first version as tables for reading."""
    return changes.as_tables(lines)


@register.simple_tag
def strategy_version(strategy: Strategy) -> StrategyVersion | None:
    """The draft version of a strategy, else its newest agreed one, for the badge of the header."""
    versions = StrategyVersion.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy)
    return versions.order_by("-major", "-minor").first()
