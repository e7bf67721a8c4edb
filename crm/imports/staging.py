"""The temporary tables of an import: rows as staged, what each was matched to, what changed. Gone at the end of the transaction."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.imports.fields import FIELDS, Kind
from crm.imports.preparing import Prepared, RowError
from crm.models import CustomField, ImportRun
from workspaces.models import Workspace

Entity = ImportRun.Entity

# The strongest thing a row says about its company; rows that say the same belong to the same company.
COMPANY_KEY = (
    "company_key text GENERATED ALWAYS AS (coalesce('e' || company_external_id, 'c' || corporate_number,"
    " 'd' || company_domain, 'n' || name_key)) STORED"
)
DERIVED: dict[str, list[str]] = {
    Entity.LEADS: ["name_key text", "wave integer", COMPANY_KEY],
    Entity.COMPANIES: ["name_key text", "wave integer"],
    Entity.DEALS: ["name_key text", "wave integer", COMPANY_KEY],
    Entity.ACTIVITIES: ["precision text"],
    Entity.SERIES: [],
}
FEW_ROWS = 100
# One object of PostgreSQL takes at most 50 pairs.
MOST_PAIRS = 50


@dataclass
class Run:
    """One import while it works: its workspace, cursor, what was staged, and what came of it."""

    workspace: Workspace
    entity: str
    cursor: Any
    today: Any
    origin: str
    wants_preview: bool = False
    journal_id: int | None = None  # the run under which it is kept how to take this import back
    staged: set[str] = field(default_factory=set)
    custom: dict[str, str] = field(default_factory=dict)  # staging column → key
    custom_types: dict[str, str] = field(default_factory=dict)  # key → type
    names: dict[str, str] = field(default_factory=dict)  # field → column of the file
    refused: list[RowError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    preview: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"created": [], "updated": []})
    created: int = 0
    updated: int = 0
    read: int = 0

    @property
    def has_companies(self) -> bool:
        """Whether the rows of this file say which company they belong to."""
        return bool({"company_external_id", "corporate_number", "company_domain", "name_key"} & self.staged)

    @property
    def unchanged(self) -> int:
        return self.read - self.created - self.updated - len(self.refused)

    def execute(self, statement: str, **params: Any) -> int:
        """Run a statement with the workspace and its zone at hand; the number of rows it touched."""
        self.cursor.execute(statement, {"ws": self.workspace.pk, "zone": self.workspace.time_zone, **params})
        return self.cursor.rowcount

    def rows(self, statement: str, **params: Any) -> list[tuple[Any, ...]]:
        self.execute(statement, **params)
        return self.cursor.fetchall()

    def value(self, statement: str, **params: Any) -> Any:
        return self.rows(statement, **params)[0][0]

    def analyse(self, table: str) -> None:
        """Let the planner know a big table; for a few rows its guess does."""
        if self.read > FEW_ROWS:
            self.execute(f"ANALYZE {table}")

    def column_name(self, name: str) -> str:
        """The file's own name of a field."""
        return self.names.get(name, name)


def create_staging(run: Run, table: str = "import_row", entity: str = "") -> None:
    """An empty staging table with a typed column per field (NULL: not given) and the custom columns of this file."""
    fields = FIELDS[entity or run.entity]
    columns = ["row integer", *(f"{one.name} {one.column_type}" for one in fields), *DERIVED[entity or run.entity]]
    if table == "import_row":
        columns += [f"{name} {custom_column_type(run.custom_types[key])}" for name, key in run.custom.items()]
    run.execute(f"DROP TABLE IF EXISTS {table}")
    run.execute(f"CREATE TEMP TABLE {table} ({', '.join(columns)}) ON COMMIT DROP")


def custom_column_type(data_type: str) -> str:
    numbers = (CustomField.DataType.INTEGER, CustomField.DataType.DECIMAL)
    return "numeric" if data_type in numbers else "boolean" if data_type == CustomField.DataType.BOOLEAN else "text"


def create_work_tables(run: Run) -> None:
    """Empty tables for matches (row → record), for rows whose record changed, and for rows refused while matching."""
    run.execute("DROP TABLE IF EXISTS import_match, import_touched, import_refused, import_company")
    run.execute(
        "CREATE TEMP TABLE import_match (row integer, id bigint, is_new boolean, is_duplicate boolean DEFAULT false,"
        " by_id boolean DEFAULT true) ON COMMIT DROP;"
        "CREATE TEMP TABLE import_touched (row integer) ON COMMIT DROP;"
        "CREATE TEMP TABLE import_refused (row integer, field text, cause text, hits integer) ON COMMIT DROP;"
        "CREATE TEMP TABLE import_company (company_key text, company_id bigint) ON COMMIT DROP"
    )


def copy_rows(run: Run, prepared: Prepared, table: str = "import_row") -> None:
    """COPY clean columns into the staging table; times without an offset are read in the workspace's zone."""
    names = ["row", *prepared.columns]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(zip(prepared.numbers, *prepared.columns.values(), strict=True))
    buffer.seek(0)
    has_moments = any(one.kind == Kind.MOMENT for one in FIELDS[run.entity])
    if has_moments:
        run.execute("SELECT set_config('TimeZone', %(zone)s, true)")
    run.cursor.copy_expert(f"COPY {table} ({', '.join(names)}) FROM STDIN WITH (FORMAT csv)", buffer)
    if has_moments:
        run.execute("SELECT set_config('TimeZone', 'UTC', true)")
    run.staged |= set(prepared.columns)


def custom_object(run: Run, alias: str = "s") -> str:
    """The SQL of a row's custom values as a JSON object without blanks; an empty object when the file has none."""
    pairs = [f"{_literal(key)}, {alias}.{name}" for name, key in run.custom.items()]
    objects = [
        f"jsonb_strip_nulls(jsonb_build_object({', '.join(pairs[start : start + MOST_PAIRS])}))"
        for start in range(0, len(pairs), MOST_PAIRS)
    ]
    return " || ".join(objects) or "'{}'::jsonb"


def _literal(text: str) -> str:
    """A text as SQL literal inside a statement with parameters."""
    quoted = text.replace("'", "''").replace("%", "%%")
    return f"E'{quoted.replace(chr(92), chr(92) * 2)}'"


def waves(run: Run, table: str = "import_row") -> Sequence[int]:
    """The numbers of the waves in which rows are written: strong keys first, repetitions one after the other."""
    return [wave for (wave,) in run.rows(f"SELECT DISTINCT wave FROM {table} ORDER BY wave")]
