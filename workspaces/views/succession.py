"""「この人が抜けたら」: everything on one name, who takes it, and the part of the handover pack to print."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from workspaces import duties, rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.models import Membership, User
from workspaces.selectors import members_of
from workspaces.services.succession import NoSuccessor, hand_on


@dataclass(frozen=True)
class DutyGroup:
    """The duties of one source with the members who may take them."""

    key: str
    label: str | Promise
    rows: list[duties.Duty]
    people: list[User]


@workspace_view(rights.EDIT_STRATEGY)
@require_http_methods(["GET", "POST"])
def member_duties(request: WorkspaceRequest, membership_id: int) -> HttpResponse:
    rows = Membership.objects.for_workspace(request.workspace).select_related("user", "role")
    member = get_object_or_404(rows, pk=membership_id)
    groups = _groups(request, member)
    if request.method == "POST":
        return _hand_on(request, member, groups)
    return render(request, "workspaces/duties.html", _context(request, member, groups))


def _groups(request: WorkspaceRequest, member: Membership) -> list[DutyGroup]:
    people = [other.user for other in members_of(request.workspace) if other.user_id != member.user_id]
    return [
        DutyGroup(
            key=source.key,
            label=source.label,
            rows=rows,
            people=[person for person in people if source.suits(request.workspace, person)],
        )
        for source in duties.sources()
        if (rows := source.find(request.workspace, member.user))
    ]


def _hand_on(request: WorkspaceRequest, member: Membership, groups: list[DutyGroup]) -> HttpResponse:
    """One successor for everything, another one where a group names one."""
    known = {str(other.user_id): other.user for other in members_of(request.workspace)}
    everything = known.get(request.POST.get("successor", ""))
    successors = {group.key: known.get(request.POST.get(f"for-{group.key}", "")) or everything for group in groups}
    chosen = {key: person for key, person in successors.items() if person}
    try:
        done = hand_on(workspace=request.workspace, person=member.user, successors=chosen, actor=request.user)
    except NoSuccessor:
        messages.error(request, _("引き継ぐ人は、ほかのメンバーから選んでください"))
        return render(request, "workspaces/duties.html", _context(request, member, groups), status=422)
    if done.moved:
        said = ngettext("%(n)d件を引き継ぎました", "%(n)d件を引き継ぎました", done.moved) % {"n": done.moved}
        messages.success(request, said)
    if done.left:
        left = ngettext("%(n)d件が残っています", "%(n)d件が残っています", done.left) % {"n": done.left}
        messages.warning(request, left)
    return redirect("workspaces:member-duties", slug=request.workspace.slug, membership_id=member.pk)


def _context(request: WorkspaceRequest, member: Membership, groups: list[DutyGroup]) -> dict[str, object]:
    return {
        "member": member,
        "groups": groups,
        "count": sum(len(group.rows) for group in groups),
        "print_url": duties.print_address(request.workspace, member.pk),
        "people": [other.user for other in members_of(request.workspace) if other.user_id != member.user_id],
    }
