"""Which assumption matters: every input over its own plausible range, and the plain ±10 % and +1 pt beside it.

In a product a relative change is worth the same at any step, so the tornado takes each input's own range.
Source: docs/calculations.md 「影響の大きい前提」.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from strategy.calc.plan.chains import SegmentNeed, leads_needed
from strategy.calc.plan.inputs import Channel, Estimate, Segment
from strategy.calc.plan.inverse import leads_of
from strategy.calc.plan_checks import rate_keys

NUMBERS = ("marketing_share", "average_deal_size", "revenue_target")


@dataclass(frozen=True)
class Lever:
    """One input of the plan: where it stands, and the segment that another value of it makes."""

    place: int
    segment: str
    channel: str
    key: str
    estimate: Estimate
    with_value: Callable[[Fraction], Segment]

    @property
    def path(self) -> str:
        """segments.smb.rates.mql_to_sql, segments.smb.channels.seo.rates.lead_to_mql"""
        middle = f".channels.{self.channel}" if self.channel else ""
        return f"segments.{self.segment}{middle}.{self.key if self.key in NUMBERS else f'rates.{self.key}'}"


@dataclass(frozen=True)
class Bar:
    """Leads needed at the low and at the high end of an input's range."""

    lever: Lever
    low: Fraction
    high: Fraction
    leads_at_low: Fraction
    leads_at_high: Fraction

    @property
    def spread(self) -> Fraction:
        return abs(self.leads_at_low - self.leads_at_high)


def levers(segments: Sequence[Segment]) -> Iterator[Lever]:
    """Every number that the leads depend on: amounts and rates per segment, own rates per channel."""
    for place, segment in enumerate(segments):
        for name in NUMBERS:
            yield Lever(place, segment.key, "", name, getattr(segment, name), _number_setter(segment, name))
        for key, rate in segment.rates.items():
            yield Lever(place, segment.key, "", key, rate, _rate_setter(segment, key))
        for channel in segment.channels:
            for key, rate in channel.rates.items():
                yield Lever(place, segment.key, channel.key, key, rate, _channel_setter(segment, channel, key))


def tornado(needs: Sequence[SegmentNeed], stages: Sequence[str]) -> list[Bar]:
    """Bars of all inputs that have a range, widest first."""
    total, keys = leads_of(needs), rate_keys(stages)
    bars = []
    for lever in levers([need.segment for need in needs]):
        if lever.estimate.low is None or lever.estimate.high is None or not lever.estimate.has_range:
            continue
        others = total - needs[lever.place].counts["lead"]
        ends = [_leads(lever, value, keys) + others for value in (lever.estimate.low, lever.estimate.high)]
        bars.append(Bar(lever, lever.estimate.low, lever.estimate.high, ends[0], ends[1]))
    return sorted(bars, key=lambda bar: bar.spread, reverse=True)


@dataclass(frozen=True)
class Nudge:
    """Leads needed when one input is 0.9 ×, 1.1 ×, or one percentage point higher (rates and shares only)."""

    lever: Lever
    less: Fraction
    more: Fraction
    point: Fraction | None


def nudges(needs: Sequence[SegmentNeed], stages: Sequence[str]) -> list[Nudge]:
    """±10 % and +1 pt of every input: set A rates and price 5,926 / 4,848, target and share 4,800 / 5,867."""
    total, keys = leads_of(needs), rate_keys(stages)
    found = []
    for lever in levers([need.segment for need in needs]):
        others = total - needs[lever.place].counts["lead"]
        value = lever.estimate.value
        is_rate = lever.key not in ("average_deal_size", "revenue_target")
        found.append(
            Nudge(
                lever=lever,
                less=_leads(lever, value * 9 / 10, keys) + others,
                more=_leads(lever, value * 11 / 10, keys) + others,
                point=_leads(lever, value + Fraction(1, 100), keys) + others if is_rate else None,
            )
        )
    return found


def _leads(lever: Lever, value: Fraction, keys: Sequence[str]) -> Fraction:
    return leads_needed(lever.with_value(value), keys)


def _number_setter(segment: Segment, name: str) -> Callable[[Fraction], Segment]:
    def change(value: Fraction) -> Segment:
        estimate = replace(getattr(segment, name), value=value)
        return replace(segment, **{name: estimate})

    return change


def _rate_setter(segment: Segment, key: str) -> Callable[[Fraction], Segment]:
    return lambda value: replace(segment, rates={**segment.rates, key: replace(segment.rates[key], value=value)})


def _channel_setter(segment: Segment, channel: Channel, key: str) -> Callable[[Fraction], Segment]:
    def change(value: Fraction) -> Segment:
        changed = replace(channel, rates={**channel.rates, key: replace(channel.rates[key], value=value)})
        return replace(segment, channels=tuple(changed if one.key == channel.key else one for one in segment.channels))

    return change
