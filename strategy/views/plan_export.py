"""The plan as a workbook with live formulas."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from strategy.exports.plan_workbook import plan_workbook
from strategy.models import ArtefactKind, Goal
from strategy.selectors.artefacts import latest_artefact
from strategy.selectors.plan_details import plan_input
from strategy.selectors.plans import fiscal_months
from strategy.views.finding import find_strategy, page_url
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.templatetags.formats import month_label

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@workspace_view(rights.VIEW_STRATEGY)
@require_GET
def workbook(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    strategy = find_strategy(request, strategy_id)
    goal = Goal.objects.for_workspace(request.workspace).get(artefact=latest_artefact(strategy, ArtefactKind.GOAL))
    plan = plan_input(goal)
    if plan is None:
        messages.error(request, _("数字がそろうと、Excelに書き出せます"))
        return redirect(page_url(request, "strategy:backcalc", strategy))
    book = plan_workbook(plan, [month_label(day) for day in fiscal_months(strategy.starts_on)])
    file = BytesIO()
    book.save(file)
    name = f"plan-{strategy.pk}-v{goal.artefact.number}.xlsx"
    return HttpResponse(
        file.getvalue(), content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
