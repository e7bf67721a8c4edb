"""The lead as people see it: lists that open exactly as many people as a figure counts, and nobody forgotten."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Now

from crm.funnel import counted_leads, origin_is
from crm.models import Journey, Lead, Stage, StageEvent
from nurturing.models import HandOff, HandOffCandidate
from workspaces.models import Workspace

# A plan calls the entry into `customer` won.
EVENT_STAGE = {"won": "customer"}


@dataclass(frozen=True)
class LeadFilter:
    """What a list of leads is narrowed to.

    `entered` with `start` and `end`: entries into a stage on those local days, counted as a funnel counts them (a person
    who entered twice stands twice). `next` = "none": 次の予定がないリード. `handoff`: a state of a hand-off, or `overdue`;
    with `start` and `end` those delivered, accepted, returned or `answered` on these days, with `reason` those returned for it.
    `mark` (a stage) flags who went on to it (`is_marked`), so that a rate shows its numerator.
    """

    q: str = ""
    stage: str = ""
    min_score: float | None = None
    source: int | None = None
    origin: str = ""
    created_from: dt.date | None = None
    created_to: dt.date | None = None
    entered: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    next: str = ""
    handoff: str = ""
    reason: str = ""
    mark: str = ""
    now: dt.datetime | None = None  # what `overdue` is measured by
    company: int | None = None

    @property
    def is_empty(self) -> bool:
        return all(getattr(self, one.name) == one.default for one in fields(self))


def lead_rows(workspace: Workspace, wanted: LeadFilter) -> QuerySet[Lead]:
    """Leads with company, source, journey and score, newest first."""
    rows: QuerySet[Lead] = Lead.objects.for_workspace(workspace)
    if wanted.entered:
        rows = counted_leads(workspace, wanted.entered, start=wanted.start, end=wanted.end, origin=wanted.origin)
    elif wanted.origin:
        rows = rows.filter(origin_is(wanted.origin, "source"))
    for condition in _conditions(workspace, wanted):
        rows = rows.filter(condition)
    if wanted.mark:
        went_on = StageEvent.objects.for_workspace(workspace).filter(
            journey__lead=OuterRef("pk"),
            kind=StageEvent.Kind.ADVANCE,
            to_stage=EVENT_STAGE.get(wanted.mark, wanted.mark),
        )
        rows = rows.annotate(is_marked=Exists(went_on))
    journeys = Journey.objects.for_workspace(workspace).select_related("score")
    return (
        rows.select_related("company", "source")
        .prefetch_related(Prefetch("journeys", journeys))
        .order_by("-created_on", "-pk")
    )


def _conditions(workspace: Workspace, wanted: LeadFilter) -> list[Q]:
    conditions: list[Q] = []
    if wanted.q:
        names = ("full_name", "email", "company_name", "company__name", "external_id")
        conditions.append(Q(*[(f"{name}__icontains", wanted.q) for name in names], _connector=Q.OR))
    simple: dict[str, Any] = {
        "journeys__stage": wanted.stage,
        "journeys__score__total__gte": wanted.min_score,
        "source": wanted.source,
        "created_on__gte": wanted.created_from,
        "created_on__lte": wanted.created_to,
        "company": wanted.company,
    }
    conditions += [Q(**{name: value}) for name, value in simple.items() if value not in ("", None)]
    if wanted.handoff:
        conditions.append(Q(Exists(_handoffs(workspace, wanted))))
    if wanted.next == "none":
        conditions.append(nothing_planned(workspace))
    return conditions


# Which moment says that a hand-off was delivered, taken or given back on a day.
MOMENTS = {"delivered": "delivered_at", "accepted": "accepted_at", "returned": "returned_at"}


def _handoffs(workspace: Workspace, wanted: LeadFilter) -> QuerySet[HandOff]:
    rows = HandOff.objects.for_workspace(workspace).filter(lead=OuterRef("pk"))
    if wanted.reason:
        rows = rows.filter(return_reason=wanted.reason)
    if wanted.handoff == "overdue":
        return rows.filter(state=HandOff.State.DELIVERED, due_at__lte=wanted.now or Now())
    if wanted.handoff == "answered" and wanted.start and wanted.end:
        start, end = workspace.local_midnight(wanted.start), workspace.local_midnight(wanted.end + dt.timedelta(days=1))
        accepted, returned = (
            Q(accepted_at__gte=start, accepted_at__lt=end),
            Q(returned_at__gte=start, returned_at__lt=end),
        )
        return rows.filter(accepted | returned, lead__is_test=False).exclude(state=HandOff.State.WITHDRAWN)
    moment = MOMENTS.get(wanted.handoff)
    if moment is None or wanted.start is None or wanted.entered:
        return rows.filter(state=wanted.handoff)
    rows = rows.exclude(state=HandOff.State.WITHDRAWN).filter(
        lead__is_test=False, **{f"{moment}__gte": workspace.local_midnight(wanted.start)}
    )
    if wanted.end is not None:
        rows = rows.filter(**{f"{moment}__lt": workspace.local_midnight(wanted.end + dt.timedelta(days=1))})
    return rows


def nothing_planned(workspace: Workspace) -> Q:
    """People before SQL on nobody's desk, in no list of candidates and not parked with a date: 次の予定がないリード."""
    on_a_desk = HandOff.objects.for_workspace(workspace).filter(
        lead=OuterRef("pk"), state__in=[HandOff.State.DELIVERED, HandOff.State.ACCEPTED]
    )
    waiting = HandOffCandidate.objects.for_workspace(workspace).filter(journey__lead=OuterRef("pk"))
    open_journeys = Q(journeys__stage__in=[Stage.LEAD, Stage.MQL], journeys__is_excluded=False)
    return open_journeys & Q(journeys__revisit_on__isnull=True) & ~Q(Exists(on_a_desk)) & ~Q(Exists(waiting))
