"""Taking an import back: what it made and nobody touched goes, what it changed and nobody changed since comes back.

The undo of an import is one of the two named exceptions to append-only history (the other is the purge of a workspace).
Who unsubscribed stays unsubscribed, whatever is taken back. Source: docs/calculations.md 「取り込みの取り消し」.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from crm.models import ImportChange, ImportCreation, ImportRun, Journey, Lead
from workspaces.models import Workspace

UNDO_DAYS = 30
LISTED = 50  # kept records that are named; the rest is counted
# In the order in which what was made may go: nothing before what points to it.
CREATED = ("crm_activity", "crm_seriesvalue", "crm_consent", "crm_deal", "crm_journey", "crm_lead", "crm_company")
# What comes back field by field; journeys are put back as a whole, with their events.
RESTORED = ("crm_lead", "crm_company", "crm_deal", "crm_consent", "crm_seriesvalue")
STAMPED = ("crm_lead", "crm_company", "crm_deal")


@dataclass
class UndoPlan:
    """What taking an import back removes, restores and leaves; `kept` names some of what changed since.

    `removed` counts records by table. Rows of `kept`: table, id, cause.
    """

    removed: dict[str, int] = field(default_factory=dict)
    restored: int = 0
    kept_count: int = 0
    kept: list[tuple[str, int, str]] = field(default_factory=list)


@dataclass
class _Undo:
    """One undo at work: the run and a cursor inside a transaction."""

    run: ImportRun
    cursor: Any

    def execute(self, statement: str, **params: Any) -> int:
        self.cursor.execute(
            statement, {"ws": self.run.workspace_id, "run": self.run.pk, "at": self.run.written_at, **params}
        )
        return self.cursor.rowcount

    def rows(self, statement: str, **params: Any) -> list[tuple[Any, ...]]:
        self.execute(statement, **params)
        return self.cursor.fetchall()


# ------------------------------------------------------------------ what may go, what may come back

WORK_TABLES = """
DROP TABLE IF EXISTS undo_made, undo_kept, undo_back;
CREATE TEMP TABLE undo_made ON COMMIT DROP AS
    SELECT c."table" AS "table", made.id FROM crm_importcreation c CROSS JOIN LATERAL unnest(c.ids) AS made(id)
    WHERE c.run_id = %(run)s;
