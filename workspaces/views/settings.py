"""Workspace settings: general, working hours and closing days, audit log, roles, help."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.forms import ClosingDayForm, HoursForm, SettingsForm, SetupForm
from workspaces.models import AuditEntry, ClosingDay, Role, Workspace
from workspaces.selectors import right_labels
from workspaces.services import workspaces as services


@workspace_view(rights.MANAGE_WORKSPACE)
@require_http_methods(["GET", "POST"])
def setup(request: WorkspaceRequest) -> HttpResponse:
    """The first page of an empty workspace: company name and fiscal year."""
    form = SetupForm(request.POST or None, instance=_copy(request.workspace))
    if request.method == "POST" and form.is_valid():
        changes = {**form.cleaned_data, "is_setup_done": True}
        services.save_settings(workspace=request.workspace, actor=request.user, changes=changes)
        return redirect("kpi:home", slug=request.workspace.slug)
    return render(request, "workspaces/setup.html", {"form": form}, status=_status(request))


@workspace_view(rights.MANAGE_WORKSPACE)
@require_http_methods(["GET", "POST"])
def general(request: WorkspaceRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=_copy(request.workspace))
    if request.method == "POST" and form.is_valid():
        services.save_settings(workspace=request.workspace, actor=request.user, changes=form.cleaned_data)
        messages.success(request, _("設定を保存しました"))
        return redirect("workspaces:settings", slug=request.workspace.slug)
    return render(request, "workspaces/settings.html", {"form": form}, status=_status(request))


@workspace_view(rights.MANAGE_WORKSPACE)
@require_http_methods(["GET", "POST"])
def calendar(request: WorkspaceRequest) -> HttpResponse:
    form = HoursForm(request.POST or None, instance=_copy(request.workspace))
    if request.method == "POST" and form.is_valid():
        services.save_settings(workspace=request.workspace, actor=request.user, changes=form.cleaned_data)
        messages.success(request, _("営業時間を保存しました"))
        return redirect("workspaces:calendar", slug=request.workspace.slug)
    return _calendar_page(request, form, ClosingDayForm(), _status(request))


@workspace_view(rights.MANAGE_WORKSPACE)
@require_POST
def closing_day_add(request: WorkspaceRequest) -> HttpResponse:
    form = ClosingDayForm(request.POST)
    if form.is_valid():
        try:
            services.add_closing_day(workspace=request.workspace, actor=request.user, **form.cleaned_data)
            return redirect("workspaces:calendar", slug=request.workspace.slug)
        except ValidationError as problem:
            form.add_error("day", problem)
    return _calendar_page(request, HoursForm(instance=request.workspace), form, 422)


@workspace_view(rights.MANAGE_WORKSPACE)
@require_POST
def closing_day_remove(request: WorkspaceRequest, closing_day_id: int) -> HttpResponse:
    found = get_object_or_404(ClosingDay.objects.for_workspace(request.workspace), pk=closing_day_id)
    services.remove_closing_day(workspace=request.workspace, actor=request.user, closing_day=found)
    return redirect("workspaces:calendar", slug=request.workspace.slug)


@workspace_view(rights.MANAGE_WORKSPACE)
def audit_log(request: WorkspaceRequest) -> HttpResponse:
    entries = AuditEntry.objects.for_workspace(request.workspace).select_related("actor")
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    return render(request, "workspaces/audit.html", {"page": page})


@workspace_view(rights.MANAGE_WORKSPACE)
def roles(request: WorkspaceRequest) -> HttpResponse:
    all_roles = list(Role.objects.all())
    table = [(label, [(role, right in role.rights) for role in all_roles]) for right, label in right_labels()]
    return render(request, "workspaces/roles.html", {"roles": all_roles, "table": table})


@workspace_view(rights.MANAGE_WORKSPACE)
@require_POST
def demo_remove(request: WorkspaceRequest) -> HttpResponse:
    """Remove the sample company: irreversible, so the form repeats its name."""
    if not request.workspace.is_demo:
        return redirect("workspaces:settings", slug=request.workspace.slug)
    services.purge_demo(workspace=request.workspace)
    return redirect("landing")


@workspace_view()
def help_page(request: WorkspaceRequest) -> HttpResponse:
    return render(request, "workspaces/help.html")


def _copy(workspace: Workspace) -> Workspace:
    """A copy for the form to fill, so that the service can compare with the row as it is."""
    return Workspace.objects.get(pk=workspace.pk)


def _status(request: WorkspaceRequest) -> int:
    return 422 if request.method == "POST" else 200


def _calendar_page(request: WorkspaceRequest, form: HoursForm, day_form: ClosingDayForm, status: int) -> HttpResponse:
    closing_days = ClosingDay.objects.for_workspace(request.workspace)
    context = {"form": form, "day_form": day_form, "closing_days": closing_days}
    return render(request, "workspaces/calendar.html", context, status=status)
