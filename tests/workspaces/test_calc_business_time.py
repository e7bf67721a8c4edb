"""Business time passes only while the company works."""

import datetime as dt
import json
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workspaces.calc.business_time import BusinessCalendar, NeverOpen

TOKYO = ZoneInfo("Asia/Tokyo")
LABOUR_THANKSGIVING = dt.date(2026, 11, 23)
CALENDAR = BusinessCalendar(is_holiday={LABOUR_THANKSGIVING})


def at(text: str, zone: ZoneInfo = TOKYO) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-13T18:30", 4, "2026-11-16T13:00"),  # Friday evening, due on Monday
        ("2026-11-20T18:30", 4, "2026-11-24T13:00"),  # Monday is a holiday, due on Tuesday
        ("2026-11-20T17:40", 4, "2026-11-24T12:40"),  # twenty minutes on Friday, the rest on Tuesday
        ("2026-11-20T10:42", 4, "2026-11-20T14:42"),
        ("2026-11-20T14:00", 4, "2026-11-20T18:00"),  # ends exactly at closing time
        ("2026-11-20T08:00", 1, "2026-11-20T10:00"),
        ("2026-11-20T18:00", 0, "2026-11-24T09:00"),
        ("2026-11-20T10:00", 18, "2026-11-25T10:00"),
        ("2026-11-20T10:00", 0.5, "2026-11-20T10:30"),
    ],
)
def test_due_moments(start, hours, due):
    assert CALENDAR.add_business_hours(at(start), hours) == at(due)


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-20T12:00", "2026-11-20T12:00"),
        ("2026-11-20T07:00", "2026-11-20T09:00"),
        ("2026-11-20T18:00", "2026-11-24T09:00"),
        ("2026-11-22T12:00", "2026-11-24T09:00"),
    ],
)
def test_next_opening(moment, opening):
    assert CALENDAR.next_open(at(moment)) == at(opening)


def test_minutes_between():
    assert CALENDAR.business_minutes_between(at("2026-11-20T17:40"), at("2026-11-24T12:40")) == 240
    assert CALENDAR.business_minutes_between(at("2026-11-24T12:40"), at("2026-11-20T17:40")) == -240
    assert CALENDAR.business_minutes_between(at("2026-11-21T00:00"), at("2026-11-23T23:00")) == 0
    assert CALENDAR.business_minutes_between(at("2026-11-20T10:00:30"), at("2026-11-20T10:02:00")) == 1


def test_the_companys_own_closing_days_do_not_count():
    calendar = BusinessCalendar(closing_days={dt.date(2026, 11, 16)})
    assert calendar.add_business_hours(at("2026-11-13T18:30"), 4) == at("2026-11-17T13:00")


def test_holidays_may_be_a_function():
    calendar = BusinessCalendar(is_holiday=lambda day: day == LABOUR_THANKSGIVING)
    assert not calendar.is_open(LABOUR_THANKSGIVING)
    assert calendar.is_open(dt.date(2026, 11, 24))


def test_moments_of_another_zone_are_read_in_the_companys_zone():
    start = at("2026-11-13T09:30", ZoneInfo("UTC"))
    assert CALENDAR.add_business_hours(start, 4) == at("2026-11-16T13:00")


def test_a_day_on_which_clocks_change_has_its_true_length():
    berlin = ZoneInfo("Europe/Berlin")
    calendar = BusinessCalendar(zone=berlin, hours_start=dt.time(0), hours_end=dt.time(6), weekdays=range(7))
    assert calendar.business_minutes_between(at("2026-03-29T00:00", berlin), at("2026-03-29T06:00", berlin)) == 300
    assert calendar.add_business_hours(at("2026-03-29T00:00", berlin), 5) == at("2026-03-29T06:00", berlin)


def test_a_calendar_that_never_opens_says_so():
    calendar = BusinessCalendar(weekdays=())
    with pytest.raises(NeverOpen):
        calendar.add_business_hours(at("2026-11-20T10:00"), 1)
    with pytest.raises(NeverOpen):
        calendar.add_business_days(dt.date(2026, 11, 20), 1)


def test_hours_that_end_before_they_start_are_refused():
    with pytest.raises(ValueError, match="working hours"):
        BusinessCalendar(hours_start=dt.time(18), hours_end=dt.time(9))
    with pytest.raises(ValueError, match="only be added"):
        CALENDAR.add_business_hours(at("2026-11-20T10:00"), -1)


moments = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31), timezones=st.just(TOKYO))


@settings(max_examples=60)
@given(moments, st.integers(min_value=1, max_value=6000))
def test_adding_and_measuring_agree(start, minutes):
    due = CALENDAR.add_business_hours(start, minutes / 60)
    assert CALENDAR.is_open(due.date())
    assert abs(CALENDAR.business_time_between(start, due) - dt.timedelta(minutes=minutes)) < dt.timedelta(seconds=1)


@settings(max_examples=60)
@given(moments, moments, moments)
def test_spans_add_up(a, b, c):
    first, second, third = sorted((a, b, c))
    whole = CALENDAR.business_time_between(first, third)
    assert CALENDAR.business_time_between(first, second) + CALENDAR.business_time_between(second, third) == whole
    assert dt.timedelta(0) <= whole <= third - first


@pytest.mark.real_data
@pytest.mark.skipif("REAL_DATA_DIR" not in os.environ, reason="REAL_DATA_DIR names no folder")
def test_published_business_day_examples():
    cases = json.loads((Path(os.environ["REAL_DATA_DIR"]) / "oracles/published_worked_examples.json").read_text())
    for case in cases["business_days"]:
        inputs = {name: value for name, value in case["inputs"].items() if name != "holidays"}
        calendar = BusinessCalendar(is_holiday={dt.date.fromisoformat(day) for day in case["inputs"]["holidays"]})
        if "start" in inputs:
            reached = calendar.add_business_days(dt.date.fromisoformat(inputs["start"]), inputs["days"])
            assert reached == dt.date.fromisoformat(case["published"])
        else:
            first, last = (dt.date.fromisoformat(inputs[name]) for name in ("from", "to"))
            assert calendar.business_days_between(first, last) == case["published"]
