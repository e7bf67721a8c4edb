"""Tiers counted in SQL and judged one by one are the same, and a company's page says why."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from crm.models import Company, Deal
from strategy.models import ArtefactVersion, Strategy
from targeting.calc import icp as calc
from targeting.models import Icp, IcpRule
from targeting.selectors import attributes_for, companies_matching, coverage_of
from targeting.selectors.matching import tier_counts
from targeting.selectors.tiers import company_values, tier_of_company
from tests.factories import make_company
from tests.targeting.test_matching import RULES, companies  # noqa: F401
from workspaces.models import Workspace

TODAY = __import__("datetime").date(2026, 11, 20)


def random_rules(seed: int) -> list[IcpRule]:
    chance = random.Random(seed)
    return [
        IcpRule(
            attribute=attribute,
            operator=operator,
            values=values,
            is_exclusion=chance.random() < 0.2,
            group=chance.choice([0, 0, 1, 2]),
            is_required=chance.random() < 0.2,
            icp_number=chance.choice([1, 1, 1, 2]),
        )
        for attribute, operator, values in chance.sample(RULES, chance.randint(1, 7))
    ]


def pure_tier(company: Company, rules: list[IcpRule], workspace: Workspace) -> str:
    attributes = [one for one in attributes_for(workspace) if one.entity == "company"]
    known = {one.key for one in attributes}
    values = company_values(company, attributes)
    tiers = []
    for number in {rule.icp_number for rule in rules}:
        asked = [
            calc.IcpRule(
                rule.attribute,
                rule.operator,
                rule.values if rule.attribute in known else [],
                is_exclusion=rule.is_exclusion,
                group=rule.group,
                is_required=rule.is_required,
            )
            for rule in rules
            if rule.icp_number == number
        ]
        tiers.append(calc.match(values, asked).tier)
    return min(tiers, key=calc.TIERS.index)


@pytest.mark.parametrize("seed", range(25))
def test_sql_and_the_pure_judgement_agree(acme: Workspace, companies: list[Company], seed: int) -> None:  # noqa: F811
    rules = random_rules(seed)
    tiers = {company.pk: pure_tier(company, rules, acme) for company in companies}
    matching = set(companies_matching(acme, rules).values_list("pk", flat=True))
    assert matching == {pk for pk, tier in tiers.items() if tier == "A"}
    if any(not rule.is_exclusion for rule in rules):
        counted = Counter(tiers.values())
        assert dict(tier_counts(acme, rules, attributes_for(acme))) == {tier: counted[tier] for tier in calc.TIERS}


def test_coverage_tells_inside_from_outside(pattern: Workspace) -> None:
    found = coverage_of(pattern, [IcpRule(attribute="company.industry", operator="in", values=["製造"])], today=TODAY)
    assert (found.n, found.won, found.outside_n, found.outside_won) == (74, 23, 170, 20)
    assert found.interval is not None and found.interval[0] == pytest.approx(0.2169, abs=1e-3)
    assert found.outside_interval is not None and found.outside_interval[1] < found.interval[0]
    assert found.tiers == (("A", 1), ("B", 0), ("C", 0), ("out", 1))


@pytest.fixture
def ruled(icp: ArtefactVersion) -> ArtefactVersion:
    place = {"workspace": icp.workspace, "artefact": icp}
    IcpRule.objects.create(**place, attribute="company.industry", values=["製造"])
    IcpRule.objects.create(**place, attribute="company.employee_count", operator="between", values=["100", "999"])
    IcpRule.objects.create(
        **place, attribute="company.region", values=["海外"], is_exclusion=True, reason="支援できない"
    )
    return icp


def page(client: Client, company: Company) -> str:
    url = reverse("crm:company", kwargs={"slug": "acme", "company_id": company.pk})
    return client.get(url).content.decode()


def test_a_company_page_explains_its_tier(client_for, ruled: ArtefactVersion, acme: Workspace) -> None:  # type: ignore[no-untyped-def]
    alike = make_company(workspace=acme, name="東海部品", industry="製造", employee_count=320)
    Deal.objects.create(workspace=acme, external_id="d1", company=alike, outcome="won", closed_on=TODAY)
    fits = make_company(workspace=acme, industry="製造", employee_count=150)
    html = page(client_for("viewer"), fits)
    assert "Aランク" in html and "ICPの条件2つすべてに当てはまります" in html
    assert "東海部品" in html and "2026/11/20" in html
    small = make_company(workspace=acme, industry="製造", employee_count=42)
    html = page(client_for("viewer"), small)
    assert "Bランク" in html and "外れる条件: 従業員数が100〜999名" in html and "この会社: 42名" in html
    unknown = make_company(workspace=acme, industry="製造")
    assert "記録なし" in page(client_for("viewer"), unknown)
    abroad = make_company(workspace=acme, industry="製造", employee_count=150, region="海外")
    html = page(client_for("viewer"), abroad)
    assert "除外条件に当てはまるため、対象外です" in html and "支援できない" in html


def test_the_best_of_several_icps_explains(ruled: ArtefactVersion, acme: Workspace) -> None:
    Icp.objects.create(workspace=acme, artefact=ruled, number=2, name="商社")
    IcpRule.objects.create(workspace=acme, artefact=ruled, attribute="company.industry", values=["卸売"], icp_number=2)
    found = tier_of_company(make_company(workspace=acme, industry="卸売"))
    assert found is not None and (found.tier, found.icp.name) == ("A", "商社")


def test_without_conditions_the_page_says_nothing(client_for, strategy: Strategy, acme: Workspace) -> None:  # type: ignore[no-untyped-def]
    assert "h-tier" not in page(client_for("viewer"), make_company(workspace=acme))
