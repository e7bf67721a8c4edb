"""The recompute run: once per workspace at a time, in order, again after a crash, without effect when nothing changed."""

from __future__ import annotations

import datetime as dt
import json
import threading
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from crm.changes import mark_days_changed, mark_leads_changed
from crm.models import ChangedDay, ChangedLead
from kpi import tasks
from kpi.models import DailyFigure, FunnelSnapshot, RecomputeRun
from kpi.selectors.due import workspaces_whose_day_began, workspaces_with_lost_work
from kpi.services import recompute as service
from kpi.services.locks import is_being_recomputed, recompute_lock
from kpi.services.queue import queue_recompute
from tests.factories import make_journey, make_lead
from workspaces.models import TaskStatus, Workspace
from workspaces.signals import workspace_changed

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)


def one_lead(workspace: Workspace, stage: str = "mql") -> None:
    lead = make_lead(workspace=workspace)
    make_journey(lead=lead, stage=stage, entered_at=dt.datetime(2026, 11, 2, 3, tzinfo=dt.UTC))
    mark_days_changed(workspace, [dt.date(2026, 11, 2)])
    mark_leads_changed(workspace, [lead.pk])


def run_queued(workspace: Workspace) -> int:
    return service.recompute_workspace(workspace_id=workspace.pk, now=NOW)


def figures() -> list[tuple[Any, ...]]:
    return list(DailyFigure.objects.order_by("pk").values_list("pk", "day", "metric", "source", "value"))


