"""Reading the roll-up: sums of daily figures by metric and span, within a scope (マーケ起点, or everybody)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Sum

from crm.calc.periods import Period
from crm.funnel import UNKNOWN, UNMARKED
from crm.models import Source
from kpi.models import DailyFigure
from workspaces.models import Workspace

MARKETING, ALL = "marketing", "all"
# Figures that belong to no source are counted whole, whatever the scope.
WITHOUT_SCOPE = {"site_visits", "mail_sent", "mail_opened", "cost"}


@dataclass(frozen=True)
class Scope:
    """Whose leads a page counts: the mark of their source, or all when no source is marked yet."""

    key: str
    is_forced: bool = False  # nobody has marked a source, so everybody is counted

    @property
    def origin(self) -> str:
        """As lists take it in their address; blank for everybody."""
        return "" if self.key == ALL else self.key


def scope_of(workspace: Workspace, wanted: str = "") -> Scope:
    """マーケ起点, unless the reader asks for everybody or no source of the workspace bears that mark."""
    has_marks = Source.objects.for_workspace(workspace).filter(origin=Source.Origin.MARKETING).exists()
    if not has_marks:
        return Scope(ALL, is_forced=True)
    return Scope(ALL if wanted == ALL else MARKETING)


@dataclass
class Figures:
    """Daily sums of some metrics over a span of days; spans outside it read as nothing."""

    _days: dict[str, list[dt.date]] = field(default_factory=dict)
    _sums: dict[str, list[Decimal]] = field(default_factory=dict)

    def total(self, metric: str, first: dt.date, last: dt.date) -> Decimal:
        """The sum of a metric over the days `first` to `last`, both inclusive; 0 where nothing was counted."""
        days = self._days.get(metric, [])
        low, high = bisect_left(days, first), bisect_right(days, last)
        if low >= high:
            return Decimal(0)
        sums = self._sums[metric]
        return sums[high - 1] - (sums[low - 1] if low else 0)

    def over(self, metric: str, span: Period) -> Decimal:
        return self.total(metric, span.start, span.end)

    def has(self, metric: str) -> bool:
        """Whether anything was counted for the metric in the whole span read."""
        return bool(self._days.get(metric))

    def last_day(self, metric: str, span: Period) -> dt.date | None:
        """The last day of a span on which anything was counted for the metric."""
        days = self._days.get(metric, [])
        place = bisect_right(days, span.end)
        return days[place - 1] if place and days[place - 1] >= span.start else None

    def first_day(self, metrics: Iterable[str]) -> dt.date | None:
        return min((self._days[metric][0] for metric in metrics if self._days.get(metric)), default=None)


def figures_for(
    workspace: Workspace, metrics: Iterable[str], first: dt.date, last: dt.date, *, scope: Scope
) -> Figures:
    """The daily sums of `metrics` from `first` to `last` within the scope, in one query over the roll-up.

    What the scope leaves out is kept beside it as `<metric>@<mark>`: sales, other, unmarked, unknown.
    """
    is_unknown = ExpressionWrapper(Q(source__isnull=True), output_field=BooleanField())
    rows = _rows(workspace, metrics, first, last).annotate(is_unknown=is_unknown)
    totals = rows.values_list("metric", "day", "origin", "is_unknown").annotate(total=Sum("value"))
    by_day: dict[str, dict[dt.date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for metric, day, origin, unknown, total in totals.order_by("metric", "day"):
        is_in = scope.key == ALL or origin == scope.key or metric.removesuffix(".target") in WITHOUT_SCOPE
        left_out = f"{metric}@{UNKNOWN if unknown else origin or UNMARKED}"
        by_day[metric if is_in else left_out][day] += total
    figures = Figures()
    for metric, days in by_day.items():
        figures._days[metric] = list(days)
        figures._sums[metric] = list(accumulate(days.values()))
    return figures


@dataclass(frozen=True)
class SourceRow:
    """One source's part of a period: counts by metric. `source_id` None: no known source (不明)."""

    source_id: int | None
    name: str
    origin: str
    channel: str
    values: dict[str, Decimal]

    def value(self, metric: str) -> Decimal:
        return self.values.get(metric, Decimal(0))


def figures_by_source(workspace: Workspace, metrics: Iterable[str], span: Period) -> list[SourceRow]:
    """The counts of a span by source, every mark included, sources with most leads first, the unknown last."""
    rows = (
        _rows(workspace, metrics, span.start, span.end)
        .values_list("source", "source__name", "source__origin", "source__channel", "metric")
        .annotate(total=Sum("value"))
    )
    values: dict[tuple[int | None, str, str, str], dict[str, Decimal]] = defaultdict(dict)
    for source_id, name, origin, channel, metric, total in rows.order_by():
        values[source_id, name or "", origin or "", channel or ""][metric] = total
    found = [SourceRow(*key, values=counts) for key, counts in values.items()]
    return sorted(found, key=lambda row: (row.source_id is None, -row.value("lead"), -row.value("cost"), row.name))


def has_records(workspace: Workspace) -> bool:
    """Whether anything has been rolled up at all."""
    return DailyFigure.objects.for_workspace(workspace).exists()


def has_records_in(workspace: Workspace, metrics: Iterable[str], span: Period) -> bool:
    """Whether anything of these metrics was counted in a span."""
    return _rows(workspace, metrics, span.start, span.end).exists()


def _rows(workspace: Workspace, metrics: Iterable[str], first: dt.date, last: dt.date) -> QuerySet[DailyFigure]:
    return DailyFigure.objects.for_workspace(workspace).filter(metric__in=list(metrics), day__range=(first, last))
