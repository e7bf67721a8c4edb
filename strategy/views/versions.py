"""Revising an agreed version, keeping it as it is, and what differs between versions."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from strategy import layers
from strategy.models import Strategy, StrategyVersion
from strategy.selectors.changes import content_changes, figure_changes
from strategy.services.agreement import keep_as_is
from strategy.services.artefacts import start_draft
from strategy.services.contents import figures_of
from strategy.views.finding import find_artefact, find_strategy, next_url, page_url
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def revise(request: WorkspaceRequest, strategy_id: int, kind: str) -> HttpResponse:
    """改訂を始める: the agreed contents copied into the next number."""
    strategy = find_strategy(request, strategy_id)
    find_artefact(strategy, kind)
    draft = start_draft(strategy=strategy, kind=kind, actor=request.user)
    messages.success(request, _("「%(name)s」の改訂を始めました。合意済みの版はそのまま残ります") % {"name": draft})
    return redirect(next_url(request, page_url(request, "strategy:blueprint", strategy)))


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def keep(request: WorkspaceRequest, strategy_id: int, kind: str) -> HttpResponse:
    """このまま: the version stands although an assumption under it has changed."""
    strategy = find_strategy(request, strategy_id)
    artefact = find_artefact(strategy, kind)
    keep_as_is(
        artefact=artefact,
        upstream_kind=request.POST.get("upstream", "")[:12],
        upstream_hash=request.POST.get("hash", "")[:64],
        actor=request.user,
    )
    messages.success(request, _("「%(name)s」はこのまま使います") % {"name": artefact})
    return redirect(next_url(request, page_url(request, "strategy:blueprint", strategy)))


@workspace_view(rights.VIEW_STRATEGY)
@require_GET
def diff(request: WorkspaceRequest, strategy_id: int, version: str) -> HttpResponse:
    """変更点 of a strategy version against the one before."""
    strategy = find_strategy(request, strategy_id)
    shown = _version(strategy, version)
    before = (
        StrategyVersion.objects.for_workspace(request.workspace)
        .filter(strategy=strategy, major=shown.major, minor__lt=shown.minor)
        .order_by("-minor")
        .first()
    )
    sections = _sections(shown, before)
    versions = StrategyVersion.objects.for_workspace(request.workspace).filter(strategy=strategy)
    context = {"strategy": strategy, "version": shown, "before": before, "sections": sections, "versions": versions}
    return render(request, "strategy/diff.html", context)


def _version(strategy: Strategy, label: str) -> StrategyVersion:
    match = re.fullmatch(r"v?(\d+)\.(\d+)", label)
    found = (
        match
        and StrategyVersion.objects.for_workspace(strategy.workspace_id)
        .filter(strategy=strategy, major=int(match[1]), minor=int(match[2]))
        .first()
    )
    if not found:
        raise Http404
    return found


def _sections(shown: StrategyVersion, before: StrategyVersion | None) -> list[dict[str, Any]]:
    """The kinds whose versions differ (all of them in the first version), in the order of the layers."""
    previous = {pointer.kind: pointer.artefact for pointer in _pointers(before)} if before else {}
    current = {pointer.kind: pointer.artefact for pointer in _pointers(shown)}
    sections = []
    for report in layers.reports():
        for kind in report.kinds:
            artefact, old = current.get(kind), previous.get(kind)
            if artefact is None or artefact == old:
                continue
            figures = artefact.figures or figures_of(artefact)
            sections.append(
                {
                    "artefact": artefact,
                    "old": old,
                    "lines": content_changes(artefact, old),
                    "effects": figure_changes(artefact, old.figures if old else {}, figures),
                }
            )
    return sections


def _pointers(version: StrategyVersion) -> Any:
    return version.pointers.select_related("artefact", "artefact__workspace", "artefact__strategy")
