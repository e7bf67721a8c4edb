"""営業連携ダッシュボード: one day: what waits with sales, how fast they answer, what they give back and why.

What waits is read from the hand-offs themselves (it is today's desk, not a sum); everything counted by day comes from
the roll-up.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from crm.calc.periods import Period
from kpi.calc.periods import DAY, is_running, until
from kpi.models import FunnelSnapshot
from kpi.selectors.exec_board import LAST_YEAR, PREVIOUS
from kpi.selectors.figures import ALL, Figures, Scope, figures_for, has_records
from kpi.selectors.freshness import Freshness, freshness_of
from kpi.selectors.lines import COUNT, RATE, Line, records_url
from kpi.selectors.targets import Targets, targets_of
from kpi.services.rollups import HANDOFF_METRICS
from nurturing.models import HandOff, ReturnReason
from nurturing.selectors import desk as desks
from workspaces.models import Workspace

RETURN_DAYS = 28
SHOWN = 10
State = HandOff.State
METRICS = ["mql", "sql", *HANDOFF_METRICS]


@dataclass(frozen=True)
class ReasonRow:
    """Why leads came back in the last four weeks: how many, their share, where they stand."""

    reason: str
    label: str
    count: int
    share: float
    url: str


@dataclass(frozen=True)
class PersonRow:
    """What waits with one seller (None: with nobody)."""

    name: str
    waiting: int
    overdue: int


@dataclass(frozen=True)
class SalesBoard:
    """Everything the day page shows. `minutes` is the median business time to the first answer on the day."""

    period: Period
    is_partial: bool
    is_today: bool
    compare: str
    targets: Targets
    scope: Scope
    waiting: Line
    overdue: Line
    returned: Line
    minutes: float | None
    minutes_n: int
    compared_minutes: float | None
    flow: list[Line]
    rows: list[desks.DeskRow]
    more: int
    people: list[PersonRow]
    reasons: list[ReasonRow]
    reason_span: Period
    freshness: Freshness
    has_records: bool
    unmarked: None = None
    unknown_wins: None = None


def sales_board(
    workspace: Workspace, period: Period, *, today: dt.date, now: dt.datetime, compare: str = ""
) -> SalesBoard:
    """Read the day page: as it stands now for today, as it stood at midnight for a day in the past."""
    is_today = period.start == today
    moment = now if is_today else workspace.local_midnight(period.end + dt.timedelta(days=1))
    targets, scope = targets_of(workspace), Scope(ALL, is_forced=True)
    reason_span = Period(period.end - dt.timedelta(days=RETURN_DAYS - 1), period.end)
    compared = _compared(period, compare, targets)
    first = min(period.start, compared.start) if compared else period.start
    figures = figures_for(workspace, METRICS, first, period.end, scope=scope)
    open_rows = list(waiting_at(workspace, moment))
    overdue = [row for row in open_rows if row.due_at <= moment]
    minutes = _answer_minutes(workspace, period, targets)
    compared_minutes = _answer_minutes(workspace, compared, targets) if compared else []
    snapshot = FunnelSnapshot.objects.for_workspace(workspace).filter(grain=DAY).first()
    return SalesBoard(
        period=period,
        is_partial=is_running(period, today),
        is_today=is_today,
        compare=compare,
        targets=targets,
        scope=scope,
        waiting=_stock(workspace, "waiting", _("未対応"), len(open_rows), is_today=is_today, handoff="delivered"),
        overdue=_stock(workspace, "overdue", _("期限超過"), len(overdue), is_today=is_today, handoff="overdue"),
        returned=_returned(workspace, reason_span, compared),
        minutes=median(minutes) if minutes else None,
        minutes_n=len(minutes),
        compared_minutes=median(compared_minutes) if compared_minutes else None,
        flow=_flow(workspace, figures, period, compared),
        rows=[desks.desk_row(row, targets.calendar, moment) for row in open_rows[:SHOWN]],
        more=max(0, len(open_rows) - SHOWN),
        people=_people(open_rows, overdue),
        reasons=_reasons(workspace, reason_span),
        reason_span=reason_span,
        freshness=freshness_of(snapshot, until=until(period, today), today=today),
        has_records=has_records(workspace),
    )


def waiting_at(workspace: Workspace, moment: dt.datetime) -> QuerySet[HandOff]:
    """The hand-offs that were delivered and not yet answered at a moment, the oldest due first.

    Of a withdrawn one nobody knows any more when it was withdrawn; it is left out.
    """
    unanswered = (Q(accepted_at__isnull=True) | Q(accepted_at__gt=moment)) & (
        Q(returned_at__isnull=True) | Q(returned_at__gt=moment)
    )
    rows = HandOff.objects.for_workspace(workspace).filter(unanswered, delivered_at__lte=moment)
    without_withdrawn = rows.exclude(state=State.WITHDRAWN).exclude(state=State.QUALIFIED, accepted_at__isnull=True)
    return without_withdrawn.select_related("lead__company", "assigned_to").order_by("due_at", "pk")


def _compared(period: Period, compare: str, targets: Targets) -> Period | None:
    """前日 is the business day before: nobody answers on a Sunday."""
    if compare == LAST_YEAR:
        return Period(period.start - dt.timedelta(weeks=52), period.end - dt.timedelta(weeks=52), DAY)
    if compare != PREVIOUS:
        return None
    before = [period.start - dt.timedelta(days=back) for back in range(1, 15)]
    day = next((day for day in before if targets.calendar.is_open(day)), before[0])
    return Period(day, day, DAY)


def _stock(workspace: Workspace, key: str, label: str, count: int, *, is_today: bool, handoff: str) -> Line:
    """What lies on the desk; only today's desk can be opened."""
    url = f"/w/{workspace.slug}/leads/?" + urlencode({"handoff": handoff}) if is_today else ""
    return Line(key=key, label=label, unit=COUNT, actual=count, url=url)


