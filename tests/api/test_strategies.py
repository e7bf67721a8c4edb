"""Every design out as a document and back into a draft: nothing is lost, nothing stale is written, no half is written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from kpi.services.design_documents import TABLES, document_of
from nurturing.models import ScoreRule
from strategy.models import ArtefactVersion, PlanTarget, RoleSplitRow, Strategy
from strategy.selectors import latest_artefact
from strategy.services.artefacts import settle
from strategy.services.contents import hash_of, snapshot_of
from strategy.services.goals import GoalEntry
from strategy.services.strategies import create_strategy
from targeting.models import IcpRule
from tests.api.test_records import api_client
from tests.factories import make_source
from workspaces.models import Membership, Workspace

pytestmark = pytest.mark.django_db
# Tables that point to a version and are not its contents.
ABOUT_A_VERSION = {"Approval", "KeptAsIs", "FieldComment", "PlanTarget", "LeadScore"}


@pytest.fixture
def plan(acme: Workspace, cast: dict[str, Membership]) -> Strategy:
    made = create_strategy(workspace=acme, actor=cast["marketer"].user, today=acme.today(), goal=GoalEntry())
    goal = latest_artefact(made, "goal").goal
    goal.revenue_target_amount, goal.marketing_share_rate, goal.average_deal_amount = 400_000_000, "0.4", 2_000_000
    goal.rates = {"lead_to_mql": "0.2", "mql_to_sql": "0.3", "sql_to_won": "0.25"}
    goal.save()
    icp = latest_artefact(made, "icp")
    IcpRule.objects.create(workspace=acme, artefact=icp, attribute="company.industry", values=["製造"])
    channel = latest_artefact(made, "channels").planned_channels.first()
    channel.source = make_source(workspace=acme, name="Web広告")
    channel.monthly_cost_amount = "350000.50"
    channel.save()
    RoleSplitRow.objects.filter(pk=RoleSplitRow.objects.first().pk).update(responsible=cast["marketer"].user)
    for artefact in ArtefactVersion.objects.filter(strategy=made).select_related("strategy", "workspace"):
        settle(artefact)
    return made


@pytest.fixture
def api(acme: Workspace) -> Client:
    return api_client(acme)


def put(client: Client, plan: Strategy, kind: str, document: Any, **headers: str) -> Any:
    address = f"/api/v1/strategies/{plan.pk}/{kind}/" if kind else f"/api/v1/strategies/{plan.pk}/"
    return client.put(address, json.dumps(document), content_type="application/json", headers=headers)


def get(client: Client, plan: Strategy, kind: str) -> Any:
    answer = client.get(f"/api/v1/strategies/{plan.pk}/{kind}/")
    assert answer.status_code == 200
    return answer.json()


def test_every_table_of_contents_is_in_a_document() -> None:
    known = {model for tables in TABLES.values() for model in tables.values()}
    pointing = {
        relation.related_model
        for relation in ArtefactVersion._meta.related_objects
        if relation.field.name == "artefact" and relation.related_model.__name__ not in ABOUT_A_VERSION
    }
    assert pointing == known
    assert apps.is_installed("kpi")


@pytest.mark.parametrize("kind", list(TABLES))
def test_what_is_read_can_be_written_back_and_says_the_same(api: Client, plan: Strategy, kind: str) -> None:
    artefact = latest_artefact(plan, kind)
    was, document = snapshot_of(artefact), get(api, plan, kind)
    for model in reversed(TABLES[kind].values()):
        if not model._meta.get_field("artefact").one_to_one:
            model.objects.filter(artefact=artefact).delete()
    answer = put(api, plan, kind, document)
    assert answer.status_code == 200, answer.content.decode()
    assert snapshot_of(latest_artefact(plan, kind)) == was
    assert answer.json()["contents"] == document["contents"]
    assert hash_of(snapshot_of(latest_artefact(plan, kind))) == answer.json()["content_hash"]


def test_a_whole_strategy_is_restored_in_one_call(api: Client, plan: Strategy) -> None:
    whole = api.get(f"/api/v1/strategies/{plan.pk}/").json()
    assert set(whole["artefacts"]) == set(TABLES)
    was = {kind: snapshot_of(latest_artefact(plan, kind)) for kind in TABLES}
    ScoreRule.objects.filter(key="pricing").update(points=99)
    IcpRule.objects.all().delete()
    answer = put(api, plan, "", whole)
    assert answer.status_code == 200, answer.content.decode()
    assert {kind: snapshot_of(latest_artefact(plan, kind)) for kind in TABLES} == was


def test_a_changed_goal_gives_new_targets(api: Client, plan: Strategy) -> None:
    document = get(api, plan, "goal")
    document["contents"]["goal"][0]["rates"]["lead_to_mql"] = "0.1"
    answer = put(api, plan, "goal", document)
    assert answer.status_code == 200
    leads = PlanTarget.objects.filter(artefact=latest_artefact(plan, "goal"), metric="lead")
    assert round(sum(one.value for one in leads)) == 10667


def test_a_detailed_plan_is_kept_as_a_document(api: Client, plan: Strategy) -> None:
    document = get(api, plan, "goal")
    segments = [
        {"key": "smb", "name": "中小", "revenue_share": "0.6", "average_deal_size": "3000000"},
        {"key": "large", "name": "大手", "revenue_share": "0.4", "rates": {"lead_to_mql": "0.1"}},
    ]
    document["contents"]["detail"] = [{"document": {"segments": segments}}]
    answer = put(api, plan, "goal", document, **{"If-Match": document["etag"]})
    assert answer.status_code == 200, answer.json()
    assert get(api, plan, "goal")["contents"]["detail"] == document["contents"]["detail"]
    leads = PlanTarget.objects.filter(artefact=latest_artefact(plan, "goal"), metric="lead")
    assert round(sum(row.value for row in leads)) == 6400

    document = get(api, plan, "goal")
    document["contents"]["detail"][0]["document"]["segments"][1]["revenue_share"] = "0.3"
    refused = put(api, plan, "goal", document, **{"If-Match": document["etag"]})
    assert refused.status_code == 400
    assert "割合の合計が90%です" in str(refused.json())


def test_a_stale_write_is_refused_and_needs_an_etag(api: Client, plan: Strategy) -> None:
    document = get(api, plan, "sla")
    document["contents"]["sla"][0]["method"] = "メール"
    assert put(api, plan, "sla", {"contents": document["contents"]}).status_code == 428
    assert put(api, plan, "sla", document).status_code == 200
    again = put(api, plan, "sla", document)
    assert again.status_code == 412 and again.json()["error"]["code"] == "stale"
    fresh = api.get(f"/api/v1/strategies/{plan.pk}/sla/")
    by_header = put(api, plan, "sla", {"contents": document["contents"]}, **{"If-Match": fresh["ETag"]})
    assert by_header.status_code == 200


def test_what_is_wrong_is_named_and_nothing_is_written(api: Client, plan: Strategy) -> None:
    document = get(api, plan, "mql_rule")
    document["contents"]["conditions"][0]["points"] = "many"
    document["contents"]["conditions"][1]["colour"] = "red"
    answer = put(api, plan, "mql_rule", document)
    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == {"contents.conditions.0.points", "contents.conditions.1.colour"}
    document = get(api, plan, "mql_rule")
    document["contents"]["conditions"][0]["condition"] = {"field": "x", "op": "unheard of"}
    assert put(api, plan, "mql_rule", document).status_code == 400
    goal = get(api, plan, "goal")
    goal["contents"]["goal"][0]["rates"]["lead_to_mql"] = "20"
    assert "contents.goal.0.rates.lead_to_mql" in put(api, plan, "goal", goal).json()["error"]["fields"]
    assert ScoreRule.objects.filter(artefact=latest_artefact(plan, "mql_rule")).count() == len(
        document["contents"]["conditions"]
    )


def test_one_bad_design_stops_the_whole_restore(api: Client, plan: Strategy) -> None:
    whole = api.get(f"/api/v1/strategies/{plan.pk}/").json()
    whole["artefacts"]["sla"]["contents"]["sla"][0]["method"] = "メール"
    whole["artefacts"]["kpi"]["contents"]["nodes"][0]["surprise"] = 1
    answer = put(api, plan, "", whole)
    assert answer.status_code == 400
    assert "artefacts.kpi.contents.nodes.0.surprise" in answer.json()["error"]["fields"]
    assert get(api, plan, "sla")["contents"]["sla"][0]["method"] != "メール"


def test_an_agreed_version_is_read_by_number_and_written_into_its_next_draft(api: Client, plan: Strategy) -> None:
    first = latest_artefact(plan, "sla")
    document = get(api, plan, "sla")
    ArtefactVersion.objects.filter(pk=first.pk).update(status="agreed", figures={"sentence": "約束"})
    document["contents"]["sla"][0]["response_hours"] = "8"
    answer = put(api, plan, "sla", document)
    assert answer.status_code == 200, answer.content.decode()
    assert (answer.json()["number"], answer.json()["status"]) == (2, "draft")
    old = api.get(f"/api/v1/strategies/{plan.pk}/sla/?version=1").json()
    assert (old["status"], old["contents"]["sla"][0]["response_hours"]) == ("agreed", "4")
    ArtefactVersion.objects.filter(strategy=plan, kind="sla", number=2).update(status="in_review")
    refused = put(api, plan, "sla", get(api, plan, "sla"))
    assert refused.status_code == 409 and refused.json()["error"]["code"] == "not_editable"


def test_scopes_and_workspaces(acme: Workspace, other: Workspace, plan: Strategy) -> None:
    reader, stranger = api_client(acme, ["read"]), api_client(other)
    document = get(reader, plan, "goal")
    assert put(reader, plan, "goal", document).status_code == 403
    assert stranger.get(f"/api/v1/strategies/{plan.pk}/").status_code == 404
    assert stranger.get("/api/v1/strategies/").json() == {"results": []}
    listed = reader.get("/api/v1/strategies/").json()["results"]
    assert [one["kind"] for one in listed[0]["artefacts"]] == list(TABLES)
    assert reader.get(f"/api/v1/strategies/{plan.pk}/nonsense/").status_code == 404


def test_people_of_other_workspaces_are_nobody(api: Client, plan: Strategy, sam: Any) -> None:
    document = get(api, plan, "kpi")
    document["contents"]["nodes"][0]["owner"] = sam.email
    answer = put(api, plan, "kpi", document)
    assert answer.status_code == 400 and "contents.nodes.0.owner" in answer.json()["error"]["fields"]
    assert document_of(latest_artefact(plan, "kpi"))["contents"]["nodes"][0]["owner"] is None
