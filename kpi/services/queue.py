"""Asking for a recompute: at most one queued run per workspace, whatever happens at the same time."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connection
from django.utils import timezone

from kpi.models import RecomputeRun


def queue_recompute(*, workspace_id: int, reasons: Iterable[str]) -> bool:
    """Note that a workspace must be recomputed, and why; True when this made a new run (a task must be sent for it)."""
    names = sorted(set(reasons))
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, {"workspace": workspace_id, "names": _json(names), "now": timezone.now()})
        if cursor.rowcount:
            return True
        cursor.execute(_ADD_REASONS, {"workspace": workspace_id, "names": _json(names)})
        if cursor.rowcount:
            return False
    # The queued run was taken between the two statements, perhaps before it could see our change.
    return queue_recompute(workspace_id=workspace_id, reasons=names)


def take_queued_run(*, workspace_id: int) -> RecomputeRun | None:
    """Move the queued run to started, if there is one; the update itself demands that it is still queued."""
    run = RecomputeRun.objects.filter(workspace_id=workspace_id, state=RecomputeRun.State.QUEUED).first()
    if run is None:
        return None
    taken = RecomputeRun.objects.filter(pk=run.pk, state=RecomputeRun.State.QUEUED).update(
        state=RecomputeRun.State.STARTED, started_at=timezone.now()
    )
    if not taken:
        return None
    run.refresh_from_db()
    return run


def requeue_crashed_runs(*, workspace_id: int) -> int:
    """Queue again what a dead worker left started; called only by the holder of the workspace's lock."""
    crashed = RecomputeRun.objects.filter(workspace_id=workspace_id, state=RecomputeRun.State.STARTED)
    reasons = {name for run in crashed for name in run.reasons}
    count = crashed.update(
        state=RecomputeRun.State.FAILED, finished_at=timezone.now(), error="interrupted; done again by a later run"
    )
    if count:
        queue_recompute(workspace_id=workspace_id, reasons=reasons)
    return count


def _json(names: list[str]) -> str:
    return json.dumps(names)


_INSERT = """
INSERT INTO kpi_recomputerun (workspace_id, state, reasons, queued_at, leads_scored, scores_written,
                              handoffs_created, days_rolled_up, error)
VALUES (%(workspace)s, 'queued', %(names)s::jsonb, %(now)s, 0, 0, 0, 0, '')
ON CONFLICT (workspace_id) WHERE state = 'queued' DO NOTHING
"""
_ADD_REASONS = """
UPDATE kpi_recomputerun
SET reasons = (SELECT jsonb_agg(DISTINCT name) FROM jsonb_array_elements(reasons || %(names)s::jsonb) AS name)
WHERE workspace_id = %(workspace)s AND state = 'queued'
"""
