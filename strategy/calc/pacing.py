"""Targets per day: a month's exact target spread over its business days; weeks and periods are sums of days.

Source: docs/calculations.md 「日割りの目標」.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Mapping
from fractions import Fraction

from workspaces.calc.display import Number, as_fraction

DailyTargets = dict[dt.date, Fraction]


def daily_targets(months: Mapping[dt.date, Number], is_open: Callable[[dt.date], bool]) -> DailyTargets:
    """Exact target of every day of the given months.

    `months` maps the first day of a month to its exact target; `is_open` says whether the company works on a day.
    Closed days have 0; a month without any open day is spread over all its days.
    """
    targets: DailyTargets = {}
    for first, target in months.items():
        days = [first.replace(day=number) for number in range(1, monthrange(first.year, first.month)[1] + 1)]
        open_days = {day for day in days if is_open(day)} or set(days)
        share = as_fraction(target) / len(open_days)
        targets |= {day: share if day in open_days else Fraction(0) for day in days}
    return targets


def target_between(targets: Mapping[dt.date, Fraction], first: dt.date, last: dt.date) -> Fraction | None:
    """Target of the days from `first` to `last`, both included; None when the plan knows none of them."""
    known = [target for day, target in targets.items() if first <= day <= last]
    return sum(known, Fraction(0)) if known else None


def pace_to_date(targets: Mapping[dt.date, Fraction], first: dt.date, last: dt.date, as_of: dt.date) -> Fraction | None:
    """What should have been reached by the end of `as_of` within the period (目標ペース); None without a plan."""
    if target_between(targets, first, last) is None:
        return None
    return target_between(targets, first, min(last, as_of)) or Fraction(0)


def elapsed_share(
    targets: Mapping[dt.date, Fraction], first: dt.date, last: dt.date, as_of: dt.date
) -> Fraction | None:
    """Which part of the period's target lies behind us, 0–1; None without a plan or with a target of 0."""
    whole = target_between(targets, first, last)
    if not whole:
        return None
    return (pace_to_date(targets, first, last, as_of) or Fraction(0)) / whole


def attainment(actual: Number | None, target: Number | None) -> Fraction | None:
    """Actual ÷ target (目標比); None when either is unknown or the target is 0."""
    if actual is None or target is None or as_fraction(target) == 0:
        return None
    return as_fraction(actual) / as_fraction(target)
