"""What a funnel counts: first entries of journeys into a stage within a cycle, by local date.

One definition for the roll-ups, the lists behind every count and the API. People at companies that were customers
before they became leads, and leads marked as test, are not counted; subscribers are no stage of a funnel.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import DateField, Exists, Min, OuterRef, Q, QuerySet, Subquery

from crm.models import Deal, Journey, Lead, Source, Stage, StageEvent
from workspaces.models import Workspace

# Marks of a source as filters write them: the three marks, `unmarked` for a source nobody has marked and `unknown` for none.
UNMARKED, UNKNOWN = "unmarked", "unknown"


def counted_entries(
    workspace: Workspace,
    stage: str,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    origin: str = "",
) -> QuerySet[StageEvent]:
    """The entries into `stage` on local days `start` to `end` (both inclusive) that a funnel counts.

    `origin` narrows to leads whose source bears that mark (`marketing`, `sales`, `other`, `unmarked`, `unknown`).
    """
    entries = StageEvent.objects.for_workspace(workspace).filter(kind=StageEvent.Kind.ADVANCE, to_stage=stage)
    if start:
        entries = entries.filter(occurred_on__gte=start)
    if end:
        entries = entries.filter(occurred_on__lte=end)
    if origin:
        entries = entries.filter(origin_is(origin, "journey__lead__source"))
    return entries.exclude(journey__in=uncounted_journeys(workspace))


def uncounted_journeys(workspace: Workspace) -> Any:
    """Journeys of test leads, and of people whose company had won a deal before their first entry as a lead."""
    first_lead_day = Subquery(
        StageEvent.objects.filter(
            workspace=workspace, journey=OuterRef("pk"), kind=StageEvent.Kind.ADVANCE, to_stage=Stage.LEAD
        )
        .order_by()
        .values("journey")
        .annotate(day=Min("occurred_on"))
        .values("day"),
        output_field=DateField(),
    )
    won = Deal.objects.for_workspace(workspace).filter(outcome=Deal.Outcome.WON, company__isnull=False).order_by()
    won_before = won.filter(company=OuterRef("lead__company"), closed_on__lt=OuterRef("first_lead_day"))
    # The few journeys at companies that ever won are found first; only those are asked for their first day.
    at_customers = Q(lead__company__in=won.values("company")) & Exists(won_before)
    journeys = Journey.objects.for_workspace(workspace).annotate(first_lead_day=first_lead_day)
    return journeys.filter(Q(lead__is_test=True) | at_customers).order_by().values("pk")


def origin_is(origin: str, path: str) -> Q:
    """The condition that the source at `path` bears a mark; `unknown` means no source at all."""
    if origin == UNKNOWN:
        return Q(**{f"{path}__isnull": True})
    if origin == UNMARKED:
        return Q(**{f"{path}__isnull": False, f"{path}__origin": Source.Origin.UNMARKED})
    return Q(**{f"{path}__origin": origin})


def counted_leads(
    workspace: Workspace,
    stage: str,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    origin: str = "",
) -> QuerySet[Lead]:
    """The leads behind `counted_entries`, one row per entry (a lead that entered again in a later cycle stands twice)."""
    entries = counted_entries(workspace, stage, start=start, end=end, origin=origin)
    return Lead.objects.for_workspace(workspace).filter(journeys__events__in=entries)
