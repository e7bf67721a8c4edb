"""Writes matched rows into a records table: new ones inserted, existing ones updated only where something differs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from crm.imports.journal import note_created
from crm.imports.staging import Run, custom_object

PREVIEW_ROWS = 20
# Both values of what an update changes, so that the import can be taken back.
KEPT = """, kept AS (
            INSERT INTO crm_importchange (workspace_id, run_id, "table", record_id, before, after)
            SELECT %(ws)s, %(run)s, '{table}', id, before_values, after_values FROM changed ORDER BY row
        )"""


@dataclass
class Target:
    """A records table and where its columns come from (SQL over `s`, the staged row, and `m`, its match).

    `texts` are never NULL (blank when not given), `others` may be. `first_kept` names columns that keep their first value
    unless the row names the record by its own id. `joins` follows the FROM of `import_row s JOIN import_match m`.
    """

    table: str
    label: str
    texts: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    insert_only: dict[str, str] = field(default_factory=dict)
    first_kept: frozenset[str] = frozenset()
    joins: str = ""
    has_custom: bool = True
    marks_duplicates: bool = True
    staging: str = "import_row"
    fills_only: bool = False  # existing values win: the row is only a hint


def merge(run: Run, target: Target, wave: int) -> None:
    """Insert the new and update the differing records of a wave; notes touched rows and a preview."""
    if target.staging == "import_row":
        if run.wants_preview:
            _preview(run, target, wave)
        run.created += _insert(run, target, wave)
    else:
        _insert(run, target, wave)
    _update(run, target, wave)


def _source(target: Target) -> str:
    return f"FROM {target.staging} s JOIN import_match m ON m.row = s.row {target.joins} WHERE s.wave = %(wave)s"


def _insert(run: Run, target: Target, wave: int) -> int:
    values = {
        "id": "m.id",
        "workspace_id": "%(ws)s",
        "created_at": "now()",
        "updated_at": "now()",
        **{column: f"coalesce({value}, '')" for column, value in target.texts.items()},
        **target.others,
        **target.insert_only,
    }
    if target.marks_duplicates:
        values["is_duplicate_candidate"] = "m.is_duplicate"
    if target.has_custom:
        values["custom"] = custom_object(run) if target.staging == "import_row" else "'{}'::jsonb"
    count = run.execute(
        f"INSERT INTO {target.table} ({', '.join(values)}) SELECT {', '.join(values.values())}"
        f" {_source(target)} AND m.is_new",
        wave=wave,
    )
    if count:
        made = f"SELECT m.id FROM {target.staging} s JOIN import_match m ON m.row = s.row"
        note_created(run, target.table, f"{made} WHERE s.wave = %(wave)s AND m.is_new", wave=wave)
    return count


def changes_of(run: Run, target: Target) -> dict[str, str]:
    """The new value of each column that this file may change, given the existing record `t`."""
    new: dict[str, str] = {}
    for column, value in target.texts.items():
        if target.fills_only:
            new[column] = f"coalesce(nullif(t.{column}, ''), {value}, '')"
        else:
            new[column] = f"coalesce({value}, t.{column})"
    for column, value in target.others.items():
        if target.fills_only:
            new[column] = f"coalesce(t.{column}, {value})"
        elif column in target.first_kept:
            kept = f"coalesce(t.{column}, {value})"
            new[column] = f"CASE WHEN m.by_id THEN coalesce({value}, t.{column}) ELSE {kept} END"
        else:
            new[column] = f"coalesce({value}, t.{column})"
    if target.has_custom and target.staging == "import_row" and run.custom:
        new["custom"] = f"t.custom || {custom_object(run)}"
    return new


def _update(run: Run, target: Target, wave: int) -> None:
    new = changes_of(run, target)
    if not new:
        return
    before = ", ".join(f"t.{column}" for column in new)
    after = ", ".join(new.values())
    values = _as_object([*new, "updated_at"], "t")
    kept = f", {values} AS before_values" if run.journal_id else ""
    returned = f", t.id, f.before_values, {values} AS after_values" if run.journal_id else ""
    statement = f"""
        WITH fresh AS (
            SELECT s.row, t.id, {", ".join(f"{value} AS {column}" for column, value in new.items())}{kept}
            FROM {target.staging} s JOIN import_match m ON m.row = s.row AND NOT m.is_new
            JOIN {target.table} t ON t.id = m.id {target.joins}
            WHERE s.wave = %(wave)s AND ROW({before}) IS DISTINCT FROM ROW({after})
        ), changed AS (
            UPDATE {target.table} t SET {", ".join(f"{column} = f.{column}" for column in new)}, updated_at = now()
            FROM fresh f WHERE t.id = f.id RETURNING f.row{returned}
        ){KEPT.format(table=target.table) if run.journal_id else ""}
    """
    if target.staging == "import_row":
        run.execute(f"{statement} INSERT INTO import_touched SELECT row FROM changed", wave=wave, run=run.journal_id)
    else:
        run.execute(f"{statement} SELECT count(*) FROM changed", wave=wave, run=run.journal_id)


def _as_object(columns: Iterable[str], alias: str) -> str:
    return f"jsonb_build_object({', '.join(f'{chr(39)}{name}{chr(39)}, {alias}.{name}' for name in columns)})"


# ------------------------------------------------------------------ preview


def _preview(run: Run, target: Target, wave: int) -> None:
    """The first rows that would be created, and the first that would change with both values, for people to look at."""
    _preview_created(run, target, wave)
    missing = PREVIEW_ROWS - len(run.preview["updated"])
    new = changes_of(run, target)
    if missing <= 0 or not new:
        return
    pairs = ", ".join(f"to_jsonb(t.{column}), to_jsonb({value})" for column, value in new.items())
    before = ", ".join(f"t.{column}" for column in new)
    rows = run.rows(
        f"""
        SELECT s.row, {target.label}, {pairs}
        FROM {target.staging} s JOIN import_match m ON m.row = s.row AND NOT m.is_new
        JOIN {target.table} t ON t.id = m.id {target.joins}
        WHERE s.wave = %(wave)s AND ROW({before}) IS DISTINCT FROM ROW({", ".join(new.values())})
        ORDER BY s.row LIMIT %(missing)s
        """,
        wave=wave,
        missing=missing,
    )
    run.preview["updated"] += [_difference(row, list(new)) for row in rows]


def _preview_created(run: Run, target: Target, wave: int) -> None:
    missing = PREVIEW_ROWS - len(run.preview["created"])
    if missing <= 0:
        return
    given = {**target.texts, **target.others}
    pairs = ", ".join(f"to_jsonb({value})" for value in given.values())
    rows = run.rows(
        f"SELECT s.row, {target.label.replace('t.', 's.')}, {pairs} {_source(target)}"
        " AND s.row IN (SELECT row FROM import_match WHERE is_new ORDER BY row LIMIT %(missing)s) ORDER BY s.row",
        wave=wave,
        missing=missing,
    )
    run.preview["created"] += [
        {"row": row[0], "label": row[1], "values": _filled(dict(zip(given, map(_plain, row[2:]), strict=True)))}
        for row in rows
    ]


def _plain(value: Any) -> Any:
    """JSON comes from the cursor as text."""
    return json.loads(value) if isinstance(value, str) else value


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _difference(row: tuple[Any, ...], columns: list[str]) -> dict[str, Any]:
    pairs = zip(columns, map(_plain, row[2::2]), map(_plain, row[3::2]), strict=True)
    return {
        "row": row[0],
        "label": row[1],
        "changes": {column: [before, after] for column, before, after in pairs if before != after},
    }
