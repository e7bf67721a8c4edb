"""Backward moves, set-based: lost deals end the cycle of the people behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from crm.models import StageEvent
from workspaces.models import Workspace

# Only who stands at an opportunity goes back, never a customer, and not before they got there;
# a loss that history already holds is not written twice.
RECYCLE = """
WITH lost AS (
    SELECT DISTINCT ON (w.journey_id) w.journey_id, w.occurred_at, w.reason, w.note,
           (w.occurred_at AT TIME ZONE %(zone)s)::date AS occurred_on, j.stage, j.cycle_number, j.lead_id, j.entered_at,
           (SELECT max(e.cycle_number) FROM crm_stageevent e
            WHERE e.workspace_id = %(workspace)s AND e.journey_id = j.id) AS last_cycle
    FROM wanted_return w JOIN crm_journey j ON j.id = w.journey_id AND j.workspace_id = %(workspace)s
    WHERE j.stage = 'opportunity' AND NOT j.is_excluded
      AND (w.occurred_at AT TIME ZONE %(zone)s)::date >= (j.entered_at AT TIME ZONE %(zone)s)::date
      AND NOT EXISTS (SELECT 1 FROM crm_stageevent e WHERE e.workspace_id = %(workspace)s AND e.journey_id = j.id
                      AND e.kind = 'recycle' AND e.occurred_on = (w.occurred_at AT TIME ZONE %(zone)s)::date)
    ORDER BY w.journey_id, w.occurred_at
), written AS (
    INSERT INTO crm_stageevent (workspace_id, journey_id, cycle_number, from_stage, to_stage, kind, occurred_at,
        occurred_on, is_backfilled, is_out_of_order, origin, reason, note, recorded_at)
    SELECT %(workspace)s, journey_id, cycle_number, stage, 'lead', 'recycle', greatest(occurred_at, entered_at),
           occurred_on, false, false, %(origin)s, left(reason, 60), note, now() FROM lost
), projected AS (
    UPDATE crm_journey j SET stage = 'lead', entered_at = greatest(l.occurred_at, l.entered_at),
        cycle_started_at = greatest(l.occurred_at, l.entered_at),
        cycle_number = greatest(l.last_cycle, l.cycle_number) + 1, revisit_on = NULL
    FROM lost l WHERE j.id = l.journey_id
), days AS (
    INSERT INTO crm_changedday (workspace_id, day, changed_at)
    SELECT DISTINCT %(workspace)s::bigint, occurred_on, now() FROM lost
), leads AS (
    INSERT INTO crm_changedlead (workspace_id, lead_id, changed_at) SELECT %(workspace)s, lead_id, now() FROM lost
)
SELECT count(*) FROM lost
"""
WANTED = """
CREATE TEMP TABLE IF NOT EXISTS wanted_return (journey_id bigint, occurred_at timestamptz, reason text, note text)
    ON COMMIT DROP;
TRUNCATE wanted_return;
"""
LOCK = "SELECT 1 FROM crm_journey WHERE id IN (SELECT journey_id FROM wanted_return) ORDER BY id FOR UPDATE"


@transaction.atomic
def recycle_many(
    *, workspace: Workspace, select: str, params: Sequence[Any] = (), origin: str = StageEvent.Origin.IMPORT
) -> int:
    """How many journeys went back to リード because their deal was lost (失注→育成).

    `select` is a SELECT with the columns `journey_id, occurred_at, reason, note`. Closes the cycle as `recycle` does.
    """
    with connection.cursor() as cursor:
        cursor.execute(WANTED)
        cursor.execute(f"INSERT INTO wanted_return {select}", params or None)
        cursor.execute(LOCK)
        cursor.execute(RECYCLE, {"workspace": workspace.pk, "zone": workspace.time_zone, "origin": origin})
        return cursor.fetchone()[0]
