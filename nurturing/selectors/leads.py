"""The lead as people see it: lists that open exactly as many people as a figure counts, and nobody forgotten."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from crm.funnel import counted_leads, origin_is
from crm.models import Journey, Lead, Stage
from nurturing.models import HandOff, HandOffCandidate
from workspaces.models import Workspace


@dataclass(frozen=True)
class LeadFilter:
    """What a list of leads is narrowed to.

    `entered` with `start` and `end`: entries into a stage on those local days, counted as a funnel counts them (a person
    who entered twice stands twice). `next` = "none": 次の予定がないリード. `handoff`: a state of the current hand-off.
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
    company: int | None = None

    @property
    def is_empty(self) -> bool:
        return all(getattr(self, one.name) == one.default for one in fields(self))


def lead_rows(workspace: Workspace, wanted: LeadFilter) -> QuerySet[Lead]:
    """Leads with company, source, journey and score, newest first."""
    rows = Lead.objects.for_workspace(workspace)
    if wanted.entered:
        rows = counted_leads(workspace, wanted.entered, start=wanted.start, end=wanted.end, origin=wanted.origin)
    elif wanted.origin:
        rows = rows.filter(origin_is(wanted.origin, "source"))
    for condition in _conditions(workspace, wanted):
        rows = rows.filter(condition)
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
        conditions.append(Q(Exists(HandOff.objects.filter(lead=OuterRef("pk"), state=wanted.handoff))))
    if wanted.next == "none":
        conditions.append(nothing_planned(workspace))
    return conditions


def nothing_planned(workspace: Workspace) -> Q:
    """People before SQL on nobody's desk, in no list of candidates and not parked with a date: 次の予定がないリード."""
    on_a_desk = HandOff.objects.for_workspace(workspace).filter(
        lead=OuterRef("pk"), state__in=[HandOff.State.DELIVERED, HandOff.State.ACCEPTED]
    )
    waiting = HandOffCandidate.objects.for_workspace(workspace).filter(journey__lead=OuterRef("pk"))
    open_journeys = Q(journeys__stage__in=[Stage.LEAD, Stage.MQL], journeys__is_excluded=False)
    return open_journeys & Q(journeys__revisit_on__isnull=True) & ~Q(Exists(on_a_desk)) & ~Q(Exists(waiting))
