"""The analyser on stored records: fields filled in afterwards, bands, halves, what came of the wins, and the command."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from crm.models import CustomField, Deal
from strategy.models import Strategy
from targeting.calc.analysis import Options
from targeting.selectors.evidence import as_json, evidence_for
from targeting.services.analyser import AnalyserEntry, save_analyser_settings
from tests.factories import make_company, make_deal, make_lead
from tests.targeting.conftest import TODAY, add_deals
from workspaces.models import AuditEntry, Membership, Workspace


def run(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("icp_evidence", "acme", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def rows_of(document: dict[str, Any], attribute: str) -> dict[str, dict[str, Any]]:
    return {row["value"]: row for row in document["rows"] if row["attribute"] == attribute}


def declare(workspace: Workspace, key: str, entity: str = "deal", data_type: str = "text") -> None:
    CustomField.objects.create(workspace=workspace, entity=entity, key=key, label=f"項目{key}", data_type=data_type)


@pytest.fixture
def leaking(acme: Workspace, pattern: Workspace) -> Workspace:
    """The pattern, with a contract number on won deals, a reason on closed ones, and forty open deals without."""
    for key in ("contract", "closing_note", "plan"):
        declare(acme, key)
    for place, deal in enumerate(Deal.objects.for_workspace(acme)):
        deal.custom = {"closing_note": "AB"[place % 2], "plan": "XY"[place % 2]}
        if deal.outcome == Deal.Outcome.WON:
            deal.custom["contract"] = "CD"[place % 2]
        deal.save(update_fields=["custom"])
    for place in range(40):
        make_deal(workspace=acme, outcome="open", custom={"plan": "XY"[place % 2]})
    return acme


def test_fields_filled_in_after_the_outcome_are_named_with_the_evidence(leaking: Workspace) -> None:
    document = run()
    assert {(one["attribute"], one["reason"], one["here"], one["there"]) for one in document["excluded"]} == {
        ("deal.custom.contract", "filled_only_when_won", 1.0, 0.0),
        ("deal.custom.closing_note", "filled_only_when_closed", 1.0, 0.0),
    }
    contract = rows_of(document, "deal.custom.contract")
    assert {row["verdict"] for row in contract.values()} == {"excluded"}
    assert {row["excluded_reason"] for row in contract.values()} == {"filled_only_when_won"}
    assert not any(row["can_adopt"] for row in contract.values())
    plan = rows_of(document, "deal.custom.plan")
    assert {row["excluded_reason"] for row in plan.values()} == {None}
    assert rows_of(document, "company.industry")["製造"]["verdict"] == "strong"


def test_open_deals_are_counted_in_this_workspace_only(leaking: Workspace, other: Workspace) -> None:
    for _place in range(40):
        make_deal(workspace=other, outcome="open", custom={"closing_note": "A"})
    assert "deal.custom.closing_note" in {one["attribute"] for one in run()["excluded"]}


def test_a_lead_field_known_of_customers_only_is_named(acme: Workspace) -> None:
    declare(acme, "segment", "lead")
    for place in range(100):
        won = place < 30
        lead = make_lead(
            workspace=acme, job_title="部長課長"[place % 2 * 2 :][:2], custom={"segment": "A"} if won else {}
        )
        if won:
            make_deal(workspace=acme, lead=lead, outcome="won")
    document = run()
    assert document["unit"] == "lead"
    assert [one["attribute"] for one in document["excluded"]] == ["lead.custom.segment"]


def test_an_industry_in_a_custom_field_is_found(acme: Workspace) -> None:
    declare(acme, "sector", "company")
    for name, won, lost in (("製造", 40, 40), ("小売", 20, 140)):
        add_deals(acme, company=make_company(workspace=acme, custom={"sector": name}), won=won, lost=lost)
    assert rows_of(run(), "company.custom.sector")["製造"]["verdict"] == "strong"


def test_bands_are_given_on_the_command_line(pattern: Workspace) -> None:
    bands = rows_of(run("--bands", "employee_count=1,100,500"), "company.employee_count")
    assert {value: row["n"] for value, row in bands.items()} == {"1..99": 170, "100..499": 74}


def test_bands_of_the_current_strategy_hold_for_the_command(
    pattern: Workspace, strategy: Strategy, cast: dict[str, Membership]
) -> None:
    entry = AnalyserEntry(bands={"company.employee_count": [Decimal(200)]}, minimum_cases=100)
    save_analyser_settings(strategy=strategy, actor=cast["marketer"].user, entry=entry)
    rows = rows_of(run(), "company.employee_count")
    assert {value: row["verdict"] for value, row in rows.items()} == {"..199": "weak", "200..": "insufficient"}
    assert AuditEntry.objects.filter(action="analyser.edit", object_id=strategy.pk).count() == 1
    save_analyser_settings(strategy=strategy, actor=cast["marketer"].user, entry=entry)
    assert AuditEntry.objects.filter(action="analyser.edit").count() == 1


def test_numbers_in_custom_fields_that_are_none_are_blank(acme: Workspace) -> None:
    declare(acme, "visits", "company", "integer")
    for place, visits in enumerate([5, 15, "３", "many", None, "1e3"]):
        add_deals(acme, company=make_company(workspace=acme, custom={"visits": visits}), won=place, lost=5)
    rows = rows_of(run("--bands", "visits=10"), "company.custom.visits")
    assert {value: row["n"] for value, row in rows.items()} == {"..9": 5, "10..": 6, "": 34}


def test_only_the_attributes_asked_for_are_tested(pattern: Workspace) -> None:
    document = run("--attribute", "industry", "--attribute", "company.region")
    assert {row["attribute"] for row in document["rows"]} == {"company.industry", "company.region"}


def test_the_later_half_begins_on_the_day_given(acme: Workspace, pattern: Workspace) -> None:
    """製造 wins in the records of a year ago; of late it wins no more often than the others."""
    Deal.objects.for_workspace(acme).update(closed_on=TODAY - dt.timedelta(days=400))
    maker = make_company(workspace=acme, name="北部製作", industry="製造")
    shop = make_company(workspace=acme, name="南部商店", industry="小売")
    add_deals(acme, company=maker, won=40, lost=160)
    add_deals(acme, company=shop, won=40, lost=160)
    row = rows_of(run("--split-at", "2026-06-01"), "company.industry")["製造"]
    assert (row["earlier_half"], row["later_half"]) == ({"n": 74, "won": 23}, {"n": 200, "won": 40})
    assert row["holds_in_later_half"] is False
    assert run()["split_at"] == "2026-11-20"


def test_what_came_of_the_wins_is_told(acme: Workspace) -> None:
    maker = make_company(workspace=acme, industry="製造", lifetime_value_amount=Decimal(9000000))
    shop = make_company(workspace=acme, industry="小売", lifetime_value_amount=Decimal(3000000))
    for company, won, lost, churned, amount in ((maker, 60, 40, 40, 2000000), (shop, 30, 170, 1, 1000000)):
        add_deals(acme, company=company, won=won, lost=lost)
        deals = Deal.objects.for_workspace(acme).filter(company=company)
        deals.update(opened_on=TODAY - dt.timedelta(days=90))
        wins = deals.filter(outcome="won")
        wins.update(amount=amount)
        wins.filter(pk__in=list(wins.values_list("pk", flat=True)[:churned])).update(churned_on=TODAY)
    row = rows_of(run(), "company.industry")["製造"]
    assert (row["average_amount"], row["cycle_days"], row["lifetime_value"]) == (2000000, 90, 9000000)
    assert row["churn_rate"] == pytest.approx(2 / 3)
    assert (row["verdict"], row["advice"], row["is_recommended"]) == ("strong", "wins_but_churns", False)


def test_by_lead_the_wins_of_its_deals_count(acme: Workspace) -> None:
    for place in range(60):
        lead = make_lead(workspace=acme, job_title="部長" if place < 30 else "担当", created_on=TODAY)
        if place < 20:
            deal = make_deal(workspace=acme, lead=lead, outcome="won", amount=Decimal(500000))
            Deal.objects.filter(pk=deal.pk).update(opened_on=TODAY - dt.timedelta(days=30), closed_on=TODAY)
    row = rows_of(run(), "lead.job_title")["部長"]
    assert (row["n"], row["won"], row["average_amount"], row["cycle_days"]) == (30, 20, 500000, 30)


def test_the_guard_can_be_overruled(leaking: Workspace) -> None:
    options = Options(compared_anyway=frozenset({"deal.custom.contract"}))
    document = as_json(evidence_for(leaking, options=options))
    assert [one["attribute"] for one in document["excluded"]] == ["deal.custom.closing_note"]


def test_the_plain_output_names_findings_and_what_was_left_out(leaking: Workspace) -> None:
    out = StringIO()
    call_command("icp_evidence", "acme", stdout=out)
    assert "strong  company.industry = 製造: 23 of 74" in out.getvalue()
    assert "excluded deal.custom.contract: filled_only_when_won (100.0% / 0.0%)" in out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--attribute", "colour"], "names no single attribute"),
        (["--bands", "industry=1,2"], "is no number"),
        (["--bands", "employee_count=10,5"], "must rise"),
        (["--bands", "employee_count=ten"], "numbers with commas"),
        (["--bands", "employee_count"], "numbers with commas"),
        (["--split-at", "last spring"], "a date as in"),
        (["--minimum", "0"], "at least 1"),
    ],
)
def test_what_cannot_be_read_is_said(acme: Workspace, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("icp_evidence", "acme", *arguments)
