"""The one door of every workspace page: finds the workspace through the person's memberships and checks the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse

from workspaces.models import Membership, Notice, User, Workspace

View = Callable[..., HttpResponse]


class WorkspaceRequest(HttpRequest):
    """A request that has passed the door."""

    user: User
    workspace: Workspace
    membership: Membership
    htmx: Any


def workspace_view(right: str | None = None) -> Callable[[View], View]:
    """Let in members whose role has `right` (any member when None).

    Anonymous → sign-in; outsider or unknown workspace → 404 (its existence is not confirmed); member without the
    right → 403. Sets `request.workspace` and `request.membership`; the view no longer sees the slug.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def entered(request: WorkspaceRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            enter(request, slug)
            if right is not None and not request.membership.may(right):
                raise PermissionDenied(right)
            return view(request, *args, **kwargs)

        entered.required_right = right  # type: ignore[attr-defined]
        return entered

    return decorate


def enter(request: WorkspaceRequest, slug: str) -> None:
    """Find the person's active membership of `slug` and hang it on the request; raises Http404 for an outsider."""
    membership = (
        Membership.objects.active()
        .select_related("workspace", "role", "user")
        .filter(user=request.user, workspace__slug=slug)
        .annotate(unread=_unread())
        .first()
    )
    if membership is None:
        raise Http404
    request.workspace = membership.workspace
    request.membership = membership
    if request.user.last_workspace_id != membership.workspace_id:
        User.objects.filter(pk=request.user.pk).update(last_workspace=membership.workspace)


def _unread() -> Coalesce:
    """How many notices wait for the person, counted by the very look-up of the membership."""
    rows = Notice.objects.filter(workspace=OuterRef("workspace"), person=OuterRef("user"), read_at__isnull=True)
    return Coalesce(
        Subquery(rows.order_by().values("workspace").annotate(n=Count("pk")).values("n"), output_field=IntegerField()),
        0,
    )


def public(*, reason: str) -> Callable[[View], View]:
    """Mark a page that needs no membership, and say why."""

    def decorate(view: View) -> View:
        view.public_reason = reason  # type: ignore[attr-defined]
        return view

    return decorate
