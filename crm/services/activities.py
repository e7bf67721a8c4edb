"""Writing activities of known leads: one statement for any number, no signals per row, twice the same is once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import execute_values

from crm.changes import mark_leads_changed
from crm.models import Activity, ActivityType, Lead
from crm.services.consents import record_refusal
from workspaces.models import Workspace
from workspaces.signals import workspace_changed


@dataclass(frozen=True)
class NewActivity:
    """Something a lead did. Without an external id it is known by lead, type, moment and attributes."""

    lead_id: int
    type: str
    occurred_at: dt.datetime
    external_id: str = ""
    path: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    precision: str = Activity.Precision.MOMENT

    @property
    def own_id(self) -> str:
        parts = [str(self.lead_id), self.type, self.occurred_at.isoformat(), self.path]
        text = "\x1f".join([*parts, json.dumps(self.attributes, sort_keys=True, ensure_ascii=False)])
        return self.external_id or hashlib.sha256(text.encode()).hexdigest()


INSERT = """
INSERT INTO crm_activity (workspace_id, external_id, lead_id, lead_external_id, lead_email, type, occurred_at, precision,
    path, attributes)
VALUES %s ON CONFLICT (workspace_id, external_id, occurred_at) DO NOTHING
RETURNING lead_id, type, occurred_at
"""
TEMPLATE = "(%s, %s, %s, '', '', %s, %s, %s, %s, %s::jsonb)"


@transaction.atomic
def record_activities(*, workspace: Workspace, activities: Iterable[NewActivity]) -> int:
    """Insert activities that are not there yet; how many were new. Their leads are due for scoring.

    Activities of leads of another workspace are left out. A new `unsubscribe` is a refusal of mail.
    """
    wanted = list(activities)
    own = Lead.objects.for_workspace(workspace).filter(pk__in={one.lead_id for one in wanted})
    leads = set(own.values_list("pk", flat=True))
    rows = [
        (
            workspace.pk,
            one.own_id,
            one.lead_id,
            one.type,
            one.occurred_at,
            one.precision,
            one.path,
            json.dumps(one.attributes),
        )
        for one in wanted
        if one.lead_id in leads
    ]
    if not rows:
        return 0
    with connection.cursor() as cursor:
        written = execute_values(cursor.cursor, INSERT, rows, template=TEMPLATE, page_size=1000, fetch=True)
    mark_leads_changed(workspace, [lead_id for lead_id, _type, _moment in written])
    for lead_id, kind, moment in written:
        if kind == ActivityType.UNSUBSCRIBE:
            record_refusal(lead=own.get(pk=lead_id), at=moment)
    if written:
        workspace_changed.send(sender=Activity, workspace_id=workspace.pk, what={"records"})
    return len(written)
