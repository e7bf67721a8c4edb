"""The back-calculation on the command line and over the API."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from workspaces.api_keys import create_api_key

SET_A = [
    "--revenue-target=1000000000",
    "--marketing-share=0.4",
    "--average-deal-size=5000000",
    "--rate=lead_to_mql=0.2",
    "--rate=mql_to_sql=0.3",
    "--rate=sql_to_won=0.25",
]
BODY = {
    "revenue_target": 1000000000,
    "marketing_share": "0.4",
    "average_deal_size": 5000000,
    "rates": {"lead_to_mql": 0.2, "mql_to_sql": 0.3, "sql_to_won": 0.25},
}


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("backcalc", *arguments, stdout=out)
    return out.getvalue()


def expect_set_a(document: dict) -> None:
    assert document["stages"] == [
        {"stage": "won", "exact": "80", "display": 80, "ceiling": 80},
        {"stage": "sql", "exact": "320", "display": 320, "ceiling": 320},
        {"stage": "mql", "exact": "3200/3", "display": 1067, "ceiling": 1067},
        {"stage": "lead", "exact": "16000/3", "display": 5333, "ceiling": 5334},
    ]
    assert document["forward"] == {"leads": 5333, "revenue": 399975000}
    leads = [month["lead"] for month in document["months"]]
    assert (sorted(set(leads)), sum(leads), leads.count(445)) == ([444, 445], 5333, 5)
    assert document["months"][0] == {"month": 1, "lead": 445, "mql": 89, "sql": 27, "won": 7}


def test_the_command_prints_one_json_document():
    expect_set_a(json.loads(printed(*SET_A, "--json")))


def test_the_command_takes_twelve_weights():
    document = json.loads(printed(*SET_A, "--weights=7,7,8,8,7,9,9,9,9,8,9,10", "--json"))
    assert [month["lead"] for month in document["months"]][:3] == [373, 373, 427]


def test_the_command_in_words():
    assert "年間5,333リードを獲得し、そのうち1,067件をMQLに育成する" in printed(*SET_A)


@pytest.mark.parametrize(
    "argument", ["--rate=sql_to_won=25%", "--rate=sql_to_won=1.5", "--rate=sql_to_won", "--rate=sql_to_won=x"]
)
def test_the_command_refuses_in_one_sentence(argument):
    with pytest.raises(CommandError):
        printed(*SET_A[:-1], argument, "--json")


@pytest.fixture
def api(acme):
    _row, key = create_api_key(workspace=acme, name="test", scopes=["read"])

    def post(body):
        return Client().post(
            "/api/v1/backcalc/",
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )

    return post


def test_the_api_answers_with_the_same_names(api):
    expect_set_a(api(BODY).json())


def test_the_api_names_the_field_that_is_impossible(api):
    answer = api(BODY | {"rates": BODY["rates"] | {"sql_to_won": 1.2}})
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == ["rates.sql_to_won"]
    missing = api({name: value for name, value in BODY.items() if name != "revenue_target"})
    assert list(missing.json()["error"]["fields"]) == ["revenue_target"]


def test_the_api_needs_a_key(acme):
    assert Client().post("/api/v1/backcalc/", "{}", content_type="application/json").status_code == 401
