"""参考値: what others have published, with source, year, region and what to mind."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from strategy.reference import GROUPS
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view


@workspace_view(rights.VIEW_STRATEGY)
@require_GET
def reference(request: WorkspaceRequest) -> HttpResponse:
    return render(request, "strategy/reference.html", {"groups": GROUPS})