def _returned(workspace: Workspace, span: Period, compared: Period | None) -> Line:
    """戻された割合: of the hand-offs answered in four weeks (taken or given back), the share given back in them."""
    before = None
    if compared:
        before = Period(compared.end - dt.timedelta(days=RETURN_DAYS - 1), compared.end)
    rate, n = returned_rate(workspace, span)
    days = {"from": span.start.isoformat(), "to": span.end.isoformat()}
    return Line(
        key="returned",
        label=_("戻された割合"),
        unit=RATE,
        actual=rate,
        n=n,
        url=f"/w/{workspace.slug}/leads/?" + urlencode({"handoff": "answered", **days}),
        compared=returned_rate(workspace, before)[0] if before else None,
    )


def returned_rate(workspace: Workspace, span: Period) -> tuple[Fraction | None, int]:
    start = workspace.local_midnight(span.start)
    end = workspace.local_midnight(span.end + dt.timedelta(days=1))
    returned = Q(returned_at__gte=start, returned_at__lt=end)
    answered = returned | Q(accepted_at__gte=start, accepted_at__lt=end)
    counts = (
        HandOff.objects.for_workspace(workspace)
        .filter(lead__is_test=False)
        .exclude(state=State.WITHDRAWN)
        .aggregate(n=Count("pk", filter=answered), k=Count("pk", filter=returned))
    )
    return (Fraction(counts["k"], counts["n"]) if counts["n"] else None), counts["n"]


def _answer_minutes(workspace: Workspace, period: Period, targets: Targets) -> list[int]:
    """Business minutes until sales first answered, of the hand-offs answered on the day; 自動受領 is no answer."""
    start = workspace.local_midnight(period.start)
    end = workspace.local_midnight(period.end + dt.timedelta(days=1))
    accepted = Q(accepted_at__gte=start, accepted_at__lt=end)
    returned = Q(accepted_at__isnull=True, returned_at__gte=start, returned_at__lt=end)
    rows = HandOff.objects.for_workspace(workspace).filter(accepted | returned, is_auto_accepted=False)
    answers = rows.values_list("delivered_at", "accepted_at", "returned_at")
    return [
        targets.calendar.business_minutes_between(given, answered)
        for given, taken, back in answers
        if (answered := taken or back) is not None
    ]


def _flow(workspace: Workspace, figures: Figures, period: Period, compared: Period | None) -> list[Line]:
    """What happened on the day, each count with its people."""
    names = {
        "mql": _("新しいMQL"),
        "handoff_accepted": _("受け取った"),
        "sql": _("SQLにした"),
        "handoff_returned": _("戻した"),
    }
    return [
        Line(
            key=key,
            label=label,
            unit=COUNT,
            actual=int(figures.over(key, period)),
            url=_flow_url(workspace, key, period),
            compared=int(figures.over(key, compared)) if compared else None,
        )
        for key, label in names.items()
    ]


def _flow_url(workspace: Workspace, key: str, period: Period) -> str:
    if key in ("mql", "sql"):
        return records_url(workspace, key, period)
    wanted = {
        "handoff": key.removeprefix("handoff_"),
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
    }
    return f"/w/{workspace.slug}/leads/?" + urlencode(wanted)


def _people(open_rows: list[HandOff], overdue: list[HandOff]) -> list[PersonRow]:
    """By name, never by how much is overdue: this is no ranking."""
    waiting = Counter(row.assigned_to for row in open_rows)
    late = Counter(row.assigned_to for row in overdue)
    rows = [
        PersonRow(str(person) if person else _("担当なし"), count, late.get(person, 0))
        for person, count in waiting.items()
    ]
    return sorted(rows, key=lambda row: row.name)


def _reasons(workspace: Workspace, span: Period) -> list[ReasonRow]:
    start = workspace.local_midnight(span.start)
    end = workspace.local_midnight(span.end + dt.timedelta(days=1))
    rows = HandOff.objects.for_workspace(workspace).filter(returned_at__gte=start, returned_at__lt=end)
    counts = Counter(rows.exclude(state=State.WITHDRAWN).values_list("return_reason", flat=True))
    total = sum(counts.values())
    labels = dict(ReturnReason.choices)
    days = {"from": span.start.isoformat(), "to": span.end.isoformat()}
    return [
        ReasonRow(
            reason=reason,
            label=str(labels.get(reason, _("理由なし"))),
            count=count,
            share=count / total,
            url=f"/w/{workspace.slug}/leads/?" + urlencode({"handoff": "returned", "reason": reason, **days}),
        )
        for reason, count in counts.most_common()
    ]
