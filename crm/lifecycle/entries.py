"""Forward moves, set-based: wanted entries go into a temporary table, one statement writes events and projection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import execute_values

from crm.models import StageEvent
from workspaces.models import Workspace

WANTED = """
CREATE TEMP TABLE IF NOT EXISTS wanted_entry (
    journey_id bigint, to_stage text, occurred_at timestamptz, origin text DEFAULT '', rule_version int,
    score float8, reason text DEFAULT '', note text DEFAULT '', actor_id bigint
) ON COMMIT DROP;
TRUNCATE wanted_entry;
"""
COLUMNS = "journey_id, to_stage, occurred_at, origin, rule_version, score, reason, note, actor_id"

# Two writers that move the same person wait for each other here, so the statement below sees what the first one did.
LOCK = "SELECT 1 FROM crm_journey WHERE id IN (SELECT journey_id FROM wanted_entry) ORDER BY id FOR UPDATE"

# asked:   the earliest wanted moment per journey and stage, above where the journey stands in its current cycle.
#          Files repeat history: what belongs to an earlier cycle is not entered again.
# reached: each asked stage also covers the ones skipped below it (`below`, exclusive); subscribers are never back-filled.
# dated:   a day without a time may not fall before a moment of the same day; an earlier day is kept and flagged.
ENTER = """
WITH place(stage, number) AS (
    VALUES ('', 0), ('subscriber', 1), ('lead', 2), ('mql', 3), ('sql', 4), ('opportunity', 5), ('customer', 6)
), wish AS (
    SELECT journey_id, to_stage, occurred_at, rule_version, score, reason, note, actor_id,
           coalesce(nullif(origin, ''), %(origin)s) AS origin
    FROM wanted_entry
), asked AS (
    SELECT DISTINCT ON (w.journey_id, goal.number)
           w.*, goal.number, j.stage AS standing, here.number AS standing_number, j.cycle_number, j.entered_at, j.lead_id
    FROM wish w
    JOIN {journeys} j ON j.id = w.journey_id AND j.workspace_id = %(workspace)s
    JOIN place goal ON goal.stage = w.to_stage
    JOIN place here ON here.stage = j.stage
    WHERE goal.number > here.number
      AND NOT (j.is_excluded AND w.origin = 'rule')
      AND (j.cycle_number = 1 OR w.origin IN ('rule', 'person') OR (
           (w.occurred_at AT TIME ZONE %(zone)s)::date >= (j.cycle_started_at AT TIME ZONE %(zone)s)::date
           AND NOT EXISTS (
               SELECT 1 FROM crm_stageevent e
               WHERE e.workspace_id = %(workspace)s AND e.journey_id = j.id AND e.cycle_number < j.cycle_number
                 AND e.to_stage = w.to_stage AND e.kind = 'advance'
                 AND e.occurred_on = (w.occurred_at AT TIME ZONE %(zone)s)::date)))
    ORDER BY w.journey_id, goal.number, w.occurred_at
), covering AS (
    SELECT *, coalesce(lag(number) OVER (PARTITION BY journey_id ORDER BY number), standing_number) AS below FROM asked
), reached AS (
    SELECT c.*, step.stage AS step_stage, step.number AS step_number, step.number <> c.number AS is_backfilled
    FROM covering c
    JOIN place step ON step.number > c.below AND step.number <= c.number AND (step.number > 1 OR c.number = 1)
), sequenced AS (
    SELECT *, coalesce(lag(step_stage) OVER way, standing) AS from_stage,
           greatest(entered_at, max(occurred_at) OVER (way ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS latest
    FROM reached WINDOW way AS (PARTITION BY journey_id ORDER BY step_number)
), local AS (
    SELECT *, (occurred_at AT TIME ZONE %(zone)s)::date AS occurred_on, (latest AT TIME ZONE %(zone)s)::date AS latest_on
    FROM sequenced
), dated AS (
    SELECT *, CASE WHEN occurred_on = latest_on THEN greatest(occurred_at, latest) ELSE occurred_at END AS moment
    FROM local
), written AS (
    INSERT INTO crm_stageevent (workspace_id, journey_id, cycle_number, from_stage, to_stage, kind, occurred_at,
        occurred_on, is_backfilled, is_out_of_order, origin, actor_id, reason, note, rule_version, score, recorded_at)
    SELECT %(workspace)s, journey_id, cycle_number, from_stage, step_stage, 'advance', moment, occurred_on,
           is_backfilled, coalesce(occurred_on < latest_on, false), origin, actor_id, reason, note, rule_version, score,
           now()
    FROM dated
    ON CONFLICT (workspace_id, journey_id, cycle_number, to_stage) WHERE kind = 'advance' DO NOTHING
    RETURNING occurred_on
), arrived AS (
    SELECT DISTINCT ON (journey_id) journey_id, lead_id, step_stage, moment, origin
    FROM dated ORDER BY journey_id, step_number DESC
), {projected}), days AS (
    INSERT INTO crm_changedday (workspace_id, day, changed_at)
    SELECT DISTINCT %(workspace)s::bigint, occurred_on, now() FROM written
), leads AS (
    -- A crossing found by scoring needs no new scoring.
    INSERT INTO crm_changedlead (workspace_id, lead_id, changed_at)
    SELECT %(workspace)s, lead_id, now() FROM arrived WHERE origin <> 'rule' AND %(notes_leads)s
)
SELECT count(*) FROM arrived
"""

PROJECT = """projected AS (
    UPDATE crm_journey j SET stage = a.step_stage, entered_at = a.moment,
        is_excluded = j.is_excluded AND a.origin IN ('rule', 'import'),
        excluded_reason = CASE WHEN a.origin IN ('rule', 'import') THEN j.excluded_reason ELSE '' END
    FROM arrived a WHERE j.id = a.journey_id
"""

# Journeys that begin with these entries are written once, with the stage they reach.
NEW_JOURNEYS = """
CREATE TEMP TABLE IF NOT EXISTS new_journey (
    id bigint, workspace_id bigint, lead_id bigint, is_date_unknown boolean, stage text DEFAULT '',
    cycle_number int DEFAULT 1, entered_at timestamptz, cycle_started_at timestamptz, is_excluded boolean DEFAULT false
) ON COMMIT DROP;
TRUNCATE new_journey;
"""
BEGIN = """projected AS (
    INSERT INTO crm_journey (id, workspace_id, lead_id, product_line, stage, entered_at, cycle_number, is_excluded,
        excluded_reason, is_date_unknown)
    SELECT n.id, n.workspace_id, n.lead_id, 'default', coalesce(a.step_stage, ''), a.moment, 1, false, '',
           n.is_date_unknown
    FROM new_journey n LEFT JOIN arrived a ON a.journey_id = n.id
"""


@dataclass(frozen=True)
class StageEntry:
    """A wish: this journey enters this stage at this moment. Without an origin it takes the call's."""

    journey_id: int
    to_stage: str
    occurred_at: dt.datetime
    origin: str = ""
    rule_version: int | None = None
    score: float | None = None
    reason: str = ""
    note: str = ""
    actor_id: int | None = None


@transaction.atomic
def enter_stages(
    *,
    workspace: Workspace,
    origin: str = StageEvent.Origin.IMPORT,
    entries: Iterable[StageEntry] = (),
    select: str = "",
    params: Sequence[Any] = (),
    notes_leads: bool = True,
) -> int:
    """How many journeys moved forward after entering the wanted stages, each once per cycle.

    The wishes come as `entries`, or as the text of a SELECT with the columns `journey_id, to_stage, occurred_at, origin,
    rule_version, score, reason, note, actor_id` (a blank origin takes the call's). Stages skipped on the way are entered
    at the same moment and flagged as back-filled; a stage already reached is left alone, so repeating a call writes
    nothing. Excluded journeys are not moved by rules. Notes the changed days, and the changed leads unless the caller does.
    """
    with connection.cursor() as cursor:
        cursor.execute(WANTED)
        if select:
            cursor.execute(f"INSERT INTO wanted_entry ({COLUMNS}) {select}", params or None)
        else:
            _insert(cursor, entries)
        cursor.execute(LOCK)
        return _enter(cursor, workspace, origin, "crm_journey", PROJECT, notes_leads)


@transaction.atomic
def begin_journeys(
    *, workspace: Workspace, origin: str, leads: str, select: str, params: Sequence[Any] = (), notes_leads: bool = True
) -> int:
    """How many journeys began: those of leads that have none yet, written at once with the stages they enter.

    `leads` is a SELECT of lead id and whether no date was known; `select` one as for `enter_stages`, which finds the
    journeys in the temporary table `new_journey`.
    """
    with connection.cursor() as cursor:
        cursor.execute(WANTED)
        cursor.execute(NEW_JOURNEYS)
        cursor.execute(
            "INSERT INTO new_journey (id, workspace_id, lead_id, is_date_unknown)"
            f" SELECT nextval('crm_journey_id_seq'), {int(workspace.pk)}, lead.id, lead.undated"
            f" FROM ({leads}) AS lead(id, undated)"
        )
        cursor.execute(f"INSERT INTO wanted_entry ({COLUMNS}) {select}", params or None)
        cursor.execute("ANALYZE new_journey")
        return _enter(cursor, workspace, origin, "new_journey", BEGIN, notes_leads)


def _enter(cursor: Any, workspace: Workspace, origin: str, journeys: str, projected: str, notes_leads: bool) -> int:
    cursor.execute("ANALYZE wanted_entry")
    cursor.execute(
        ENTER.format(journeys=journeys, projected=projected),
        {"workspace": workspace.pk, "zone": workspace.time_zone, "origin": origin, "notes_leads": notes_leads},
    )
    return cursor.fetchone()[0]


def _insert(cursor: Any, entries: Iterable[StageEntry]) -> None:
    names = COLUMNS.split(", ")
    rows = [tuple(getattr(entry, name) for name in names) for entry in entries]
    if rows:
        execute_values(cursor.cursor, f"INSERT INTO wanted_entry ({COLUMNS}) VALUES %s", rows, page_size=1000)
