"""Where a channel's bar lies on a window of months: nothing yet, until it works, working; or a single event."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass

from crm.calc.periods import add_months

WINDOW_MONTHS = 6


@dataclass(frozen=True)
class Bar:
    """Shares of the window (0–1): the run-up from `start` to `effect`, working from `effect` to `end`.

    `event` is the place of the first event in the window, `events` all of them with their days; `works_on` the first
    day on which the channel works, None for an event.
    """

    start: float = 0.0
    effect: float = 0.0
    end: float = 1.0
    event: float | None = None
    event_on: dt.date | None = None
    works_on: dt.date | None = None
    events: tuple[tuple[float, dt.date], ...] = ()

    @property
    def run_up(self) -> float:
        return self.effect - self.start

    @property
    def working(self) -> float:
        return max(0.0, self.end - self.effect)


def window_months(first: dt.date, count: int = WINDOW_MONTHS) -> list[dt.date]:
    """The first days of the months of the window that begins with the month of `first`."""
    return [add_months(first.replace(day=1), step) for step in range(count)]


def bar_of(
    *,
    window_start: dt.date,
    starts_on: dt.date | None,
    months_to_effect: int,
    is_single_event: bool,
    ends_on: dt.date | None = None,
    event_days: Sequence[dt.date] = (),
    months: int = WINDOW_MONTHS,
) -> Bar:
    """The bar of a channel. Without a start it begins with the window; an event without a date has no mark.

    `event_days` are the days of its events in the window, where it takes place more than once.
    """
    begin = starts_on or window_start
    if is_single_event:
        days = list(event_days or ([starts_on] if starts_on else []))
        marks = tuple((place, day) for day in days if 0 <= (place := place_of(day, window_start, months)) <= 1)
        first = marks[0] if marks else (None, starts_on)
        return Bar(event=first[0], event_on=first[1], events=marks)
    works_on = add_months(begin, months_to_effect)
    start, effect = (_clamped(place_of(day, window_start, months)) for day in (begin, works_on))
    end = 1.0 if ends_on is None else _clamped(place_of(ends_on + dt.timedelta(days=1), window_start, months))
    return Bar(start=min(start, end), effect=min(effect, end), end=end, works_on=works_on)


def place_of(day: dt.date, window_start: dt.date, months: int) -> float:
    """Where a day lies in the window, 0 at its first day, 1 after its last; every month is equally wide."""
    whole = (day.year - window_start.year) * 12 + day.month - window_start.month
    return (whole + (day.day - 1) / monthrange(day.year, day.month)[1]) / months


def _clamped(place: float) -> float:
    return min(1.0, max(0.0, place))
