"""The first look-up of every page: this strategy, this artefact, inside the workspace."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from strategy import layers
from strategy.models import ArtefactVersion, Strategy
from strategy.selectors import latest_artefact
from workspaces.access import WorkspaceRequest


def find_strategy(request: WorkspaceRequest, strategy_id: int) -> Strategy:
    rows = Strategy.objects.for_workspace(request.workspace).select_related("workspace")
    return get_object_or_404(rows, pk=strategy_id)


def find_artefact(strategy: Strategy, kind: str) -> ArtefactVersion:
    """The newest version of a kind; Http404 for a kind nobody has registered or nothing has been drafted of."""
    artefact = latest_artefact(strategy, kind) if layers.has_adapter(kind) else None
    if artefact is None:
        raise Http404
    return artefact


def page_url(request: WorkspaceRequest, name: str, strategy: Strategy, **kwargs: object) -> str:
    return reverse(name, kwargs={"slug": request.workspace.slug, "strategy_id": strategy.pk, **kwargs})


def next_url(request: WorkspaceRequest, default: str) -> str:
    """Where the form wanted to go on, if that is one of our pages."""
    wanted = request.POST.get("next", "")
    is_ours = wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours else default
