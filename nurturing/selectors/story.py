"""What is known of one person, for sales and marketing: why the score, what happened, where they stood when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from crm.models import Activity, Company, Consent, Deal, Journey, Lead, Stage, StageEvent
from nurturing.models import HandOff
from nurturing.selectors.explanations import Explanation, explain_live_score
from nurturing.selectors.in_force import sla_terms
from nurturing.services.decisions import ATTEMPT_TYPES

RECENT = 5
LATEST = 50


@dataclass(frozen=True)
class CompanyFacts:
    """The company of a lead with how many other people are known there, and its deals so far."""

    company: Company
    other_lead_count: int
    won_count: int
    lost_count: int
    open_count: int

    @property
    def deal_count(self) -> int:
        return self.won_count + self.lost_count + self.open_count


@dataclass(frozen=True)
class Attempts:
    """How often sales tried to reach the person since the hand-off, and how often was agreed."""

    done: int
    needed: int

    @property
    def missing(self) -> int:
        return max(self.needed - self.done, 0)


@dataclass(frozen=True)
class Contact:
    """What sales see of a hand-off beside the hand-off itself."""

    explanation: Explanation | None
    company: CompanyFacts | None
    activities: Sequence[Activity]
    activity_count: int
    consents: Sequence[Consent]
    attempts: Attempts


@dataclass(frozen=True)
class Cycle:
    """One way of a lead through the stages, oldest event first."""

    number: int
    events: list[StageEvent] = field(default_factory=list)


@dataclass(frozen=True)
class Story:
    """Everything the page of a lead shows."""

    journey: Journey | None
    explanation: Explanation | None
    cycles: Sequence[Cycle]
    mql_event: StageEvent | None
    handoffs: Sequence[HandOff]
    company: CompanyFacts | None
    activities: Sequence[Activity]
    activity_count: int
    consents: Sequence[Consent]

    @property
    def mql_handoff(self) -> HandOff | None:
        """The hand-off of the cycle in which the lead last became an MQL."""
        cycle = self.mql_event.cycle_number if self.mql_event else None
        return next((one for one in self.handoffs if one.cycle_number == cycle), None)


def contact_of(handoff: HandOff, *, now: dt.datetime) -> Contact:
    """What stands behind a hand-off; the score is explained only while the hand-off is open (later cycles differ)."""
    lead = handoff.lead
    is_open = handoff.state in (HandOff.State.DELIVERED, HandOff.State.ACCEPTED)
    activities = Activity.objects.for_workspace(handoff.workspace_id).filter(lead=lead)
    return Contact(
        explanation=explain_live_score(lead, now=now) if is_open else None,
        company=company_facts(lead),
        activities=list(activities.order_by("-occurred_at", "-pk")[:RECENT]),
        activity_count=activities.count(),
        consents=consents_of(lead),
        attempts=attempts_at(handoff, now=now),
    )


def story_of(lead: Lead, *, now: dt.datetime) -> Story:
    """The page of one lead: score line by line, stages by cycle, hand-offs, activities, consent, company."""
    journey = Journey.objects.for_workspace(lead.workspace_id).filter(lead=lead).first()
    cycles = _cycles(lead)
    entries = [event for cycle in cycles for event in cycle.events if event.kind == StageEvent.Kind.ADVANCE]
    activities = Activity.objects.for_workspace(lead.workspace_id).filter(lead=lead)
    handoffs = HandOff.objects.for_workspace(lead.workspace_id).filter(lead=lead)
    return Story(
        journey=journey,
        explanation=explain_live_score(lead, now=now),
        cycles=list(reversed(cycles)),
        mql_event=next((event for event in reversed(entries) if event.to_stage == Stage.MQL), None),
        handoffs=list(handoffs.select_related("assigned_to", "decided_by", "handed_over_by").order_by("-delivered_at")),
        company=company_facts(lead),
        activities=list(activities.order_by("-occurred_at", "-pk")[:LATEST]),
        activity_count=activities.count(),
        consents=consents_of(lead),
    )


def company_facts(lead: Lead) -> CompanyFacts | None:
    """The company of a lead, how many other people are known there and how its deals went; None: no company is known."""
    if lead.company is None:
        return None
    others = Lead.objects.for_workspace(lead.workspace_id).filter(company=lead.company_id).exclude(pk=lead.pk)
    deals = Deal.objects.for_workspace(lead.workspace_id).filter(company=lead.company_id)
    counts = deals.order_by().aggregate(
        **{f"{outcome}_count": Count("pk", filter=Q(outcome=outcome)) for outcome in ("won", "lost", "open")}
    )
    return CompanyFacts(
        company=lead.company,
        other_lead_count=others.count(),
        **counts,
    )


def consents_of(lead: Lead) -> list[Consent]:
    """The consents of a lead by channel; a channel without a row is 不明."""
    return list(Consent.objects.for_workspace(lead.workspace_id).filter(lead=lead).order_by("channel"))


def attempts_at(handoff: HandOff, *, now: dt.datetime) -> Attempts:
    """Calls, meetings and mails by sales since the hand-off, against the number agreed in the SLA in force."""
    made = Activity.objects.for_workspace(handoff.workspace_id).filter(
        lead=handoff.lead_id, type__in=ATTEMPT_TYPES, occurred_at__gte=handoff.delivered_at
    )
    return Attempts(made.count(), sla_terms(handoff.workspace, now).attempt_count)


def _cycles(lead: Lead) -> list[Cycle]:
    events = (
        StageEvent.objects.for_workspace(lead.workspace_id)
        .filter(journey__lead=lead)
        .select_related("actor")
        .order_by("cycle_number", "occurred_at", "pk")
    )
    cycles: dict[int, Cycle] = {}
    for event in events:
        cycles.setdefault(event.cycle_number, Cycle(event.cycle_number)).events.append(event)
    return list(cycles.values())
