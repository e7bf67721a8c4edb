"""Needs per segment and channel: chains are summed, never averaged, and every mix gives its own number of leads.

Source: docs/calculations.md 「セグメントとチャネル」.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from strategy.calc.plan.inputs import Channel, Estimate, Segment
from strategy.calc.plan_checks import rate_keys
from workspaces.calc.display import largest_remainder, round_half_up_int

Counts = dict[str, Fraction]


@dataclass(frozen=True)
class ChannelNeed:
    """Entries per stage that one channel brings to one segment, its revenue, and its own chain (lead → won)."""

    channel: Channel
    counts: Counts
    revenue: Fraction
    chain: Fraction


@dataclass(frozen=True)
class SegmentNeed:
    """Entries per stage that one segment needs in a year, and how its channels share them."""

    segment: Segment
    counts: Counts
    channels: tuple[ChannelNeed, ...]

    @cached_property
    def chain(self) -> Fraction:
        """Wins per lead of this very mix (0 without a target)."""
        leads = self.counts["lead"]
        return self.counts["won"] / leads if leads else Fraction(0)


def need_of(segment: Segment, stages: Sequence[str]) -> SegmentNeed:
    """Total leads = wins ÷ Σ(share of leads × chain) over the segment's channels; without channels wins ÷ chain.

    Set A: 80 wins ÷ (0.2 × 0.3 × 0.25) = 16000/3 leads. Two channels of 60 % at 1.5 % and 40 % at 3 %: 80 ÷ 0.021.
    """
    keys = rate_keys(stages)
    channels = segment.channels or (Channel("", "", Fraction(1)),)
    reach = {channel.key: passed(channel_rates(segment, channel), keys) for channel in channels}
    per_lead = sum((channel.lead_share * reach[channel.key][-1] for channel in channels), Fraction(0))
    leads = segment.wins / per_lead
    shared = [
        _channel_need(segment, channel, leads * channel.lead_share, reach[channel.key], stages) for channel in channels
    ]
    counts = summed((need.counts for need in shared), stages)
    return SegmentNeed(segment=segment, counts=counts, channels=tuple(shared) if segment.channels else ())


def leads_needed(segment: Segment, keys: Sequence[str]) -> Fraction:
    """The leads of `need_of` alone, for asking often."""
    channels = segment.channels or (Channel("", "", Fraction(1)),)
    per_lead = Fraction(0)
    for channel in channels:
        part = channel.lead_share
        rates = channel_rates(segment, channel)
        for key in keys:
            part *= rates[key].value
        per_lead += part
    return segment.wins / per_lead


def channel_rates(segment: Segment, channel: Channel) -> Mapping[str, Estimate]:
    """The rates of a channel in a segment: its own where it has any, else the segment's."""
    return {**segment.rates, **channel.rates} if channel.rates else segment.rates


def passed(rates: Mapping[str, Estimate], keys: Sequence[str]) -> list[Fraction]:
    """Share of leads that reach each stage: [1, lead→mql, lead→sql, …, lead→won]."""
    found = [Fraction(1)]
    for key in keys:
        found.append(found[-1] * rates[key].value)
    return found


def _channel_need(
    segment: Segment, channel: Channel, leads: Fraction, reach: Sequence[Fraction], stages: Sequence[str]
) -> ChannelNeed:
    counts = {stage: leads * share for stage, share in zip(stages, reach, strict=True)}
    revenue = counts["won"] * segment.average_deal_size.value
    return ChannelNeed(channel=channel, counts=counts, revenue=revenue, chain=reach[-1])


def summed(many: Iterable[Mapping[str, Fraction]], stages: Sequence[str]) -> Counts:
    """Counts per stage added up."""
    whole = dict.fromkeys(stages, Fraction(0))
    for counts in many:
        for stage in stages:
            whole[stage] += counts[stage]
    return whole


@dataclass(frozen=True)
class ChannelTotal:
    """One channel over all segments of a year."""

    key: str
    name: str
    parts: tuple[tuple[Segment, ChannelNeed], ...]

    @cached_property
    def counts(self) -> Counts:
        return summed((need.counts for _segment, need in self.parts), list(self.parts[0][1].counts))

    @cached_property
    def revenue(self) -> Fraction:
        return sum((need.revenue for _segment, need in self.parts), Fraction(0))


def channel_totals(needs: Sequence[SegmentNeed]) -> list[ChannelTotal]:
    """Every channel summed over the segments that use it, in the order in which they are first named."""
    parts: dict[str, list[tuple[Segment, ChannelNeed]]] = {}
    for need in needs:
        for one in need.channels:
            parts.setdefault(one.channel.key, []).append((need.segment, one))
    return [ChannelTotal(key, own[0][1].channel.name, tuple(own)) for key, own in parts.items()]


@dataclass(frozen=True)
class Printed:
    """Whole numbers of one stage that add up: total = Σ segments, each segment = Σ its channels."""

    total: int
    segments: tuple[int, ...]
    channels: tuple[tuple[int, ...], ...]


def printed(needs: Sequence[SegmentNeed], stage: str) -> Printed:
    """The total is the exact sum rounded half up; segments and channels share it out by largest remainder."""
    exact = [need.counts[stage] for need in needs]
    total = round_half_up_int(sum(exact, Fraction(0)))
    segments = largest_remainder(exact, total)
    return Printed(
        total=total,
        segments=tuple(segments),
        channels=tuple(_shared_out(need, stage, whole) for need, whole in zip(needs, segments, strict=True)),
    )


def channel_printed(whole: Printed, needs: Sequence[SegmentNeed], key: str) -> int:
    """A channel's whole number over all segments."""
    return sum(
        number
        for need, own in zip(needs, whole.channels, strict=True)
        for one, number in zip(need.channels, own, strict=True)
        if one.channel.key == key
    )


def _shared_out(need: SegmentNeed, stage: str, whole: int) -> tuple[int, ...]:
    """The segment's whole number over its channels; exact values are stretched to it, so that they can add up."""
    exact = need.counts[stage]
    if not need.channels or not exact:
        return (0,) * len(need.channels)
    return tuple(largest_remainder([one.counts[stage] * whole / exact for one in need.channels], whole))
