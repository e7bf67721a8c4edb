"""The story's months and the counts each of them holds.

Eighteen closed months and the running one. Whatever day it is loaded for, the last closed month is the seventh of the
fiscal year: the fiscal year of the sample begins where that makes it true (April when loaded in November).
"""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from crm.calc.periods import add_months, month_of
from workspaces.calc.business_time import BusinessCalendar

# leads, MQL, SQL, won per closed month, oldest first. The last seven are the fiscal year so far: 3,248 → 458 → 142 → 37;
# the last twelve 4,812 → 655 → 203 → 51; all eighteen end in 244 SQL and 61 won.
COUNTS: list[tuple[int, int, int, int]] = [
    (372, 24, 3, 0),
    (431, 32, 6, 1),
    (418, 36, 7, 2),
    (339, 33, 7, 2),
    (428, 42, 8, 2),
    (419, 45, 10, 3),
    (322, 40, 12, 2),
    (281, 36, 11, 3),
    (296, 37, 12, 3),
    (318, 40, 12, 3),
    (347, 44, 14, 3),
    (412, 57, 18, 5),
    (425, 60, 19, 6),
    (468, 66, 20, 5),
    (471, 66, 20, 6),
    (438, 61, 19, 4),
    (516, 73, 22, 5),
    (518, 75, 24, 6),
]
# What the running month would hold at its end, at the present pace.
RUNNING_COUNTS = (531, 75, 24)
CLOSED = len(COUNTS)
RUNNING = CLOSED
FISCAL_START = 11  # the month in which the fiscal year of the plan began
RULE_START = FISCAL_START  # before it, marketers chose by hand who goes to sales
SECOND_RULE = 17  # the month from which version 2 of the MQL rule is in force
MONTH_WEIGHTS = [7, 7, 8, 8, 7, 9, 9, 9, 9, 8, 9, 10]

WEEKEND_WEIGHT = 0.2


@dataclass(frozen=True)
class Timeline:
    """Which dates the months of the story have when it is loaded for `as_of`; nothing in it happens after `now`."""

    as_of: dt.date
    now: dt.datetime
    calendar: BusinessCalendar

    @property
    def zone(self) -> dt.tzinfo:
        return self.calendar.zone

    def first_day(self, month: int) -> dt.date:
        """The first day of a month of the story: 0 is the oldest, `RUNNING` the month of `as_of`."""
        return add_months(self.as_of.replace(day=1), month - RUNNING)

    def last_day(self, month: int) -> dt.date:
        """The last day of a month; of the running one as_of."""
        return self.as_of if month == RUNNING else month_of(self.first_day(month)).end

    def month_of(self, day: dt.date) -> int:
        """Which month of the story holds a day; below 0 for days before it."""
        return (day.year - self.as_of.year) * 12 + day.month - self.as_of.month + RUNNING

    @property
    def fiscal_first_month(self) -> int:
        return self.first_day(FISCAL_START).month

    @cached_property
    def open_days(self) -> list[dt.date]:
        """Every business day from the beginning of the story to as_of."""
        return self.calendar.open_days(self.first_day(0), self.as_of)

    def open_days_of(self, month: int) -> list[dt.date]:
        """The business days of a month; of the running month only those before as_of, which may be none."""
        return self._open_days_by_month[month]

    @cached_property
    def _open_days_by_month(self) -> list[list[dt.date]]:
        found: list[list[dt.date]] = [[] for _ in range(RUNNING + 1)]
        for day in self.open_days:
            if day < self.as_of:
                found[self.month_of(day)].append(day)
        return found

    def after(self, day: dt.date, business_days: int) -> dt.date:
        """The business day so many business days after `day`, at most the last one before as_of."""
        place = min(bisect_left(self.open_days, day) + business_days, len(self.before_as_of) - 1)
        return max(day, self.before_as_of[place])

    def before(self, day: dt.date, business_days: int) -> dt.date:
        """The business day so many business days before `day`, at least the story's first."""
        return self.open_days[max(0, bisect_left(self.open_days, day) - business_days)]

    @cached_property
    def before_as_of(self) -> list[dt.date]:
        return [day for day in self.open_days if day < self.as_of]

    @cached_property
    def closed_share(self) -> float:
        """Which part of the running month's business days is over."""
        whole = month_of(self.as_of)
        return len(self.open_days_of(RUNNING)) / max(1, self.calendar.business_days_between(whole.start, whole.end))

    @cached_property
    def elapsed_share(self) -> float:
        """The same with what has passed of today, if it is a business day."""
        whole = month_of(self.as_of)
        hours = (self.now - self.moment(self.as_of, 8)).total_seconds() / 3600
        today = min(1.0, max(0.0, hours / 12)) if self.calendar.is_open(self.as_of) else 0.0
        return self.closed_share + today / max(1, self.calendar.business_days_between(whole.start, whole.end))

    def count(self, month: int, stage: int) -> int:
        """How many entries a month holds: stage 0 leads, 1 MQL, 2 SQL, 3 won."""
        if month < CLOSED:
            return COUNTS[month][stage]
        if stage == 3:
            return 0
        return round(RUNNING_COUNTS[stage] * (self.elapsed_share if stage == 0 else self.closed_share))

    def local_date(self, moment: dt.datetime) -> dt.date:
        return moment.astimezone(self.zone).date()

    def moment(self, day: dt.date, hour: float) -> dt.datetime:
        """A local hour (9.5 is 9:30) of a day."""
        midnight = dt.datetime.combine(day, dt.time.min, tzinfo=self.zone)
        return midnight + dt.timedelta(seconds=round(hour * 3600))

    def any_moment(self, month: int, rng: random.Random) -> dt.datetime:
        """Some moment of a month when people are awake, mostly on business days, not after now."""
        days, weights = self._weighted_days[month]
        day = rng.choices(days, weights)[0]
        latest = 23.0
        if day == self.as_of:
            latest = max(0.2, (self.now - self.moment(day, 0)).total_seconds() / 3600 - 0.1)
        return self.moment(day, min(latest, max(0.1, rng.triangular(7, 22.5, 13)) * min(1.0, latest / 22.5)))

    @cached_property
    def _weighted_days(self) -> dict[int, tuple[list[dt.date], list[float]]]:
        found: dict[int, tuple[list[dt.date], list[float]]] = {}
        for month in range(RUNNING + 1):
            first, count = self.first_day(month), (self.last_day(month) - self.first_day(month)).days + 1
            days = [first + dt.timedelta(days=offset) for offset in range(count)]
            found[month] = days, [1.0 if self.calendar.is_open(day) else WEEKEND_WEIGHT for day in days]
        return found


def spread(shares: dict[str, int], count: int, rng: random.Random) -> list[str]:
    """`count` values in the proportion of `shares` (largest remainder), in random order."""
    whole = sum(shares.values())
    exact = {value: count * share / whole for value, share in shares.items()}
    found = {value: int(part) for value, part in exact.items()}
    for value in sorted(exact, key=lambda value: found[value] - exact[value])[: count - sum(found.values())]:
        found[value] += 1
    values = [value for value, number in found.items() for _ in range(number)]
    rng.shuffle(values)
    return values
