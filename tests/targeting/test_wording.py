from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from targeting.calc.bands import Band
from targeting.models import IcpRule
from targeting.selectors.attributes import FIXED
from targeting.wording import band_in_words, icp_sentence

KNOWN = {attribute.key: attribute for attribute in FIXED}


def rule(attribute: str, operator: str, values: list[str], *, out: bool = False) -> IcpRule:
    return IcpRule(attribute=attribute, operator=operator, values=values, is_exclusion=out)


RULES = [
    rule("company.industry", "in", ["製造", "SaaS"]),
    rule("company.employee_count", "between", ["100", "999"]),
    rule("lead.job_title", "contains", ["部長", "課長"]),
    rule("company.region", "in", ["海外"], out=True),
]


def test_the_icp_is_one_japanese_sentence() -> None:
    assert icp_sentence(RULES, FIXED, "JPY") == (
        "業種が製造またはSaaS、かつ従業員数が100〜999名の会社で、役職に「部長」または「課長」を含む人。"
        "ただし、地域が海外の場合は除く"
    )


def test_the_icp_is_one_english_sentence() -> None:
    with translation.override("en"):
        sentence = icp_sentence(RULES[:2], FIXED, "JPY")
    assert sentence == "Companies whose Industry is 製造 or SaaS and whose Employees is 100–999"


def test_a_value_of_another_program_that_is_no_number_is_said_as_it_is() -> None:
    assert icp_sentence([rule("company.employee_count", "gte", ["many"])], FIXED, "JPY") == "従業員数がmanyの会社"


def test_alternatives_and_exclusions_that_work_together_in_both_languages() -> None:
    rules = [
        RULES[0],
        IcpRule(attribute="company.region", operator="in", values=["愛知県"], group=1),
        IcpRule(attribute="company.industry", operator="in", values=["卸売"], icp_number=2),
        IcpRule(attribute="company.region", operator="in", values=["海外"], is_exclusion=True, group=1),
        IcpRule(attribute="company.employee_count", operator="lte", values=["9"], is_exclusion=True, group=1),
    ]
    assert icp_sentence(rules, FIXED, "JPY") == (
        "業種が製造またはSaaSの会社、または地域が愛知県の会社、または業種が卸売の会社。"
        "ただし、地域が海外かつ従業員数が9名以下の場合は除く"
    )
    with translation.override("en"):
        assert icp_sentence(rules, FIXED, "JPY") == (
            "Companies whose Industry is 製造 or SaaS; or: Companies whose Region is 愛知県; "
            "or: Companies whose Industry is 卸売, except where Region is 海外 and Employees is 9 or fewer"
        )


def test_without_a_condition_there_is_nothing_to_say() -> None:
    assert icp_sentence([], FIXED, "JPY") == ""
    assert icp_sentence([rule("company.region", "in", ["海外"], out=True)], FIXED, "JPY") == ""


@pytest.mark.parametrize(
    ("key", "low", "high", "words"),
    [
        ("company.employee_count", None, "9", "9名以下"),
        ("company.employee_count", "300", "999", "300〜999名"),
        ("company.employee_count", "5000", None, "5,000名以上"),
        ("company.annual_revenue", "100000000", "499999999.99", "1億円以上5億円未満"),
    ],
)
def test_bands_are_said_with_their_unit(key: str, low: str | None, high: str | None, words: str) -> None:
    band = Band(Decimal(low) if low else None, Decimal(high) if high else None)
    assert band_in_words(KNOWN[key], band, "JPY") == words
