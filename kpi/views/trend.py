"""The revenue trend as the page shows it: one unit for axis and labels, a drawing, a Plotly figure and the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kpi import sentences
from kpi.charts import TrendDrawing, TrendPoint, trend_drawing, trend_figure
from kpi.selectors.exec_board import ExecBoard, MonthRow
from kpi.units import TREND_STEPS, money_unit, period_name, tongue
from workspaces.calc.display import Number
from workspaces.models import Workspace


@dataclass(frozen=True)
class Trend:
    """`unit` stands under the headline, never at each figure."""

    headline: str
    unit: str
    drawing: TrendDrawing
    figure: dict[str, Any]
    rows: list[MonthRow]
    actual: str
    target: str
    expected: str
    width: str
    year_target: str


def trend_of(board: ExecBoard, workspace: Workspace) -> Trend:
    """The trend of the fiscal year on one scale (億円 or 万円)."""
    largest = max((abs(v) for row in board.months for v in (row.cumulative, row.cumulative_target) if v), default=0)
    scale, name = next((step for step in TREND_STEPS[tongue()] if largest >= step[0]), (1, ""))
    points = [_point(row, scale) for row in board.months]
    currency = workspace.currency
    ahead, done = board.landing, _last_known(board.months)
    expected = ahead.expected if ahead else None
    names = {"actual": _("実績"), "target": _("計画"), "expected": _("着地見込み")}
    return Trend(
        headline=sentences.landing_headline(expected, board.year_target, currency),
        unit=money_unit(name, currency),
        drawing=trend_drawing(points),
        figure=trend_figure(points, names, _texts(names, done, board, currency)),
        rows=board.months,
        actual=_money(done.cumulative if done else None, currency),
        target=_money(done.cumulative_target if done else None, currency),
        expected=_money(expected, currency),
        width=f"{_money(ahead.low, currency)}〜{_money(ahead.high, currency)}"
        if ahead and ahead.low != ahead.high
        else "",
        year_target=_money(board.year_target, currency),
    )


def _texts(names: dict[str, str], done: MonthRow | None, board: ExecBoard, currency: str) -> dict[str, str]:
    """What stands at the ends of the lines: 実績 7,530万円, 計画 1.6億円."""
    ends = {"actual": done.cumulative if done else None, "target": board.year_target}
    return {key: f"{names[key]} {_money(value, currency)}" for key, value in ends.items() if value is not None}


def _point(row: MonthRow, scale: int) -> TrendPoint:
    def scaled(value: Number | None) -> float | None:
        return None if value is None else round(float(value) / scale, 6)

    return TrendPoint(
        label=period_name(row.month),
        actual=scaled(row.cumulative),
        target=scaled(row.cumulative_target),
        expected=scaled(row.expected),
        low=scaled(row.low),
        high=scaled(row.high),
    )


def _last_known(rows: list[MonthRow]) -> MonthRow | None:
    return next((row for row in reversed(rows) if row.cumulative is not None), None)


def _money(amount: Number | None, currency: str) -> str:
    return sentences.money(amount, currency) if amount is not None else ""
