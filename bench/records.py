"""Taking records in: files and API bodies beside a bare COPY into a staging table and one upsert per table."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.db import connection, transaction

from bench.data import insert_into as insert
from bench.measure import Figure, Report, median_seconds
from crm.imports.mapping import guess_mapping
from crm.imports.running import import_table
from crm.imports.tables import open_table
from crm.models import Company, Journey, Lead, StageEvent
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
    report.add(Figure(f"bulk upsert of {API_ITEMS:,} leads (API)", bulk, floor, 4))


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
    """Tables of the same shape as ours: same columns, keys and indexes."""
    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} text" for name in HEADER)
        cursor.execute(f"DROP TABLE IF EXISTS bench_staging; CREATE TEMP TABLE bench_staging ({columns})")
        for name in ("company", "lead", "journey", "stageevent"):
            cursor.execute(
                f"DROP TABLE IF EXISTS bench_{name}; CREATE TEMP TABLE bench_{name} (LIKE crm_{name} INCLUDING ALL)"
            )


@transaction.atomic
def _floor(content: bytes) -> None:
    """The same rows by somebody who knows this very file: staging COPY, then one upsert per table."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE bench_staging, bench_company, bench_lead, bench_journey, bench_stageevent")
        cursor.copy_expert("COPY bench_staging FROM STDIN WITH (FORMAT csv, HEADER true)", io.BytesIO(content))
        _upsert_by_hand(cursor, "bench_staging")


@transaction.atomic
def _unnest(table: list[list[str]]) -> None:
    arrays = ", ".join("%s::text[]" for _name in HEADER)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE bench_staging, bench_company, bench_lead, bench_journey, bench_stageevent")
        columns = [list(column) for column in zip(*table, strict=True)]
        cursor.execute(f"INSERT INTO bench_staging SELECT * FROM unnest({arrays})", columns)
        _upsert_by_hand(cursor, "bench_staging")


def _upsert_by_hand(cursor: Any, source: str) -> None:
    insert(
        cursor,
        Company,
        "bench_company",
        {"workspace_id": "1", "name": "company_name", "name_key": "company_name"},
        f"FROM (SELECT DISTINCT company_name FROM {source}) s",
    )
    lead = {
        "workspace_id": "1",
        "external_id": "s.external_id",
        "email": "lower(s.email)",
        "full_name": "s.full_name",
        "job_title": "s.job_title",
        "company_id": "c.id",
        "company_name": "s.company_name",
        "source_id": "1",
        "created_on": "s.created_on::date",
    }
    conflict = (
        "ON CONFLICT (workspace_id, external_id) WHERE NOT (external_id = '') DO UPDATE SET email = excluded.email"
    )
    insert(
        cursor,
        Lead,
        "bench_lead",
        lead,
        f"FROM {source} s JOIN bench_company c ON c.name_key = s.company_name",
        conflict,
    )
    journey = {"workspace_id": "1", "lead_id": "l.id", "product_line": "'default'", "stage": "'lead'"}
    insert(cursor, Journey, "bench_journey", {**journey, "entered_at": "l.created_on"}, "FROM bench_lead l")
    event = {"workspace_id": "1", "journey_id": "j.id", "to_stage": "'lead'", "kind": "'advance'", "origin": "'import'"}
    moments = {"occurred_at": "j.entered_at", "occurred_on": "j.entered_at::date"}
    insert(cursor, StageEvent, "bench_stageevent", {**event, **moments}, "FROM bench_journey j")
