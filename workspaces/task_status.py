"""Writing down when each background task last started, succeeded and failed, for `manage status` and the data page."""

from __future__ import annotations

import time
from typing import Any

from celery.signals import before_task_publish, task_failure, task_prerun, task_success

# Message header with the moment (seconds since the epoch) at which a job was put into the queue.
QUEUED_AT = "queued_at"


def record_task_outcomes() -> None:
    """Listen to every task of this process; called once by config/celery.py."""
    before_task_publish.connect(_stamp, weak=False, dispatch_uid="task-status-publish")
    task_prerun.connect(_started, weak=False, dispatch_uid="task-status-started")
    task_success.connect(_succeeded, weak=False, dispatch_uid="task-status-succeeded")
    task_failure.connect(_failed, weak=False, dispatch_uid="task-status-failed")


def _stamp(headers: dict[str, Any] | None = None, **kwargs: Any) -> None:
    if headers is not None:
        headers[QUEUED_AT] = time.time()


def _started(task: Any, **kwargs: Any) -> None:
    _record(task.name, moment="last_started_at")


def _succeeded(sender: Any, **kwargs: Any) -> None:
    _record(sender.name, moment="last_success_at")


def _failed(sender: Any, exception: BaseException, **kwargs: Any) -> None:
    _record(sender.name, moment="last_failure_at", last_error=f"{type(exception).__name__}: {exception}"[:2000])


def _record(name: str, *, moment: str, **values: Any) -> None:
    """Upsert one task's row. The status must never break the task it tells about."""
    from django.db import DatabaseError, connection
    from django.utils import timezone

    from workspaces.models import TaskStatus

    if connection.in_atomic_block and connection.needs_rollback:
        return
    try:
        TaskStatus.objects.update_or_create(name=name, defaults={moment: timezone.now(), **values})
    except DatabaseError:
        connection.close_if_unusable_or_obsolete()
