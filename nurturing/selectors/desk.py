"""What lies on sales' desk: open hand-offs in the order in which they must be answered, and how fast sales answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from nurturing.calc.handoffs import Clock, clock
from nurturing.models import HandOff
from workspaces import rights
from workspaces.calc.business_time import BusinessCalendar
from workspaces.calendar import calendar_for
from workspaces.models import Membership, User, Workspace

State = HandOff.State
OPEN = (State.DELIVERED, State.ACCEPTED)
# The groups of the list, in order.
OVERDUE, TODAY, LATER, TAKEN = range(4)


@dataclass(frozen=True)
class DeskRow:
    """An open hand-off with its clock; the clock stands still (None) once sales have taken it."""

    handoff: HandOff
    bucket: int
    clock: Clock | None
    is_snoozed: bool


@dataclass(frozen=True)
class FirstResponse:
    """The median business minutes until sales first answered, on a day; `is_yesterday`: the day before today."""

    day: dt.date
    minutes: float
    is_yesterday: bool


def open_handoffs(workspace: Workspace, *, person: User | None = None) -> QuerySet[HandOff]:
    """Hand-offs that sales still work on: everybody's, or those of a person together with those that are nobody's."""
    rows = HandOff.objects.for_workspace(workspace).filter(state__in=OPEN)
    return rows if person is None else rows.filter(Q(assigned_to=person) | Q(assigned_to__isnull=True))


def desk(workspace: Workspace, *, person: User | None, now: dt.datetime) -> QuerySet[HandOff]:
    """Open hand-offs as the list shows them: overdue, due today, later, taken (`bucket`); put off ones last in each."""
    tomorrow = workspace.local_midnight(workspace.local_date(now) + dt.timedelta(days=1))
    bucket = Case(
        When(state=State.ACCEPTED, then=Value(TAKEN)),
        When(due_at__lte=now, then=Value(OVERDUE)),
        When(due_at__lt=tomorrow, then=Value(TODAY)),
        default=Value(LATER),
        output_field=IntegerField(),
    )
    snoozed = Case(When(snoozed_until__gt=now, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = open_handoffs(workspace, person=person).select_related("lead__company", "assigned_to", "journey__score")
    return rows.annotate(bucket=bucket, snoozed=snoozed).order_by("bucket", "snoozed", "due_at", "pk")


def bucket_counts(rows: QuerySet[Any]) -> dict[int, int]:
    """How many hand-offs of `desk` each group holds."""
    return dict(rows.order_by().values_list("bucket").annotate(n=Count("pk")))


def desk_row(handoff: HandOff, calendar: BusinessCalendar, now: dt.datetime) -> DeskRow:
    """A hand-off of `desk` with its clock."""
    return DeskRow(
        handoff=handoff,
        bucket=getattr(handoff, "bucket", TAKEN),
        clock=clock_of(handoff, calendar, now),
        is_snoozed=bool(handoff.snoozed_until and handoff.snoozed_until > now),
    )


def clock_of(handoff: HandOff, calendar: BusinessCalendar, now: dt.datetime) -> Clock | None:
    """How much business time an unanswered hand-off has left; None: it is answered."""
    if handoff.state != State.DELIVERED:
        return None
    return clock(calendar, delivered_at=handoff.delivered_at, due_at=handoff.due_at, now=now)


def waiting_count(workspace: Workspace, membership: Membership) -> int:
    """How many hand-offs wait for this member: their own, or the team's for managers; 0 for those who only read."""
    if not membership.may(rights.WORK_HANDOFFS):
        return 0
    person = None if sees_team_first(membership) else membership.user
    return open_handoffs(workspace, person=person).filter(state=State.DELIVERED).count()


def sees_team_first(membership: Membership) -> bool:
    """Whoever has no desk of their own, or looks after everybody's, begins with the team's list."""
    return membership.may(rights.MANAGE_HANDOFFS) or not membership.may(rights.WORK_HANDOFFS)


def may_decide(membership: Membership, handoff: HandOff) -> bool:
    """Who decides about a hand-off: the person it is assigned to, anybody of sales while it is nobody's, managers."""
    if not membership.may(rights.WORK_HANDOFFS):
        return False
    return membership.may(rights.MANAGE_HANDOFFS) or handoff.assigned_to_id in (None, membership.user_id)


def first_response(workspace: Workspace, *, person: User | None, now: dt.datetime) -> FirstResponse | None:
    """The median time to the first answer on the last business day before today, in business minutes; None: no answer.

    An answer is accepting or giving back; 自動受領 is none. Source: docs/calculations.md 「営業時間の計算」.
    """
    calendar, today = calendar_for(workspace), workspace.local_date(now)
    day = next((day for day in _days_before(today) if calendar.is_open(day)), None)
    if day is None:
        return None
    start, end = workspace.local_midnight(day), workspace.local_midnight(day + dt.timedelta(days=1))
    rows = HandOff.objects.for_workspace(workspace).filter(is_auto_accepted=False)
    if person is not None:
        rows = rows.filter(assigned_to=person)
    accepted = Q(accepted_at__gte=start, accepted_at__lt=end)
    returned = Q(accepted_at__isnull=True, returned_at__gte=start, returned_at__lt=end)
    answers = rows.filter(accepted | returned).values_list("delivered_at", Coalesce("accepted_at", "returned_at"))
    minutes = [calendar.business_minutes_between(given, answered) for given, answered in answers]
    return FirstResponse(day, median(minutes), (today - day).days == 1) if minutes else None


def _days_before(today: dt.date) -> list[dt.date]:
    return [today - dt.timedelta(days=back) for back in range(1, 15)]
