"""One person's moves: forward by `move_stage`, back by named actions with a reason, and the undo of those."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max

from crm.changes import mark_days_changed, mark_leads_changed
from crm.lifecycle.entries import StageEntry, enter_stages
from crm.models import Journey, Stage, StageEvent
from workspaces.models import User

Kind = StageEvent.Kind


class NothingToReopen(Exception):
    """The journey's last move was not a way back, so there is none to undo."""


@transaction.atomic
def move_stage(
    *,
    journey: Journey,
    to_stage: str,
    occurred_at: dt.datetime,
    origin: str,
    actor: User | None = None,
    reason: str = "",
    note: str = "",
    rule_version: int | None = None,
    score: float | None = None,
) -> StageEvent | None:
    """The entry of a journey into a stage of its current cycle, or None when it stands there or beyond already.

    Skipped stages are entered at the same moment and flagged. `occurred_at` is aware; `score` and `rule_version` are the
    facts that explain a crossing. Refreshes `journey`. Notes the changed lead and day.
    """
    entry = StageEntry(
        journey_id=journey.pk,
        to_stage=to_stage,
        occurred_at=occurred_at,
        origin=origin,
        rule_version=rule_version,
        score=score,
        reason=reason,
        note=note,
        actor_id=actor.pk if actor else None,
    )
    moved = enter_stages(workspace=journey.workspace, entries=[entry])
    journey.refresh_from_db()
    if not moved:
        return None
    return StageEvent.objects.get(
        workspace=journey.workspace_id,
        journey=journey,
        cycle_number=journey.cycle_number,
        to_stage=to_stage,
        kind=Kind.ADVANCE,
    )


@transaction.atomic
def recycle(
    *,
    journey: Journey,
    occurred_at: dt.datetime,
    actor: User | None,
    reason: str,
    note: str = "",
    revisit_on: dt.date | None = None,
    origin: str = StageEvent.Origin.PERSON,
) -> StageEvent:
    """The way back to リード: closes the cycle and opens the next, with a reason and perhaps a date to look again.

    The event carries the number of the cycle it closes; activities before `occurred_at` no longer count for a crossing.
    """
    _lock(journey)
    event = _way_back(journey, Kind.RECYCLE, Stage.LEAD, occurred_at, actor, reason, note, origin)
    last = StageEvent.objects.filter(workspace=journey.workspace_id, journey=journey).aggregate(n=Max("cycle_number"))
    journey.cycle_number = max(last["n"], journey.cycle_number) + 1
    journey.stage, journey.entered_at, journey.cycle_started_at = Stage.LEAD, occurred_at, occurred_at
    journey.revisit_on = revisit_on
    journey.save(update_fields=["cycle_number", "stage", "entered_at", "cycle_started_at", "revisit_on"])
    return event


@transaction.atomic
def exclude(
    *,
    journey: Journey,
    occurred_at: dt.datetime,
    actor: User | None,
    reason: str,
    note: str = "",
    origin: str = StageEvent.Origin.PERSON,
) -> StageEvent:
    """対象外: the person leaves the lifecycle for good, unless `reopen` or a new deal brings them back."""
    _lock(journey)
    event = _way_back(journey, Kind.DISQUALIFY, "", occurred_at, actor, reason, note, origin)
    journey.is_excluded, journey.excluded_reason, journey.revisit_on = True, reason, None
    journey.save(update_fields=["is_excluded", "excluded_reason", "revisit_on"])
    return event


@transaction.atomic
def reopen(
    *, journey: Journey, occurred_at: dt.datetime, actor: User | None, reason: str = "", note: str = ""
) -> StageEvent:
    """The undo of the last way back: stage, cycle and date of entry are as before it; history keeps both events.

    Raises NothingToReopen when the journey's last move was not `recycle` or `exclude`.
    """
    _lock(journey)
    last = _events(journey).order_by("-pk").first()
    if last is None or last.kind not in (Kind.RECYCLE, Kind.DISQUALIFY):
        raise NothingToReopen
    event = _way_back(journey, Kind.REOPEN, last.from_stage, occurred_at, actor, reason, note, StageEvent.Origin.PERSON)
    if last.kind == Kind.RECYCLE:
        _restore_cycle(journey, last)
    journey.is_excluded, journey.excluded_reason, journey.revisit_on = False, "", None
    journey.save()
    return event


def _restore_cycle(journey: Journey, closing: StageEvent) -> None:
    """Put the journey back to where it stood when `closing` ended its cycle."""
    before = _events(journey).filter(pk__lt=closing.pk)
    entry = before.filter(cycle_number=closing.cycle_number, to_stage=closing.from_stage, kind=Kind.ADVANCE).first()
    opening = before.filter(kind=Kind.RECYCLE).order_by("-pk").first() if closing.cycle_number > 1 else None
    journey.cycle_number = closing.cycle_number
    journey.stage = closing.from_stage
    journey.cycle_started_at = opening.occurred_at if opening else None
    journey.entered_at = entry.occurred_at if entry else journey.cycle_started_at


def _events(journey: Journey):
    return StageEvent.objects.for_workspace(journey.workspace_id).filter(journey=journey)


def _lock(journey: Journey) -> None:
    journey.refresh_from_db(from_queryset=Journey.objects.select_for_update())


def _way_back(
    journey: Journey,
    kind: str,
    to_stage: str,
    occurred_at: dt.datetime,
    actor: User | None,
    reason: str,
    note: str,
    origin: str,
) -> StageEvent:
    event = StageEvent.objects.create(
        workspace_id=journey.workspace_id,
        journey=journey,
        cycle_number=journey.cycle_number,
        from_stage=journey.stage,
        to_stage=to_stage,
        kind=kind,
        occurred_at=occurred_at,
        occurred_on=journey.workspace.local_date(occurred_at),
        origin=origin,
        actor=actor,
        reason=reason,
        note=note,
    )
    mark_leads_changed(journey.workspace, [journey.lead_id])
    mark_days_changed(journey.workspace, [event.occurred_on])
    return event
