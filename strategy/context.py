from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from strategy.models import ArtefactVersion


def trials(request: HttpRequest) -> dict[str, Any]:
    """`trial_artefacts`: what runs as 試験運用 in this workspace, said on every page."""
    workspace = getattr(request, "workspace", None)
    if workspace is None:
        return {}
    return {"trial_artefacts": SimpleLazyObject(lambda: _running_trials(workspace.pk))}


def _running_trials(workspace_id: int) -> list[ArtefactVersion]:
    rows = ArtefactVersion.objects.for_workspace(workspace_id).filter(is_trial=True).live_at(timezone.now())
    return list(rows.order_by("kind"))
