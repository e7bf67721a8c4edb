"""Days, ISO weeks, months and fiscal years as ranges of local days, both ends included.

Source: docs/calculations.md 「期間と年度」.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

GRAINS = ("day", "week", "month", "quarter", "fiscal_year")


@dataclass(frozen=True, order=True)
class Period:
    """A range of local days. `grain` is day, week, month, quarter, fiscal_year, or custom for a free range."""

    start: dt.date
    end: dt.date
    grain: str = "custom"

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a period ends on or after the day it starts")

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.start <= day <= self.end

    @property
    def day_count(self) -> int:
        return (self.end - self.start).days + 1

    def days(self) -> Iterator[dt.date]:
        """Every day of the period, in order."""
        return (self.start + dt.timedelta(days=offset) for offset in range(self.day_count))

    def previous(self) -> Period:
        """The period of the same kind just before; a free range has the same number of days."""
        before = self.start - dt.timedelta(days=1)
        if self.grain == "month":
            return month_of(before)
        if self.grain in ("quarter", "fiscal_year"):
            return Period(add_months(self.start, -_MONTHS[self.grain]), before, self.grain)
        return Period(self.start - dt.timedelta(days=self.day_count), before, self.grain)

    def same_period_last_year(self) -> Period:
        """The same month, quarter, year, day or range a year earlier; a week moves by 52 weeks."""
        if self.grain == "week":
            back = dt.timedelta(weeks=52)
            return Period(self.start - back, self.end - back, self.grain)
        start = add_months(self.start, -12)
        if self.grain in ("month", "quarter", "fiscal_year"):
            return Period(start, add_months(self.end + dt.timedelta(days=1), -12) - dt.timedelta(days=1), self.grain)
        return Period(start, add_months(self.end, -12), self.grain)


_MONTHS = {"quarter": 3, "fiscal_year": 12}


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day `months` later (earlier when negative), or that month's last day when it is shorter."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_of(day: dt.date) -> Period:
    """The single day as a period."""
    return Period(day, day, "day")


def week_of(day: dt.date) -> Period:
    """The ISO week (Monday to Sunday) that holds the day."""
    monday = day - dt.timedelta(days=day.weekday())
    return Period(monday, monday + dt.timedelta(days=6), "week")


def month_of(day: dt.date) -> Period:
    """The calendar month that holds the day."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]), "month")


def quarter_of(day: dt.date, first_month: int = 4) -> Period:
    """The fiscal quarter that holds the day."""
    start = add_months(day.replace(day=1), -((day.month - first_month) % 3))
    return Period(start, add_months(start, 3) - dt.timedelta(days=1), "quarter")


def fiscal_year_of(day: dt.date, first_month: int = 4) -> int:
    """The fiscal year of a day, named after the calendar year it starts in: 2027-03-31 lies in 2026 (April start)."""
    return day.year if day.month >= first_month else day.year - 1


def fiscal_year(year: int, first_month: int = 4) -> Period:
    """The twelve months of a fiscal year as one period."""
    start = dt.date(year, first_month, 1)
    return Period(start, add_months(start, 12) - dt.timedelta(days=1), "fiscal_year")


def months_of_fiscal_year(year: int, first_month: int = 4) -> list[Period]:
    """The twelve months of a fiscal year, in order."""
    start = dt.date(year, first_month, 1)
    return [month_of(add_months(start, offset)) for offset in range(12)]


def fiscal_month_number(day: dt.date, first_month: int = 4) -> int:
    """1 for the first month of the fiscal year, 12 for the last."""
    return (day.month - first_month) % 12 + 1


def fiscal_quarter_number(day: dt.date, first_month: int = 4) -> int:
    """1–4: which quarter of the fiscal year the day lies in."""
    return (fiscal_month_number(day, first_month) - 1) // 3 + 1


def period_of(day: dt.date, grain: str, first_month: int = 4) -> Period:
    """The period of a grain that holds the day. Raises ValueError for an unknown grain."""
    if grain == "day":
        return day_of(day)
    if grain == "week":
        return week_of(day)
    if grain == "month":
        return month_of(day)
    if grain == "quarter":
        return quarter_of(day, first_month)
    if grain == "fiscal_year":
        return fiscal_year(fiscal_year_of(day, first_month), first_month)
    raise ValueError(f"unknown grain {grain!r}")


def periods_between(first: dt.date, last: dt.date, grain: str, first_month: int = 4) -> list[Period]:
    """All whole periods of a grain that touch the days from `first` to `last`, in order."""
    periods, day = [], first
    while day <= last:
        period = period_of(day, grain, first_month)
        periods.append(period)
        day = period.end + dt.timedelta(days=1)
    return periods
