"""経営ダッシュボード: the fiscal year up to a month against the plan, why it differs, where it will end, what to decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.translation import gettext as _

from crm.calc.periods import Period, add_months, fiscal_year, fiscal_year_of, month_of
from kpi.calc.forecast import Landing, landing
from kpi.calc.periods import MONTH, a_year_earlier, is_running, like_for_like_previous, until
from kpi.calc.signals import signal
from kpi.models import FunnelSnapshot
from kpi.selectors.causes import Causes, causes_of
from kpi.selectors.figures import Scope, figures_for, has_records, has_records_in, scope_of
from kpi.selectors.freshness import Freshness, freshness_of
from kpi.selectors.lines import MONEY, SHAPE, Line, Reader, records_url
from kpi.selectors.targets import Targets, targets_of
from workspaces.calc.display import Number, as_fraction
from workspaces.models import Workspace

TARGET, PREVIOUS, LAST_YEAR = "", "previous", "last_year"
RECORDS = ["lead", "mql", "sql", "opportunity", "won", "won_amount", "customer"]
METRICS = [*RECORDS, "cost", "cost.target"]


@dataclass(frozen=True)
class MonthRow:
    """One month of the fiscal year: its own and the cumulative figures; actuals None where nothing can be known yet."""

    month: Period
    actual: Fraction | None
    target: Fraction | None
    cumulative: Fraction | None
    cumulative_target: Fraction | None
    expected: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None


@dataclass(frozen=True)
class LeftOut:
    """Leads that the page does not count because their source bears no mark of marketing, with their list."""

    count: int
    url: str


@dataclass(frozen=True)
class ExecBoard:
    """Everything the month page shows; `span` is the fiscal year up to the month (the month alone beside 前月)."""

    period: Period
    span: Period
    year: Period
    is_partial: bool
    compare: str
    compared: Period | None
    scope: Scope
    targets: Targets
    cards: list[Line]
    lines: dict[str, Line]
    causes: Causes | None
    months: list[MonthRow]
    landing: Landing | None
    year_target: Fraction | None
    freshness: Freshness
    unmarked: LeftOut | None
    unknown_wins: LeftOut | None
    has_records: bool


def default_month(workspace: Workspace, today: dt.date) -> Period:
    """The last closed month when it holds records; else the running one: a team's first leads are on its first page.

    In the first month of a fiscal year it is the running one, since the page counts from the year's beginning.
    """
    running = month_of(today)
    closed = running.previous()
    start = fiscal_year(
        fiscal_year_of(today, workspace.fiscal_year_first_month), workspace.fiscal_year_first_month
    ).start
    return closed if closed.start >= start and has_records_in(workspace, RECORDS, closed) else running


def exec_board(
    workspace: Workspace, period: Period, *, today: dt.date, compare: str = TARGET, wanted_scope: str = ""
) -> ExecBoard:
    """Read the month page of `period`; every figure comes from the roll-up and the plan, none from records."""
    scope, targets = scope_of(workspace, wanted_scope), targets_of(workspace)
    year = fiscal_year(
        fiscal_year_of(period.start, workspace.fiscal_year_first_month), workspace.fiscal_year_first_month
    )
    last = until(period, today)
    span = Period(period.start if compare == PREVIOUS else year.start, last)
    compared = _compared(period, span, compare, today, targets)
    first = min(year.start, compared.start if compared else year.start)
    figures = figures_for(workspace, METRICS, first, last, scope=scope)
    reader = Reader(workspace, figures, targets, scope, today)
    causes = causes_of(reader, span)
    whole = Period(period.start if compare == PREVIOUS else year.start, period.end)
    lines = _lines(reader, span, whole, compared)
    months = _months(reader, year, last)
    ahead = _landing(months, reader, year, Period(year.start, last))
    snapshot = FunnelSnapshot.objects.for_workspace(workspace).filter(grain=MONTH).first()
    return ExecBoard(
        period=period,
        span=span,
        year=year,
        is_partial=is_running(period, today),
        compare=compare,
        compared=compared,
        scope=scope,
        targets=targets,
        cards=_cards(lines, causes, targets.stages),
        lines=lines,
        causes=causes,
        months=_with_landing(months, ahead, last),
        landing=ahead,
        year_target=targets.over("revenue", year),
        freshness=freshness_of(snapshot, until=last, today=today),
        unmarked=_left_out(reader, "lead", "unmarked", span),
        unknown_wins=_left_out(reader, "won", "unknown", span),
        has_records=bool(figures.first_day(METRICS)) or has_records(workspace),
    )


def _compared(period: Period, span: Period, compare: str, today: dt.date, targets: Targets) -> Period | None:
    if compare == PREVIOUS:
        return like_for_like_previous(period, today, targets.calendar)
    return a_year_earlier(span) if compare == LAST_YEAR else None


def _lines(reader: Reader, span: Period, whole: Period, compared: Period | None) -> dict[str, Line]:
    """Every indicator of the chain by its key, the revenue first."""
    stages = reader.targets.stages
    counted = ["revenue", *reversed(stages)]
    lines = {key: reader.count_line(key, span, whole=whole, compared=compared) for key in counted}
    for before, after in zip(stages, stages[1:], strict=False):
        key = f"{before}_to_{after}"
        lines[key] = reader.rate_line(key, span, compared=compared)
    cac = _acquisition_cost(reader, span, compared)
    return lines | {"cac": cac} if cac else lines


def _acquisition_cost(reader: Reader, span: Period, compared: Period | None) -> Line | None:
    """CAC: cost ÷ won deals, where costs are recorded; its limit is the planned cost ÷ the planned wins."""
    actual = _ratio(reader.total("cost", span), reader.total("won", span))
    if not reader.figures.has("cost") or actual is None:
        return None
    limit = _ratio(reader.figures.over("cost.target", span), reader.targets.over("won", span) or 0)
    limit = limit or None
    verdict = signal(actual, limit, n=reader.targets.over("won", span), is_lower_better=True)
    return Line(
        key="cac",
        label=_("CAC"),
        unit=MONEY,
        actual=actual,
        target=limit,
        share=actual / limit if limit else None,
        signal=SHAPE[verdict],
        url=records_url(reader.workspace, "cost", span),
        compared=_ratio(reader.total("cost", compared), reader.total("won", compared)) if compared else None,
        is_lower_better=True,
    )


def _ratio(top: Number, bottom: Number) -> Fraction | None:
    return as_fraction(top) / as_fraction(bottom) if bottom else None


def _cards(lines: dict[str, Line], causes: Causes | None, stages: tuple[str, ...]) -> list[Line]:
    """At most seven numbers: revenue, the chain downwards, the rate that matters most, CAC."""
    rates = [f"{before}_to_{after}" for before, after in zip(stages, stages[1:], strict=False)]
    main = causes.main.key if causes and causes.main else ""
    keys = ["revenue", *reversed(stages), main if main in rates else rates[0], "cac"]
    return [lines[key] for key in keys if key in lines][:7]


def _months(reader: Reader, year: Period, last: dt.date) -> list[MonthRow]:
    rows, cumulative, cumulative_target = [], Fraction(0), Fraction(0)
    for offset in range(12):
        month = month_of(add_months(year.start, offset))
        known = month.start <= last
        actual = Fraction(reader.total("revenue", Period(month.start, min(month.end, last)))) if known else None
        target = reader.targets.over("revenue", month)
        cumulative += actual or 0
        cumulative_target += target or 0
        rows.append(
            MonthRow(
                month=month,
                actual=actual,
                target=target,
                cumulative=cumulative if known else None,
                cumulative_target=cumulative_target if target is not None else None,
            )
        )
    return rows


def _landing(months: list[MonthRow], reader: Reader, year: Period, so_far: Period) -> Landing | None:
    """着地見込み, with the worst and the best closed month as its width; not before a fifth of the year's target."""
    target, to_date = reader.targets.over("revenue", year), reader.targets.over("revenue", so_far)
    if not target or not to_date or to_date / target < Fraction(1, 5):
        return None
    closed = [row for row in months if row.month.end <= so_far.end and row.target and row.actual is not None]
    attainments = [row.actual / row.target for row in closed if row.actual is not None and row.target]
    done = Fraction(reader.total("revenue", so_far))
    return landing(done, target_to_date=to_date, target=target, past_attainments=_typical(attainments))