CREATE INDEX ON undo_made ("table", id);
ANALYZE undo_made;
CREATE TEMP TABLE undo_kept ("table" text, id bigint, cause text) ON COMMIT DROP;
CREATE TEMP TABLE undo_back ("table" text, id bigint, before jsonb, after jsonb) ON COMMIT DROP;
"""
# What another undo took away in the meantime.
GONE_ALREADY = """
DELETE FROM undo_made m WHERE m."table" = '{table}' AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = m.id)
"""
# First and last value of every column, where an import changed a record more than once.
BACK = """
INSERT INTO undo_back
SELECT "table", record_id, jsonb_object_agg(key, first) , jsonb_object_agg(key, last)
FROM (
    SELECT DISTINCT c."table", c.record_id, v.key,
           first_value(c.before -> v.key) OVER way AS first, last_value(c.after -> v.key) OVER way AS last
    FROM crm_importchange c CROSS JOIN LATERAL jsonb_object_keys(c.before) AS v(key)
    WHERE c.run_id = %(run)s AND c.before -> v.key IS DISTINCT FROM c.after -> v.key
    WINDOW way AS (PARTITION BY c."table", c.record_id, v.key ORDER BY c.id
                   ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
) AS value
WHERE NOT EXISTS (SELECT 1 FROM undo_made m WHERE m."table" = value."table" AND m.id = value.record_id)
GROUP BY "table", record_id
"""
EDITED = """
INSERT INTO undo_kept
SELECT '{table}', t.id, 'edited' FROM undo_made m JOIN {table} t ON t.id = m.id
WHERE m."table" = '{table}' AND t.updated_at <> t.created_at
"""
# Somebody moved on: an event that the import did not write.
MOVED_LEADS = """
INSERT INTO undo_kept
SELECT DISTINCT 'crm_lead', j.lead_id, 'moved' FROM undo_made m JOIN crm_journey j ON j.lead_id = m.id
JOIN crm_stageevent e ON e.workspace_id = %(ws)s AND e.journey_id = j.id AND e.recorded_at <> %(at)s
WHERE m."table" = 'crm_lead' AND j.workspace_id = %(ws)s
"""
# A deal or an activity without the lead's reference would not find it again.
TIED_LEADS = """
INSERT INTO undo_kept
SELECT DISTINCT 'crm_lead', m.id, 'tied' FROM undo_made m JOIN crm_deal d ON d.workspace_id = %(ws)s AND d.lead_id = m.id
JOIN crm_lead l ON l.id = m.id
WHERE m."table" = 'crm_lead' AND d.lead_external_id = '' AND (l.deal_external_id = '' OR l.deal_external_id <> d.external_id)
  AND d.id NOT IN (SELECT id FROM undo_made WHERE "table" = 'crm_deal')
UNION
SELECT DISTINCT 'crm_lead', m.id, 'tied' FROM undo_made m JOIN crm_activity a ON a.workspace_id = %(ws)s AND a.lead_id = m.id
WHERE m."table" = 'crm_lead' AND a.lead_external_id = '' AND a.lead_email = ''
"""
TIED_COMPANIES = """
INSERT INTO undo_kept
SELECT DISTINCT 'crm_company', m.id, 'tied' FROM undo_made m
JOIN {table} t ON t.workspace_id = %(ws)s AND t.company_id = m.id
WHERE m."table" = 'crm_company' AND t.company_external_id = '' AND t.company_name = ''
  AND NOT EXISTS (SELECT 1 FROM undo_back b WHERE b."table" = '{table}' AND b.id = t.id AND b.before ? 'company_id')
  AND (EXISTS (SELECT 1 FROM undo_kept k WHERE k."table" = '{table}' AND k.id = t.id)
       OR NOT EXISTS (SELECT 1 FROM undo_made o WHERE o."table" = '{table}' AND o.id = t.id))
"""
USED = """
INSERT INTO undo_kept
SELECT DISTINCT 'crm_lead', {lead}, 'used' FROM {table} t {join}
WHERE {lead} IN (SELECT id FROM undo_made WHERE "table" = 'crm_lead')
"""
# A journey that was there before: somebody moved it since, so its entries and the deal behind them stay.
MOVED_JOURNEYS = """
INSERT INTO undo_kept
SELECT 'crm_journey', b.id, 'moved' FROM undo_back b JOIN crm_journey j ON j.id = b.id
WHERE b."table" = 'crm_journey' AND (
    EXISTS (SELECT 1 FROM crm_stageevent e WHERE e.workspace_id = %(ws)s AND e.journey_id = j.id AND e.recorded_at > %(at)s)
    OR NOT to_jsonb(j) @> b.after)
"""
MOVED_DEALS = """
INSERT INTO undo_kept
SELECT DISTINCT 'crm_deal', d.id, 'moved' FROM undo_made m JOIN crm_deal d ON d.id = m.id
JOIN crm_journey j ON j.workspace_id = %(ws)s AND j.lead_id = d.lead_id
JOIN undo_kept k ON k."table" = 'crm_journey' AND k.id = j.id
WHERE m."table" = 'crm_deal'
"""
CHANGED_SINCE = """
INSERT INTO undo_kept
SELECT '{table}', b.id, 'changed' FROM undo_back b JOIN {table} t ON t.id = b.id
WHERE b."table" = '{table}' AND NOT to_jsonb(t) @> (b.after - 'updated_at')
"""


def survey_undo(run: ImportRun) -> UndoPlan:
    """What taking a run back would do now; call inside a transaction (work tables live until its end)."""
    with connection.cursor() as cursor:
        undo = _Undo(run, cursor)
        _look(undo)
        return _plan(undo)


def _look(undo: _Undo) -> None:
    """Fill the work tables: made, kept with the cause, and what comes back."""
    undo.execute(WORK_TABLES)
    for table in CREATED:
        undo.execute(GONE_ALREADY.format(table=table))
    undo.execute(BACK)
    for table in STAMPED:
        undo.execute(EDITED.format(table=table))
    undo.execute(MOVED_LEADS)
    undo.execute(TIED_LEADS)
    for statement in _uses(is_derived=False):
        undo.execute(USED.format(**statement))
    undo.execute(MOVED_JOURNEYS)
    undo.execute(MOVED_DEALS)
    for table in ("crm_lead", "crm_deal"):
        undo.execute(TIED_COMPANIES.format(table=table))
    for table in RESTORED:
        undo.execute(CHANGED_SINCE.format(table=table))


def _uses(*, is_derived: bool) -> Iterator[dict[str, str]]:
    """Tables of later apps that point to a lead or its journey; those without a constraint are derived and come again."""
    for model in (Lead, Journey):
        for relation in model._meta.related_objects:
            one = relation.related_model._meta
            if one.app_label == "crm" or getattr(relation.field, "db_constraint", True) == is_derived:
                continue
            column = f"t.{relation.field.column}"
            join = "" if model is Lead else f"JOIN crm_journey j ON j.id = {column}"
            yield {"table": one.db_table, "lead": column if model is Lead else "j.lead_id", "join": join}


def _plan(undo: _Undo) -> UndoPlan:
    removed = undo.rows(
        'SELECT m."table", count(*) FROM undo_made m WHERE NOT EXISTS ('
        'SELECT 1 FROM undo_kept k WHERE k."table" = m."table" AND k.id = m.id) GROUP BY 1'
    )
    restored = undo.rows(
        """SELECT count(*) FROM undo_back b WHERE b."table" <> 'crm_journey' AND NOT EXISTS (
           SELECT 1 FROM undo_kept k WHERE k."table" = b."table" AND k.id = b.id AND k.cause = 'changed')"""
    )
    kept = 'SELECT "table", id, min(cause) FROM undo_kept WHERE "table" <> \'crm_journey\' GROUP BY 1, 2 ORDER BY 1 DESC, 2'
    named = undo.rows(f"{kept} LIMIT %(most)s", most=LISTED)
    count = undo.rows(f"SELECT count(*) FROM ({kept}) AS one")
    return UndoPlan(removed=dict(removed), restored=restored[0][0], kept_count=count[0][0], kept=named)


# ------------------------------------------------------------------ taking it back

GONE = """SELECT m.id FROM undo_made m WHERE m."table" = '{table}' AND NOT EXISTS (
    SELECT 1 FROM undo_kept k WHERE k."table" = m."table" AND k.id = m.id)"""
CHANGED_LEADS = """
INSERT INTO crm_changedlead (workspace_id, lead_id, changed_at)
SELECT DISTINCT %(ws)s::bigint, lead.id, now() FROM ({leads}) AS lead(id) WHERE lead.id IS NOT NULL
"""
CHANGED_DAYS = """
INSERT INTO crm_changedday (workspace_id, day, changed_at)
SELECT DISTINCT %(ws)s::bigint, day, now() FROM ({days}) AS one(day) WHERE day IS NOT NULL
"""
OLD_EVENTS = """
SELECT e.id FROM undo_back b JOIN crm_stageevent e ON e.workspace_id = %(ws)s AND e.journey_id = b.id
WHERE b."table" = 'crm_journey' AND e.recorded_at = %(at)s
  AND NOT EXISTS (SELECT 1 FROM undo_kept k WHERE k."table" = 'crm_journey' AND k.id = b.id)
"""
RESTORE = """
UPDATE {table} t SET {assigned}
FROM (
    SELECT b.id, {values} FROM undo_back b JOIN {table} x ON x.id = b.id
    CROSS JOIN LATERAL (
        SELECT coalesce(jsonb_object_agg(v.key, v.value), '{{}}') AS was
        FROM jsonb_each(b.before) AS v WHERE to_jsonb(x) -> v.key = b.after -> v.key {alive}
    ) AS same
    CROSS JOIN LATERAL jsonb_populate_record(x, same.was) AS back
    WHERE b."table" = '{table}' {which}
) AS r
WHERE t.id = r.id
"""
# A record that was taken away by another undo is not pointed to again.
ALIVE = """AND (v.value = 'null' OR CASE v.key
    WHEN 'lead_id' THEN EXISTS (SELECT 1 FROM crm_lead o WHERE o.id = (v.value)::bigint)
    WHEN 'company_id' THEN EXISTS (SELECT 1 FROM crm_company o WHERE o.id = (v.value)::bigint) ELSE true END)"""


def take_back(run: ImportRun) -> UndoPlan:
    """Take a run back in the caller's transaction; what was taken back and what stayed."""
    with connection.cursor() as cursor:
        undo = _Undo(run, cursor)
        _look(undo)
        plan = _plan(undo)
        undo.execute("SET LOCAL app.purge = 'on'")
        _mark_changes(undo)
        _restore(undo)
        _remove(undo)
        undo.execute("SET LOCAL app.purge = 'off'")
        return plan


def _mark_changes(undo: _Undo) -> None:
    """Note whose scores and which days must be computed anew, before what says so is gone."""
    events = "SELECT e.occurred_on FROM crm_stageevent e WHERE e.workspace_id = %(ws)s AND e.journey_id IN "
    gone_leads = GONE.format(table="crm_lead")
    days = [
        f"{events} (SELECT j.id FROM crm_journey j WHERE j.workspace_id = %(ws)s AND j.lead_id IN ({gone_leads}))",
        f"SELECT occurred_on FROM crm_stageevent WHERE id IN ({OLD_EVENTS})",
        f"SELECT v.day FROM crm_deal d CROSS JOIN LATERAL (VALUES (d.opened_on), (d.closed_on)) AS v(day)"
        f" WHERE d.id IN ({GONE.format(table='crm_deal')} UNION SELECT id FROM undo_back WHERE \"table\" = 'crm_deal')",
        "SELECT day FROM crm_seriesvalue WHERE id IN"
        f" ({GONE.format(table='crm_seriesvalue')} UNION SELECT id FROM undo_back WHERE \"table\" = 'crm_seriesvalue')",
        # Under another source, or at another company, entries are counted anew.
        f"{events} (SELECT j.id FROM crm_journey j WHERE j.workspace_id = %(ws)s AND j.lead_id IN"
        " (SELECT id FROM undo_back WHERE \"table\" = 'crm_lead'))",
    ]
    undo.execute(CHANGED_DAYS.format(days=" UNION ".join(days)))
    leads = [
        "SELECT id FROM undo_back WHERE \"table\" = 'crm_lead'",
        f"SELECT lead_id FROM crm_activity WHERE id IN ({GONE.format(table='crm_activity')})",
        f"SELECT lead_id FROM crm_deal WHERE id IN ({GONE.format(table='crm_deal')})",
        "SELECT l.id FROM crm_lead l WHERE l.workspace_id = %(ws)s AND l.company_id IN"
        f" ({GONE.format(table='crm_company')} UNION SELECT id FROM undo_back WHERE \"table\" = 'crm_company')",
    ]
    undo.execute(CHANGED_LEADS.format(leads=" UNION ".join(leads)))


def _restore(undo: _Undo) -> None:
    """Put back every column that still holds what the import wrote, and journeys with the events they had before."""
    undo.execute(f"DELETE FROM crm_stageevent WHERE id IN ({OLD_EVENTS})")
    not_kept = "AND NOT EXISTS (SELECT 1 FROM undo_kept k WHERE k.\"table\" = 'crm_journey' AND k.id = b.id)"
    _put_back(undo, "crm_journey", which=not_kept)
    for table in RESTORED:
        _put_back(undo, table)


def _put_back(undo: _Undo, table: str, *, which: str = "") -> None:
    keys = undo.rows(
        "SELECT DISTINCT key FROM undo_back b CROSS JOIN LATERAL jsonb_object_keys(b.before) AS key"
        ' WHERE b."table" = %(table)s',
        table=table,
    )
    columns = [key for (key,) in keys]
    if columns:
        assigned = ", ".join(f"{column} = r.{column}" for column in columns)
        values = ", ".join(f"back.{column}" for column in columns)
        undo.execute(RESTORE.format(table=table, assigned=assigned, values=values, which=which, alive=ALIVE))


def _remove(undo: _Undo) -> None:
    """Take away what was made, after loosening what points to it and with what hangs from it."""
    leads, companies = GONE.format(table="crm_lead"), GONE.format(table="crm_company")
    undo.execute(f"UPDATE crm_deal SET lead_id = NULL WHERE workspace_id = %(ws)s AND lead_id IN ({leads})")
    undo.execute(f"UPDATE crm_activity SET lead_id = NULL WHERE workspace_id = %(ws)s AND lead_id IN ({leads})")
    for table in ("crm_lead", "crm_deal"):
        undo.execute(
            f"UPDATE {table} SET company_id = NULL WHERE workspace_id = %(ws)s AND company_id IN ({companies})"
        )
    journeys = f"SELECT id FROM crm_journey WHERE workspace_id = %(ws)s AND lead_id IN ({leads})"
    gone_journeys = f"{journeys} UNION {GONE.format(table='crm_journey')}"
    for one in _uses(is_derived=True):
        column = one["lead"].removeprefix("t.") if not one["join"] else "journey_id"
        undo.execute(f"DELETE FROM {one['table']} WHERE {column} IN ({gone_journeys if one['join'] else leads})")
    undo.execute(f"DELETE FROM crm_stageevent WHERE workspace_id = %(ws)s AND journey_id IN ({gone_journeys})")
    undo.execute(f"DELETE FROM crm_journey WHERE id IN ({gone_journeys})")
    undo.execute(f"DELETE FROM crm_consent WHERE workspace_id = %(ws)s AND lead_id IN ({leads})")
    undo.execute(f"DELETE FROM crm_changedlead WHERE workspace_id = %(ws)s AND lead_id IN ({leads})")
    for table in CREATED:
        undo.execute(f"DELETE FROM {table} WHERE id IN ({GONE.format(table=table)})")


def forget_old_journals(workspace: Workspace, now: dt.datetime) -> None:
    """After 30 days an import can no longer be taken back, and what was kept for that goes."""
    old = ImportRun.objects.for_workspace(workspace).filter(finished_at__lt=now - dt.timedelta(days=UNDO_DAYS))
    for model in (ImportCreation, ImportChange):
        model.objects.for_workspace(workspace).filter(run__in=old).delete()
