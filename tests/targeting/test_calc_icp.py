"""Executable ICP rules: every including one holds, no excluding one does."""

from decimal import Decimal

import pytest

from targeting.calc.icp import IcpRule, match, matches, rule_holds, sentence_parts

MAKER = {
    "company.industry": "製造",
    "company.employee_count": 300,
    "company.annual_revenue_amount": Decimal("500000000.00"),
    "company.name": "ACME 学校用品",
    "company.region": "",
    "company.custom.is_listed": True,
}
INDUSTRY = IcpRule("company.industry", "in", ["製造", "SaaS"])
SIZE = IcpRule("company.employee_count", "between", [100, 999])
NO_SCHOOLS = IcpRule("company.name", "contains", ["大学", "学校"], is_exclusion=True)


@pytest.mark.parametrize(
    ("attribute", "operator", "values", "holds"),
    [
        ("company.industry", "in", [" 製造 "], True),
        ("company.industry", "in", ["小売"], False),
        ("company.industry", "contains", ["造"], True),
        ("company.industry", "between", [1, 2], False),
        ("company.name", "contains", ["acme"], True),
        ("company.employee_count", "between", [300, 300], True),
        ("company.employee_count", "between", ["100", "999"], True),
        ("company.employee_count", "between", [301, 999], False),
        ("company.employee_count", "between", [100], False),
        ("company.employee_count", "gte", [300], True),
        ("company.employee_count", "gte", [301], False),
        ("company.employee_count", "lte", [300], True),
        ("company.employee_count", "in", ["300"], True),
        ("company.employee_count", "in", ["many"], False),
        ("company.employee_count", "contains", ["3"], False),
        ("company.annual_revenue_amount", "gte", [500_000_000], True),
        ("company.custom.is_listed", "in", ["true"], True),
        ("company.region", "in", [""], False),
        ("company.unheard_of", "gte", [0], False),
        ("company.industry", "in", [], False),
    ],
)
def test_one_rule(attribute, operator, values, holds):
    assert rule_holds(IcpRule(attribute, operator, values), MAKER) is holds


def test_all_including_rules_and_no_excluding_one():
    assert matches(MAKER, [INDUSTRY, SIZE])
    assert not matches(MAKER, [INDUSTRY, SIZE, NO_SCHOOLS])
    assert not matches(MAKER | {"company.industry": "小売"}, [INDUSTRY, SIZE])


def test_every_company_is_no_target():
    assert not matches(MAKER, [])
    assert not matches(MAKER, [IcpRule("company.region", "in", ["関東"], is_exclusion=True)])


def test_the_reason_is_told():
    answer = match(MAKER | {"company.employee_count": None}, [INDUSTRY, SIZE, NO_SCHOOLS])
    assert answer.missed == [SIZE]
    assert answer.excluded_by == [NO_SCHOOLS]
    assert [each.is_known for each in answer.outcomes] == [True, False, True]


def test_parts_of_the_sentence():
    other = IcpRule("company.name", "contains", ["病院", "大学"], is_exclusion=True)
    parts = sentence_parts([NO_SCHOOLS, INDUSTRY, SIZE, other])
    assert [(part.attribute, part.values, part.is_exclusion) for part in parts] == [
        ("company.industry", ("製造", "SaaS"), False),
        ("company.employee_count", (100, 999), False),
        ("company.name", ("大学", "学校", "病院"), True),
    ]
