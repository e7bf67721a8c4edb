"""How likely the target is reached when every rate and price may lie anywhere in its range (Monte-Carlo).

The plan's leads are held; each input with a range is drawn from the triangle low – value – high. The same seed gives the
same answer on every machine. Binary floats are right here: a draw is no plan. Source: docs/calculations.md 「達成の見込み」.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from strategy.calc.plan.chains import SegmentNeed, channel_totals
from strategy.calc.plan.inputs import Estimate
from strategy.calc.plan.money import totals_cost

Draws = NDArray[np.float64]
BINS = 20
NEARLY = 1e-9  # the plan itself reaches its target to the last digit; float noise must not say otherwise


@dataclass(frozen=True)
class Outlook:
    """Share of the draws that reach the target; revenue and leads needed at P10, P50, P90; a histogram of the revenue.

    `within_budget` is the share whose cost stays within the budget (None without costs or budget).
    """

    draws: int
    seed: int
    inputs: int
    probability: float
    revenue: tuple[float, float, float]
    leads: tuple[float, float, float]
    within_budget: float | None
    bins: tuple[tuple[float, float, int], ...]


def outlook(
    needs: Sequence[SegmentNeed], stages: Sequence[str], *, draws: int, seed: int, budget: Fraction | None = None
) -> Outlook | None:
    """The draws of a year's plan; None when nothing has a range or no draws are asked for."""
    random = _Random(np.random.default_rng(seed), draws)
    if draws < 1:
        return None
    keys = [f"{before}_to_{after}" for before, after in zip(stages, stages[1:], strict=False)]
    revenue, cost = np.zeros(draws), np.zeros(draws)
    needed = np.zeros(draws)
    for need in needs:
        brought, per_lead, spent = _segment(random, need, keys)
        revenue += brought
        cost += spent
        target = float(need.segment.revenue)
        leads = float(need.counts["lead"])
        needed += leads * target / (per_lead * leads)
    if not random.inputs:
        return None
    target = float(sum((need.segment.revenue for need in needs), Fraction(0)))
    return Outlook(
        draws=draws,
        seed=seed,
        inputs=random.inputs,
        probability=float(np.mean(revenue >= target * (1 - NEARLY))),
        revenue=_percentiles(revenue),
        leads=_percentiles(needed),
        within_budget=_within(needs, cost, budget),
        bins=_bins(revenue),
    )


class _Random:
    """Draws of estimates; one without a range is its value. Counts how many inputs were drawn."""

    def __init__(self, generator: Generator, draws: int) -> None:
        self.generator, self.draws, self.inputs = generator, draws, 0

    def of(self, estimate: Estimate) -> Draws | float:
        if estimate.low is None or estimate.high is None or not estimate.has_range:
            return float(estimate.value)
        self.inputs += 1
        low, value, high = (float(one) for one in (estimate.low, estimate.value, estimate.high))
        return self.generator.triangular(low, value, high, self.draws)


def _segment(random: _Random, need: SegmentNeed, keys: Sequence[str]) -> tuple[Draws, Draws, Draws]:
    """(revenue, revenue per lead, cost) of the planned leads of one segment in every draw."""
    segment = need.segment
    rates = {key: random.of(segment.rates[key]) for key in keys}
    price = random.of(segment.average_deal_size)
    brought, spent = np.zeros(random.draws), np.zeros(random.draws)
    leads = float(need.counts["lead"])
    for one in need.channels or (None,):
        own = dict(rates)
        count = leads
        if one is not None:
            count = float(one.counts["lead"])
            own |= {key: random.of(rate) for key, rate in one.channel.rates.items()}
            if one.channel.cost_per_lead is not None:
                spent += count * random.of(one.channel.cost_per_lead)
        chain: Draws | float = 1.0
        for key in keys:
            chain = chain * own[key]
        brought += count * chain * price
    return brought, brought / leads, spent


def _within(needs: Sequence[SegmentNeed], variable: Draws, budget: Fraction | None) -> float | None:
    cost, _media = totals_cost(channel_totals(needs))
    if budget is None or cost is None or not needs[0].channels:
        return None
    planned = sum(
        (
            one.channel.cost_per_lead.value * one.counts["lead"]
            for need in needs
            for one in need.channels
            if one.channel.cost_per_lead
        ),
        Fraction(0),
    )
    fixed = float(cost - planned)
    return float(np.mean(variable + fixed <= float(budget) * (1 + NEARLY)))


def _percentiles(values: Draws) -> tuple[float, float, float]:
    low, middle, high = np.percentile(values, [10, 50, 90])
    return float(low), float(middle), float(high)


def _bins(values: Draws) -> tuple[tuple[float, float, int], ...]:
    counts, edges = np.histogram(values, bins=BINS)
    return tuple((float(edges[i]), float(edges[i + 1]), int(count)) for i, count in enumerate(counts))
