"""The buying role of one person, set by hand on the page of the company."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.models import Lead
from strategy.selectors import current_strategy
from targeting.selectors import adopted_icp
from targeting.selectors.pages import roles_of
from targeting.services.lead_roles import set_lead_role
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view


@require_POST
@workspace_view(rights.EDIT_RECORDS)
def lead_role(request: WorkspaceRequest, lead_id: int) -> HttpResponse:
    lead = get_object_or_404(Lead.objects.for_workspace(request.workspace), pk=lead_id)
    strategy = current_strategy(request.workspace)
    artefact = adopted_icp(strategy) if strategy else None
    role_key = request.POST.get("role", "")
    if artefact is None or (role_key and role_key not in {role.key for role in roles_of(artefact)}):
        raise Http404
    set_lead_role(workspace=request.workspace, actor=request.user, lead=lead, role_key=role_key, now=timezone.now())
    messages.success(request, _("役割を保存しました"))
    if lead.company_id:
        return redirect("crm:company", slug=request.workspace.slug, company_id=lead.company_id)
    return redirect("crm:company-list", slug=request.workspace.slug)
