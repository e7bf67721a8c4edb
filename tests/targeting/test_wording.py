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
