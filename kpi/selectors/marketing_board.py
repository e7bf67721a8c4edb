"""マーケ運用ダッシュボード: one week: where the funnel is stuck, what came in by source, the activity KPIs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from django.db.models import Sum
from django.utils.translation import gettext as _

from crm.calc.periods import Period, fiscal_year, fiscal_year_of, month_of, periods_between
from kpi.calc.periods import WEEK, a_year_earlier, is_running, like_for_like_previous, until
from kpi.calc.signals import attainment, signal
from kpi.models import DailyFigure
from kpi.selectors.exec_board import LAST_YEAR, PREVIOUS, LeftOut
from kpi.selectors.figures import Scope, SourceRow, figures_by_source, figures_for, has_records, scope_of
from kpi.selectors.freshness import Freshness, freshness_of
from kpi.selectors.funnel import Bottleneck, EffectBase, StepBase, bottleneck_of, snapshots_of
from kpi.selectors.lines import SHAPE, Line, Reader, records_url
from kpi.selectors.targets import Targets, targets_of
from kpi.selectors.tree_board import activity_line
from kpi.services.rollups import SERIES_METRICS
from strategy.calc.funnel import rate_keys
from workspaces.models import Workspace

WEEKS = 13
STAGES = ["lead", "mql", "sql", "opportunity", "customer"]
METRICS = [*STAGES, *(f"{stage}.backfilled" for stage in STAGES), "won", "won_amount", *SERIES_METRICS]


@dataclass(frozen=True)
class FunnelRow:
    """One stage of the week's funnel and the step that leads on from it (None at the end)."""

    line: Line
    step: Line | None
    base: StepBase | None
    verdict: str
    backfilled: int


@dataclass(frozen=True)
class SourceLine:
    """One source's week: counts with their lists, cost per lead, leads of the last 13 weeks."""

    row: SourceRow
    urls: dict[str, str]
    cost_per_lead: Fraction | None
    weeks: list[int]

    @property
    def counts(self) -> dict[str, int]:
        return {stage: int(self.row.value(stage)) for stage in STAGES}

    @property
    def cost(self) -> Decimal | None:
        return self.row.values.get("cost")


@dataclass(frozen=True)
class MarketingBoard:
    """Everything the week page shows."""

    period: Period
    span: Period
    is_partial: bool
    compare: str
    scope: Scope
    targets: Targets
    bottleneck: Bottleneck
    rows: list[FunnelRow]
    sources: list[SourceLine]
    activities: list[Line]
    weeks: list[tuple[Period, int, Fraction | None]]
    freshness: Freshness
    has_records: bool
    has_costs: bool
    unmarked: LeftOut | None
    unknown_wins: LeftOut | None = None


def marketing_board(
    workspace: Workspace, period: Period, *, today: dt.date, compare: str = "", wanted_scope: str = ""
) -> MarketingBoard:
    """Read the week page of `period`; every figure comes from the roll-up, the plan and the last snapshot."""
    scope, targets, snapshots = scope_of(workspace, wanted_scope), targets_of(workspace), snapshots_of(workspace)
    span = Period(period.start, until(period, today))
    compared = _compared(period, span, compare, today, targets)
    weeks = periods_between(period.start - dt.timedelta(weeks=WEEKS - 1), period.start, WEEK)
    first = min(weeks[0].start, compared.start if compared else span.start)
    figures = figures_for(workspace, METRICS, first, span.end, scope=scope)
    reader = Reader(workspace, figures, targets, scope, today)
    base = effect_base(workspace, targets, scope, today)
    bottleneck = bottleneck_of(snapshots, targets, scope, grain=WEEK, base=base)
    sources = _sources(workspace, span, weeks)
    unmarked = int(figures.over("lead@unmarked", span))
    return MarketingBoard(
        period=period,
        span=span,
        is_partial=is_running(period, today),
        compare=compare,
        scope=scope,
        targets=targets,
        bottleneck=bottleneck,
        rows=_funnel_rows(reader, span, period, compared, bottleneck),
        sources=sources,
        activities=_activities(reader, span, period, compared),
        weeks=[_week(reader, week, today) for week in weeks],
        freshness=freshness_of(snapshots.get(WEEK), until=span.end, today=today),
        has_records=figures.first_day(METRICS) is not None or has_records(workspace),
        has_costs=any(source.cost for source in sources),
        unmarked=LeftOut(unmarked, records_url(workspace, "lead", span, origin="unmarked")) if unmarked else None,
    )


def effect_base(workspace: Workspace, targets: Targets, scope: Scope, today: dt.date) -> EffectBase:
    """The closed months of the fiscal year, as on the month page; the last 90 days while none is closed."""
    year = fiscal_year(fiscal_year_of(today, workspace.fiscal_year_first_month), workspace.fiscal_year_first_month)
    closed = month_of(today).previous()
    span = (
        Period(year.start, closed.end) if closed.start >= year.start else Period(today - dt.timedelta(days=89), today)
    )
    figures = figures_for(workspace, [*STAGES, "won"], span.start, span.end, scope=scope)
    reader = Reader(workspace, figures, targets, scope, today)
    return EffectBase(
        span=span,
        wins_a_week=Fraction(figures.over("won", span)) * 7 / span.day_count,
        rates={key: reader.rate(key, span) for key in rate_keys(targets.stages)},
    )


