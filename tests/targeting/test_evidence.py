from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from crm.models import CustomField, Deal, Lead
from targeting.selectors.evidence import as_json, evidence_for
from tests.factories import make_company, make_deal, make_journey, make_lead, make_source
from tests.targeting.conftest import add_deals
from workspaces.models import Workspace


def rows_of(workspace: Workspace, attribute: str, **options: str) -> dict[str, dict]:
    found = as_json(evidence_for(workspace, **options))["rows"]
    return {row["value"]: row for row in found if row["attribute"] == attribute}


def test_a_sector_that_wins_more_often_is_found(pattern: Workspace) -> None:
    rows = rows_of(pattern, "company.industry")
    assert (rows["製造"]["n"], rows["製造"]["won"], rows["製造"]["verdict"]) == (74, 23, "strong")
    assert rows["小売"]["verdict"] == "weak"
    assert rows["製造"]["lift"] == pytest.approx(1.76, abs=0.01)


def test_numbers_are_compared_in_bands(pattern: Workspace) -> None:
    rows = rows_of(pattern, "company.employee_count")
    assert {value: row["n"] for value, row in rows.items()} == {"300..999": 74, "50..99": 170}


def test_an_attribute_with_one_value_only_is_no_row(pattern: Workspace) -> None:
    assert rows_of(pattern, "company.country") == {}


def test_the_unit_is_the_deal_only_when_deals_were_lost(acme: Workspace, pattern: Workspace) -> None:
    assert evidence_for(acme).unit.key == "deal"
    Deal.objects.for_workspace(acme).filter(outcome="lost").delete()
    assert evidence_for(acme).unit.key == "lead"


def test_by_lead_a_win_is_a_won_deal_and_deals_are_no_attribute(acme: Workspace) -> None:
    source = make_source(workspace=acme, name="紹介")
    for number in range(30):
        lead = make_lead(workspace=acme, source=source if number % 2 else None)
        if number % 2:
            make_deal(workspace=acme, lead=lead, outcome="won", product=f"商品{number % 3}")
    document = as_json(evidence_for(acme))
    assert (document["unit"], document["n"], document["won"]) == ("lead", 30, 15)
    assert {row["attribute"] for row in document["rows"]} == {"lead.source"}


def test_test_leads_and_subscribers_are_no_cases(acme: Workspace) -> None:
    make_lead(workspace=acme)
    make_lead(workspace=acme, is_test=True)
    make_journey(lead=make_lead(workspace=acme), stage="subscriber")
    assert evidence_for(acme).evidence.n == 1


def test_blank_is_shown_but_cannot_be_adopted(acme: Workspace, pattern: Workspace) -> None:
    add_deals(acme, company=make_company(workspace=acme, industry=""), won=60, lost=0)
    row = rows_of(acme, "company.industry")[""]
    assert row["verdict"] == "strong"
    assert row["can_adopt"] is False


def test_custom_fields_of_few_values_are_attributes(acme: Workspace) -> None:
    CustomField.objects.create(workspace=acme, entity="lead", key="plan", label="希望プラン")
    CustomField.objects.create(workspace=acme, entity="lead", key="note", label="メモ")
    CustomField.objects.create(workspace=acme, entity="lead", key="visits", label="訪問数", data_type="integer")
    for number in range(60):
        make_lead(workspace=acme, custom={"plan": "AB"[number % 2], "note": f"n{number}", "visits": number})
    attributes = {row["attribute"] for row in as_json(evidence_for(acme))["rows"]}
    assert attributes == {"lead.custom.plan", "lead.custom.visits"}


def test_the_outcome_may_be_a_custom_field(acme: Workspace) -> None:
    CustomField.objects.create(
        workspace=acme, entity="lead", key="converted", label="成約", data_type=CustomField.DataType.BOOLEAN
    )
    for number in range(50):
        make_lead(workspace=acme, custom={"converted": number < 20}, job_title="課長" if number < 25 else "担当")
    make_lead(workspace=acme)
    document = as_json(evidence_for(acme, outcome="converted"))
    assert (document["unit"], document["outcome"], document["n"], document["won"]) == ("lead", "converted", 50, 20)
    assert {row["attribute"] for row in document["rows"]} == {"lead.job_title"}


def test_opportunity_counts_deals_and_stage_entries(acme: Workspace) -> None:
    make_journey(lead=make_lead(workspace=acme), stage="opportunity")
    make_deal(workspace=acme, lead=make_lead(workspace=acme))
    make_lead(workspace=acme)
    evidence = evidence_for(acme, outcome="opportunity").evidence
    assert (evidence.n, evidence.won) == (3, 2)


def test_other_workspaces_are_not_counted(acme: Workspace, other: Workspace, pattern: Workspace) -> None:
    assert evidence_for(other).evidence.n == 0


def test_the_command_prints_one_json_document(pattern: Workspace) -> None:
    out = StringIO()
    call_command("icp_evidence", "acme", "--json", stdout=out)
    document = json.loads(out.getvalue())
    assert (document["unit"], document["n"], document["won"]) == ("deal", 244, 43)
    row = document["rows"][0]
    assert set(row) >= {
        *("attribute", "value", "n", "won", "win_rate", "low", "high", "lift", "q_value", "verdict"),
        *("holds_in_later_half", "excluded_reason", "interval", "p", "q", "can_adopt"),
        *("average_amount", "cycle_days", "churn_rate", "lifetime_value"),
    }
    assert (row["interval"], row["q"]) == ([row["low"], row["high"]], row["q_value"])


@pytest.mark.parametrize("arguments", [["nobody"], ["acme", "--outcome", "feeling"]])
def test_the_command_names_what_it_does_not_know(acme: Workspace, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("icp_evidence", *arguments)


def test_the_number_of_statements_does_not_grow_with_the_records(
    acme: Workspace, pattern: Workspace, django_assert_num_queries
) -> None:
    with django_assert_num_queries(4):
        evidence_for(acme)
    Lead.objects.bulk_create(Lead(workspace=acme, external_id=f"x{number}") for number in range(100))
    with django_assert_num_queries(4):
        evidence_for(acme)
