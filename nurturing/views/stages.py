"""Layer 4, step 1: what each lifecycle stage means, how a lead moves on and who decides.

The stages belong to the workspace and not to a version: leads stand in them whichever rule is in force. So the page
saves them directly, with an entry in the audit log.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nurturing.forms_design import StagesForm
from nurturing.selectors.design_pages import stage_definitions
from nurturing.services.design import write_stages
from strategy.frame import step_page
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view

TEMPLATE = "nurturing/stages.html"


@workspace_view(rights.VIEW_STRATEGY)
@require_http_methods(["GET", "POST"])
def stages(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=4, step="stages")
    form = StagesForm(request.POST or None, stages=stage_definitions(request.workspace))
    if request.method == "POST" and form.is_valid():
        if write_stages(workspace=request.workspace, actor=request.user, rows=form.rows):
            messages.success(request, _("ステージの定義を保存しました"))
        return redirect(page.next_url)
    return page.render(TEMPLATE, {"form": form}, status=422 if form.errors else 200)
