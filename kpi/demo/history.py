"""The stage history and the hand-offs of the story's people, right at the first writing: history is append-only."""

from __future__ import annotations

import datetime as dt

from crm.models import Stage, StageEvent
from kpi.demo.copying import Row
from kpi.demo.members import People
from kpi.demo.months import Timeline
from kpi.demo.plans import HandOffPlan, PersonPlan
from kpi.demo.returns import LOST
from nurturing.calc.handoffs import ladder, revisit_date
from nurturing.defaults import DESTINATIONS
from nurturing.models import HandOff, ReturnDestination
from workspaces.models import Workspace

Kind, Origin = StageEvent.Kind, StageEvent.Origin


class History:
    """Collects journeys, stage events and hand-offs, person by person."""

    def __init__(self, workspace: Workspace, timeline: Timeline, members: People) -> None:
        self.workspace = workspace
        self.timeline = timeline
        self.members = members
        self.journeys: list[Row] = []
        self.events: list[Row] = []
        self.handoffs: list[Row] = []

    def add(self, person: PersonPlan) -> None:
        """Everything that happened to one person."""
        journey: Row = {
            "id": person.journey_pk,
            "workspace_id": self.workspace.pk,
            "lead_id": person.pk,
            "stage": "",
            "entered_at": None,
            "cycle_number": 1,
        }
        self.journeys.append(journey)
        first = Stage.SUBSCRIBER if person.is_subscriber else Stage.LEAD
        self._enter(journey, first, person.lead_at, Origin.API)
        if person.handoff:
            self._handed_over(person, journey, person.handoff)
        elif person.deal:
            # A partner sent them to sales: they were never judged by marketing.
            at = self.timeline.moment(person.deal.sql_day, 15)
            self._enter(journey, Stage.MQL, at, Origin.PERSON, is_backfilled=True)
            self._enter(journey, Stage.SQL, at, Origin.PERSON, actor_id=self.members.sellers[0].pk)
        if person.deal:
            self._dealt(person, journey)

    # ------------------------------------------------------------ stages

    def _handed_over(self, person: PersonPlan, journey: Row, plan: HandOffPlan) -> None:
        self._enter(
            journey,
            Stage.MQL,
            plan.at,
            Origin.PERSON if plan.by_hand else Origin.RULE,
            actor_id=self.members.marketer.pk if plan.by_hand else None,
            rule_version=plan.rule_version,
            score=plan.total,
            reason=plan.reason,
        )
        row = self._handoff(person, plan)
        self.handoffs.append(row)
        if plan.sql_at:
            seller = self.members.sellers[plan.seller]
            self._enter(journey, Stage.SQL, plan.sql_at, Origin.PERSON, actor_id=seller.pk, note=plan.need)
        if plan.returned_at:
            self._returned(journey, plan, row)

    def _returned(self, journey: Row, plan: HandOffPlan, row: Row) -> None:
        assert plan.returned_at is not None
        is_excluded = row["destination"] == ReturnDestination.Destination.EXCLUDE
        self._event(
            journey,
            Kind.DISQUALIFY if is_excluded else Kind.RECYCLE,
            "" if is_excluded else Stage.LEAD,
            plan.returned_at,
            Origin.PERSON,
            actor_id=self.members.sellers[plan.seller].pk,
            reason=plan.return_reason,
            note=plan.note,
        )
        if is_excluded:
            journey |= {"is_excluded": True, "excluded_reason": plan.return_reason}
        else:
            self._new_cycle(journey, plan.returned_at, row["revisit_on"])

    def _dealt(self, person: PersonPlan, journey: Row) -> None:
        deal = person.deal
        assert deal is not None
        opened = max(self.timeline.moment(deal.sql_day, 18), journey["entered_at"])
        self._enter(journey, Stage.OPPORTUNITY, min(opened, self.timeline.now), Origin.DEAL)
        if deal.closed_on is None:
            return
        closed = max(self.timeline.moment(deal.closed_on, 17.75), journey["entered_at"])
        if deal.outcome == "won":
            self._enter(journey, Stage.CUSTOMER, closed, Origin.DEAL)
        else:
            self._event(journey, Kind.RECYCLE, Stage.LEAD, closed, Origin.DEAL, reason=LOST, note=deal.lost_reason)
            self._new_cycle(journey, closed, None)

    def _new_cycle(self, journey: Row, at: dt.datetime, revisit_on: dt.date | None) -> None:
        journey["cycle_number"] += 1
        journey |= {"stage": Stage.LEAD, "entered_at": at, "cycle_started_at": at, "revisit_on": revisit_on}

    def _enter(self, journey: Row, stage: str, at: dt.datetime, origin: str, **facts: object) -> None:
        self._event(journey, Kind.ADVANCE, stage, at, origin, **facts)
        journey |= {"stage": stage, "entered_at": at}

    def _event(self, journey: Row, kind: str, stage: str, at: dt.datetime, origin: str, **facts: object) -> None:
        self.events.append(
            dict(
                workspace_id=self.workspace.pk,
                journey_id=journey["id"],
                cycle_number=journey["cycle_number"],
                from_stage=journey["stage"],
                to_stage=stage,
                kind=kind,
                occurred_at=at,
                occurred_on=self.timeline.local_date(at),
                origin=origin,
                recorded_at=at,
                **facts,
            )
        )

    # ------------------------------------------------------------ hand-offs

    def _handoff(self, person: PersonPlan, plan: HandOffPlan) -> Row:
        seller = self.members.sellers[plan.seller]
        row: Row = {
            "workspace_id": self.workspace.pk,
            "journey_id": person.journey_pk,
            "lead_id": person.pk,
            "state": _state(plan),
            "assigned_to_id": seller.pk,
            "delivered_at": plan.at,
            "due_at": plan.due_at,
            "response_hours": plan.response_hours,
            "handed_over_by_id": self.members.marketer.pk if plan.by_hand else None,
            "rule_version": plan.rule_version,
            "fit": plan.fit,
            "engagement": plan.engagement,
            "total": plan.total,
            "reasons": plan.reasons,
            "accepted_at": plan.accepted_at,
            "qualified_at": plan.sql_at,
            "need": plan.need,
            "returned_at": plan.returned_at,
            "return_reason": plan.return_reason,
            "note": plan.note,
            "decided_by_id": seller.pk if plan.accepted_at else None,
        }
        if plan.returned_at:
            row["destination"], row["revisit_on"] = self._destination(plan)
        self._mark_ladder(row)
        return row

    def _destination(self, plan: HandOffPlan) -> tuple[str, dt.date | None]:
        assert plan.returned_at is not None
        destination, days = DESTINATIONS[plan.return_reason]
        if destination == ReturnDestination.Destination.EXCLUDE:
            return destination, None
        is_parked = destination == ReturnDestination.Destination.REVISIT
        return destination, revisit_date(
            today=self.timeline.local_date(plan.returned_at),
            days=days,
            reason=plan.return_reason if is_parked else "",
            fiscal_year_first_month=self.workspace.fiscal_year_first_month,
        )

    def _mark_ladder(self, row: Row) -> None:
        """The marks that passed before sales answered."""
        answered = row["accepted_at"] or self.timeline.now
        for name, moment in ladder(self.timeline.calendar, row["delivered_at"], row["response_hours"]).items():
            if moment < answered:
                row[name] = moment


def _state(plan: HandOffPlan) -> str:
    if plan.sql_at:
        return HandOff.State.QUALIFIED
    if plan.returned_at:
        return HandOff.State.RETURNED
    return HandOff.State.ACCEPTED if plan.accepted_at else HandOff.State.DELIVERED
