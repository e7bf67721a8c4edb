"""The detailed plan on the command line and over the API: one schema, clear errors."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from strategy.plan_examples import EXAMPLE
from tests.strategy.plans import LAG, SET_A
from workspaces.api_keys import create_api_key

PARTS = [
    *("currency", "stages", "chain", "split", "segments", "channels", "months", "years", "lag", "money", "tornado"),
    *("sensitivity", "probability", "scenarios", "feasibility", "inverse", "feedback"),
]


@pytest.fixture
def command(tmp_path: Path):
    def run(document: object, *arguments: str) -> str:
        file = tmp_path / "plan.json"
        file.write_text(document if isinstance(document, str) else json.dumps(document))
        out = StringIO()
        call_command("plan_compute", str(file), *arguments, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def api(acme):
    _row, key = create_api_key(workspace=acme, name="test", scopes=["read"])

    def post(body):
        return Client().post(
            "/api/v1/plans/compute/",
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )

    return post


def test_the_command_prints_one_json_document(command):
    document = json.loads(command(SET_A | {"lags": LAG}, "--json"))
    assert list(document) == PARTS
    assert [one["display"] for one in document["chain"]["stages"]] == [80, 320, 1067, 5333]
    assert document["lag"]["won_in_year"] == 50
    assert document["lag"]["leads_without_carry_in"]["display"] == 8533


def test_the_command_in_words(command):
    text = command(SET_A | {"lags": LAG})
    assert (
        "この年度のリードから年度内に受注になるのは80件のうち50件です。残り30件は前年度からの持ち越しが必要です" in text
    )
    assert "持ち越しがない場合、同じ目標には年間8,533リードが必要です" in text


def test_command_and_api_say_the_same(command, api):
    answer = api(EXAMPLE)
    assert answer.status_code == 200
    assert answer.json() == json.loads(command(EXAMPLE, "--json"))
    assert 0 < answer.json()["probability"]["reach_target"] < 1


def test_the_api_takes_the_workspaces_currency(api):
    assert api(SET_A).json()["currency"] == "JPY"
    assert api(SET_A | {"currency": "USD"}).json()["currency"] == "USD"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"revenue_target": None}, "revenue_target"),
        ({"rates": {"lead_to_mql": 0.2, "mql_to_sql": 1.2, "sql_to_won": 0.25}}, "rates.mql_to_sql"),
        ({"rates": {"lead_to_mql": 0, "mql_to_sql": 0.3, "sql_to_won": 0.25}}, "rates.lead_to_mql"),
        ({"rates": {"lead_to_mql": 0.2, "mql_to_sql": 0.3}}, "rates.sql_to_won"),
        ({"average_deal_size": {"value": 5, "low": 6, "high": 7}}, "average_deal_size"),
        ({"average_deal_size": "five"}, "average_deal_size"),
        ({"chanels": []}, "chanels"),
        ({"channels": [{"key": "a", "lead_share": 0.5}]}, "channels"),
        ({"channels": [{"key": "a", "lead_share": 0.5}, {"key": "a", "lead_share": 0.5}]}, "channels.1.key"),
        ({"segments": [{"key": "a", "revenue_share": 0.5}]}, "segments"),
        ({"lags": {"x": 1}}, "lags"),
        ({"season": [1, 2]}, "season"),
        ({"stages": ["mql", "won"]}, "stages"),
        ({"split": {"renewal": 1_000_000_000}}, "split"),
        ({"scenarios": [{"name": "x", "overrides": {"rates": {"lead_to_mql": 2}}}]}, "scenarios.0.overrides.rates.lead_to_mql"),
        ({"scenarios": [{"name": str(n)} for n in range(5)]}, "scenarios"),
        ({"questions": {"solve": {"rate": "x"}}}, "questions.solve.rate"),
        ({"limits": {"budget": -1}}, "limits.budget"),
    ],
)  # fmt: skip
def test_the_api_names_the_field_that_is_wrong(api, change, path):
    answer = api(SET_A | change)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "invalid"
    assert path in error["fields"], error["fields"]
    assert all(text and "%(" not in text for text in error["fields"][path])


@pytest.mark.parametrize("body", [[], "x", 5, None])
def test_the_api_wants_an_object(api, body):
    assert api(body).status_code == 400


@pytest.mark.parametrize("text", ["{", "[]", '{"revenue_target": NaN}', '{"rates": []}'])
def test_the_command_refuses_in_words(command, text):
    with pytest.raises(CommandError):
        command(text)
    with pytest.raises(CommandError):
        call_command("plan_compute", "/nowhere/plan.json")


def test_the_api_needs_a_key(acme):
    assert Client().post("/api/v1/plans/compute/", "{}", content_type="application/json").status_code == 401


def test_the_schema_names_the_fields_of_a_plan(db):
    schema = Client().get("/api/v1/schema/?format=json").json()
    body = schema["paths"]["/api/v1/plans/compute/"]["post"]["requestBody"]["content"]["application/json"]
    assert "Plan" in json.dumps(body["schema"])
    assert {"segments", "channels", "rates", "lags", "season", "scenarios"} <= set(
        schema["components"]["schemas"]["Plan"]["properties"]
    )