def _compared(period: Period, span: Period, compare: str, today: dt.date, targets: Targets) -> Period | None:
    if compare == PREVIOUS:
        return like_for_like_previous(period, today, targets.calendar)
    return a_year_earlier(Period(span.start, span.end, WEEK)) if compare == LAST_YEAR else None


def _funnel_rows(
    reader: Reader, span: Period, whole: Period, compared: Period | None, bottleneck: Bottleneck
) -> list[FunnelRow]:
    """Stages in order; the last one counts people who became customers (受注)."""
    stages = reader.targets.stages
    verdicts = {each.step.key: each.verdict for each in bottleneck.diagnosis.steps}
    rows = []
    for stage, key in zip(stages, [*rate_keys(stages), ""], strict=True):
        rows.append(
            FunnelRow(
                line=entry_line(reader, stage, span, whole=whole, compared=compared),
                step=_step_line(reader, key, span) if key else None,
                base=bottleneck.bases.get(key),
                verdict=verdicts.get(key, ""),
                backfilled=int(reader.figures.over(f"{_metric(stage)}.backfilled", span)),
            )
        )
    return rows


def entry_line(
    reader: Reader, stage: str, span: Period, *, whole: Period | None = None, compared: Period | None = None
) -> Line:
    """Entries of people into a stage; of `won` those into customer, so that counts and list are people."""
    line = reader.count_line(stage, span, whole=whole, compared=compared)
    if stage != "won":
        return line
    actual = reader.total("customer", span)
    expected = reader.targets.over("won", span)
    elapsed = reader.targets.elapsed_share("won", whole or span, span.end)
    return replace(
        line,
        actual=actual,
        share=attainment(actual, line.target) if line.target else None,
        signal=SHAPE[signal(actual, line.target, elapsed_share=elapsed, n=expected)],
        url=reader.records_url("customer", span),
        compared=reader.total("customer", compared) if compared else None,
    )


def _metric(stage: str) -> str:
    return "customer" if stage == "won" else stage


def _step_line(reader: Reader, key: str, span: Period) -> Line:
    """The step's rate within the week; its last step counts people, as the funnel does."""
    before, _sep, after = key.partition("_to_")
    line = reader.rate_line(key, span)
    if after != "won" or not line.n:
        return line
    actual = Fraction(int(reader.total("customer", span)), line.n)
    return replace(line, actual=actual, signal=SHAPE[signal(actual, line.target, n=line.n)])


def _activities(reader: Reader, span: Period, whole: Period, compared: Period | None) -> list[Line]:
    """リード獲得数, サイト訪問数, メール開封率: the framework's activity KPIs under their names."""
    lead = replace(reader.count_line("lead", span, whole=whole, compared=compared), label=_("リード獲得数"))
    visits = replace(activity_line(reader, "site_visits", span), label=_("サイト訪問数"))
    opened = replace(activity_line(reader, "mail_open_rate", span), label=_("メール開封率"))
    if compared:
        visits = replace(visits, compared=activity_line(reader, "site_visits", compared).actual)
        opened = replace(opened, compared=activity_line(reader, "mail_open_rate", compared).actual)
    return [lead, visits, opened]


def _sources(workspace: Workspace, span: Period, weeks: list[Period]) -> list[SourceLine]:
    by_week = _leads_by_week(workspace, weeks)
    lines = []
    for row in figures_by_source(workspace, [*STAGES, "cost"], span):
        leads, cost = row.value("lead"), row.values.get("cost")
        origin = "" if row.source_id else "unknown"
        urls = {stage: records_url(workspace, stage, span, source=row.source_id, origin=origin) for stage in STAGES}
        lines.append(
            SourceLine(
                row=row,
                urls=urls,
                cost_per_lead=Fraction(cost) / Fraction(leads) if cost and leads else None,
                weeks=by_week.get(row.source_id, [0] * len(weeks)),
            )
        )
    return lines


def _leads_by_week(workspace: Workspace, weeks: list[Period]) -> dict[int | None, list[int]]:
    rows = (
        DailyFigure.objects.for_workspace(workspace)
        .filter(metric="lead", day__range=(weeks[0].start, weeks[-1].end))
        .values_list("source", "day")
        .annotate(total=Sum("value"))
    )
    found: dict[int | None, list[int]] = defaultdict(lambda: [0] * len(weeks))
    for source, day, total in rows.order_by():
        found[source][(day - weeks[0].start).days // 7] += int(total)
    return dict(found)


def _week(reader: Reader, week: Period, today: dt.date) -> tuple[Period, int, Fraction | None]:
    """MQLs of one of the last 13 weeks beside what the plan wanted of the whole week."""
    return week, int(reader.total("mql", week)), reader.targets.over("mql", week)
