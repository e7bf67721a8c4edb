"""Records over the API: keys and scopes, upserts, lists, one shape of errors."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from crm.models import Activity, Company, Deal, Journey, Lead, StageEvent
from tests.factories import make_company, make_journey, make_lead
from workspaces.api_keys import create_api_key
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def api_client(workspace: Workspace, scopes: list[str] | None = None) -> Client:
    _row, key = create_api_key(workspace=workspace, name="test", scopes=scopes)
    return Client(headers={"authorization": f"Bearer {key}", "accept-language": "ja"})


@pytest.fixture
def api(acme: Workspace) -> Client:
    return api_client(acme)


def post(client: Client, path: str, body: Any) -> Any:
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


def test_without_a_key_every_address_answers_401_in_the_one_shape(acme: Workspace) -> None:
    for path in ("leads/", "companies/", "deals/", "activities/", "handoffs/"):
        answer = Client().get(f"/api/v1/{path}")
        assert answer.status_code == 401, path
        assert set(answer.json()["error"]) == {"code", "message", "fields"}


def test_a_revoked_key_opens_nothing(acme: Workspace) -> None:
    client = api_client(acme)
    acme_key = acme._meta.apps.get_model("workspaces", "ApiKey").objects.get()
    acme_key.revoked_at = acme.created_at
    acme_key.save()
    assert client.get("/api/v1/leads/").status_code == 401


def test_reading_alone_does_not_write(acme: Workspace) -> None:
    client = api_client(acme, ["read"])
    assert client.get("/api/v1/companies/").status_code == 200
    assert post(client, "companies/", {"external_id": "C1", "name": "青空製作所"}).status_code == 403
    assert not Company.objects.exists()


def test_a_lead_is_created_then_updated_then_left_alone(api: Client, acme: Workspace) -> None:
    lead = {"external_id": "L1", "email": "a@aozora.example", "full_name": "山田 太郎", "custom": {"plan": "A"}}
    assert post(api, "leads/", lead).json() == _counts(created=1)
    assert post(api, "leads/", {**lead, "full_name": "山田 次郎"}).json() == _counts(updated=1)
    assert post(api, "leads/", {**lead, "full_name": "山田 次郎"}).json() == _counts(unchanged=1)
    row = Lead.objects.for_workspace(acme).get()
    assert (row.full_name, row.custom) == ("山田 次郎", {"plan": "A"})
    event = StageEvent.objects.for_workspace(acme).get()
    assert (event.to_stage, event.origin) == ("lead", StageEvent.Origin.API)


def test_one_bad_object_is_refused_by_index_and_the_others_arrive(api: Client, acme: Workspace) -> None:
    answer = post(api, "leads/", [{"external_id": "L1"}, {"full_name": "名無し"}, {"external_id": "L3"}]).json()
    assert (answer["created"], answer["refused"]) == (2, 1)
    assert answer["errors"][0]["index"] == 1
    assert Lead.objects.for_workspace(acme).count() == 2


def test_an_unknown_field_and_too_many_objects_are_named(api: Client) -> None:
    unknown = post(api, "deals/", {"external_id": "D1", "amuont": 5})
    assert unknown.status_code == 400 and "amuont" in unknown.json()["error"]["fields"]
    assert post(api, "leads/", [{"external_id": f"L{n}"} for n in range(1001)]).status_code == 400


def test_the_order_of_arrival_does_not_matter(api: Client, acme: Workspace) -> None:
    post(api, "deals/", {"external_id": "D1", "lead_external_id": "L1", "amount": 2000000, "opened_on": "2026-10-01"})
    activity = {"lead_external_id": "L1", "type": "pricing", "occurred_at": "2026-10-02T10:00:00+09:00"}
    post(api, "activities/", activity)
    post(api, "leads/", {"external_id": "L1", "created_on": "2026-09-01"})
    lead = Lead.objects.for_workspace(acme).get()
    assert Deal.objects.for_workspace(acme).get().lead == lead
    assert Activity.objects.for_workspace(acme).get().lead == lead
    assert Journey.objects.for_workspace(acme).get().stage == "opportunity"


def test_the_same_activity_is_taken_once(api: Client, acme: Workspace) -> None:
    activity = {
        "external_id": "A1",
        "lead_external_id": "L1",
        "type": "download",
        "occurred_at": "2026-10-02T10:00:00Z",
    }
    assert post(api, "activities/", activity).json()["created"] == 1
    assert post(api, "activities/", activity).json()["unchanged"] == 1
    assert Activity.objects.for_workspace(acme).count() == 1


def test_leads_are_listed_with_stage_filters_and_a_cursor(api: Client, acme: Workspace) -> None:
    for number in range(3):
        make_journey(lead=make_lead(workspace=acme, full_name=f"人{number}"), stage="mql" if number else "lead")
    page = api.get("/api/v1/leads/?stage=mql&limit=1").json()
    assert len(page["results"]) == 1 and page["results"][0]["stage"] == "mql"
    assert len(api.get(page["next"]).json()["results"]) == 1
    assert api.get("/api/v1/leads/?min_score=abc").status_code == 400
    assert set(page["results"][0]) >= {"external_id", "email", "stage", "score", "custom"}


def test_a_key_sees_and_touches_its_own_workspace_only(acme: Workspace, other: Workspace) -> None:
    make_company(workspace=acme, name="自社の顧客", external_id="C1")
    stranger = api_client(other)
    assert stranger.get("/api/v1/companies/").json()["results"] == []
    post(stranger, "companies/", {"external_id": "C1", "name": "書き換え"})
    assert Company.objects.for_workspace(acme).get().name == "自社の顧客"


def test_the_specification_is_there_and_names_every_address(client: Client) -> None:
    schema = client.get("/api/v1/schema/?format=json")
    assert schema.status_code == 200
    assert "/api/v1/handoffs/{handoff_id}/return/" in schema.json()["paths"]
    assert client.get("/api/v1/docs/").status_code == 200


def _counts(**given: int) -> dict[str, Any]:
    return {"created": 0, "updated": 0, "unchanged": 0, "refused": 0, "errors": [], **given}
