"""Which workspaces the worker must look at; ids only, so that each task reads one workspace."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from crm.models import Journey
from kpi.models import FunnelSnapshot
from workspaces.models import Workspace

LOST_AFTER = dt.timedelta(seconds=30)
PAUSE_AFTER_FAILURE = dt.timedelta(minutes=5)


def workspaces_with_lost_work(now: dt.datetime | None = None) -> list[int]:
    """Workspaces with changes or runs that have waited longer than a healthy worker would let them, and did not just fail."""
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_LOST_WORK, {"waited": now - LOST_AFTER, "failed": now - PAUSE_AFTER_FAILURE})
        return [workspace_id for (workspace_id,) in cursor.fetchall()]


def workspaces_whose_day_began(now: dt.datetime | None = None) -> list[int]:
    """Workspaces with leads whose figures are not yet those of their local today."""
    now = now or timezone.now()
    done = dict(FunnelSnapshot.objects.order_by("as_of").values_list("workspace_id", "as_of"))
    candidates = Workspace.objects.filter(Exists(Journey.objects.filter(workspace=OuterRef("pk"))))
    return [w.pk for w in candidates if done.get(w.pk, dt.date.min) < w.local_date(now)]


_LOST_WORK = """
SELECT workspace_id FROM (
    SELECT workspace_id FROM crm_changedlead WHERE changed_at < %(waited)s
    UNION SELECT workspace_id FROM crm_changedday WHERE changed_at < %(waited)s
    UNION SELECT workspace_id FROM kpi_recomputerun WHERE state = 'queued' AND queued_at < %(waited)s
    UNION SELECT workspace_id FROM kpi_recomputerun WHERE state = 'started' AND started_at < %(waited)s
) waiting
WHERE NOT EXISTS (
    SELECT FROM kpi_recomputerun r
    WHERE r.workspace_id = waiting.workspace_id AND r.state = 'failed' AND r.finished_at > %(failed)s
)
ORDER BY workspace_id
"""
