"""What an import keeps so that it can be taken back: ids of what it made, columns it changed. Set-based, same transaction.

Only runs of the screen keep a journal (`Run.journal_id`); everybody else pays nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from crm.imports.staging import Run

CREATED = """
INSERT INTO crm_importcreation (workspace_id, run_id, "table", ids)
SELECT %(ws)s, %(run)s, '{table}', array_agg(made.id) FROM ({ids}) AS made(id) HAVING count(*) > 0
"""
CHANGED = """
INSERT INTO crm_importchange (workspace_id, run_id, "table", record_id, before, after)
SELECT %(ws)s, %(run)s, '{table}', change.id, change.before_values, change.after_values
FROM ({rows}) AS change(id, before_values, after_values)
"""
# Journeys and consents change in many statements: they are looked at before and after instead.
WATCHED = {
    "crm_journey": (
        *("stage", "entered_at", "cycle_number", "cycle_started_at", "is_excluded", "excluded_reason", "revisit_on"),
        "is_date_unknown",
    ),
    "crm_consent": ("basis", "status", "source_text", "obtained_on", "refused_at"),
}


def note_created(run: Run, table: str, ids: str, **params: object) -> None:
    """Keep the ids of new records; `ids` is a SELECT of them."""
    if run.journal_id:
        run.execute(CREATED.format(table=table, ids=ids), run=run.journal_id, **params)


def note_changes(run: Run, table: str, rows: str, **params: object) -> None:
    """Keep columns before and after; `rows` is a SELECT of id and two JSON objects."""
    if run.journal_id:
        run.execute(CHANGED.format(table=table, rows=rows), run=run.journal_id, **params)


def change_and_note(run: Run, table: str, update: str, column: str, before: str = "NULL") -> None:
    """Run an UPDATE of one column (text without RETURNING, the table's alias first) that had `before` until now."""
    if not run.journal_id:
        run.execute(update)
        return
    alias = update.split(f"UPDATE {table} ", 1)[1].split()[0]
    select = (
        f"SELECT %(ws)s, %(run)s, '{table}', id, jsonb_build_object('{column}', {before}),"
        f" jsonb_build_object('{column}', value) FROM changed"
    )
    returning = f"{update} RETURNING {alias}.id, {alias}.{column} AS value"
    with_changed = f"WITH changed AS ({returning})"
    if update.lstrip().startswith("WITH"):
        with_changed = (
            f"{_leading(update)}, changed AS ({_body(update)} RETURNING {alias}.id, {alias}.{column} AS value)"
        )
    run.execute(
        f'{with_changed} INSERT INTO crm_importchange (workspace_id, run_id, "table", record_id, before, after) {select}',
        run=run.journal_id,
    )


def _leading(update: str) -> str:
    """The WITH clauses before the UPDATE of a statement."""
    return update[: update.index("UPDATE ")].rstrip()


def _body(update: str) -> str:
    return update[update.index("UPDATE ") :]


def watch(run: Run, leads: str) -> None:
    """Remember the journeys and consents of some leads as they are now; `leads` is a SELECT of ids. May be said again."""
    if not run.journal_id:
        return
    for table in WATCHED:
        run.execute(f"CREATE TEMP TABLE IF NOT EXISTS was_{table} (LIKE {table}) ON COMMIT DROP")
        run.execute(
            f"INSERT INTO was_{table} SELECT t.* FROM {table} t WHERE t.workspace_id = %(ws)s AND t.lead_id IN ({leads})"
            f" AND NOT EXISTS (SELECT 1 FROM was_{table} w WHERE w.id = t.id)"
        )
    run.execute("CREATE TEMP TABLE IF NOT EXISTS was_lead (id bigint) ON COMMIT DROP")
    run.execute(f"INSERT INTO was_lead SELECT lead.id FROM ({leads}) AS lead(id)")


def note_watched(run: Run) -> None:
    """Keep what happened to the journeys and consents that were remembered; called when everything is written."""
    if not run.journal_id or not run.value("SELECT to_regclass('pg_temp.was_lead') IS NOT NULL"):
        return
    for table, columns in WATCHED.items():
        was, now = _values(columns, "w"), _values(columns, "t")
        note_changes(
            run,
            table,
            f"SELECT t.id, {was}, {now} FROM {table} t JOIN was_{table} w ON w.id = t.id WHERE {was} <> {now}",
        )
        note_created(
            run,
            table,
            f"SELECT t.id FROM {table} t WHERE t.workspace_id = %(ws)s AND t.lead_id IN (SELECT id FROM was_lead)"
            f" AND NOT EXISTS (SELECT 1 FROM was_{table} w WHERE w.id = t.id)"
            " AND t.lead_id NOT IN (SELECT unnest(c.ids) FROM crm_importcreation c"
            f" WHERE c.run_id = %(run)s AND c.\"table\" = 'crm_lead')",
        )


def _values(columns: Iterable[str], alias: str) -> str:
    return f"jsonb_build_object({', '.join(f'{chr(39)}{name}{chr(39)}, {alias}.{name}' for name in columns)})"
