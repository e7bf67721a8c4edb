"""What sales decide about a hand-off: accept, give back with a reason, qualify as SQL, pass on, later.

Each is one conditional update: it demands the state it starts from and goes on only if one row changed, so two people
(or a person and the worker) never both win. What it replaced is kept with the row, so that it can be undone.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from crm import lifecycle
from crm.changes import mark_days_changed
from crm.models import Activity, Stage, StageEvent
from nurturing.calc.handoffs import revisit_date
from nurturing.models import HandOff, ReturnDestination, ReturnReason
from nurturing.selectors.in_force import SlaTerms, sla_terms
from nurturing.selectors.sellers import sellers
from workspaces import audit
from workspaces.models import User
from workspaces.signals import workspace_changed

State = HandOff.State
# What counts as an attempt to reach somebody.
ATTEMPT_TYPES = ("call", "meeting", "sales_mail")


class HandOffMoved(Exception):
    """Somebody was faster: the hand-off is no longer in a state that allows this. Carries it as it stands now."""

    def __init__(self, handoff: HandOff) -> None:
        super().__init__(handoff.state)
        self.handoff = handoff


class ReasonMissing(Exception):
    """A lead is never given back without a reason (and その他 needs a note)."""


class AttemptsMissing(Exception):
    """連絡がつかない is open only after the agreed number of attempts."""

    def __init__(self, done: int, needed: int) -> None:
        super().__init__(f"{done}/{needed}")
        self.done, self.needed = done, needed


class NoteMissing(Exception):
    """SQLにする asks for a note and the need."""


class NotASeller(Exception):
    """A hand-off can only be given to an active member who works on hand-offs."""


@transaction.atomic
def accept(*, handoff: HandOff, actor: User | None, now: dt.datetime, is_automatic: bool = False) -> HandOff:
    """受け取る: sales take the lead on; its stage stays MQL. Accepting twice changes nothing.

    An unassigned one becomes the actor's. `is_automatic` is 自動受領, counted apart. Raises HandOffMoved.
    """
    if handoff.state == State.ACCEPTED:
        return handoff
    values: dict[str, Any] = {"state": State.ACCEPTED, "accepted_at": now, "is_auto_accepted": is_automatic}
    if actor is not None:
        values |= {"decided_by": actor, "assigned_to": Coalesce("assigned_to", Value(actor.pk))}
    move(handoff, "accept", actor, now, allowed=[State.DELIVERED], values=values)
    return handoff


@transaction.atomic
def return_handoff(
    *,
    handoff: HandOff,
    actor: User,
    now: dt.datetime,
    reason: str,
    note: str = "",
    revisit_on: dt.date | None = None,
) -> HandOff:
    """マーケに戻す: closes the cycle; the reason decides where the lead goes by the SLA in force.

    `revisit_on` overrides the date the destination proposes. Raises ReasonMissing, AttemptsMissing, HandOffMoved.
    """
    terms = sla_terms(handoff.workspace, now)
    _check_reason(handoff, reason, note, terms)
    destination, days = terms.destination_of(reason)
    revisit_on = revisit_on or proposed_date(handoff, destination, days, reason, now)
    values = {
        "state": State.RETURNED,
        "returned_at": now,
        "return_reason": reason,
        "destination": destination,
        "revisit_on": revisit_on,
        "note": note,
        "decided_by": actor,
    }
    move(handoff, "return", actor, now, allowed=[State.DELIVERED, State.ACCEPTED], values=values)
    _leave_for(handoff, actor=actor, now=now)
    return handoff


@transaction.atomic
def qualify(*, handoff: HandOff, actor: User, now: dt.datetime, note: str, need: str) -> HandOff:
    """SQLにする: after hearing the customer, sales judge that it can go to a deal; the lead enters SQL.

    One that was not accepted yet is accepted by it. Raises NoteMissing, HandOffMoved.
    """
    if not note.strip() or not need.strip():
        raise NoteMissing
    values = {
        "state": State.QUALIFIED,
        "qualified_at": now,
        "accepted_at": Coalesce("accepted_at", Value(now)),
        "assigned_to": Coalesce("assigned_to", Value(actor.pk)),
        "need": need.strip(),
        "note": note.strip(),
        "decided_by": actor,
    }
    move(handoff, "qualify", actor, now, allowed=[State.DELIVERED, State.ACCEPTED], values=values)
    lifecycle.move_stage(
        journey=handoff.journey,
        to_stage=Stage.SQL,
        occurred_at=now,
        origin=StageEvent.Origin.PERSON,
        actor=actor,
        note=need.strip(),
    )
    return handoff


@transaction.atomic
def reassign(*, handoff: HandOff, to: User, actor: User, now: dt.datetime) -> HandOff:
    """担当を変更: another member of sales takes over; the clock runs on. Raises NotASeller, HandOffMoved."""
    if not sellers(handoff.workspace_id).filter(user=to).exists():
        raise NotASeller
    move(
        handoff,
        "reassign",
        actor,
        now,
        allowed=[State.DELIVERED, State.ACCEPTED],
        values={"assigned_to": to, "snoozed_until": None},
    )
    audit.record(
        workspace=handoff.workspace,
        actor=actor,
        action="handoff.reassign",
        obj=handoff,
        before={"assigned_to": handoff.last_action["before"]["assigned_to_id"]},
        after={"assigned_to": to.pk},
    )
    return handoff


@transaction.atomic
def snooze(*, handoff: HandOff, actor: User, now: dt.datetime, until: dt.datetime) -> HandOff:
    """あとで: sorts later until a moment; the clock runs on. Raises HandOffMoved."""
    move(handoff, "snooze", actor, now, allowed=[State.DELIVERED], values={"snoozed_until": until})
    return handoff


@transaction.atomic
def withdraw(*, handoff: HandOff, actor: User, now: dt.datetime, reason: str = "") -> HandOff:
    """取り下げ: marketing takes back what sales have not answered. The lead stays MQL. Raises HandOffMoved."""
    move(handoff, "withdraw", actor, now, allowed=[State.DELIVERED], values={"state": State.WITHDRAWN, "note": reason})
    audit.record(workspace=handoff.workspace, actor=actor, action="handoff.withdraw", obj=handoff, reason=reason)
    return handoff


def move(
    handoff: HandOff, action: str, actor: User | None, now: dt.datetime, *, allowed: list[str], values: dict[str, Any]
) -> None:
    """Update the row if it is still in one of the `allowed` states, keeping what the values replaced; else HandOffMoved."""
    before = {name: _plain(handoff, name) for name in ["state", *values]}
    last_action = {"action": action, "by": actor.pk if actor else None, "at": now.isoformat(), "before": _ids(before)}
    rows = HandOff.objects.for_workspace(handoff.workspace_id).filter(pk=handoff.pk)
    # The state we read must still hold: what we keep for the undo belongs to it.
    changed = rows.filter(state=handoff.state, state__in=allowed).update(**values, last_action=last_action)
    handoff.refresh_from_db()
    if not changed:
        raise HandOffMoved(handoff)
    mark_days_changed(handoff.workspace, [handoff.workspace.local_date(now)])
    tell(handoff.workspace_id)


def tell(workspace_id: int) -> None:
    """Later layers compute from hand-offs: say that some changed."""
    workspace_changed.send(sender=HandOff, workspace_id=workspace_id, what={"handoff"})


def attempts_of(handoff: HandOff) -> int:
    """Attempts to reach the person since delivery: calls, meetings and mails by sales."""
    return (
        Activity.objects.for_workspace(handoff.workspace_id)
        .filter(lead_id=handoff.lead_id, type__in=ATTEMPT_TYPES, occurred_at__gte=handoff.delivered_at)
        .count()
    )


def _check_reason(handoff: HandOff, reason: str, note: str, terms: SlaTerms) -> None:
    if reason not in ReturnReason.values or (reason == ReturnReason.OTHER and not note.strip()):
        raise ReasonMissing
    if reason == ReturnReason.UNREACHABLE:
        done = attempts_of(handoff)
        if done < terms.attempt_count:
            raise AttemptsMissing(done, terms.attempt_count)


def proposed_date(
    handoff: HandOff, destination: str, days: int | None, reason: str, now: dt.datetime
) -> dt.date | None:
    """When somebody looks again at a lead returned for a reason, by its destination; None: no date."""
    if destination == ReturnDestination.Destination.EXCLUDE:
        return None
    workspace = handoff.workspace
    return revisit_date(
        today=workspace.local_date(now),
        days=days,
        reason=reason if destination == ReturnDestination.Destination.REVISIT else "",
        fiscal_year_first_month=workspace.fiscal_year_first_month,
    )


def _leave_for(handoff: HandOff, *, actor: User, now: dt.datetime) -> None:
    """Take the lead to where the reason sends it."""
    values: dict[str, Any] = {"occurred_at": now, "actor": actor, "reason": handoff.return_reason, "note": handoff.note}
    if handoff.destination == ReturnDestination.Destination.EXCLUDE:
        lifecycle.exclude(journey=handoff.journey, **values)
    else:
        lifecycle.recycle(journey=handoff.journey, revisit_on=handoff.revisit_on, **values)


def _plain(handoff: HandOff, name: str) -> Any:
    field = HandOff._meta.get_field(name)
    value = getattr(handoff, field.attname)  # type: ignore[union-attr]
    return value.isoformat() if isinstance(value, dt.date) else value


def _ids(values: dict[str, Any]) -> dict[str, Any]:
    """The same values under the names of their columns."""
    return {HandOff._meta.get_field(name).attname: value for name, value in values.items()}  # type: ignore[union-attr]
