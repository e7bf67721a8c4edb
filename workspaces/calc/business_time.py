"""Business time: hours that count only while the company works (SLA clocks, send windows, pacing)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from zoneinfo import ZoneInfo

# A calendar that never opens would be searched for ever; ten years of closed days are taken as "never".
LONGEST_SEARCH_DAYS = 3660

MONDAY_TO_FRIDAY = frozenset(range(5))


class NeverOpen(ValueError):
    """The calendar has no open day within ten years, so business time cannot pass."""


def no_holidays(day: dt.date) -> bool:
    """For companies that work on national holidays."""
    return False


@dataclass(frozen=True)
class BusinessCalendar:
    """When a workspace works.

    `zone` is its time zone; `hours_start` and `hours_end` are local times of the same day (lunch is not deducted);
    `weekdays` are 0 = Monday … 6 = Sunday; `is_holiday` answers for a local day (a set of days will do);
    `closing_days` are the company's own. All moments passed in must be aware; moments come back in `zone`.
    Source: docs/calculations.md 「営業時間の計算」.
    """

    zone: dt.tzinfo = ZoneInfo("Asia/Tokyo")
    hours_start: dt.time = dt.time(9)
    hours_end: dt.time = dt.time(18)
    weekdays: Collection[int] = MONDAY_TO_FRIDAY
    is_holiday: Callable[[dt.date], bool] | Collection[dt.date] = no_holidays
    closing_days: Collection[dt.date] = frozenset()

    def __post_init__(self) -> None:
        if self.hours_start >= self.hours_end:
            raise ValueError("working hours must start before they end, on the same day")

    def is_open(self, day: dt.date) -> bool:
        """Whether the company works on this local day."""
        if day.weekday() not in self.weekdays or day in self.closing_days:
            return False
        if callable(self.is_holiday):
            return not self.is_holiday(day)
        return day not in self.is_holiday

    def next_open(self, moment: dt.datetime) -> dt.datetime:
        """`moment` itself while the company works, else the next opening. Raises NeverOpen."""
        start, _end = next(self._spans(moment, None))
        return start.astimezone(self.zone)

    def add_business_hours(self, start: dt.datetime, hours: int | float | Fraction) -> dt.datetime:
        """The moment `hours` of business time after `start`: Friday 18:30 + 4 hours is Monday 13:00.

        Work that ends exactly at closing time is due then, not on the next morning. Zero hours give the next open
        moment. Raises ValueError for negative hours, NeverOpen for a calendar without open days.
        """
        left = dt.timedelta(microseconds=round(hours * 3_600_000_000))
        if left < dt.timedelta(0):
            raise ValueError("business hours can only be added")
        for opens, closes in self._spans(start, None):
            if left <= closes - opens:
                return (opens + left).astimezone(self.zone)
            left -= closes - opens
        raise AssertionError("the spans never end without raising")

    def business_time_between(self, a: dt.datetime, b: dt.datetime) -> dt.timedelta:
        """Business time that passes from `a` to `b`; negative when `b` is earlier."""
        if b.astimezone(dt.UTC) < a.astimezone(dt.UTC):
            return -self.business_time_between(b, a)
        total = dt.timedelta(0)
        for opens, closes in self._spans(a, b):
            total += closes - opens
        return total

    def business_minutes_between(self, a: dt.datetime, b: dt.datetime) -> int:
        """Whole business minutes from `a` to `b` (a begun minute does not count); negative when `b` is earlier."""
        microseconds = self.business_time_between(a, b) // dt.timedelta(microseconds=1)
        minutes = abs(microseconds) // 60_000_000
        return minutes if microseconds >= 0 else -minutes

    def open_spans(self, start: dt.datetime, end: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
        """The spans of business time from `start` to `end`, in order."""
        return list(self._spans(start, end))

    def open_days(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """Open days from `first` to `last`, both included, in order."""
        days = (first + dt.timedelta(days=offset) for offset in range((last - first).days + 1))
        return [day for day in days if self.is_open(day)]

    def business_days_between(self, first: dt.date, last: dt.date) -> int:
        """How many open days lie from `first` to `last`, both included (as NETWORKDAYS); 0 when `last` is earlier."""
        return len(self.open_days(first, last))

    def add_business_days(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th open day after `day` (as WORKDAY); `day` itself for 0. Raises NeverOpen."""
        closed_in_a_row = 0
        while count > 0:
            day += dt.timedelta(days=1)
            if self.is_open(day):
                count, closed_in_a_row = count - 1, 0
            else:
                closed_in_a_row += 1
                if closed_in_a_row > LONGEST_SEARCH_DAYS:
                    raise NeverOpen
        return day

    def _spans(self, start: dt.datetime, end: dt.datetime | None) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """Open spans after `start` (until `end`, else for ever), in UTC: lengths stay right when clocks change."""
        day, closed_in_a_row = start.astimezone(self.zone).date(), 0
        while end is None or day <= end.astimezone(self.zone).date():
            if self.is_open(day):
                opens = max(start.astimezone(dt.UTC), self._moment(day, self.hours_start))
                closes = self._moment(day, self.hours_end)
                if end is not None:
                    closes = min(closes, end.astimezone(dt.UTC))
                if opens < closes:
                    yield opens, closes
                    closed_in_a_row = 0
            else:
                closed_in_a_row += 1
                if end is None and closed_in_a_row > LONGEST_SEARCH_DAYS:
                    raise NeverOpen
            day += dt.timedelta(days=1)

    def _moment(self, day: dt.date, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(day, time, tzinfo=self.zone).astimezone(dt.UTC)
