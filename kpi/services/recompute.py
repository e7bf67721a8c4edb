"""The recompute run: one workspace, layer by layer, from the plan's targets to the figures on the dashboards.

Safe to run twice, late or after a crash: every step claims its changes and writes its results in one transaction, and
a run found started by the next holder of the lock is queued again.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from kpi.models import FunnelSnapshot, RecomputeRun
from kpi.services.design import follow_chains
from kpi.services.locks import recompute_lock
from kpi.services.queue import requeue_crashed_runs, take_queued_run
from kpi.services.rollups import roll_up, roll_up_everything
from kpi.services.snapshots import DEFAULT_CHAIN, store_funnel_snapshots
from nurturing.services.rescoring import age_scores, rescore_changed
from strategy.selectors import plan_in_force
from strategy.services.readings import renew_readings
from strategy.services.targets import refresh_plan_targets
from targeting.services.lead_roles import apply_title_rules
from workspaces.models import Workspace


def recompute_workspace(*, workspace_id: int, now: dt.datetime | None = None) -> int:
    """Do the queued run of a workspace and those queued meanwhile; the number of runs done (0: another worker is at it)."""
    done = 0
    while RecomputeRun.objects.filter(workspace_id=workspace_id, state__in=UNFINISHED).exists():
        with recompute_lock(workspace_id) as held:
            if not held:
                # Its holder looks for queued runs once more after letting go of the lock.
                return done
            requeue_crashed_runs(workspace_id=workspace_id)
            while run := take_queued_run(workspace_id=workspace_id):
                _perform(run, now or timezone.now())
                done += 1
    return done


UNFINISHED = [RecomputeRun.State.QUEUED, RecomputeRun.State.STARTED]


def _perform(run: RecomputeRun, now: dt.datetime) -> None:
    """One run; a failure is written down with its reason before it goes on its way."""
    try:
        _compute_layers(run, now)
    except Exception as error:
        run.state, run.error = RecomputeRun.State.FAILED, f"{type(error).__name__}: {error}"[:2000]
        run.finished_at = timezone.now()
        run.save()
        raise
    run.state, run.finished_at = RecomputeRun.State.DONE, timezone.now()
    run.save()


def _compute_layers(run: RecomputeRun, now: dt.datetime) -> None:
    workspace = Workspace.objects.get(pk=run.workspace_id)
    today = workspace.local_date(now)
    is_new_day = not FunnelSnapshot.objects.for_workspace(workspace).filter(as_of=today).exists()
    refresh_plan_targets(workspace=workspace)
    renew_readings(workspace, now=now)
    follow_chains(workspace=workspace)
    # Before the changed leads are claimed; once a day everybody, as below.
    apply_title_rules(workspace, now=now, everybody=is_new_day)
    scored = rescore_changed(workspace, as_of=today, now=now)
    aged = age_scores(workspace, as_of=today, now=now)
    run.leads_scored = scored.scored + aged.scored
    run.scores_written = scored.written + aged.written
    run.handoffs_created = scored.crossed + aged.crossed
    # Once a day everything is compared with the records, so that no figure can stay wrong for longer.
    run.days_rolled_up = (roll_up_everything if is_new_day else roll_up)(workspace=workspace)
    plan = plan_in_force(workspace)
    chain = plan.stages if plan else DEFAULT_CHAIN
    store_funnel_snapshots(workspace=workspace, today=today, now=now, chain=chain)
