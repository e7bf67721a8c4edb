"""The difference from the target is split without rest, to the yen."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.calc.decomposition import Factor, chain_factors, decompose, decompose_sum

CHAIN = ("lead", "mql", "sql", "won")
TARGET = {"lead": Fraction(8800, 3), "mql": Fraction(1760, 3), "sql": 176, "won": 44}
ACTUAL = {"lead": 3248, "mql": 458, "sql": 142, "won": 37}


def test_the_worked_example_to_the_yen():
    factors = chain_factors(CHAIN, TARGET, ACTUAL, base_revenue=88_000_000, actual_revenue=75_300_000)
    result = decompose(factors)
    assert result.difference == -12_700_000
    assert {part.key: part.amount for part in result.contributions} == {
        "average_deal_size": 1_419_067,
        "sql_to_won": 3_372_279,
        "mql_to_sql": 2_683_360,
        "lead": 8_303_333,
        "lead_to_mql": -28_478_039,
    }
    assert result.main_cause.key == "lead_to_mql"


def test_leads_up_opportunities_flat():
    result = decompose([Factor("lead", 100, 200), Factor("lead_to_sql", Fraction(1, 10), Fraction(1, 20))])
    assert [part.amount for part in result.contributions] == [7, -7]


def test_zero_is_split_by_the_average_of_all_orders():
    result = decompose([Factor("lead", 10, 0), Factor("rate", Fraction(1, 2), Fraction(1, 4))])
    assert [part.exact for part in result.contributions] == [Fraction(-15, 4), Fraction(-5, 4)]
    assert result.difference == -5


def test_nobody_came_that_far():
    actual = {"lead": 50, "mql": 0, "sql": 0, "won": 0}
    factors = chain_factors(CHAIN, TARGET, actual, base_revenue=88_000_000, actual_revenue=0)
    result = decompose(factors)
    by_key = {part.key: part.amount for part in result.contributions}
    assert sum(by_key.values()) == -88_000_000
    assert by_key["average_deal_size"] == by_key["sql_to_won"] == 0


def test_no_difference():
    result = decompose([Factor("a", 2, 4), Factor("b", 4, 2)])
    assert [part.amount for part in result.contributions] == [6, -6]
    same = decompose([Factor("a", 2, 2)])
    assert same.main_cause is None


def test_cents():
    result = decompose([Factor("a", 1, 2), Factor("b", Fraction("1.50"), Fraction("1.25"))], units=100)
    assert sum(part.amount for part in result.contributions) == 100


def test_sums_are_split_by_their_differences():
    result = decompose_sum([Factor("seo", 10, 14), Factor("event", 20, 13)])
    assert [part.amount for part in result.contributions] == [4, -7]
    assert (result.base, result.actual, result.main_cause.key) == (30, 27, "event")


numbers = st.fractions(min_value=0, max_value=10**6, max_denominator=999)
pairs = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5)


@given(pairs)
def test_parts_always_add_up(values):
    factors = [Factor(str(number), base, actual) for number, (base, actual) in enumerate(values)]
    result = decompose(factors)
    assert abs(sum(part.amount for part in result.contributions) - result.difference) <= Fraction(1, 2)
    assert float(sum(part.exact for part in result.contributions)) == pytest.approx(
        float(result.difference), rel=1e-9, abs=1e-9 * float(max(result.base, result.actual, 1))
    )


@given(pairs, st.randoms())
def test_the_order_of_the_factors_does_not_matter(values, random):
    factors = [Factor(str(number), base, actual) for number, (base, actual) in enumerate(values)]
    shuffled = list(factors)
    random.shuffle(shuffled)
    before = {part.key: float(part.exact) for part in decompose(factors).contributions}
    after = {part.key: float(part.exact) for part in decompose(shuffled).contributions}
    assert before == pytest.approx(after, rel=1e-9, abs=1e-6)
