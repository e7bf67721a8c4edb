"""Days, weeks, months and fiscal years as inclusive ranges."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.calc.periods import (
    Period,
    add_months,
    fiscal_month_number,
    fiscal_quarter_number,
    fiscal_year,
    fiscal_year_of,
    month_of,
    months_of_fiscal_year,
    period_of,
    periods_between,
    quarter_of,
    week_of,
)

DAY = dt.date(2026, 11, 20)


def test_the_periods_of_a_day():
    assert week_of(DAY) == Period(dt.date(2026, 11, 16), dt.date(2026, 11, 22), "week")
    assert month_of(DAY) == Period(dt.date(2026, 11, 1), dt.date(2026, 11, 30), "month")
    assert quarter_of(DAY) == Period(dt.date(2026, 10, 1), dt.date(2026, 12, 31), "quarter")
    assert DAY in month_of(DAY)
    assert dt.date(2026, 12, 1) not in month_of(DAY)


@pytest.mark.parametrize(
    ("day", "first_month", "year", "month_number", "quarter"),
    [
        ("2026-11-20", 4, 2026, 8, 3),
        ("2027-03-31", 4, 2026, 12, 4),
        ("2027-04-01", 4, 2027, 1, 1),
        ("2026-12-31", 1, 2026, 12, 4),
        ("2026-01-01", 10, 2025, 4, 2),
    ],
)
def test_fiscal_years(day, first_month, year, month_number, quarter):
    day = dt.date.fromisoformat(day)
    assert fiscal_year_of(day, first_month) == year
    assert fiscal_month_number(day, first_month) == month_number
    assert fiscal_quarter_number(day, first_month) == quarter


def test_the_months_of_a_fiscal_year():
    months = months_of_fiscal_year(2026)
    assert (months[0].start, months[-1].end) == (dt.date(2026, 4, 1), dt.date(2027, 3, 31))
    assert fiscal_year(2026) == Period(months[0].start, months[-1].end, "fiscal_year")
    assert len(months) == 12


def test_previous_periods():
    assert month_of(DAY).previous() == month_of(dt.date(2026, 10, 5))
    assert week_of(DAY).previous().start == dt.date(2026, 11, 9)
    assert period_of(DAY, "day").previous().start == dt.date(2026, 11, 19)
    assert quarter_of(DAY).previous() == quarter_of(dt.date(2026, 7, 1))
    assert fiscal_year(2026).previous() == fiscal_year(2025)
    free = Period(dt.date(2026, 4, 1), dt.date(2026, 4, 10))
    assert free.previous() == Period(dt.date(2026, 3, 22), dt.date(2026, 3, 31))


def test_the_same_period_last_year():
    assert month_of(dt.date(2028, 2, 10)).same_period_last_year() == month_of(dt.date(2027, 2, 1))
    assert month_of(dt.date(2029, 2, 10)).same_period_last_year() == month_of(dt.date(2028, 2, 29))
    assert week_of(DAY).same_period_last_year() == week_of(dt.date(2025, 11, 17))
    assert period_of(dt.date(2028, 2, 29), "day").same_period_last_year().start == dt.date(2027, 2, 28)
    assert fiscal_year(2026).same_period_last_year() == fiscal_year(2025)


def test_adding_months_stays_in_the_month():
    assert add_months(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert add_months(dt.date(2026, 1, 31), -2) == dt.date(2025, 11, 30)


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="ends on or after"):
        Period(DAY, dt.date(2026, 11, 19))


def test_an_unknown_grain():
    with pytest.raises(ValueError, match="grain"):
        period_of(DAY, "decade")


days = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))


@given(days, days, st.sampled_from(["week", "month", "quarter", "fiscal_year"]), st.integers(1, 12))
def test_periods_follow_each_other_without_gap(first, last, grain, first_month):
    periods = periods_between(first, last, grain, first_month)
    if last < first:
        assert periods == []
        return
    assert first in periods[0]
    assert last in periods[-1]
    for before, after in zip(periods, periods[1:], strict=False):
        assert after.start - before.end == dt.timedelta(days=1)
        assert after.previous() == before
