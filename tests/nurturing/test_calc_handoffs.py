"""The clock of a hand-off, whose turn it is, and when somebody looks again."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from nurturing.calc.handoffs import clock, due_moment, ladder, revisit_date, take_turns
from workspaces.calc.business_time import BusinessCalendar

TOKYO = ZoneInfo("Asia/Tokyo")
HOLIDAY = dt.date(2026, 11, 23)  # 勤労感謝の日, a Monday
CALENDAR = BusinessCalendar(zone=TOKYO)
WITH_HOLIDAY = BusinessCalendar(zone=TOKYO, is_holiday={HOLIDAY})


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)


def test_friday_evening_falls_due_on_the_next_business_day():
    """DOMAIN 16.7"""
    assert due_moment(CALENDAR, at(20, 18, 30), 4) == at(23, 13)
    assert due_moment(WITH_HOLIDAY, at(20, 18, 30), 4) == at(24, 13)


def test_the_four_marks():
    marks = ladder(WITH_HOLIDAY, at(20, 10), 4)
    assert list(marks.values()) == [at(20, 13), at(20, 14), at(20, 16), at(20, 18)]
    assert ladder(WITH_HOLIDAY, at(20, 17), 4)["head_escalated_at"] == at(24, 16)


@pytest.mark.parametrize(
    ("now", "step", "minutes"),
    [(at(20, 10), "good", 240), (at(20, 13), "watch", 60), (at(20, 14), "act", 0), (at(24, 10), "act", 300)],
)
def test_where_the_clock_stands(now, step, minutes):
    found = clock(WITH_HOLIDAY, delivered_at=at(20, 10), due_at=at(20, 14), now=now)
    assert (found.step, found.minutes) == (step, minutes)


def test_turns_begin_with_who_waited_longest():
    turns = take_turns([1, 2, 3], {1: at(20, 10), 3: at(19, 10)})
    assert [next(turns) for _ in range(5)] == [2, 3, 1, 2, 3]
    assert next(take_turns([], {}), None) is None


@pytest.mark.parametrize(
    ("days", "reason", "first_month", "expected"),
    [
        (90, "bad_timing", 4, dt.date(2027, 2, 18)),
        (None, "no_budget", 4, dt.date(2027, 2, 1)),
        (None, "no_budget", 1, dt.date(2027, 11, 1)),
        (30, "no_budget", 4, dt.date(2026, 12, 20)),
        (None, "no_need", 4, None),
    ],
)
def test_when_somebody_looks_again(days, reason, first_month, expected):
    today = dt.date(2026, 11, 20)
    assert revisit_date(today=today, days=days, reason=reason, fiscal_year_first_month=first_month) == expected