def test_a_change_queues_one_run_after_commit(acme: Workspace, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        workspace_changed.send(sender=None, workspace_id=acme.pk, what={"records"})
        workspace_changed.send(sender=None, workspace_id=acme.pk, what={"rule"})
        assert not RecomputeRun.objects.exists(), "nothing is queued before the change can be seen"
    callbacks[0]()
    callbacks[1]()
    run = RecomputeRun.objects.get()
    assert (run.state, run.reasons) == ("queued", ["records", "rule"])


def test_the_worker_brings_figures_scores_and_snapshots_up_to_date(
    acme: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    one_lead(acme)
    with django_capture_on_commit_callbacks(execute=True):
        workspace_changed.send(sender=None, workspace_id=acme.pk, what={"records"})
    run = RecomputeRun.objects.get()
    assert (run.state, run.days_rolled_up) == ("done", 1)
    assert not ChangedDay.objects.exists() and not ChangedLead.objects.exists()
    assert DailyFigure.objects.filter(metric="mql", value=1).exists()
    assert FunnelSnapshot.objects.for_workspace(acme).count() == 3
    assert TaskStatus.objects.get(pk="kpi.tasks.recompute_workspace").last_success_at


def test_a_second_run_writes_no_figure(acme: Workspace) -> None:
    one_lead(acme)
    queue_recompute(workspace_id=acme.pk, reasons={"records"})
    assert run_queued(acme) == 1
    before = figures()
    assert run_queued(acme) == 0
    queue_recompute(workspace_id=acme.pk, reasons={"records"})
    assert run_queued(acme) == 1
    assert figures() == before
    assert RecomputeRun.objects.first().days_rolled_up == 0


def test_a_run_found_started_after_a_crash_is_done_again(acme: Workspace) -> None:
    one_lead(acme)
    RecomputeRun.objects.create(workspace=acme, state="started", started_at=NOW, reasons=["records"])
    assert run_queued(acme) == 1
    states = list(RecomputeRun.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["failed", "done"]
    assert DailyFigure.objects.filter(metric="mql").exists()


@pytest.mark.parametrize("step", ["rescore_changed", "roll_up_everything", "store_funnel_snapshots"])
def test_a_crash_at_any_step_loses_nothing(acme: Workspace, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    one_lead(acme)
    queue_recompute(workspace_id=acme.pk, reasons={"records"})

    def crash(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(service, step, crash)
        with pytest.raises(RuntimeError):
            run_queued(acme)
    assert RecomputeRun.objects.get().state == "failed"
    queue_recompute(workspace_id=acme.pk, reasons={"sweep"})
    assert run_queued(acme) == 1
    assert sum(DailyFigure.objects.filter(metric="mql").values_list("value", flat=True)) == 1


def test_a_change_during_a_run_is_computed_in_the_next(acme: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    one_lead(acme)
    queue_recompute(workspace_id=acme.pk, reasons={"records"})
    real, seen = service.store_funnel_snapshots, []

    def meanwhile(**kwargs: Any) -> None:
        real(**kwargs)
        if not seen:
            seen.append(True)
            one_lead(acme)
            queue_recompute(workspace_id=acme.pk, reasons={"records"})

    monkeypatch.setattr(service, "store_funnel_snapshots", meanwhile)
    assert run_queued(acme) == 2
    assert DailyFigure.objects.get(metric="mql").value == 2


def test_the_sweep_finds_what_a_dead_worker_left(acme: Workspace) -> None:
    one_lead(acme)
    soon, later = timezone.now(), timezone.now() + dt.timedelta(minutes=2)
    assert workspaces_with_lost_work(soon) == []
    assert workspaces_with_lost_work(later) == [acme.pk]
    RecomputeRun.objects.create(workspace=acme, state="failed", finished_at=later)
    assert workspaces_with_lost_work(later) == [], "a failing workspace is not tried every minute"


def test_the_day_of_a_workspace_begins_at_its_own_midnight(acme: Workspace, other: Workspace) -> None:
    Workspace.objects.filter(pk=other.pk).update(time_zone="America/New_York")
    for workspace in (acme, other):
        one_lead(workspace)
        for grain in ("month", "week", "day"):
            FunnelSnapshot.objects.create(
                workspace=workspace, grain=grain, as_of=dt.date(2026, 11, 19), computed_at=NOW
            )
    just_after_tokyo_midnight = dt.datetime(2026, 11, 19, 15, 5, tzinfo=dt.UTC)
    assert workspaces_whose_day_began(just_after_tokyo_midnight) == [acme.pk]


def test_the_nightly_task_recomputes_once_a_day(acme: Workspace) -> None:
    one_lead(acme)
    assert tasks.age_scores() == 1
    assert tasks.age_scores() == 0
    assert RecomputeRun.objects.get().reasons == ["day"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_compute_one_workspace_at_once(acme: Workspace) -> None:
    one_lead(acme)
    queue_recompute(workspace_id=acme.pk, reasons={"records"})
    done: list[int] = []

    def second_worker() -> None:
        try:
            done.append(run_queued(acme))
        finally:
            connections.close_all()

    with recompute_lock(acme.pk) as held:
        assert held
        thread = threading.Thread(target=second_worker)
        thread.start()
        thread.join()
    assert done == [0]
    assert not is_being_recomputed(acme.pk)
    assert run_queued(acme) == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_another_transaction_to_queue(acme: Workspace) -> None:
    """Two services announce changes in open transactions; neither blocks the other."""
    with transaction.atomic():
        workspace_changed.send(sender=None, workspace_id=acme.pk, what={"plan"})
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 'kpi_recomputerun' AND l.mode = 'RowExclusiveLock' AND l.pid = pg_backend_pid()"
            )
            assert cursor.fetchone()[0] == 0


def test_status_prints_one_document(acme: Workspace) -> None:
    one_lead(acme)
    queue_recompute(workspace_id=acme.pk, reasons={"records"})
    out = StringIO()
    call_command("status", "--json", stdout=out)
    document = json.loads(out.getvalue())
    assert document["queue"]["error"] is None and document["queue"]["depth"] >= 0
    row = next(row for row in document["workspaces"] if row["workspace"] == "acme")
    assert row["runs"]["queued"] == 1 and row["changed_leads"] == 1 and row["changed_days"] == 1


def test_the_age_of_the_oldest_job_is_read_from_the_queue(
    acme: Workspace, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import redis

    from config.celery import app
    from kpi.selectors.machinery import QUEUE, queue_status

    monkeypatch.setitem(app.conf, "task_always_eager", False)

    broker = redis.Redis.from_url(settings.REDIS_URL)
    broker.delete(QUEUE)
    app.send_task("kpi.tasks.recompute_workspace", kwargs={"workspace_id": acme.pk})
    status = queue_status()
    broker.delete(QUEUE)
    assert status["depth"] == 1
    assert 0 <= status["oldest_job_seconds"] < 60
