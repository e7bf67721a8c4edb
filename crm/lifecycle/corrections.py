"""The undo of a step forward: a person pressed the button for the wrong lead."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from crm.changes import mark_days_changed, mark_leads_changed
from crm.models import Journey, StageEvent
from workspaces.models import User


@transaction.atomic
def correct(
    *, journey: Journey, to_stage: str, occurred_at: dt.datetime, actor: User | None, reason: str = "", note: str = ""
) -> StageEvent:
    """Put a journey back to an earlier stage of its current cycle; history keeps the entry and the correction.

    The date of entry is again that of the earlier stage. Notes the changed lead and day. Refreshes `journey`.
    """
    journey = Journey.objects.select_for_update(of=("self",)).select_related("workspace").get(pk=journey.pk)
    events = StageEvent.objects.for_workspace(journey.workspace_id).filter(journey=journey)
    entry = events.filter(cycle_number=journey.cycle_number, to_stage=to_stage, kind=StageEvent.Kind.ADVANCE).first()
    event = StageEvent.objects.create(
        workspace_id=journey.workspace_id,
        journey=journey,
        cycle_number=journey.cycle_number,
        from_stage=journey.stage,
        to_stage=to_stage,
        kind=StageEvent.Kind.CORRECT,
        occurred_at=occurred_at,
        occurred_on=journey.workspace.local_date(occurred_at),
        actor=actor,
        reason=reason,
        note=note,
    )
    journey.stage, journey.entered_at = to_stage, entry.occurred_at if entry else occurred_at
    journey.save(update_fields=["stage", "entered_at"])
    mark_leads_changed(journey.workspace, [journey.lead_id])
    mark_days_changed(journey.workspace, [event.occurred_on, entry.occurred_on if entry else None])
    return event
