"""Members, invitations and API keys."""

from __future__ import annotations

from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.duties import duties_of
from workspaces.forms import ApiKeyForm, InvitationForm, RoleForm
from workspaces.models import ApiKey, Invitation, Membership
from workspaces.selectors import members_of, open_invitations
from workspaces.services import api_keys as key_services
from workspaces.services import members as services


@workspace_view(rights.MANAGE_WORKSPACE)
@require_http_methods(["GET", "POST"])
def members(request: WorkspaceRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None, initial={"role": "marketer"})
    if request.method == "POST" and form.is_valid():
        try:
            invitation, token = services.invite(workspace=request.workspace, actor=request.user, **form.cleaned_data)
        except services.MemberProblem as problem:
            form.add_error("email", str(problem))
        else:
            return _members_page(request, InvitationForm(), link=_send_link(request, invitation, token))
    return _members_page(request, form, status=422 if request.method == "POST" else 200)


@workspace_view(rights.MANAGE_WORKSPACE)
@require_http_methods(["GET", "POST"])
def member(request: WorkspaceRequest, membership_id: int) -> HttpResponse:
    found = get_object_or_404(members_of(request.workspace), pk=membership_id)
    form = RoleForm(request.POST or None, initial={"role": found.role_id, "side": found.side})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_role(membership=found, actor=request.user, **form.cleaned_data)
            messages.success(request, _("役割を変更しました"))
            return _after_change(request, found)
        except services.MemberProblem as problem:
            form.add_error("role", str(problem))
    status = 422 if request.method == "POST" else 200
    return render(request, "workspaces/member.html", {"member": found, "form": form}, status=status)


@workspace_view(rights.MANAGE_WORKSPACE)
@require_POST
def member_end(request: WorkspaceRequest, membership_id: int) -> HttpResponse:
    found = get_object_or_404(members_of(request.workspace), pk=membership_id)
    try:
        services.end_membership(membership=found, actor=request.user, today=request.workspace.today())
        messages.success(request, _("%(name)sさんの利用を終了しました") % {"name": found.user})
        return _after_change(request, found)
    except services.MemberProblem as problem:
        messages.error(request, str(problem))
    return redirect("workspaces:members", slug=request.workspace.slug)


def _after_change(request: WorkspaceRequest, membership: Membership) -> HttpResponse:
    """To what is on the name of somebody who leaves or changes role, if anything is."""
    if duties_of(request.workspace, membership.user):
        return redirect("workspaces:member-duties", slug=request.workspace.slug, membership_id=membership.pk)
    return redirect("workspaces:members", slug=request.workspace.slug)


@workspace_view(rights.MANAGE_WORKSPACE)
@require_POST
def invitation_withdraw(request: WorkspaceRequest, invitation_id: int) -> HttpResponse:
    found = get_object_or_404(Invitation.objects.for_workspace(request.workspace), pk=invitation_id)
    services.withdraw_invitation(invitation=found, actor=request.user)
    return redirect("workspaces:members", slug=request.workspace.slug)


@workspace_view(rights.MANAGE_WORKSPACE)
@require_http_methods(["GET", "POST"])
def api_keys(request: WorkspaceRequest) -> HttpResponse:
    form, fresh = ApiKeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        _row, fresh = key_services.issue_key(workspace=request.workspace, actor=request.user, **form.cleaned_data)
        form = ApiKeyForm()
    keys = ApiKey.objects.for_workspace(request.workspace).select_related("created_by")
    status = 422 if form.errors else 200
    return render(request, "workspaces/api_keys.html", {"form": form, "keys": keys, "fresh": fresh}, status=status)


@workspace_view(rights.MANAGE_WORKSPACE)
@require_POST
def api_key_revoke(request: WorkspaceRequest, api_key_id: int) -> HttpResponse:
    found = get_object_or_404(ApiKey.objects.for_workspace(request.workspace), pk=api_key_id)
    key_services.revoke_key(api_key=found, actor=request.user)
    messages.success(request, _("キー「%(name)s」を取り消しました") % {"name": found.name})
    return redirect("workspaces:api-keys", slug=request.workspace.slug)


def _send_link(request: WorkspaceRequest, invitation: Invitation, token: str) -> str:
    """Mail the invitation and return its link, so that it can also be handed over by other means."""
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    send_mail(
        subject=_("%(workspace)sへの招待") % {"workspace": request.workspace.name},
        message=_("%(person)sさんから招待されました。次のリンクから参加してください。\n\n%(link)s")
        % {"person": request.user, "link": link},
        from_email=None,
        recipient_list=[invitation.email],
        fail_silently=True,
    )
    return link


def _members_page(
    request: WorkspaceRequest, form: InvitationForm, *, link: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "link": link,
        "members": members_of(request.workspace),
        "invitations": open_invitations(request.workspace),
    }
    return render(request, "workspaces/members.html", context, status=status)
