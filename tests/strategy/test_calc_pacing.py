"""A month's target is spread over its business days; every longer period is a sum of days."""

import datetime as dt
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from strategy.calc.pacing import attainment, daily_targets, elapsed_share, pace_to_date, target_between
from workspaces.calc.business_time import BusinessCalendar

CALENDAR = BusinessCalendar(is_holiday={dt.date(2026, 11, 3), dt.date(2026, 11, 23)})
NOVEMBER, DECEMBER = dt.date(2026, 11, 1), dt.date(2026, 12, 1)
TARGETS = daily_targets({NOVEMBER: Fraction(480), DECEMBER: Fraction(480)}, CALENDAR.is_open)


def test_november_2026_has_nineteen_business_days():
    assert TARGETS[dt.date(2026, 11, 2)] == Fraction(480, 19)
    assert TARGETS[dt.date(2026, 11, 3)] == 0
    assert TARGETS[dt.date(2026, 11, 21)] == 0


def test_the_week_of_16_november():
    assert target_between(TARGETS, dt.date(2026, 11, 16), dt.date(2026, 11, 22)) == Fraction(480 * 5, 19)


def test_a_week_across_two_months_takes_from_both():
    across = target_between(TARGETS, dt.date(2026, 11, 30), dt.date(2026, 12, 6))
    assert across == Fraction(480, 19) + 4 * Fraction(480, 23)


def test_pace_to_date():
    month = (NOVEMBER, dt.date(2026, 11, 30))
    assert pace_to_date(TARGETS, *month, dt.date(2026, 11, 20)) == Fraction(480 * 14, 19)
    assert pace_to_date(TARGETS, *month, dt.date(2026, 10, 1)) == 0
    assert pace_to_date(TARGETS, *month, dt.date(2027, 1, 1)) == 480
    assert elapsed_share(TARGETS, *month, dt.date(2026, 11, 20)) == Fraction(14, 19)


def test_outside_the_plan_nothing_is_known():
    assert target_between(TARGETS, dt.date(2027, 1, 1), dt.date(2027, 1, 31)) is None
    assert pace_to_date(TARGETS, dt.date(2027, 1, 1), dt.date(2027, 1, 31), dt.date(2027, 1, 5)) is None
    assert elapsed_share({}, NOVEMBER, DECEMBER, DECEMBER) is None


def test_a_month_without_business_days_uses_all_days():
    targets = daily_targets({NOVEMBER: Fraction(30)}, lambda day: False)
    assert set(targets.values()) == {Fraction(1)}


def test_attainment():
    assert attainment(75_300_000, 88_000_000) == Fraction(753, 880)
    assert attainment(None, 5) is None
    assert attainment(5, 0) is None
    assert attainment(5, None) is None


@given(st.fractions(min_value=0, max_value=10**6), st.sets(st.integers(min_value=0, max_value=6)))
def test_days_add_up_to_the_month(target, weekdays):
    targets = daily_targets({NOVEMBER: target}, lambda day: day.weekday() in weekdays)
    assert sum(targets.values()) == target
    assert target_between(targets, NOVEMBER, dt.date(2026, 11, 30)) == target
