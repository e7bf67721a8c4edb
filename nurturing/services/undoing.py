"""元に戻す: takes back the last action on a hand-off while nothing has followed it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from crm import lifecycle
from crm.changes import mark_days_changed
from crm.models import Stage
from nurturing.models import HandOff
from nurturing.services.decisions import tell
from workspaces.models import User

State = HandOff.State
# The state each action leads to; an undo demands that it still holds.
LEADS_TO = {
    "accept": [State.ACCEPTED],
    "return": [State.RETURNED],
    "qualify": [State.QUALIFIED],
    "withdraw": [State.WITHDRAWN],
    "reassign": [State.DELIVERED, State.ACCEPTED],
    "snooze": [State.DELIVERED],
}


class NothingToUndo(Exception):
    """Something followed the action, or it was undone already."""


@transaction.atomic
def undo(*, handoff: HandOff, actor: User, now: dt.datetime) -> str:
    """Take back the last action; the name of what was undone. The stage history keeps both, the place is as before.

    Raises NothingToUndo when something followed: another action, another move of the lead, or the undo itself.
    """
    last = handoff.last_action
    action = last.get("action", "")
    if action not in LEADS_TO:
        raise NothingToUndo
    changed = (
        HandOff.objects.for_workspace(handoff.workspace_id)
        .filter(pk=handoff.pk, state__in=LEADS_TO[action], last_action__at=last["at"])
        .update(**last["before"], last_action={})
    )
    if not changed:
        raise NothingToUndo
    _move_lead_back(handoff, action, actor, now)
    handoff.refresh_from_db()
    mark_days_changed(
        handoff.workspace,
        [handoff.workspace.local_date(moment) for moment in (now, dt.datetime.fromisoformat(last["at"]))],
    )
    tell(handoff.workspace_id)
    return action


def _move_lead_back(handoff: HandOff, action: str, actor: User, now: dt.datetime) -> None:
    journey = handoff.journey
    journey.refresh_from_db()
    try:
        if action == "return":
            lifecycle.reopen(journey=journey, occurred_at=now, actor=actor, reason="undo")
        elif action == "qualify":
            if journey.stage != Stage.SQL:
                raise NothingToUndo
            lifecycle.correct(journey=journey, to_stage=Stage.MQL, occurred_at=now, actor=actor, reason="undo")
    except lifecycle.NothingToReopen as error:
        raise NothingToUndo from error
