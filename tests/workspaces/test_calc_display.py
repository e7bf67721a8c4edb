"""Numbers are printed half up, in the units people speak, and whole numbers add up to their total."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspaces.calc.display import (
    allot,
    as_decimal,
    format_count,
    format_day,
    format_exact_money,
    format_money,
    format_number,
    format_points,
    format_rate,
    largest_remainder,
    round_half_up,
    round_half_up_int,
)


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        (Fraction(16000, 3), 0, "5333"),
        (Fraction(3200, 3), 0, "1067"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Decimal("2.5"), 0, "3"),
        (0.145, 2, "0.15"),
        (Decimal("-0.04"), 1, "0.0"),
    ],
)
def test_halves_are_rounded_away_from_zero(value, places, printed):
    assert str(round_half_up(value, places)) == printed


def test_stored_targets_have_eighteen_places():
    assert as_decimal(Fraction(16000, 3)) == Decimal("5333.333333333333333333")


@pytest.mark.parametrize(
    ("amount", "ja", "en"),
    [
        (9800, "9,800円", "¥9,800"),
        (9996, "9,996円", "¥9,996"),
        (10000, "1万円", "¥10K"),
        (125000, "12.5万円", "¥125K"),
        (999_949, "100万円", "¥999.9K"),
        (999_950, "100万円", "¥1M"),
        (1_600_000, "160万円", "¥1.6M"),
        (12_340_000, "1,234万円", "¥12.34M"),
        (75_300_000, "7,530万円", "¥75.3M"),
        (99_994_999, "9,999万円", "¥99.99M"),
        (99_996_000, "1億円", "¥100M"),
        (160_000_000, "1.6億円", "¥160M"),
        (1_234_000_000, "12.34億円", "¥1.23B"),
        (400_000_000, "4億円", "¥400M"),
        (1_000_000_000_000, "1兆円", "¥1,000B"),
        (-28_478_039, "−2,848万円", "−¥28.48M"),
        (0, "0円", "¥0"),
    ],
)
def test_money_in_prose(amount, ja, en):
    assert format_money(amount) == ja
    assert format_money(amount, "JPY", "en") == en


def test_money_in_other_currencies():
    assert format_money(1_234_000, "USD", "en") == "$1.23M"
    assert format_money(1_234_000, "USD", "ja") == "123万ドル"
    assert format_exact_money(Decimal("1234.5"), "USD", "en") == "$1,234.50"
    assert format_exact_money(1234, "USD", "ja") == "1,234ドル"
    assert format_exact_money(1234, "CHF", "en") == "CHF 1,234"


def test_exact_money_and_signs():
    assert format_exact_money(399_975_000) == "399,975,000円"
    assert format_exact_money(399_975_000, "JPY", "en") == "¥399,975,000"
    assert format_money(1_610_000, is_signed=True) == "+161万円"
    assert format_money(Decimal("-0.3"), is_signed=True) == "0円"


def test_counts_rates_and_points():
    assert format_count(Fraction(16000, 3), "件") == "5,333件"
    assert format_count(5333, "件", "en") == "5,333"
    assert format_rate(Decimal("0.141")) == "14.1%"
    assert format_rate(Fraction(458, 3248)) == "14.1%"
    assert format_rate(Decimal("0.9413"), 0) == "94%"
    assert format_rate(Fraction(-127, 880), is_signed=True) == "−14.4%"
    assert format_points(Decimal("-0.059")) == "−5.9pt"
    assert format_points(Decimal("-0.059"), "en") == "−5.9 pt"
    assert format_number(Decimal("-14.44"), 1) == "−14.4"


def test_nothing_known_is_a_dash():
    for printed in (format_count(None, "件"), format_money(None), format_exact_money(None), format_rate(None)):
        assert printed == "–"


def test_days():
    day = dt.date(2026, 11, 20)
    assert format_day(day, "prose") == "2026年11月20日(金)"
    assert format_day(day) == "2026/11/20"
    assert format_day(day, "compact") == "11/20(金)"
    assert format_day(day, "prose", "en") == "Nov 20, 2026 (Fri)"


def test_months_of_the_plan_add_up_and_ties_go_to_the_earlier_month():
    months = largest_remainder([Fraction(16000, 36)] * 12, 5333)
    assert months == [445] * 5 + [444] * 7
    assert largest_remainder([Fraction(3200, 36)] * 12, 1067) == [89] * 11 + [88]


def test_a_total_that_is_no_rounding_is_refused():
    with pytest.raises(ValueError, match="not a rounding"):
        largest_remainder([Fraction(1, 2)], 5)


def test_allotting_by_weights():
    assert allot(10, [1, 1, 1]) == [4, 3, 3]
    assert allot(5, [0, 0]) == [3, 2]


fractions = st.fractions(min_value=-1000, max_value=1000, max_denominator=97)


@given(st.lists(fractions, min_size=1, max_size=15))
def test_whole_numbers_stay_within_one_and_add_up(values):
    whole = largest_remainder(values)
    assert sum(whole) == round_half_up_int(sum(values, Fraction(0)))
    assert all(abs(number - value) < 1 or number - value == 1 for number, value in zip(whole, values, strict=True))


@given(fractions, st.integers(min_value=0, max_value=6))
def test_rounding_is_symmetric_and_close(value, places):
    assert round_half_up(-value, places) == -round_half_up(value, places)
    assert abs(Fraction(round_half_up(value, places)) - value) * 10**places <= Fraction(1, 2)
