"""Taking records in: files and API bodies beside a bare COPY into a staging table and one upsert."""

from __future__ import annotations

import csv
import io

from django.db import connection, transaction

from bench.measure import Figure, Report, median_seconds
from crm.imports.mapping import guess_mapping
from crm.imports.running import import_table
from crm.imports.tables import open_table
from crm.services.bulk import upsert_records
from workspaces.models import Workspace

HEADER = ["external_id", "email", "full_name", "job_title", "company_name", "source", "created_on"]
API_ITEMS = 1000


def rows(count: int, salt: str) -> list[list[str]]:
    return [
        [
            f"{salt}{n}",
            f"p{n}@{salt}.example",
            f"人{n}",
            "部長",
            f"会社{n // 4}",
            "seo",
            f"2026-{1 + n % 9:02}-{1 + n % 28:02}",
        ]  # japanese-data
        for n in range(count)
    ]


def file_of(table: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *table])
    return text.getvalue().encode()


def measure(workspace: Workspace, report: Report, *, leads: int, runs: int) -> None:
    _prepare_floor()
    salts = iter(f"f{n}x" for n in range(100))
    content = b""

    def before() -> None:
        nonlocal content
        content = file_of(rows(leads, next(salts)))

    ours = median_seconds(lambda: _import(workspace, content), runs, before=before)
    floor = median_seconds(lambda: _floor(content), runs, before=before)
    report.add(Figure(f"CSV import of {leads:,} leads", ours, floor, 4, note=f"{leads / ours:,.0f} rows/s"))
    _measure_bulk(workspace, report, runs)


def _measure_bulk(workspace: Workspace, report: Report, runs: int) -> None:
    salts = iter(f"b{n}x" for n in range(100))
    table: list[list[str]] = []

    def before() -> None:
        nonlocal table
        table = rows(API_ITEMS, next(salts))

    def ours() -> None:
        items = [dict(zip(HEADER, row, strict=True)) for row in table]
        upsert_records(workspace=workspace, entity="leads", items=items, today=workspace.today())

    bulk = median_seconds(ours, runs, before=before)
    floor = median_seconds(lambda: _unnest(table), runs, before=before)
    report.add(
        Figure(f"bulk upsert of {API_ITEMS:,} leads (API)", bulk, floor, None, note="told: matching, history, consent")
    )


def _import(workspace: Workspace, content: bytes) -> None:
    table = open_table(content)
    import_table(
        workspace=workspace,
        entity="leads",
        table=table,
        mapping=guess_mapping("leads", table.header),
        today=workspace.today(),
    )


def _prepare_floor() -> None:
    columns = ", ".join(f"{name} text" for name in HEADER)
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE IF EXISTS bench_staging, bench_lead;"
            f"CREATE TEMP TABLE bench_staging ({columns});"
            f"CREATE TEMP TABLE bench_lead (id bigserial PRIMARY KEY, {columns.replace('external_id text', 'external_id text UNIQUE')})"
        )


@transaction.atomic
def _floor(content: bytes) -> None:
    """Staging COPY and one upsert, nothing else: no matching, no companies, no history."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE bench_staging")
        cursor.copy_expert("COPY bench_staging FROM STDIN WITH (FORMAT csv, HEADER true)", io.BytesIO(content))
        cursor.execute(_upsert("SELECT * FROM bench_staging"))


@transaction.atomic
def _unnest(table: list[list[str]]) -> None:
    arrays = ", ".join("%s::text[]" for _name in HEADER)
    with connection.cursor() as cursor:
        cursor.execute(
            _upsert(f"SELECT * FROM unnest({arrays})"), [list(column) for column in zip(*table, strict=True)]
        )


def _upsert(source: str) -> str:
    names = ", ".join(HEADER)
    sets = ", ".join(f"{name} = excluded.{name}" for name in HEADER[1:])
    return f"INSERT INTO bench_lead ({names}) {source} ON CONFLICT (external_id) DO UPDATE SET {sets}"
