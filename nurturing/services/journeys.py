"""Keeping hand-offs true to where their leads stand: deals qualify them, other ways out end them."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from nurturing.services.decisions import tell
from workspaces.models import Workspace

# An opened deal (or an SQL recorded elsewhere) does what 「SQLにする」 does, at the moment of that entry.
QUALIFY = """
UPDATE nurturing_handoff h
SET state = 'qualified', qualified_at = greatest(reached.moment, h.delivered_at),
    accepted_at = coalesce(h.accepted_at, greatest(reached.moment, h.delivered_at)),
    last_action = '{}'::jsonb
FROM (
    SELECT open.id, min(e.occurred_at) AS moment
    FROM nurturing_handoff open
    JOIN crm_journey j ON j.id = open.journey_id
    JOIN crm_stageevent e ON e.workspace_id = open.workspace_id AND e.journey_id = open.journey_id
         AND e.cycle_number = open.cycle_number AND e.kind = 'advance' AND e.to_stage = 'sql'
    WHERE open.workspace_id = %(workspace)s AND open.state IN ('delivered', 'accepted')
      -- An entry that was corrected away does not count.
      AND (j.cycle_number > open.cycle_number OR j.stage IN ('sql', 'opportunity', 'customer'))
    GROUP BY open.id
) reached
WHERE h.id = reached.id AND h.state IN ('delivered', 'accepted')
"""
# The lead left its cycle (a deal was lost, somebody excluded it) without an answer from this desk.
WITHDRAW = """
UPDATE nurturing_handoff h SET state = 'withdrawn', last_action = '{}'::jsonb
FROM crm_journey j
WHERE h.workspace_id = %(workspace)s AND h.state IN ('delivered', 'accepted') AND j.id = h.journey_id
  AND (j.cycle_number > h.cycle_number OR j.is_excluded)
"""


@transaction.atomic
def sync_handoffs_with_journeys(workspace: Workspace, *, now: dt.datetime) -> int:
    """Bring open hand-offs in line with the stage history; how many changed. Safe to run twice.

    A lead that reached SQL or beyond (a deal was opened for it) is qualified; one that left the cycle otherwise is
    withdrawn.
    """
    changed = 0
    with connection.cursor() as cursor:
        for statement in (QUALIFY, WITHDRAW):
            cursor.execute(statement, {"workspace": workspace.pk})
            changed += cursor.rowcount
    if changed:
        tell(workspace.pk)
    return changed
