"""Pages: the month dashboard beside its roll-up query and an empty signed-in page; the list of leads."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test import Client

from bench.measure import Figure, Report, median_seconds
from kpi.models import DailyFigure, RecomputeRun
from kpi.services.recompute import recompute_workspace
from workspaces.models import Membership, User, Workspace

REPETITIONS = 15


def signed_in(workspace: Workspace) -> Client:
    user = User.objects.create_user(f"{workspace.slug}@bench.example", "x", full_name="計測")  # japanese-data
    Membership.objects.create(workspace=workspace, user=user, role_id="administrator")
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def month_page_seconds(workspace: Workspace, runs: int) -> float:
    """The month dashboard of a workspace, after one recompute."""
    _roll_up(workspace)
    return _page(signed_in(workspace), f"/w/{workspace.slug}/d/exec", runs)


def measure(workspace: Workspace, report: Report, runs: int, *, small_page: float) -> None:
    _roll_up(workspace)
    client = signed_in(workspace)
    empty = _page(client, f"/w/{workspace.slug}/help/", runs)
    query = median_seconds(lambda: _rollup_query(workspace), REPETITIONS)
    month = _page(client, f"/w/{workspace.slug}/d/exec", runs)
    report.tell("signed-in empty page (s)", round(empty, 5))
    report.add(Figure("month dashboard", month, query + empty, 3))
    report.add(Figure("month dashboard, against itself at 1/20 of the data", month, small_page, 1.5))
    report.add(Figure("list of leads", _page(client, f"/w/{workspace.slug}/leads/", runs), empty, 5))


def ready_page_seconds() -> float:
    """The page that asks the database for 1 and does nothing else to speak of: what a request costs at least today."""
    client = Client(headers={"host": "localhost"})
    return median_seconds(lambda: client.get("/readyz"), REPETITIONS)


def _page(client: Client, path: str, runs: int) -> float:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return median_seconds(lambda: client.get(path), max(runs, REPETITIONS))


def _roll_up(workspace: Workspace) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm_changedday (workspace_id, day, changed_at)"
            " SELECT DISTINCT %s, occurred_on, now() FROM crm_stageevent WHERE workspace_id = %s",
            [workspace.pk, workspace.pk],
        )
    RecomputeRun.objects.create(workspace=workspace)
    recompute_workspace(workspace_id=workspace.pk)


def _rollup_query(workspace: Workspace) -> list[tuple[object, ...]]:
    start = dt.date(dt.date.today().year - 1, 1, 1)
    figures = DailyFigure._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT date_trunc('month', day), metric, origin, sum(value) FROM {figures}"
            " WHERE workspace_id = %s AND day >= %s GROUP BY 1, 2, 3",
            [workspace.pk, start],
        )
        return cursor.fetchall()
