"""Hand-offs and leads: everybody reads, whoever works on hand-offs decides, editors of records edit leads."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from nurturing.models import HandOff
from tests.access_table import EDITORS, EVERYBODY, HANDOFF_WORKERS, RECORD_EDITORS, Row
from tests.factories import make_journey, make_lead


def fill_world(world: Any) -> None:
    lead = make_lead(workspace=world.workspace, full_name="山田 太郎", company_name="株式会社青空製作所")
    now = timezone.now()
    world.lead = lead
    world.handoff = HandOff.objects.create(
        workspace=world.workspace,
        lead=lead,
        journey=make_journey(lead=lead, stage="mql"),
        assigned_to=world.cast["sales"].user,
        delivered_at=now,
        due_at=now + dt.timedelta(hours=4),
    )


def _handoff(world: Any) -> dict[str, int]:
    return {"handoff_id": world.handoff.pk}


def _lead(world: Any) -> dict[str, int]:
    return {"lead_id": world.lead.pk}


ROWS = [
    Row("nurturing:inbox", EVERYBODY),
    Row("nurturing:handoff", EVERYBODY, kwargs=_handoff),
    Row("nurturing:inbox-bulk", HANDOFF_WORKERS, "post", data={"action": "accept"}),
    Row("nurturing:handoff-accept", HANDOFF_WORKERS, "post", kwargs=_handoff),
    Row("nurturing:handoff-snooze", HANDOFF_WORKERS, "post", kwargs=_handoff),
    Row("nurturing:handoff-attempt", HANDOFF_WORKERS, "post", kwargs=_handoff, data={"type": "call"}),
    # Nobody has done anything yet: managers may undo what others did, sales only what they did themselves.
    Row("nurturing:handoff-undo", HANDOFF_WORKERS - {"sales"}, "post", kwargs=_handoff),
    Row("nurturing:handoff-return", HANDOFF_WORKERS, kwargs=_handoff),
    Row("nurturing:handoff-return", HANDOFF_WORKERS, "post", kwargs=_handoff),
    Row("nurturing:handoff-qualify", HANDOFF_WORKERS, kwargs=_handoff),
    Row("nurturing:handoff-qualify", HANDOFF_WORKERS, "post", kwargs=_handoff),
    Row("nurturing:handoff-reassign", HANDOFF_WORKERS, kwargs=_handoff),
    Row("nurturing:handoff-reassign", HANDOFF_WORKERS, "post", kwargs=_handoff),
    Row("nurturing:returned", EVERYBODY),
    Row("nurturing:candidates", EDITORS),
    Row("nurturing:candidates", EDITORS, "post"),
    Row("nurturing:lead-list", EVERYBODY),
    Row("nurturing:lead", EVERYBODY, kwargs=_lead),
    Row("nurturing:lead-new", RECORD_EDITORS),
    Row("nurturing:lead-new", RECORD_EDITORS, "post"),
    Row("nurturing:lead-edit", RECORD_EDITORS, kwargs=_lead),
    Row("nurturing:lead-edit", RECORD_EDITORS, "post", kwargs=_lead),
]
