"""Scoring: everybody, those whom 1,000 new activities touched, and a second identical run."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from bench import data, model
from bench.measure import Figure, Report, median_seconds
from crm.models import ChangedLead
from nurturing.models import LeadScore
from nurturing.services.rescoring import rescore_all, rescore_changed
from workspaces.models import Workspace

TOUCHED = 1000


def measure(workspace: Workspace, report: Report, runs: int) -> float:
    """Full and incremental rescoring beside their floors. Returns the seconds of the incremental run."""
    model.install(workspace)
    _floor_tables()
    _analyse()
    first = _rescore(workspace)
    report.tell("scores written by the first full rescoring", first)
    _check_same(workspace, report)
    full = median_seconds(lambda: _rescore(workspace), runs, before=lambda: _forget(workspace))
    floor = median_seconds(lambda: _hand(workspace, is_narrow=False), runs, before=_empty)
    report.add(Figure("full rescoring, every score written", full, floor, 2.5))
    report.tell("rows written by a second identical rescoring", _rescore(workspace))
    return _touched(workspace, report, runs)


def _touched(workspace: Workspace, report: Report, runs: int) -> float:
    salts = iter(range(1, 1000))

    def before() -> None:
        data.touch(workspace, TOUCHED, next(salts))
        with connection.cursor() as cursor:
            cursor.execute(
                "TRUNCATE bench_touched; INSERT INTO bench_touched SELECT DISTINCT lead_id FROM crm_changedlead WHERE workspace_id = %s",
                [workspace.pk],
            )

    def floor_before() -> None:
        before()
        ChangedLead.objects.for_workspace(workspace).delete()
        _empty()

    incremental = median_seconds(lambda: _rescore_changed(workspace), runs, before=before)
    floor = median_seconds(lambda: _hand(workspace, is_narrow=True), runs, before=floor_before)
    report.add(Figure(f"rescoring what {TOUCHED:,} new activities touched", incremental, floor, 4))
    return incremental


def touched_seconds(workspace: Workspace, runs: int) -> float:
    """The incremental run alone, for a workspace of another size."""
    model.install(workspace)
    _rescore(workspace)
    salts = iter(range(1, 1000))
    return median_seconds(
        lambda: _rescore_changed(workspace), runs, before=lambda: data.touch(workspace, TOUCHED, next(salts))
    )


def _rescore(workspace: Workspace) -> int:
    return rescore_all(workspace, as_of=workspace.today(), now=timezone.now()).written


def _rescore_changed(workspace: Workspace) -> None:
    rescore_changed(workspace, as_of=workspace.today(), now=timezone.now())


def _forget(workspace: Workspace) -> None:
    LeadScore.objects.for_workspace(workspace)._raw_delete("default")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE nurturing_leadscore")


def _floor_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE IF EXISTS bench_score, bench_touched;"
            "CREATE TEMP TABLE bench_score (journey_id bigint PRIMARY KEY, fit float8, engagement float8, total float8);"
            "CREATE TEMP TABLE bench_touched (lead_id bigint PRIMARY KEY)"
        )


def _analyse() -> None:
    """Both sides plan on statistics of the records just loaded, whenever the server itself would have come to them."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE bench_score")


@transaction.atomic
def _hand(workspace: Workspace, *, is_narrow: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")
        cursor.execute(model.hand_written(is_narrow=is_narrow), {"ws": workspace.pk, "today": workspace.today()})


def _check_same(workspace: Workspace, report: Report) -> None:
    """The floor computes the same model, else the ratio would mean nothing."""
    _empty()
    _hand(workspace, is_narrow=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM nurturing_leadscore s JOIN bench_score b USING (journey_id)"
            " WHERE s.workspace_id = %s AND abs(s.total - b.total) > 0.001",
            [workspace.pk],
        )
        report.tell("scores in which product and floor differ", cursor.fetchone()[0])
