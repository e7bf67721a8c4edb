"""Rolling records up into DailyFigure: what dashboards read instead of records.

Set-based, idempotent and exact: after a roll-up the stored figures equal a query over the records. Stage entries, of
which there are many, are rolled up for changed days only; deals, hand-offs and daily series are few and compared whole.
Only rows that differ are written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import execute_values

from crm.models import CHAIN, ChangedDay, Source
from kpi.models import DailyFigure
from kpi.services.rollup_sql import DEALS, ENTRIES, HANDOFFS, SERIES, SETTINGS, UNCOUNTED
from workspaces.models import Workspace

CENT = Decimal("0.01")
UPSERT = """
INSERT INTO kpi_dailyfigure (workspace_id, day, metric, source_id, origin, value) VALUES %s
ON CONFLICT (workspace_id, day, metric, source_id) DO UPDATE SET value = excluded.value, origin = excluded.origin
"""
STAGES: list[str] = [str(stage) for stage in CHAIN]
# Per stage: what a funnel counts, how much of it was back-filled, and what it leaves out (existing customers, tests).
ENTRY_METRICS = [metric for stage in STAGES for metric in (stage, f"{stage}.backfilled", f"{stage}.uncounted")]
DEAL_METRICS = ["won", "won_amount"]
HANDOFF_METRICS = [
    "handoff_delivered",
    "handoff_accepted",
    "handoff_returned",
    "handoff_breached",
    "handoff_qualified",
]
SERIES_METRICS = [
    metric for key in ("site_visits", "mail_sent", "mail_opened", "cost") for metric in (key, f"{key}.target")
]


@transaction.atomic
def roll_up(*, workspace: Workspace) -> int:
    """Bring the figures of everything that changed up to date; the number of days whose stage entries were counted anew.

    Claims the changed days and writes in one transaction: a crash leaves both as they were. Days on which only the
    circle of uncounted people moved (a deal was won, a company corrected) are found by themselves.
    """
    days = claim_changed_days(workspace) | _days_with_other_uncounted(workspace)
    _roll_up_entries(workspace, sorted(days))
    _roll_up_the_rest(workspace)
    return len(days)


@transaction.atomic
def roll_up_everything(*, workspace: Workspace) -> int:
    """Compare every figure with its records, whatever was marked as changed; the number of days touched by records."""
    days = claim_changed_days(workspace)
    _roll_up_entries(workspace, None)
    _roll_up_the_rest(workspace)
    return len(days)


def claim_changed_days(workspace: Workspace) -> set[dt.date]:
    """Take the changed days of this workspace; they are ours once the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {ChangedDay._meta.db_table} WHERE workspace_id = %s RETURNING day", [workspace.pk])
        return {day for (day,) in cursor.fetchall()}


def _days_with_other_uncounted(workspace: Workspace) -> set[dt.date]:
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        cursor.execute(UNCOUNTED, {"workspace": workspace.pk, "stages": STAGES})
        return {day for (day,) in cursor.fetchall()}


def _roll_up_entries(workspace: Workspace, days: list[dt.date] | None) -> None:
    """`days` None: all of them."""
    if days == []:
        return
    _merge(workspace, ENTRIES, ENTRY_METRICS, days=days, stages=STAGES)


def _roll_up_the_rest(workspace: Workspace) -> None:
    _merge(workspace, DEALS, DEAL_METRICS)
    _merge(workspace, HANDOFFS, HANDOFF_METRICS, zone=workspace.time_zone)
    _merge(workspace, SERIES, SERIES_METRICS)
    _renew_marks(workspace)


def _merge(
    workspace: Workspace, query: str, metrics: Iterable[str], *, days: list[dt.date] | None = None, **values: object
) -> None:
    """Make the stored rows of `metrics` (of `days`, None: of all days) those that `query` finds; writes only differences."""
    metrics = list(metrics)
    fresh = _fresh(query, {"workspace": workspace.pk, "metrics": metrics, "days": days, **values})
    stored = DailyFigure.objects.for_workspace(workspace).filter(metric__in=metrics)
    if days is not None:
        stored = stored.filter(day__in=days)
    gone = []
    for pk, day, metric, source_id, value in stored.values_list("pk", "day", "metric", "source", "value"):
        key = (day, metric, source_id)
        if key not in fresh:
            gone.append(pk)
        elif fresh[key] == value:
            del fresh[key]
    DailyFigure.objects.for_workspace(workspace).filter(pk__in=gone).delete()
    _write(workspace, fresh)


Key = tuple[dt.date, str, int | None]


def _fresh(query: str, parameters: dict[str, Any]) -> dict[Key, Decimal]:
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        cursor.execute(query, parameters)
        # Stored with two decimals, compared with two.
        return {
            (day, metric, source): Decimal(value).quantize(CENT) for day, metric, source, value in cursor.fetchall()
        }


def _write(workspace: Workspace, rows: dict[Key, Decimal]) -> None:
    if not rows:
        return
    origins = dict(Source.objects.for_workspace(workspace).values_list("pk", "origin"))
    values = [
        (workspace.pk, day, metric, source, origins.get(source or 0, ""), value)
        for (day, metric, source), value in rows.items()
    ]
    with connection.cursor() as cursor:
        execute_values(cursor.cursor, UPSERT, values, page_size=1000)


def _renew_marks(workspace: Workspace) -> None:
    """Figures carry the present mark of their source."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {DailyFigure._meta.db_table} f SET origin = s.origin FROM crm_source s
                WHERE f.workspace_id = %s AND s.id = f.source_id AND f.origin <> s.origin""",
            [workspace.pk],
        )
