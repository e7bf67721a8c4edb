"""The clock of a hand-off, whose turn it is, and when somebody looks again at a lead that came back. Pure functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import cycle

from workspaces.calc.business_time import BusinessCalendar

# Shares of the agreed business hours: reminder, breach, escalation to the manager, to the head.
REMINDER, BREACH, ESCALATION, HEAD = Fraction(3, 4), Fraction(1), Fraction(3, 2), Fraction(2)
LADDER = {
    "reminded_at": REMINDER,
    "breached_at": BREACH,
    "escalated_at": ESCALATION,
    "head_escalated_at": HEAD,
}


def due_moment(calendar: BusinessCalendar, delivered_at: dt.datetime, hours: Decimal | int | Fraction) -> dt.datetime:
    """When a hand-off must be answered: `hours` of business time after delivery (docs/calculations.md, 営業時間)."""
    return calendar.add_business_hours(delivered_at, Fraction(hours))


def ladder(
    calendar: BusinessCalendar, delivered_at: dt.datetime, hours: Decimal | int | Fraction
) -> dict[str, dt.datetime]:
    """The moments of the four marks: 75 %, 100 %, 150 % and 200 % of the agreed business time after delivery."""
    return {name: due_moment(calendar, delivered_at, Fraction(hours) * share) for name, share in LADDER.items()}


@dataclass(frozen=True)
class Clock:
    """Where a running hand-off stands: `step` is `good`, `watch` (a quarter of the time is left) or `act` (overdue).

    `minutes` are business minutes: left until due, or passed since; `left` is the same exactly (negative when passed),
    of the `whole` time agreed. `due_at` is the moment itself.
    """

    step: str
    minutes: int
    left: dt.timedelta = field(default=dt.timedelta(0), compare=False)
    whole: dt.timedelta = field(default=dt.timedelta(0), compare=False)
    due_at: dt.datetime | None = field(default=None, compare=False)

    @property
    def is_overdue(self) -> bool:
        return self.step == "act"


def clock(calendar: BusinessCalendar, *, delivered_at: dt.datetime, due_at: dt.datetime, now: dt.datetime) -> Clock:
    """How much business time a hand-off has left, or how long it is overdue."""
    left = calendar.business_time_between(now, due_at)
    whole = calendar.business_time_between(delivered_at, due_at)
    if now >= due_at:
        return Clock("act", calendar.business_minutes_between(due_at, now), left, whole, due_at)
    step = "watch" if left * 4 <= whole else "good"
    return Clock(step, int(left.total_seconds() // 60), left, whole, due_at)


def take_turns(people: Sequence[int], last_given_at: Mapping[int, dt.datetime]) -> Iterator[int]:
    """People in turn for ever: who never got a lead first, then whose last one lies longest back. Empty for nobody."""
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    order = sorted(people, key=lambda person: (last_given_at.get(person, never), person))
    return cycle(order)


def revisit_date(*, today: dt.date, days: int | None, reason: str, fiscal_year_first_month: int) -> dt.date | None:
    """When somebody looks again: `days` from today; for want of budget two months before the next fiscal year begins.

    None when the destination names no date. An explicit number of days wins over the budget rule.
    """
    if days is not None:
        return today + dt.timedelta(days=days)
    if reason == "no_budget":
        return _budget_month(today, fiscal_year_first_month)
    return None


def _budget_month(today: dt.date, first_month: int) -> dt.date:
    month = (first_month - 3) % 12 + 1
    this_year = dt.date(today.year, month, 1)
    return this_year if this_year > today else dt.date(today.year + 1, month, 1)
