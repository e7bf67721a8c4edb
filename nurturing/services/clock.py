"""The worker's part of the SLA: recording which marks unanswered hand-offs have passed, without anybody's click."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import Any

from django.db import connection, transaction

from crm.changes import mark_days_changed
from nurturing.calc.handoffs import LADDER, due_moment, ladder
from nurturing.models import HandOff
from nurturing.selectors.in_force import sla_terms
from nurturing.services.decisions import HandOffMoved, accept, tell
from workspaces.calendar import calendar_for
from workspaces.models import Workspace

MARK = """
UPDATE nurturing_handoff h SET {field} = passed.moment
FROM unnest(%(ids)s::bigint[], %(moments)s::timestamptz[]) AS passed (id, moment)
WHERE h.id = passed.id AND h.workspace_id = %(workspace)s AND h.state = 'delivered' AND h.{field} IS NULL
"""


@dataclass
class ClockResult:
    """How many hand-offs passed each mark of the ladder in this look, and how many were accepted by default."""

    reminded: int = 0
    breached: int = 0
    escalated: int = 0
    head_escalated: int = 0
    auto_accepted: int = 0


def record_breaches(now: dt.datetime) -> ClockResult:
    """Record the marks (75, 100, 150, 200 % of the agreed business time) that unanswered hand-offs have passed by `now`.

    The stored moment is that of the mark, not of the look, so a late or repeated look writes the same. An unanswered
    hand-off stays unanswered; only where the SLA says so is it accepted by default, marked as 自動受領.
    """
    result = ClockResult()
    with_running = HandOff.objects.filter(state=HandOff.State.DELIVERED).values("workspace").distinct()
    for workspace in Workspace.objects.filter(pk__in=with_running):
        _look_at(workspace, now, result)
    return result


@transaction.atomic
def _look_at(workspace: Workspace, now: dt.datetime, result: ClockResult) -> None:
    running = HandOff.objects.for_workspace(workspace).filter(
        state=HandOff.State.DELIVERED, head_escalated_at__isnull=True, delivered_at__lte=now
    )
    # What was handed over together shares its marks.
    marks_of = cache(partial(ladder, calendar_for(workspace)))
    passed: dict[str, list[tuple[int, dt.datetime]]] = {name: [] for name in LADDER}
    for handoff in running.only("delivered_at", "response_hours", *LADDER):
        for name, moment in marks_of(handoff.delivered_at, handoff.response_hours).items():
            if moment <= now and getattr(handoff, name) is None:
                passed[name].append((handoff.pk, moment))
    counts = [_mark(workspace, name, rows) for name, rows in passed.items()]
    result.reminded += counts[0]
    result.breached += counts[1]
    result.escalated += counts[2]
    result.head_escalated += counts[3]
    if sum(counts):
        mark_days_changed(workspace, [workspace.local_date(moment) for _id, moment in passed["breached_at"]])
        tell(workspace.pk)
    result.auto_accepted += _accept_by_default(workspace, now)


def _mark(workspace: Workspace, field: str, rows: list[tuple[int, dt.datetime]]) -> int:
    if not rows:
        return 0
    values: dict[str, Any] = {"ids": [pk for pk, _moment in rows], "moments": [moment for _pk, moment in rows]}
    with connection.cursor() as cursor:
        cursor.execute(MARK.format(field=field), {"workspace": workspace.pk, **values})
        return cursor.rowcount


def _accept_by_default(workspace: Workspace, now: dt.datetime) -> int:
    hours: Decimal | None = sla_terms(workspace, now).auto_accept_hours
    if hours is None:
        return 0
    calendar, count = calendar_for(workspace), 0
    for handoff in HandOff.objects.for_workspace(workspace).filter(state=HandOff.State.DELIVERED):
        moment = due_moment(calendar, handoff.delivered_at, hours)
        if moment <= now:
            count += _accepted(handoff, moment)
    return count


def _accepted(handoff: HandOff, moment: dt.datetime) -> int:
    try:
        accept(handoff=handoff, actor=None, now=moment, is_automatic=True)
    except HandOffMoved:  # somebody answered in this very moment
        return 0
    return 1
