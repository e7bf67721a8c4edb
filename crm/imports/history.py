"""Turns imported dates into stage history: a lead's own dates first, then those of its deals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection

from crm.imports.journal import watch
from crm.imports.staging import Run
from crm.lifecycle import begin_journeys, enter_stages, recycle_many
from crm.models import ImportRun
from workspaces.models import Workspace

DATES = {
    "became_mql_on": "mql",
    "became_sql_on": "sql",
    "became_opportunity_on": "opportunity",
    "became_customer_on": "customer",
}

UNDATED = "SELECT m.id, {known} IS NULL FROM import_match m JOIN import_row s USING (row) WHERE m.is_new"
# Who is new enters at リード or at the stage the file says; who is known enters a stage only where the file says so.
ENTRIES = """
SELECT j.id, v.stage, v.day::timestamp AT TIME ZONE %s, '', NULL::int, NULL::float8, '', '', NULL::bigint
FROM import_match m
JOIN import_row s USING (row)
JOIN {journeys} j ON j.workspace_id = %s AND j.lead_id = m.id
CROSS JOIN LATERAL (VALUES {values}) AS v(stage, day)
WHERE v.stage IS NOT NULL AND v.day IS NOT NULL AND {which}
"""
MOVED_ROWS = """
INSERT INTO import_touched
SELECT m.row FROM import_match m JOIN crm_journey j ON j.workspace_id = %(ws)s AND j.lead_id = m.id
JOIN crm_stageevent e ON e.workspace_id = %(ws)s AND e.journey_id = j.id
WHERE NOT m.is_new AND e.id > %(last)s
"""


def enter_lead_history(run: Run) -> None:
    """Journeys and stage entries of the matched leads from `created_on`, `stage` and the `became_*_on` dates.

    Without a day of its own a lead enters at the earliest date its row knows, else today, flagged 日付不明.
    """
    given = [name for name in DATES if name in run.staged]
    known = [f"s.{name}" for name in ("created_on", *given) if name in run.staged]
    earliest = _first("s.created_on", "created_on" in run.staged, [f"s.{name}" for name in given])
    undated = f"coalesce({', '.join(known)})" if known else "NULL"
    entered = ", ".join(_entry_values(run, given, earliest))
    params = [run.workspace.time_zone, run.workspace.pk]
    begin_journeys(
        workspace=run.workspace,
        origin=run.origin,
        leads=UNDATED.format(known=undated),
        select=ENTRIES.format(values=entered, journeys="new_journey", which="m.is_new"),
        params=params,
        notes_leads=False,
    )
    if not run.value("SELECT exists(SELECT 1 FROM import_match WHERE NOT is_new)"):
        return
    run.execute(MISSING_JOURNEYS.format(leads="SELECT id FROM import_match WHERE NOT is_new"))
    last = run.value("SELECT coalesce(max(id), 0) FROM crm_stageevent")
    enter_stages(
        workspace=run.workspace,
        origin=run.origin,
        select=ENTRIES.format(values=entered, journeys="crm_journey", which="NOT m.is_new"),
        params=params,
        notes_leads=False,
    )
    run.execute(MOVED_ROWS, last=last)


def _first(created: str, has_created: bool, dates: list[str]) -> str:
    options = ([created] if has_created else []) + ([f"least({', '.join(dates)})"] if dates else [])
    return f"coalesce({', '.join(options)})" if options else "NULL::date"


def _entry_values(run: Run, given: list[str], earliest: str) -> list[str]:
    """The wished entries of a row as SQL tuples (stage, day)."""
    day = f"coalesce({earliest}, date '{run.today.isoformat()}')"
    stage = "s.stage" if "stage" in run.staged else "NULL::text"
    dated = " ".join(f"WHEN '{DATES[name]}' THEN s.{name}" for name in given)
    stage_day = f"coalesce(CASE {stage} {dated} ELSE NULL END, {day})" if dated else day
    values = [
        f"(CASE WHEN (m.is_new OR j.stage = '') AND coalesce({stage}, '') <> 'subscriber' THEN 'lead' END, {day})"
    ]
    if "stage" in run.staged:
        values.append(f"(s.stage, {stage_day})")
    return values + [f"('{DATES[name]}', s.{name})" for name in given]


# ------------------------------------------------------------------ deals

MISSING_JOURNEYS = """
INSERT INTO crm_journey (workspace_id, lead_id, product_line, stage, cycle_number, is_excluded, excluded_reason,
    is_date_unknown)