def _typical(attainments: list[Fraction]) -> list[Fraction]:
    """The middle half of past months: one freak month says nothing about the rest of the year."""
    ordered = sorted(attainments)
    cut = len(ordered) // 4
    return ordered[cut : len(ordered) - cut]


def _with_landing(months: list[MonthRow], ahead: Landing | None, last: dt.date) -> list[MonthRow]:
    """Lay the expected way onto the months to come, in proportion to their targets."""
    done = next((row for row in reversed(months) if row.cumulative is not None), None)
    final = months[-1].cumulative_target
    if ahead is None or done is None or done.cumulative is None or done.cumulative_target is None or final is None:
        return months
    rest = final - done.cumulative_target
    rows = []
    for row in months:
        if row.month.start < done.month.start or row.cumulative_target is None or not rest:
            rows.append(row)
            continue
        share = (row.cumulative_target - done.cumulative_target) / rest
        ends = (done.cumulative + (end - done.cumulative) * share for end in (ahead.expected, ahead.low, ahead.high))
        expected, low, high = ends
        rows.append(replace(row, expected=expected, low=low, high=high))
    return rows


def _left_out(reader: Reader, metric: str, mark: str, span: Period) -> LeftOut | None:
    count = int(reader.figures.over(f"{metric}@{mark}", span))
    return LeftOut(count, records_url(reader.workspace, metric, span, origin=mark)) if count else None
