"""The one listener of the product's one signal: something changed, so the later layers are computed again after commit."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from kpi.services.queue import queue_recompute
from kpi.tasks import recompute_workspace
from workspaces.signals import workspace_changed


@receiver(workspace_changed)
def queue_after_commit(sender: Any, workspace_id: int, what: set[str], **kwargs: Any) -> None:
    """The run is noted only once the change is visible to the worker, so that nobody waits for another's transaction."""
    transaction.on_commit(partial(_queue, workspace_id, frozenset(what)))


def _queue(workspace_id: int, what: frozenset[str]) -> None:
    if queue_recompute(workspace_id=workspace_id, reasons=what):
        recompute_workspace.delay_on_commit(workspace_id=workspace_id)
