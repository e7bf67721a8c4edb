"""The SQL that counts whole workspaces and the pure rule by rule judgement say the same."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from crm.models import Company, CustomField
from strategy.models import ArtefactVersion
from targeting.calc import icp as calc
from targeting.models import IcpRule
from targeting.selectors import companies_matching, coverage_of, leads_matching, matching_companies
from tests.factories import make_company, make_deal, make_lead, make_source
from workspaces.models import Workspace

TODAY = dt.date(2026, 11, 20)

RULES = [
    ("company.industry", "in", ["製造", "SaaS"]),
    ("company.industry", "in", ["saas "]),
    ("company.industry", "contains", ["通信", "Mfg"]),
    ("company.industry", "between", ["1", "2"]),
    ("company.industry", "in", []),
    ("company.industry", "in", [" "]),
    ("company.employee_count", "between", ["100", "999"]),
    ("company.employee_count", "between", ["100"]),
    ("company.employee_count", "gte", ["300"]),
    ("company.employee_count", "lte", ["99"]),
    ("company.employee_count", "in", ["50", "300"]),
    ("company.employee_count", "contains", ["3"]),
    ("company.employee_count", "gte", ["many"]),
    ("company.employee_count", "in", ["NaN"]),
    ("company.annual_revenue", "gte", ["1000000.5"]),
    ("company.region", "contains", ["京"]),
    ("company.custom.sites", "gte", ["2"]),
    ("company.custom.listed", "in", ["true"]),
    ("company.custom.plan", "in", ["Pro"]),
    ("company.custom.gone", "in", ["x"]),
]


@pytest.fixture
def companies(acme: Workspace) -> list[Company]:
    for key, kind in (("sites", "integer"), ("listed", "boolean"), ("plan", "text")):
        CustomField.objects.create(workspace=acme, entity="company", key=key, label=key, data_type=kind)
    industries = ["製造", " SaaS\u3000", "情報通信", "US mfg", ""]
    sizes = [None, 50, 99, 100, 300, 999, 5000]
    customs: list[dict[str, Any]] = [
        {},
        {"sites": 2, "listed": True, "plan": "pro"},
        {"sites": 1, "listed": False, "plan": "Free"},
        {"sites": None, "plan": ""},
    ]
    made = []
    for number, (industry, size) in enumerate(itertools.product(industries, sizes)):
        made.append(
            make_company(
                workspace=acme,
                industry=industry,
                employee_count=size,
                annual_revenue_amount=number * 100000 if number % 3 else None,
                region=["東京都", "京都府", "大阪府", ""][number % 4],
                custom=customs[number % 4],
            )
        )
    return made


def attributes_of(company: Company) -> dict[str, Any]:
    return {
        "company.industry": company.industry,
        "company.employee_count": company.employee_count,
        "company.annual_revenue": company.annual_revenue_amount,
        "company.region": company.region,
        **{f"company.custom.{key}": value for key, value in company.custom.items()},
    }


def rule(attribute: str, operator: str, values: list[str], *, is_exclusion: bool = False) -> IcpRule:
    return IcpRule(attribute=attribute, operator=operator, values=values, is_exclusion=is_exclusion)


def pure(rules: list[IcpRule], companies: list[Company]) -> set[int]:
    plain = [calc.IcpRule(each.attribute, each.operator, each.values, each.is_exclusion) for each in rules]
    return {company.pk for company in companies if calc.matches(attributes_of(company), plain)}


@pytest.mark.parametrize("case", RULES, ids=lambda case: f"{case[0]} {case[1]} {case[2]}")
def test_each_rule_alone_as_condition_and_as_exclusion(
    acme: Workspace, companies: list[Company], case: tuple[str, str, list[str]]
) -> None:
    anybody = rule("company.region", "in", ["東京都", "京都府"])
    for rules in ([rule(*case)], [anybody, rule(*case, is_exclusion=True)]):
        found = set(companies_matching(acme, rules).values_list("pk", flat=True))
        assert found == pure(rules, companies)


def test_all_pairs_of_rules(acme: Workspace, companies: list[Company]) -> None:
    for first, second in itertools.permutations(RULES[:12], 2):
        rules = [rule(*first), rule(*second, is_exclusion=first[1] == second[1])]
        found = set(companies_matching(acme, rules).values_list("pk", flat=True))
        assert found == pure(rules, companies), (first, second)


def test_without_an_including_rule_nobody_matches(acme: Workspace, companies: list[Company]) -> None:
    assert not companies_matching(acme, []).exists()
    assert not companies_matching(acme, [rule("company.industry", "in", ["製造"], is_exclusion=True)]).exists()
    assert coverage_of(acme, [], today=TODAY).companies is None


def test_a_saved_version_is_a_queryset_of_its_own_workspace(
    acme: Workspace, other: Workspace, icp: ArtefactVersion, companies: list[Company]
) -> None:
    make_company(workspace=other, industry="製造")
    IcpRule.objects.create(workspace=acme, artefact=icp, attribute="company.industry", values=["製造"])
    assert matching_companies(icp).count() == 7
    assert matching_companies(icp).filter(employee_count=50).count() == 1


def test_leads_are_asked_through_their_company_and_themselves(acme: Workspace) -> None:
    maker = make_company(workspace=acme, industry="製造")
    fair = make_source(workspace=acme, name="展示会")
    wanted = make_lead(workspace=acme, company=maker, job_title="営業部長", source=fair)
    make_lead(workspace=acme, company=maker, job_title="担当", source=fair)
    make_lead(workspace=acme, job_title="部長", source=fair)
    rules = [
        rule("company.industry", "in", ["製造"]),
        rule("lead.job_title", "contains", ["部長"]),
        rule("lead.source", "in", ["展示会"]),
    ]
    assert list(leads_matching(acme, rules)) == [wanted]


def test_coverage_counts_recent_leads_and_past_cases(acme: Workspace) -> None:
    maker = make_company(workspace=acme, industry="製造")
    shop = make_company(workspace=acme, industry="小売")
    for company, outcome in ((maker, "won"), (maker, "lost"), (shop, "won"), (shop, "lost"), (shop, "open")):
        make_deal(workspace=acme, company=company, outcome=outcome)
    make_lead(workspace=acme, company=maker, created_on=dt.date(2025, 11, 21))
    make_lead(workspace=acme, company=maker, created_on=dt.date(2025, 11, 20))
    make_lead(workspace=acme, company=maker, created_on=TODAY, is_test=True)
    coverage = coverage_of(acme, [rule("company.industry", "in", ["製造"])], today=TODAY)
    assert (coverage.unit, coverage.n, coverage.won, coverage.all_n, coverage.all_won) == ("deal", 2, 1, 4, 2)
    assert (coverage.companies, coverage.all_companies, coverage.leads, coverage.all_leads) == (1, 2, 1, 1)
    assert (coverage.won_share, coverage.win_rate, coverage.all_win_rate) == (0.5, 0.5, 0.5)


def test_a_rule_on_people_counts_no_companies(acme: Workspace) -> None:
    make_lead(workspace=acme, job_title="部長", created_on=TODAY)
    coverage = coverage_of(acme, [rule("lead.job_title", "contains", ["部長"])], today=TODAY)
    assert (coverage.companies, coverage.leads) == (None, 1)
