"""The plan asked backwards, always at its own mix. Source: docs/calculations.md 「逆向きの計算」."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from strategy.calc.plan.chains import SegmentNeed, channel_totals, need_of
from strategy.calc.plan.inputs import MONTHS, Channel, Estimate, Segment
from strategy.calc.plan.money import totals_cost

NONE = Fraction(0)


@dataclass(frozen=True)
class Reached:
    """What a number of leads brings when every channel and segment keeps its part: wins, revenue, share of the target."""

    leads: Fraction
    won: Fraction
    revenue: Fraction
    share: Fraction


def leads_of(needs: Sequence[SegmentNeed]) -> Fraction:
    return sum((need.counts["lead"] for need in needs), NONE)


def from_leads(needs: Sequence[SegmentNeed], leads: Fraction) -> Reached:
    """リードから売上へ: 5,333 leads of set A bring 399,975,000."""
    share = leads / leads_of(needs)
    return Reached(
        leads=leads,
        won=sum((need.counts["won"] for need in needs), NONE) * share,
        revenue=sum((need.segment.revenue for need in needs), NONE) * share,
        share=share,
    )


def from_budget(needs: Sequence[SegmentNeed], budget: Fraction) -> Reached | None:
    """予算から売上へ: what is left after the fixed costs buys leads at this mix's cost per lead; None without costs."""
    cost, _media = totals_cost(channel_totals(needs))
    if cost is None or not needs:
        return None
    fixed = fixed_cost(needs)
    per_lead = (cost - fixed) / leads_of(needs)
    if per_lead <= 0:
        return None
    return from_leads(needs, max(budget - fixed, NONE) / per_lead)


def fixed_cost(needs: Sequence[SegmentNeed]) -> Fraction:
    """What is paid whatever the number of leads: once per channel, however many segments use it."""
    channels = [total.parts[0][1].channel for total in channel_totals(needs)]
    return sum((channel.fixed_cost + channel.other_cost for channel in channels), NONE)


def from_capacity(needs: Sequence[SegmentNeed], mqls_per_month: Fraction, stage: str = "mql") -> Reached | None:
    """営業が対応できる件数から: the largest plan whose MQLs sales can take; None for a chain without that stage."""
    if not all(stage in need.counts for need in needs):
        return None
    needed = sum((need.counts[stage] for need in needs), NONE)
    if not needed:
        return None
    return from_leads(needs, leads_of(needs) * mqls_per_month * MONTHS / needed)


@dataclass(frozen=True)
class SolvedRate:
    """The rate that the target needs when only so many leads come: every rate of this step × `factor`.

    `rates` per segment and channel ("" for the segment's own) as (before, needed); above 1 it cannot be reached.
    """

    key: str
    leads: Fraction
    factor: Fraction
    rates: tuple[tuple[str, str, Fraction, Fraction], ...]

    @property
    def is_possible(self) -> bool:
        return all(after <= 1 for _segment, _channel, _before, after in self.rates)


def solve_rate(needs: Sequence[SegmentNeed], key: str, leads: Fraction) -> SolvedRate | None:
    """率を求める: with 4,000 leads set A needs MQL→SQL 40 %. None without leads."""
    if leads <= 0:
        return None
    factor = leads_of(needs) / leads
    rates = []
    for need in needs:
        own = need.segment.rates[key].value
        rates.append((need.segment.key, "", own, own * factor))
        rates += [
            (need.segment.key, one.channel.key, one.channel.rates[key].value, one.channel.rates[key].value * factor)
            for one in need.channels
            if key in one.channel.rates
        ]
    return SolvedRate(key=key, leads=leads, factor=factor, rates=tuple(rates))


def with_rate_factor(segment: Segment, key: str, factor: Fraction) -> Segment:
    """The segment with every rate of one step multiplied, its channels' own ones too."""

    def raised(rates: dict[str, Estimate]) -> dict[str, Estimate]:
        return {name: replace(one, value=one.value * factor) if name == key else one for name, one in rates.items()}

    channels: tuple[Channel, ...] = tuple(
        replace(channel, rates=raised(dict(channel.rates))) for channel in segment.channels
    )
    return replace(segment, rates=raised(dict(segment.rates)), channels=channels)


def needs_of(segments: Sequence[Segment], stages: Sequence[str]) -> list[SegmentNeed]:
    """The needs of a year's segments."""
    return [need_of(segment, stages) for segment in segments]
