"""The proposal to plan with what the records say: always a draft, always by a press of a button."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from strategy.models import Strategy
from strategy.services.artefacts import NotEditable
from strategy.services.readings import propose_measured
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view


@require_POST
@workspace_view(rights.EDIT_STRATEGY)
def propose(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """Put the measured rates into the draft of the goal; an agreed version stays as it is."""
    strategy = get_object_or_404(
        Strategy.objects.for_workspace(request.workspace).select_related("workspace"), pk=strategy_id
    )
    try:
        draft = propose_measured(strategy=strategy, actor=request.user, today=request.workspace.today())
        if draft is None:
            messages.info(request, _("計画の率は、いまの実績と同じです"))
        else:
            messages.success(
                request,
                _("実績の率で下書き v%(number)d をつくりました。合意されるまで、いまの計画は変わりません")
                % {"number": draft.number},
            )
    except NotEditable:
        messages.error(request, _("合意待ちの間は、下書きをつくれません"))
    return redirect("strategy:backcalc", slug=request.workspace.slug, strategy_id=strategy.pk)
