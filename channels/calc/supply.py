"""What a mix brings month by month: ramps, events, CPL in steps, the two tracks, one channel off, and the cheapest fix.

Source: docs/calculations.md 「チャネルの供給」.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from channels.calc.bands import Band, Offer, offers_beyond
from channels.calc.mix import QUICK_MONTHS
from crm.calc.periods import add_months
from strategy.calc.plan.inputs import Ramp
from workspaces.calc.display import Number, as_fraction

QUICK, FOUNDATION = "quick", "foundation"
YEAR = 12


def default_ramp(months_to_effect: int, *, is_event: bool = False) -> Ramp:
    """The framework's ramps: an event at once, short-term 1–3, 2–3 where it takes two or three months, 6–12 for SEO.

    Months are counted as the plan counts them: the month of the start is 1. So the first leads of a channel that takes
    6 months come in its 6th month, the last one of the run-up that its bar shows.
    """
    if is_event or months_to_effect == 0:
        return Ramp(1, 1)
    if months_to_effect == 1:
        return Ramp(1, QUICK_MONTHS)
    if months_to_effect <= QUICK_MONTHS:
        return Ramp(2, QUICK_MONTHS)
    return Ramp(months_to_effect, 2 * months_to_effect)


@dataclass(frozen=True)
class Supplier:
    """A channel of the mix over time.

    `leads` a month at full strength; `starts_on` None: running already. An event brings `event_leads` in each of its
    months (`events_per_year` a year, evenly from `starts_on`); without a date its leads are spread over all months.
    """

    key: str
    leads: Fraction
    cost: Fraction | None = None
    months_to_effect: int = 0
    ramp: Ramp | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    is_event: bool = False
    events_per_year: int = 1
    bands: tuple[Band, ...] = ()

    @property
    def track(self) -> str:
        """早い成果 (within 3 months, or an event), else 成長の土台."""
        return QUICK if self.is_event or self.months_to_effect <= QUICK_MONTHS else FOUNDATION

    @property
    def works_ramp(self) -> Ramp:
        return self.ramp or default_ramp(self.months_to_effect, is_event=self.is_event)

    def leads_in(self, month: dt.date) -> Fraction:
        """Expected leads in the month of a day."""
        if self.starts_on is None:
            return self.leads if self._not_ended(month) else Fraction(0)
        age = _age(self.starts_on, month)
        if age < 1 or not self._not_ended(month):
            return Fraction(0)
        if self.is_event:
            held = sum(1 for day in self.event_days(month.replace(day=1), 1))
            return self.leads * YEAR / self.events_per_year * held
        return self.leads * self.works_ramp.share(age)

    def event_days(self, first: dt.date, months: int) -> list[dt.date]:
        """The days of its events within `months` months from `first` (the first day of a month)."""
        if self.starts_on is None or not self.is_event:
            return []
        end, found, number = add_months(first, months), [], 0
        while (day := add_months(self.starts_on, number * YEAR // self.events_per_year)) < end:
            if day >= first and (self.ends_on is None or day <= self.ends_on):
                found.append(day)
            number += 1
        return found

    def is_ramping_up(self, today: dt.date) -> bool:
        """立ち上がり中: started, or about to, and not yet at the month in which it is said to work."""
        return (
            not self.is_event
            and self.starts_on is not None
            and today < add_months(self.starts_on, self.months_to_effect)
        )

    def _not_ended(self, month: dt.date) -> bool:
        return self.ends_on is None or month.replace(day=1) <= self.ends_on


@dataclass(frozen=True)
class SupplyMonth:
    """One month: what each channel brings, and what the plan needs (None without one)."""

    month: dt.date
    need: Fraction | None
    by_channel: dict[str, Fraction]
    by_track: dict[str, Fraction]

    @property
    def total(self) -> Fraction:
        return sum(self.by_channel.values(), Fraction(0))

    @property
    def shortfall(self) -> Fraction:
        """What is missing; 0 with enough, or without a plan."""
        return max(Fraction(0), (self.need or Fraction(0)) - self.total)

    @property
    def quick_share(self) -> Fraction | None:
        """The part that 早い成果 carries; None in a month without leads."""
        return self.by_track[QUICK] / self.total if self.total else None


def supply_by_month(
    suppliers: Sequence[Supplier], months: Sequence[dt.date], needs: Sequence[Number | None]
) -> list[SupplyMonth]:
    """The supply curve beside the demand curve, month by month."""
    found = []
    for month, need in zip(months, needs, strict=True):
        by_channel = {each.key: each.leads_in(month) for each in suppliers}
        tracks = {track: _sum(by_channel[each.key] for each in suppliers if each.track == track) for track in _TRACKS}
        found.append(SupplyMonth(month, None if need is None else as_fraction(need), by_channel, tracks))
    return found


_TRACKS = (QUICK, FOUNDATION)


@dataclass(frozen=True)
class Off:
    """The mix without one channel: leads lost over the months, and how many months fall short (before → after)."""

    key: str
    lost: Fraction
    short_before: int
    short_after: int
    missing: Fraction


def without_each(months: Sequence[SupplyMonth]) -> list[Off]:
    """Every channel switched off in turn, the most painful first."""
    before = sum(1 for month in months if month.shortfall)
    found = []
    for key in months[0].by_channel if months else ():
        left = [(month.total - month.by_channel[key], month.need or Fraction(0)) for month in months]
        lost = _sum(month.by_channel[key] for month in months)
        missing = _sum(max(Fraction(0), need - supply) for supply, need in left)
        found.append(Off(key, lost, before, sum(1 for supply, need in left if supply < need), missing))
    return sorted(found, key=lambda off: off.lost, reverse=True)


@dataclass(frozen=True)
class Addition:
    """More of one channel a month: leads, money, and for an event how many more a year."""

    key: str
    leads: Fraction
    cost: Fraction
    more_events: int = 0

    @property
    def cost_per_lead(self) -> Fraction:
        return self.cost / self.leads


@dataclass(frozen=True)
class Fix:
    """The cheapest additions that close a gap; `left` is what even all of them do not bring."""

    additions: tuple[Addition, ...]
    left: Fraction

    @property
    def cost(self) -> Fraction:
        return _sum(each.cost for each in self.additions)


def cheapest_fix(suppliers: Sequence[Supplier], missing: Fraction) -> Fix:
    """Fill `missing` leads a month from the cheapest lead upwards.

    What a channel can take more is told by its bands; without bands as much again as it brings now, at the same CPL.
    Events come whole: their number is rounded up.
    """
    offers = [(each, offer) for each in suppliers for offer in _offers(each)]
    taken: dict[str, Addition] = {}
    for each, offer in sorted(offers, key=lambda pair: pair[1].cpl):
        if missing <= 0:
            break
        leads = min(missing, offer.capacity)
        had = taken.get(each.key, Addition(each.key, Fraction(0), Fraction(0)))
        added = Addition(each.key, had.leads + leads, had.cost + leads * offer.cpl)
        missing -= leads
        taken[each.key] = _whole_events(each, added) if each.is_event else added
    return Fix(tuple(taken.values()), max(Fraction(0), missing))


def _offers(each: Supplier) -> list[Offer]:
    if not each.cost or not each.leads:
        return []
    if each.bands and not each.is_event:
        return offers_beyond(each.cost, each.bands)
    return [Offer(cpl=each.cost / each.leads, capacity=each.leads)]


def _whole_events(each: Supplier, added: Addition) -> Addition:
    """As many whole events as bring at least the wanted leads."""
    per_event = each.leads * YEAR / each.events_per_year
    number = -((-added.leads * YEAR) // per_event)
    leads = number * per_event / YEAR
    return Addition(added.key, leads, leads * (each.cost or Fraction(0)) / each.leads, int(number))


def _age(start: dt.date, month: dt.date) -> int:
    """The how-manieth month a month is for what started then: the month of the start is 1, the one before it 0."""
    return (month.year - start.year) * YEAR + month.month - start.month + 1


def _sum(values: object) -> Fraction:
    return sum(values, Fraction(0))  # type: ignore[call-overload]
