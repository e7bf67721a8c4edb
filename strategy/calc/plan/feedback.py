"""What the months so far say: planned against measured rates, the year's landing, a proposal for a new draft.

Nothing is edited here; the proposal is a value that a person may take over. Source: docs/calculations.md 「実績からの見直し」.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from strategy.calc.plan.chains import SegmentNeed, need_of
from strategy.calc.plan.inputs import MONTHS, MonthActual, Segment
from strategy.calc.plan.inverse import with_rate_factor
from strategy.calc.plan.lags import roll_forward, total_lag
from strategy.calc.plan_checks import rate_keys

ENOUGH = 30  # entries below which a measured rate says nothing yet
NONE = Fraction(0)


@dataclass(frozen=True)
class MeasuredRate:
    """A step of the chain: planned and measured, with the number of entries it rests on; `is_enough`: 30 or more."""

    key: str
    planned: Fraction
    k: Fraction
    n: Fraction

    @property
    def measured(self) -> Fraction | None:
        return self.k / self.n if self.n else None

    @property
    def is_enough(self) -> bool:
        return self.n >= ENOUGH and 0 < self.k <= self.n

    @property
    def used(self) -> Fraction:
        """What a projection goes by: the measured rate where it rests on enough."""
        return self.k / self.n if self.is_enough else self.planned


@dataclass(frozen=True)
class Landing:
    """着地: revenue and wins so far, what the rest of the year adds, and what is missing."""

    revenue: Fraction
    won: Fraction
    gap: Fraction


@dataclass(frozen=True)
class Feedback:
    """After `months` months: rates, the landing at planned and at measured rates, leads for the rest, the proposal.

    `leads_for_rest` are the leads from now on that close the gap at the measured rates (None: none of them would be won
    in time); `proposal` {rate key: measured value} for the steps that rest on enough; `leads_after` the year's leads then.
    """

    months: int
    rates: tuple[MeasuredRate, ...]
    so_far: Landing
    landing_planned: Landing
    landing_measured: Landing
    leads_for_rest: Fraction | None
    proposal: Mapping[str, Fraction]
    leads_after: Fraction


def feedback(needs: Sequence[SegmentNeed], actuals: Sequence[MonthActual], stages: Sequence[str]) -> Feedback | None:
    """None before the first month is over. Counts are of the whole plan, over all segments."""
    if not actuals:
        return None
    months = max(one.month for one in actuals)
    counts = {stage: sum((one.counts.get(stage, NONE) for one in actuals), NONE) for stage in stages}
    rates = _rates(needs, counts, stages)
    target = sum((need.segment.revenue for need in needs), NONE)
    revenue = sum((one.revenue for one in actuals), NONE)
    price = revenue / counts["won"] if revenue and counts["won"] else _price(needs)
    project = _Projection(needs, actuals, months, price)
    planned = project.landing(_product(rate.planned for rate in rates), revenue, counts["won"], target)
    measured = project.landing(_product(rate.used for rate in rates), revenue, counts["won"], target)
    return Feedback(
        months=months,
        rates=tuple(rates),
        so_far=Landing(revenue, counts["won"], revenue - target),
        landing_planned=planned,
        landing_measured=measured,
        leads_for_rest=project.leads_for(_product(rate.used for rate in rates), revenue, target),
        proposal={rate.key: rate.used for rate in rates if rate.is_enough and rate.used != rate.planned},
        leads_after=_leads_after(needs, rates, stages),
    )


def _rates(needs: Sequence[SegmentNeed], counts: Mapping[str, Fraction], stages: Sequence[str]) -> list[MeasuredRate]:
    """Planned rates are those of the whole mix: what the sums of the segments say, for this mix only."""
    planned = {stage: sum((need.counts[stage] for need in needs), NONE) for stage in stages}
    return [
        MeasuredRate(key, planned[after] / planned[before], counts[after], counts[before])
        for key, before, after in zip(rate_keys(stages), stages, stages[1:], strict=False)
    ]


def _price(needs: Sequence[SegmentNeed]) -> Fraction:
    won = sum((need.counts["won"] for need in needs), NONE)
    return sum((need.segment.revenue for need in needs), NONE) / won


def _product(values) -> Fraction:  # type: ignore[no-untyped-def]
    whole = Fraction(1)
    for value in values:
        whole *= value
    return whole


class _Projection:
    """The rest of the year: wins of the leads that came, and of the leads that are still planned."""

    def __init__(
        self, needs: Sequence[SegmentNeed], actuals: Sequence[MonthActual], months: int, price: Fraction
    ) -> None:
        self.months, self.price = months, price
        self.lag = total_lag(needs[0].segment.lag.steps)
        self.came = [NONE] * MONTHS
        for one in actuals:
            self.came[one.month - 1] += one.counts.get("lead", NONE)
        self.planned = [
            sum((need.counts["lead"] * need.segment.season.leads[month] for need in needs), NONE)
            for month in range(MONTHS)
        ]
        self.carried = self._carried_in(needs)

    def _carried_in(self, needs: Sequence[SegmentNeed]) -> list[Fraction]:
        """Wins of earlier years' leads per month: the plan's steady state, what its own leads do not bring."""
        won = [
            sum((need.segment.wins * need.segment.season.revenue[month] for need in needs), NONE)
            for month in range(MONTHS)
        ]
        chain = sum((need.counts["won"] for need in needs), NONE) / sum((need.counts["lead"] for need in needs), NONE)
        own = roll_forward(self.planned, chain, self.lag)[:MONTHS]
        return [max(wanted - brought, NONE) for wanted, brought in zip(won, own, strict=True)]

    def rest_wins(self, chain: Fraction, later: Sequence[Fraction]) -> Fraction:
        """Wins after the months that are over: of the leads that came, of later ones, of what was carried in."""
        leads = [*self.came[: self.months], *later]
        won = roll_forward(leads, chain, self.lag)[self.months : MONTHS]
        return sum(won, NONE) + sum(self.carried[self.months :], NONE)

    def landing(self, chain: Fraction, revenue: Fraction, won: Fraction, target: Fraction) -> Landing:
        rest = self.rest_wins(chain, self.planned[self.months :])
        landed = revenue + rest * self.price
        return Landing(landed, won + rest, landed - target)

    def leads_for(self, chain: Fraction, revenue: Fraction, target: Fraction) -> Fraction | None:
        """Leads of the rest of the year, spread as planned, that reach the target; 0 when it is reached anyway."""
        none_later = [NONE] * (MONTHS - self.months)
        missing = (target - revenue) / self.price - self.rest_wins(chain, none_later)
        if missing <= 0:
            return NONE
        planned = self.planned[self.months :]
        brought = self.rest_wins(chain, planned) - self.rest_wins(chain, none_later)
        return sum(planned, NONE) * missing / brought if brought else None


def _leads_after(needs: Sequence[SegmentNeed], rates: Sequence[MeasuredRate], stages: Sequence[str]) -> Fraction:
    """The year's leads when every measured step changes all its rates in proportion (at most to 1)."""
    found = NONE
    for need in needs:
        segment: Segment = need.segment
        for rate in rates:
            if rate.is_enough and rate.used != rate.planned:
                segment = with_rate_factor(segment, rate.key, rate.used / rate.planned)
        found += need_of(segment, stages).counts["lead"]
    return found
