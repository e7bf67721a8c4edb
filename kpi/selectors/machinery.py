"""How the background work is doing: the queue, each task's last success, each workspace's recomputes."""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import Any

import redis
from django.conf import settings
from django.db.models import Count, Max, Q

from crm.models import ChangedDay, ChangedLead
from kpi.models import RecomputeRun
from workspaces.models import TaskStatus, Workspace
from workspaces.task_status import QUEUED_AT

QUEUE = "celery"  # the one queue, a list in the broker; jobs in a worker's hands are in the hash `unacked`


def machinery_status(now: dt.datetime) -> dict[str, Any]:
    """One JSON-safe document: queue depth and oldest job, last start/success/failure per task, runs per workspace."""
    return {"as_of": now.isoformat(), "queue": queue_status(), "tasks": task_statuses(), "workspaces": _runs(now)}


def queue_status() -> dict[str, Any]:
    """Jobs waiting and in hand, and how long the oldest one waits (seconds); `error` when the broker cannot be asked."""
    try:
        broker = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)
        waiting, oldest = broker.llen(QUEUE), broker.lindex(QUEUE, -1)
        in_hand = broker.hlen("unacked")
    except redis.RedisError as error:
        return {"depth": None, "in_hand": None, "oldest_job_seconds": None, "error": str(error)}
    return {"depth": waiting, "in_hand": in_hand, "oldest_job_seconds": _age(oldest), "error": None}


def _age(message: Any) -> float | None:
    """Jobs are pushed on the left and taken from the right; each carries the moment it was queued."""
    queued_at = json.loads(message).get("headers", {}).get(QUEUED_AT) if message else None
    return round(max(0.0, time.time() - queued_at), 1) if queued_at else None


def task_statuses() -> dict[str, dict[str, Any]]:
    return {
        task.name: {
            "last_started_at": _iso(task.last_started_at),
            "last_success_at": _iso(task.last_success_at),
            "last_failure_at": _iso(task.last_failure_at),
            "last_error": task.last_error or None,
        }
        for task in TaskStatus.objects.order_by("name")
    }


def _runs(now: dt.datetime) -> list[dict[str, Any]]:
    states = RecomputeRun.State
    counts = {
        row["workspace"]: row
        for row in RecomputeRun.objects.order_by()
        .values("workspace")
        .annotate(
            queued=Count("pk", filter=Q(state=states.QUEUED)),
            started=Count("pk", filter=Q(state=states.STARTED)),
            done=Count("pk", filter=Q(state=states.DONE)),
            failed=Count("pk", filter=Q(state=states.FAILED)),
            last_done_at=Max("finished_at", filter=Q(state=states.DONE)),
            last_failed_at=Max("finished_at", filter=Q(state=states.FAILED)),
        )
    }
    leads = _count_by_workspace(ChangedLead)
    days = _count_by_workspace(ChangedDay)
    none: dict[str, Any] = {
        "queued": 0,
        "started": 0,
        "done": 0,
        "failed": 0,
        "last_done_at": None,
        "last_failed_at": None,
    }
    document = []
    for workspace in Workspace.objects.order_by("slug"):
        row = counts.get(workspace.pk, none)
        document.append(
            {
                "workspace": workspace.slug,
                "runs": {name: row[name] for name in ("queued", "started", "done", "failed")},
                "last_done_at": _iso(row["last_done_at"]),
                "last_failed_at": _iso(row["last_failed_at"]),
                "changed_leads": leads.get(workspace.pk, 0),
                "changed_days": days.get(workspace.pk, 0),
            }
        )
    return document


def _count_by_workspace(model: type[ChangedLead] | type[ChangedDay]) -> dict[int, int]:
    return dict(model.objects.order_by().values_list("workspace").annotate(count=Count("pk")))


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
