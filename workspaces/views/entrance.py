"""The pages before a workspace: where one lands, how one is invited, one's own preferences."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from workspaces.access import public
from workspaces.forms import JoinForm, PreferencesForm
from workspaces.models import Invitation, Membership, User
from workspaces.navigation import SHOWS_EVERYTHING
from workspaces.services import members

BACKEND = "django.contrib.auth.backends.ModelBackend"


@public(reason="leads a signed-in person to their last workspace, everybody else to sign-in")
@login_required
def landing(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    memberships = list(Membership.objects.active().select_related("workspace", "role").filter(user=user))
    if not memberships:
        return render(request, "workspaces/no_workspace.html")
    chosen = next((m for m in memberships if m.workspace_id == user.last_workspace_id), memberships[0])
    if not chosen.workspace.is_setup_done and chosen.may("workspace.manage"):
        return redirect("workspaces:setup", slug=chosen.workspace.slug)
    return redirect(chosen.role.home, slug=chosen.workspace.slug)


@public(reason="an invited person has no membership yet; the token is the key")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = members.open_invitation(token=token, now=timezone.now())
    if found is None:
        return render(request, "workspaces/invitation_gone.html", status=404)
    existing = User.objects.filter(email__iexact=found.email).first()
    if existing is not None and existing.has_usable_password() and existing.last_login:
        return _join_existing(request, found, existing)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _join_new(request, found, existing, form.cleaned_data)
    status = 422 if request.method == "POST" else 200
    return render(request, "workspaces/invitation.html", {"invitation": found, "form": form}, status=status)


def _join_existing(request: HttpRequest, found: Invitation, existing: User) -> HttpResponse:
    """Somebody who already signs in here joins with one button, as themselves."""
    if request.user != existing:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if request.method == "POST":
        members.accept_invitation(invitation=found, user=existing)
        return redirect(found.role.home, slug=found.workspace.slug)
    return render(request, "workspaces/invitation.html", {"invitation": found, "form": None})


@transaction.atomic
def _join_new(request: HttpRequest, found: Invitation, existing: User | None, values: dict[str, Any]) -> HttpResponse:
    user = existing or User.objects.create_user(found.email)
    user.full_name = values["full_name"]
    user.set_password(values["password"])
    user.save()
    members.accept_invitation(invitation=found, user=user)
    login(request, user, backend=BACKEND)
    messages.success(request, _("%(name)sに参加しました") % {"name": found.workspace.name})
    return redirect(found.role.home, slug=found.workspace.slug)


@public(reason="a person's own language, theme and display level; only the signed-in person's row is touched")
@login_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Change one or more of one's own settings and return to the page one came from."""
    user = cast(User, request.user)
    current = {name: getattr(user, name) for name in PreferencesForm.Meta.fields}
    form = PreferencesForm({**current, **request.POST.dict()}, instance=user)
    if form.is_valid():
        form.save()
    return _back(request)


@public(reason="only one's own session: the rail shows every entry until sign-out")
@login_required
@require_POST
def show_everything(request: HttpRequest) -> HttpResponse:
    """「すべて表示」: also the entries that wait for their first record."""
    request.session[SHOWS_EVERYTHING] = True
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_ours else "/")
