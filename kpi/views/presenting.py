"""Figures as cards and rows print them: text, bar, mark and comparison, ready for the templates."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kpi.selectors.lines import MONEY, RATE, Line
from kpi.units import COUNT_UNIT, split_unit
from strategy.sentences import language
from workspaces.calc import display, drawing
from workspaces.models import Workspace


@dataclass(frozen=True)
class Card:
    """One number with its target, or with the compared period."""

    key: str
    label: str
    value: str
    unit: str
    signal: str
    target: str
    share: str
    bar: float | None
    mark: float | None
    url: str


def card(line: Line, workspace: Workspace, *, compared_label: str = "") -> Card:
    """A line as a card; with `compared_label` (前月 …) its foot shows the compared figure and the change."""
    if line.actual is None and not compared_label:
        return Card(
            line.key, line.label, display.NO_VALUE, "", "", _("この期間の記録はありません"), "", None, None, line.url
        )
    value, unit = split_unit(text_of(line.actual, line.unit, workspace))
    has_bar = line.actual is not None and line.target is not None
    place = drawing.bullet(line.actual, line.target) if has_bar else None
    return Card(
        key=line.key,
        label=line.label,
        value=value,
        unit=unit,
        signal=line.signal,
        target=_compared_text(line, workspace, compared_label) if compared_label else target_text(line, workspace),
        share=change_text(line) if compared_label else share_text(line),
        bar=place.bar if place else None,
        mark=place.mark if place else None,
        url=line.url,
    )


def text_of(value: display.Number | None, unit: str, workspace: Workspace, *, is_signed: bool = False) -> str:
    """A figure in its unit: 7,530万円, 37件, 14.1%."""
    if unit == MONEY:
        return display.format_money(value, workspace.currency, language(), is_signed=is_signed)
    if unit == RATE:
        return display.format_rate(value, is_signed=is_signed)
    return display.format_count(value, COUNT_UNIT, language(), is_signed=is_signed)


def target_text(line: Line, workspace: Workspace) -> str:
    if line.target is None:
        return ""
    text = text_of(line.target, line.unit, workspace)
    return _("上限 %(value)s") % {"value": text} if line.is_lower_better else _("計画 %(value)s") % {"value": text}


def share_text(line: Line) -> str:
    """86% of the target; of rates the difference in points."""
    if line.unit == RATE:
        return display.format_points(line.gap, language()) if line.gap is not None else ""
    return display.format_rate(line.share, 0) if line.share is not None else ""


def change_text(line: Line) -> str:
    """Against the compared period: +12%, for rates points."""
    if line.change is None:
        return ""
    if line.unit == RATE:
        return display.format_points(line.change, language())
    return display.format_rate(line.change, 0, is_signed=True)


def _compared_text(line: Line, workspace: Workspace, label: str) -> str:
    return f"{label} {text_of(line.compared, line.unit, workspace)}"
