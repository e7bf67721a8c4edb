"""Periods of a dashboard as its address names them, and the spans they are compared with. Pure: today is passed in."""

from __future__ import annotations

import datetime as dt
import re
from typing import Protocol

from crm.calc.periods import Period, add_months, day_of, month_of, week_of

MONTH, WEEK, DAY = "month", "week", "day"
_ONE_DAY = dt.timedelta(days=1)


class OpenDays(Protocol):
    """What a like-for-like comparison needs of a business calendar."""

    def business_days_between(self, first: dt.date, last: dt.date) -> int: ...


def parse_period(grain: str, text: str) -> Period | None:
    """The month `2026-10`, the week `2026-W46` or the day `2026-11-20`; None when the text names none."""
    try:
        if grain == MONTH and re.fullmatch(r"\d{4}-\d{2}", text):
            return month_of(dt.date(int(text[:4]), int(text[5:]), 1))
        if grain == WEEK and re.fullmatch(r"\d{4}-W\d{2}", text):
            return week_of(dt.date.fromisocalendar(int(text[:4]), int(text[6:]), 1))
        if grain == DAY and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return day_of(dt.date.fromisoformat(text))
    except ValueError:
        return None
    return None


def period_key(period: Period) -> str:
    """How a month, week or day stands in an address; the counterpart of `parse_period`."""
    if period.grain == MONTH:
        return f"{period.start:%Y-%m}"
    if period.grain == WEEK:
        year, week, _weekday = period.start.isocalendar()
        return f"{year}-W{week:02}"
    return period.start.isoformat()


def next_period(period: Period) -> Period:
    """The month, week or day just after."""
    after = period.end + _ONE_DAY
    return {MONTH: month_of, WEEK: week_of, DAY: day_of}[period.grain](after)


def is_running(period: Period, today: dt.date) -> bool:
    """Whether the period has begun and is not over (途中)."""
    return period.start <= today <= period.end


def until(period: Period, today: dt.date) -> dt.date:
    """The last day of a period that can hold data: its end, or today while it runs."""
    return max(period.start, min(period.end, today))


def like_for_like_previous(period: Period, today: dt.date, calendar: OpenDays) -> Period:
    """The period before; while ours still runs, only its days up to as many business days as have passed in ours."""
    before = period.previous()
    if not is_running(period, today) or period.grain == DAY:
        return before
    passed = calendar.business_days_between(period.start, until(period, today))
    end = before.start
    while end < before.end and calendar.business_days_between(before.start, end + _ONE_DAY) <= passed:
        end += _ONE_DAY
    return Period(before.start, end)


def a_year_earlier(span: Period) -> Period:
    """The same span a year earlier; a span of whole months stays one of whole months, a week moves by 52 weeks."""
    if span.grain == WEEK or span.day_count == 7:
        return Period(span.start - dt.timedelta(weeks=52), span.end - dt.timedelta(weeks=52))
    if span.start.day == 1 and span.end == month_of(span.end).end:
        return Period(add_months(span.start, -12), add_months(span.end + _ONE_DAY, -12) - _ONE_DAY)
    return span.same_period_last_year()
