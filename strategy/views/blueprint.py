from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from strategy import layers, sentences
from strategy.selectors import current_strategy, plans
from strategy.selectors.assessments import begin_layer
from strategy.selectors.blueprint import blueprint
from strategy.selectors.reviews import review_rows, voices
from strategy.views.finding import find_strategy
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view


@workspace_view(rights.VIEW_STRATEGY)
@require_GET
def current(request: WorkspaceRequest) -> HttpResponse:
    """設計図 of the rail: the current strategy, or the list where the first one is begun."""
    strategy = current_strategy(request.workspace)
    if strategy is None:
        return redirect("strategy:list", slug=request.workspace.slug)
    return redirect("strategy:blueprint", slug=request.workspace.slug, strategy_id=strategy.pk)


@workspace_view(rights.VIEW_STRATEGY)
@require_GET
def blueprint_page(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    strategy = find_strategy(request, strategy_id)
    plan = plans.plan_of_strategy(strategy)
    shown = blueprint(strategy, begin_layer(strategy, request.workspace.today()))
    return render(
        request,
        "strategy/blueprint.html",
        {
            "strategy": strategy,
            "blueprint": shown,
            "review_rows": review_rows(shown.states),
            "voices": voices(strategy),
            "panels": layers.panels(strategy),
            "plan": plan,
            "goal_sentence": sentences.goal_sentence(plan.calculation) if plan else "",
            "plan_label": plan.label if plan else "",
        },
    )
