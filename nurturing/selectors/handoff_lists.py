"""What came back from sales, and who stands over the threshold without having been handed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from nurturing.models import HandOff, HandOffCandidate, ReturnReason
from nurturing.selectors.explanations import strongest_reasons
from nurturing.selectors.in_force import live_rule
from workspaces.models import Workspace

RETURNED_DAYS = 90


def returned_handoffs(workspace: Workspace, *, now: dt.datetime) -> QuerySet[HandOff]:
    """The hand-offs that sales gave back in the last 90 days, newest first."""
    since = workspace.local_midnight(workspace.local_date(now) - dt.timedelta(days=RETURNED_DAYS))
    rows = HandOff.objects.for_workspace(workspace).filter(state=HandOff.State.RETURNED, returned_at__gte=since)
    return rows.select_related("lead__company", "decided_by", "assigned_to").order_by("-returned_at", "-pk")


def reason_counts(rows: QuerySet[HandOff]) -> list[tuple[str, int]]:
    """How many of `rows` each reason sent back, most frequent first: [(reason, n)]."""
    counts = dict(rows.order_by().values_list("return_reason").annotate(n=Count("pk")))
    return sorted(counts.items(), key=lambda one: (-one[1], ReturnReason.values.index(one[0])))


def candidates(workspace: Workspace) -> QuerySet[HandOffCandidate]:
    """Leads over the threshold that wait for a marketer to hand them over, most points first."""
    rows = HandOffCandidate.objects.for_workspace(workspace)
    return rows.select_related("journey__lead__company", "journey__lead__source", "journey__score")


def reasons_for(
    workspace: Workspace, rows: Iterable[HandOffCandidate], *, now: dt.datetime
) -> dict[int, list[dict[str, Any]]]:
    """The strongest reasons of candidates by lead id."""
    leads = [row.journey.lead_id for row in rows]
    return strongest_reasons(workspace, leads, rule=live_rule(workspace, now), now=now)