SELECT DISTINCT %(ws)s::bigint, lead.id, 'default', '', 1, false, '', false FROM ({leads}) AS lead(id)
ON CONFLICT (workspace_id, lead_id, product_line) DO NOTHING
"""

# What the deals of some leads say, in order. `closed`: when a deal ended; dates that are missing take the nearest known.
# A loss counts when no other deal of the same lead was alive on that day; it ends a cycle, so later deals belong to the next:
# `turn` is the number of such losses before the deal was opened.
DEALS = """
CREATE TEMP TABLE deal_history ON COMMIT DROP AS
WITH deal AS (
    SELECT d.id, d.lead_id, j.id AS journey_id, d.outcome, d.lost_reason,
           coalesce(d.opened_on, d.closed_on, %(today)s) AS opened, d.opened_on IS NOT NULL AS has_opened,
           CASE WHEN d.outcome <> 'open' THEN greatest(coalesce(d.closed_on, d.opened_on, %(today)s), d.opened_on) END AS closed,
           coalesce(d.closed_on, d.opened_on, %(today)s) AS decided
    FROM crm_deal d JOIN crm_journey j ON j.workspace_id = %(ws)s AND j.lead_id = d.lead_id AND j.product_line = 'default'
    WHERE d.workspace_id = %(ws)s AND d.lead_id IN ({leads})
), loss AS (
    SELECT DISTINCT d.journey_id, d.closed AS day FROM deal d
    WHERE d.outcome = 'lost' AND NOT EXISTS (
        SELECT 1 FROM deal o WHERE o.journey_id = d.journey_id AND o.id <> d.id AND o.opened <= d.closed
          AND (o.closed IS NULL OR o.closed > d.closed OR o.outcome = 'won'))
), turned AS (
    SELECT d.id, count(l.day) AS turn FROM deal d LEFT JOIN loss l ON l.journey_id = d.journey_id AND l.day < d.opened
    GROUP BY d.id
)
SELECT d.*, t.turn, d.outcome = 'lost' AND l.day IS NOT NULL AS ends
FROM deal d JOIN turned t USING (id) LEFT JOIN loss l ON l.journey_id = d.journey_id AND l.day = d.closed
"""
DEAL_ENTRIES = """
SELECT d.journey_id, v.stage, v.day::timestamp AT TIME ZONE %s, '', NULL::int, NULL::float8, '', '', NULL::bigint
FROM deal_history d
CROSS JOIN LATERAL (VALUES
    (CASE WHEN d.has_opened OR d.outcome <> 'won' THEN 'opportunity' END, d.opened),
    (CASE WHEN d.outcome = 'won' THEN 'customer' END, d.decided)
) AS v(stage, day)
WHERE d.turn = %s AND v.stage IS NOT NULL
"""
DEAL_LOSSES = """
SELECT d.journey_id, d.closed::timestamp AT TIME ZONE %s, 'lost', d.lost_reason FROM deal_history d
WHERE d.ends AND d.turn = %s
"""


def enter_deal_history(run: Run, leads: str) -> None:
    """Stage entries and losses from all deals of some leads (`leads`: a SELECT of lead ids); repeating it writes nothing."""
    watch(run, leads)
    run.execute(MISSING_JOURNEYS.format(leads=leads))
    run.execute("DROP TABLE IF EXISTS deal_history")
    run.execute(DEALS.format(leads=leads), today=run.today)
    last_turn = run.value("SELECT max(turn) FROM deal_history")
    zone = run.workspace.time_zone
    for turn in range(0 if last_turn is None else last_turn + 1):
        enter_stages(workspace=run.workspace, origin=run.origin, select=DEAL_ENTRIES, params=[zone, turn])
        recycle_many(workspace=run.workspace, origin=run.origin, select=DEAL_LOSSES, params=[zone, turn])


def enter_history_of_deals(*, workspace: Workspace, lead_ids: Sequence[int], today: dt.date, origin: str) -> None:
    """Enter what the deals of some leads mean for their stages: opportunity, customer, or the end of a cycle."""
    with connection.cursor() as cursor:
        run = Run(workspace, ImportRun.Entity.DEALS, cursor, today, origin)
        ids = ", ".join(str(int(lead_id)) for lead_id in lead_ids)
        enter_deal_history(run, f"SELECT unnest(ARRAY[{ids}]::bigint[])")
