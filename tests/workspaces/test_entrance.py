"""Landing, invitations and one's own preferences."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD, make_member, make_user, make_workspace
from workspaces.models import AuditEntry, Membership, Role, User
from workspaces.services import members

pytestmark = pytest.mark.django_db


def _invite(acme: Any, cast: Any, email: str = "new@acme.example") -> str:
    role = Role.objects.get(pk="marketer")
    _row, token = members.invite(workspace=acme, actor=cast["administrator"].user, email=email, role=role)
    return token


def test_the_anonymous_are_led_to_a_japanese_sign_in_page(client: Client) -> None:
    page = client.get("/", follow=True, headers={"accept-language": "ja"})
    assert page.status_code == 200
    assert '<html lang="ja"' in page.content.decode()


def test_an_english_browser_gets_an_english_sign_in_page(client: Client) -> None:
    page = client.get("/", follow=True, headers={"accept-language": "en"})
    assert '<html lang="en"' in page.content.decode()


def test_landing_leads_to_the_role_page(client_for: Any) -> None:
    assert client_for("sales").get("/")["Location"] == reverse("nurturing:inbox", args=["acme"])
    assert client_for("executive").get("/")["Location"] == reverse("kpi:dashboard-exec", args=["acme"])


def test_the_administrator_of_an_empty_workspace_is_asked_two_questions(client: Client) -> None:
    workspace = make_workspace(slug="fresh")
    type(workspace).objects.filter(pk=workspace.pk).update(is_setup_done=False)
    member = make_member(workspace=workspace, role="administrator")
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/")["Location"] == "/w/fresh/setup"
    client.post("/w/fresh/setup", {"name": "新しい会社", "fiscal_year_first_month": "1"})
    workspace.refresh_from_db()
    assert (workspace.name, workspace.fiscal_year_first_month, workspace.is_setup_done) == ("新しい会社", 1, True)


def test_an_invited_person_joins_with_name_and_password(client: Client, acme: Any, cast: Any) -> None:
    token = _invite(acme, cast)
    page = client.post(f"/invitations/{token}/", {"full_name": "新田 花子", "password": PASSWORD})
    assert page.status_code == 302
    user = User.objects.get(email="new@acme.example")
    assert user.full_name == "新田 花子"
    assert Membership.objects.get(workspace=acme, user=user).role_id == "marketer"
    assert client.get("/w/acme/help/").status_code == 200


def test_an_invitation_works_once_and_not_after_its_end(client: Client, acme: Any, cast: Any) -> None:
    token = _invite(acme, cast)
    client.post(f"/invitations/{token}/", {"full_name": "新田 花子", "password": PASSWORD})
    assert Client().get(f"/invitations/{token}/").status_code == 404
    late = _invite(acme, cast, "late@acme.example")
    assert members.open_invitation(token=late, now=timezone.now() + dt.timedelta(days=15)) is None


def test_a_short_password_is_refused_and_the_name_is_kept(client: Client, acme: Any, cast: Any) -> None:
    page = client.post(f"/invitations/{_invite(acme, cast)}/", {"full_name": "新田 花子", "password": "short"})
    assert page.status_code == 422
    assert "新田 花子" in page.content.decode()


def test_the_administrator_gets_the_link_and_the_mail_carries_it(client_for: Any, acme: Any) -> None:
    page = client_for("administrator").post("/w/acme/settings/members", {"email": "a@b.example", "role": "sales"})
    assert page.status_code == 200
    link = page.context["link"]
    assert "/invitations/" in link and link in mail.outbox[0].body


def test_a_manager_needs_a_side(client_for: Any) -> None:
    page = client_for("administrator").post("/w/acme/settings/members", {"email": "a@b.example", "role": "manager"})
    assert page.status_code == 422


def test_the_last_administrator_stays(acme: Any, cast: Any) -> None:
    with pytest.raises(members.MemberProblem):
        members.end_membership(
            membership=cast["administrator"], actor=cast["administrator"].user, today=dt.date(2026, 11, 24)
        )


def test_somebody_who_left_is_a_stranger(client_for: Any, acme: Any, cast: Any) -> None:
    client = client_for("viewer")
    members.end_membership(membership=cast["viewer"], actor=cast["administrator"].user, today=dt.date(2026, 11, 24))
    assert client.get("/w/acme/help/").status_code == 404


def test_preferences_change_one_setting_and_keep_the_others(client: Client) -> None:
    user = make_user(theme="dark")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/account/preferences/", {"language": "en"})
    user.refresh_from_db()
    assert (user.language, user.theme) == ("en", "dark")


def test_every_change_of_a_role_is_in_the_audit_log(acme: Any, cast: Any) -> None:
    actor, viewer = cast["administrator"].user, cast["viewer"]
    members.change_role(membership=viewer, actor=actor, role=Role.objects.get(pk="manager"), side="sales")
    entry = AuditEntry.objects.for_workspace(acme).get(action="member.role_changed")
    assert entry.actor == actor
    assert entry.before == {"role": "viewer", "side": ""}
    assert entry.after == {"role": "manager", "side": "sales"}
