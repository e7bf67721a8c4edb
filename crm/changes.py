"""Noting what must be recomputed: leads whose score may differ, days whose counts may differ. Set-based, same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection

from workspaces.models import Workspace


def mark_leads_changed(workspace: Workspace, lead_ids: Iterable[int]) -> None:
    """Note leads (by id) whose attributes, activities or cycle changed; ids may repeat."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm_changedlead (workspace_id, lead_id, changed_at)"
            " SELECT %s, lead, now() FROM unnest(%s::bigint[]) AS lead",
            [workspace.pk, sorted(set(lead_ids))],
        )


def mark_days_changed(workspace: Workspace, days: Iterable[dt.date | None]) -> None:
    """Note local days on which stage events, deals or series changed; None and repetitions are ignored."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm_changedday (workspace_id, day, changed_at)"
            " SELECT %s, day, now() FROM unnest(%s::date[]) AS day",
            [workspace.pk, sorted({day for day in days if day is not None})],
        )
