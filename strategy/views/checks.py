"""確認 of a layer: what has been decided, what is missing, and the way on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strategy import layers
from strategy.dependencies import NEEDS_PARTIES
from strategy.models import ArtefactKind, Goal, Strategy
from strategy.plan_pages.presenting import feasibility
from strategy.selectors.changes import content_changes
from strategy.selectors.scopes import links_in_scope, scopes_left_out
from strategy.selectors.statuses import LEFT_OUT, ArtefactState, artefact_states
from strategy.services import agreement
from strategy.services.contents import cautions_of, problems_of, snapshot_of
from strategy.views.finding import find_strategy, page_url
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view


@workspace_view(rights.VIEW_STRATEGY)
@require_http_methods(["GET", "POST"])
def check(request: WorkspaceRequest, strategy_id: int, layer: int) -> HttpResponse:
    strategy = find_strategy(request, strategy_id)
    report = layers.report_for(layer)
    if report is None:
        raise Http404
    states = artefact_states(strategy)
    own = [states[kind] for kind in report.kinds if kind in states and states[kind].status != LEFT_OUT]
    problems: dict[str, list[str]] = {}
    cautions = [sentence for state in own if state.artefact.is_editable for sentence in cautions_of(state.artefact)]
    if request.method == "POST":
        if not request.membership.may(rights.EDIT_STRATEGY):
            raise PermissionDenied(rights.EDIT_STRATEGY)
        problems = _complete(request, own)
        if not problems:
            messages.success(request, _("Layer %(number)sを完了にしました") % {"number": layer})
            for sentence in cautions:
                messages.warning(request, sentence)
            return redirect(
                page_url(request, "strategy:review" if _asks_parties(own) else "strategy:blueprint", strategy)
            )
    context = {
        "strategy": strategy,
        "report": report,
        "sections": [_section(request, strategy, report, state, problems) for state in own],
        "may_complete": request.membership.may(rights.EDIT_STRATEGY)
        and any(state.artefact.is_editable for state in own),
        "asks_parties": _asks_parties(own),
        "cautions": cautions,
        "broken": links_in_scope(strategy, report, scopes_left_out(strategy)),
        "limits": _limits(own),
    }
    return render(request, "strategy/check.html", context, status=422 if problems else 200)


def _limits(own: list[ArtefactState]) -> list[dict[str, str]]:
    """Whether the plan fits into its limits, at the top of Layer 1's page; the worst first."""
    goal = next((state.artefact for state in own if state.artefact.kind == ArtefactKind.GOAL), None)
    return (
        feasibility(Goal.objects.select_related("artefact__strategy", "workspace").get(artefact=goal)) if goal else []
    )


def _asks_parties(own: list[ArtefactState]) -> bool:
    return any(state.artefact.kind in NEEDS_PARTIES for state in own)


def _complete(request: WorkspaceRequest, own: list[ArtefactState]) -> dict[str, list[str]]:
    """Submit or confirm every draft of the layer, all or none; returns what keeps it from being complete."""
    drafts = [state.artefact for state in own if state.artefact.is_editable]
    problems = {draft.kind: found for draft in drafts if (found := problems_of(draft))}
    if problems:
        return problems
    for draft in drafts:
        if draft.kind in NEEDS_PARTIES:
            agreement.submit_for_agreement(artefact=draft, actor=request.user)
        else:
            agreement.confirm(artefact=draft, actor=request.user)
    return {}


def _section(
    request: WorkspaceRequest,
    strategy: Strategy,
    report: layers.LayerReport,
    state: ArtefactState,
    problems: dict[str, list[str]],
) -> dict[str, Any]:
    artefact = state.artefact
    step = next((step for step in report.steps if step.kind == artefact.kind), None)
    return {
        "artefact": artefact,
        "status": state.status.key,
        "lines": content_changes(artefact, None),
        "assumed": _assumed(snapshot_of(artefact)),
        "problems": problems.get(artefact.kind) or (problems_of(artefact) if artefact.is_editable else []),
        "has_failed": artefact.kind in problems,
        "url": _url_or_none(request, step, strategy),
    }


def _assumed(snapshot: dict[str, Any]) -> int:
    """How many numbers are still 仮置き."""
    provenance = snapshot.get("provenance") or {}
    return sum(1 for source in provenance.values() if isinstance(source, dict) and source.get("kind") == "assumed")


def _url_or_none(request: WorkspaceRequest, step: layers.Step | None, strategy: Strategy) -> str:
    try:
        return page_url(request, step.url_name, strategy) if step else ""
    except NoReverseMatch:
        return ""
