"""Signals against the pace, and the landing forecast."""

from fractions import Fraction

import pytest

from kpi.calc.forecast import landing
from kpi.calc.signals import attainment, signal


@pytest.mark.parametrize(
    ("actual", "pace", "expected"),
    [
        (95, 100, "good"),
        (120, 100, "good"),
        (Fraction(9499, 100), 100, "watch"),
        (85, 100, "watch"),
        (Fraction(8499, 100), 100, "act"),
        (0, 100, "act"),
        (3248, Fraction(8800, 3), "good"),
        (5, None, "no_target"),
        (5, 0, "no_target"),
        (None, 100, "no_data"),
    ],
)
def test_thresholds_against_the_pace(actual, pace, expected):
    assert signal(actual, pace) == expected


def test_a_low_rate_with_enough_cases_needs_action():
    assert signal(Fraction(458, 3248), Fraction(1, 5), n=3248) == "act"
    assert signal(Fraction(1, 10), Fraction(1, 5), n=29) == "no_data"
    assert signal(Fraction(1, 10), Fraction(1, 5), n=30) == "act"


def test_too_early_in_the_period():
    assert signal(1, 100, elapsed_share=Fraction(19, 100)) == "no_data"
    assert signal(1, 100, elapsed_share=Fraction(1, 5)) == "act"


def test_costs_are_judged_by_the_reciprocal():
    assert signal(10_000, 9_500, is_lower_better=True) == "good"
    assert signal(10_000, 9_000, is_lower_better=True) == "watch"
    assert signal(20_000, 10_000, is_lower_better=True) == "act"
    assert signal(0, 10_000, is_lower_better=True) == "good"
    assert attainment(0, 5, is_lower_better=True) is None


def test_a_channel_that_is_ramping_up_raises_no_alarm():
    assert signal(0, 100, is_ramping=True) == "ramping"


def test_the_landing_of_the_fiscal_year():
    result = landing(75_300_000, target_to_date=88_000_000, target=160_000_000)
    assert result.expected == 75_300_000 + 72_000_000 * Fraction(753, 880)
    assert round(result.expected) == 136_909_091
    assert result.low == result.high == result.expected


def test_the_span_comes_from_past_months():
    result = landing(50, target_to_date=100, target=200, past_attainments=[Fraction(1, 4), 1])
    assert (result.low, result.expected, result.high) == (75, 100, 150)


def test_before_anything_was_due_nothing_is_forecast():
    assert landing(5, target_to_date=0, target=100) is None
