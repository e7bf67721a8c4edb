"""Workspace settings, the calendar, API keys, the audit log and the sample company's removal."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction
from django.db.utils import DatabaseError

from tests.factories import make_company, make_journey, make_lead, make_workspace
from workspaces.api_keys import hash_of
from workspaces.models import ApiKey, AuditEntry, ClosingDay, Membership, User, Workspace
from workspaces.services import workspaces as services

pytestmark = pytest.mark.django_db


def test_settings_are_saved_and_audited(client_for: Any, acme: Workspace) -> None:
    values = {"name": "新社名", "language": "en", "fiscal_year_first_month": "1", "currency": "USD", "time_zone": "UTC"}
    client_for("administrator").post("/w/acme/settings/", values)
    acme.refresh_from_db()
    assert (acme.name, acme.currency, acme.time_zone) == ("新社名", "USD", "UTC")
    entry = AuditEntry.objects.for_workspace(acme).get(action="workspace.settings_changed")
    assert entry.before["name"] == "アクメ株式会社" and entry.after["name"] == "新社名"


def test_closing_before_opening_is_refused(client_for: Any, acme: Workspace) -> None:
    values = {"working_hours_start": "18:00", "working_hours_end": "09:00", "working_weekdays": ["0"]}
    assert client_for("administrator").post("/w/acme/settings/calendar", values).status_code == 422


def test_a_closing_day_is_added_once(client_for: Any, acme: Workspace) -> None:
    client = client_for("administrator")
    assert client.post("/w/acme/settings/calendar/days", {"day": "2026-12-29", "name": "年末"}).status_code == 302
    assert client.post("/w/acme/settings/calendar/days", {"day": "2026-12-29"}).status_code == 422
    assert ClosingDay.objects.for_workspace(acme).count() == 1


def test_an_api_key_is_shown_once_and_stored_as_a_hash(client_for: Any, acme: Workspace) -> None:
    page = client_for("administrator").post("/w/acme/settings/api-keys", {"name": "連携", "scopes": ["read"]})
    key = page.context["fresh"]
    row = ApiKey.objects.for_workspace(acme).get()
    assert row.key_hash == hash_of(key) and row.scopes == ["read"]
    assert key in page.content.decode()
    assert key not in client_for("administrator").get("/w/acme/settings/api-keys").content.decode()


def test_the_audit_log_cannot_be_changed(acme: Workspace) -> None:
    services.save_settings(workspace=acme, actor=None, changes={"name": "別名"})  # type: ignore[arg-type]
    entry = AuditEntry.objects.for_workspace(acme).first()
    assert entry is not None
    for change in (lambda: AuditEntry.objects.filter(pk=entry.pk).update(action="x"), entry.delete):
        with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
            change()


def test_the_application_role_owns_no_table(acme: Workspace) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        assert cursor.fetchone()[0] == 0


def test_create_workspace_prints_one_json_document() -> None:
    out = io.StringIO()
    call_command("create_workspace", "fresh", name="新会社", owner="boss@fresh.example", json=True, stdout=out)
    assert json.loads(out.getvalue())["invitation"].startswith("/invitations/")
    with pytest.raises(CommandError):
        call_command("create_workspace", "fresh", name="二つ目", owner="boss@fresh.example")


def test_the_owner_of_a_new_workspace_joins_by_the_printed_link(client: Any) -> None:
    out = io.StringIO()
    call_command("create_workspace", "fresh", name="新会社", owner="boss@fresh.example", json=True, stdout=out)
    values = {"full_name": "社長 一郎", "password": "a-long-enough-password"}
    page = client.post(json.loads(out.getvalue())["invitation"], values)
    assert page.status_code == 302
    assert Membership.objects.active().get(workspace__slug="fresh").role_id == "administrator"
    assert client.get("/")["Location"] == "/w/fresh/setup"


def test_the_sample_company_goes_with_everything_in_it_and_nothing_else(acme: Workspace) -> None:
    demo = make_workspace(slug="demo", is_demo=True)
    make_journey(lead=make_lead(workspace=demo, company=make_company(workspace=demo)), stage="mql")
    services.save_settings(workspace=demo, actor=None, changes={"name": "別名"})  # type: ignore[arg-type]
    kept = make_journey(lead=make_lead(workspace=acme))
    services.purge_demo(workspace=demo)
    assert list(Workspace.objects.values_list("slug", flat=True)) == ["acme"]
    kept.refresh_from_db()
    with pytest.raises(ValueError, match="demo"):
        services.purge_demo(workspace=acme)


def test_working_hours_reach_the_calendar(acme: Workspace) -> None:
    from workspaces.calendar import calendar_for

    services.add_closing_day(workspace=acme, actor=None, day=dt.date(2026, 11, 24))  # type: ignore[arg-type]
    friday = dt.datetime(2026, 11, 20, 17, 40, tzinfo=acme.zone)
    # 20 minutes on Friday; Saturday to Monday (a holiday) and the closing day are skipped.
    assert calendar_for(acme).add_business_hours(friday, 4) == dt.datetime(2026, 11, 25, 12, 40, tzinfo=acme.zone)


def test_people_are_known_by_one_address_whatever_its_case() -> None:
    user = User.objects.create_user("Boss@Fresh.example")
    assert user.email == "boss@fresh.example"
