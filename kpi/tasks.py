"""Background work of the last layer: recomputing workspaces that changed, and all of them once a day."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from kpi.selectors.due import workspaces_whose_day_began, workspaces_with_lost_work
from kpi.services import detectors
from kpi.services.locks import is_being_recomputed
from kpi.services.queue import queue_recompute
from kpi.services.recompute import recompute_workspace as do_recompute
from strategy.models import Strategy


@shared_task
def recompute_workspace(*, workspace_id: int) -> int:
    return do_recompute(workspace_id=workspace_id)


@shared_task
def sweep_changed_workspaces() -> int:
    """Send again what a dead worker or a lost message left behind; doing it twice does no harm."""
    ids = [workspace_id for workspace_id in workspaces_with_lost_work() if not is_being_recomputed(workspace_id)]
    for workspace_id in ids:
        queue_recompute(workspace_id=workspace_id, reasons={"sweep"})
        recompute_workspace.delay(workspace_id=workspace_id)
    return len(ids)


@shared_task
def age_scores() -> int:
    """Queue one run per workspace whose local day has begun: scores age, rates mature, days without events appear."""
    ids = workspaces_whose_day_began()
    for workspace_id in ids:
        queue_recompute(workspace_id=workspace_id, reasons={"day"})
        recompute_workspace.delay(workspace_id=workspace_id)
        look_for_patterns.delay(workspace_id=workspace_id)
    return len(ids)


@shared_task
def look_for_patterns(*, workspace_id: int) -> int:
    """Judge the current strategy of a workspace for failure patterns; the newest look counts."""
    strategy = Strategy.objects.for_workspace(workspace_id).filter(is_current=True).select_related("workspace").first()
    if strategy is None:
        return 0
    detectors.look(strategy=strategy, now=timezone.now())
    return 1
