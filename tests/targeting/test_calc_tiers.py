"""Alternatives, exclusions that work together, and the tiers A, B, C, out: the table of docs/calculations.md."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targeting.calc.committee import coverage_of
from targeting.calc.icp import TIERS, IcpRule, match, matches, tier_of

MAKER = {"industry": "製造", "size": 300, "region": "愛知", "tool": "表計算"}


def rule(attribute: str, value: str, *, out: bool = False, group: int = 0, required: bool = False) -> IcpRule:
    return IcpRule(attribute, "in", [value], is_exclusion=out, group=group, is_required=required)


HOLDS = [rule("industry", "製造"), rule("size", "300"), rule("region", "愛知"), rule("tool", "表計算")]
MISSES = [rule("industry", "小売"), rule("size", "10"), rule("region", "東京"), rule("tool", "SAP")]


@pytest.mark.parametrize(
    ("asked", "tiers"),
    [
        (1, ["out", "A"]),
        (2, ["out", "B", "A"]),
        (3, ["out", "out", "B", "A"]),
        (4, ["out", "out", "C", "B", "A"]),
        (5, ["out", "out", "out", "C", "B", "A"]),
        (6, ["out", "out", "out", "C", "C", "B", "A"]),
    ],
)
def test_the_tiers_of_the_documented_table(asked: int, tiers: list[str]) -> None:
    assert [tier_of(asked, held) for held in range(asked + 1)] == tiers


def test_the_tier_of_a_record_and_what_it_misses() -> None:
    found = match(MAKER, [*HOLDS[:3], MISSES[3]])
    assert (found.tier, found.missed, len(found.held)) == ("B", [MISSES[3]], 3)
    assert not found.is_match


def test_a_required_condition_cannot_be_missed() -> None:
    must = rule("tool", "SAP", required=True)
    assert match(MAKER, [*HOLDS[:3], must]).tier == "out"


def test_one_of_several_groups_is_enough() -> None:
    other = [IcpRule("industry", "in", ["小売"], group=1), IcpRule("size", "in", [300], group=1)]
    found = match(MAKER, [*HOLDS[:2], *other])
    assert (found.tier, found.group) == ("A", 0)
    found = match(MAKER | {"industry": "小売"}, [*HOLDS[:2], *other])
    assert (found.tier, found.group) == ("A", 1)


def test_exclusions_of_a_group_exclude_only_together() -> None:
    alone = rule("region", "愛知", out=True)
    assert not matches(MAKER, [HOLDS[0], alone])
    together = [rule("region", "愛知", out=True, group=1), rule("tool", "SAP", out=True, group=1)]
    assert matches(MAKER, [HOLDS[0], *together])
    assert match(MAKER | {"tool": "SAP"}, [HOLDS[0], *together]).excluded_by == together


@pytest.mark.parametrize(("asked", "held"), [(0, 0), (2, 3), (2, -1)])
def test_counts_that_cannot_be_are_refused(asked: int, held: int) -> None:
    with pytest.raises(ValueError):
        tier_of(asked, held)


@given(st.integers(1, 30), st.data())
def test_one_more_condition_that_holds_never_lowers_the_tier(asked: int, data: st.DataObject) -> None:
    held = data.draw(st.integers(0, asked - 1))
    assert TIERS.index(tier_of(asked, held + 1)) <= TIERS.index(tier_of(asked, held))


@given(st.lists(st.sampled_from(range(4)), max_size=4), st.lists(st.sampled_from(range(4)), max_size=4))
def test_matching_is_tier_a_and_alternatives_only_widen(holding: list[int], missing: list[int]) -> None:
    rules = [HOLDS[number] for number in holding] + [MISSES[number] for number in missing]
    assert matches(MAKER, rules) is (bool(holding) and not missing)
    wider = [*rules, IcpRule("industry", "in", ["製造"], group=7)]
    assert matches(MAKER, wider)


ROLES = [("researcher", True), ("champion", True), ("decision_maker", True), ("technical", True), ("finance", False)]


def test_the_committee_of_the_documented_example() -> None:
    found = coverage_of(ROLES, {"champion", "researcher", "finance"})
    assert found.reached == ("researcher", "champion")
    assert found.missing == ("decision_maker", "technical")
    assert found.also_reached == ("finance",)
    assert found.share == 0.5
    assert coverage_of([("finance", False)], set()).share is None


@given(st.sets(st.sampled_from([key for key, _ in ROLES])), st.sampled_from([key for key, _ in ROLES]))
def test_one_more_role_never_lowers_the_coverage(known: set[str], more: str) -> None:
    before, after = coverage_of(ROLES, known), coverage_of(ROLES, known | {more})
    assert before.share is not None and after.share is not None and before.share <= after.share <= 1
