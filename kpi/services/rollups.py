"""Rolling records up into DailyFigure: what dashboards read instead of records.

Set-based, idempotent and exact: after a roll-up the stored figures equal a query over the records. Stage entries, of
which there are many, are rolled up for changed days only; deals, hand-offs and daily series are few and compared whole.
Only rows that differ are written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from crm.models import CHAIN, ChangedDay
from kpi.models import DailyFigure
from kpi.services.rollup_sql import DEALS, ENTRIES, HANDOFFS, MERGE, SERIES, UNCOUNTED
from workspaces.models import Workspace

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
    workspace: Workspace, fresh: str, metrics: Iterable[str], *, days: list[dt.date] | None = None, **values: object
) -> None:
    """Make the stored rows of `metrics` (of `days`, None: of all days) those that the query `fresh` finds."""
    parameters: dict[str, Any] = {"workspace": workspace.pk, "metrics": list(metrics), "days": days, **values}
    with connection.cursor() as cursor:
        cursor.execute(MERGE.format(fresh=fresh), parameters)


def _renew_marks(workspace: Workspace) -> None:
    """Figures carry the present mark of their source."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {DailyFigure._meta.db_table} f SET origin = s.origin FROM crm_source s
                WHERE f.workspace_id = %s AND s.id = f.source_id AND f.origin <> s.origin""",
            [workspace.pk],
        )
