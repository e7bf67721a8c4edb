"""Months of a plan: when each stage is needed, what the channels supply, what is won when.

Source: docs/calculations.md 「必要になる月」.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from strategy.calc.plan.chains import SegmentNeed
from strategy.calc.plan.inputs import MONTHS, Ramp, Segment
from strategy.calc.plan.lags import YearEnd, needed_by_month, roll_forward, total_lag, year_end
from workspaces.calc.display import largest_remainder, round_half_up_int

Series = list[Fraction]
Years = Sequence[Sequence[SegmentNeed]]
NONE = Fraction(0)


@dataclass(frozen=True)
class Timeline:
    """Per month of the plan, exact: entries needed per stage, the target's revenue, the supply of leads by ramp and season.

    `before` are the leads that had to come before the first month for this plan's wins, the newest last;
    `won_expected` what the supply of these months brings; `printed` whole numbers per stage that add up per year.
    """

    needed: dict[str, Series]
    revenue: Series
    supply: Series
    channel_supply: dict[str, Series]
    segment_leads: list[Series]
    won_expected: Series
    before: Series
    printed: dict[str, list[int]]


def timeline(stages: Sequence[str], years: Years) -> Timeline:
    """The months of all years, one after the other; after the last year its months go on as they were."""
    per_segment = [list(own) for own in zip(*years, strict=True)]
    months = MONTHS * len(years)
    needed = [_needed(own, stages) for own in per_segment]
    supplies = [_supply(own) for own in per_segment]
    totals = {stage: added([one[stage][1] for one in needed], months) for stage in stages}
    channels: dict[str, Series] = {}
    for supply in supplies:
        for key, series in supply.items():
            channels[key] = added([channels.get(key, []), series], months)
    return Timeline(
        needed=totals,
        revenue=added([_revenue(own) for own in per_segment], months),
        supply=added(list(channels.values()), months),
        channel_supply={key: series for key, series in channels.items() if key},
        segment_leads=[one[stages[0]][1] for one in needed],
        won_expected=added(
            [_won(own, supply) for own, supply in zip(per_segment, supplies, strict=True)],
            months,
        ),
        before=_before([one[stages[0]][0] for one in needed]),
        printed={stage: whole_months(series) for stage, series in totals.items()},
    )


def whole_months(series: Sequence[Fraction]) -> list[int]:
    """Whole numbers per month that add up to each year's exact sum rounded half up."""
    found: list[int] = []
    for start in range(0, len(series), MONTHS):
        year = series[start : start + MONTHS]
        found += largest_remainder(year, round_half_up_int(sum(year, NONE)))
    return found


def added(many: Sequence[Sequence[Fraction]], months: int) -> Series:
    """Series added up month by month; a shorter one counts as 0 after its end."""
    return [sum((series[month] for series in many if month < len(series)), NONE) for month in range(months)]


def _needed(own: Sequence[SegmentNeed], stages: Sequence[str]) -> dict[str, tuple[Series, Series]]:
    """Per stage what is needed (before the first month, from the first month on), for one segment over its years.

    A win belongs to the month of its revenue; the stages before it are needed as many months earlier as they take.
    Every year is computed at its own rates: those of the year in which the win is due.
    """
    found = {}
    for place, stage in enumerate(stages):
        lag = total_lag(own[0].segment.lag.steps[place:])
        due = [need.counts[stage] * share for need in own for share in need.segment.season.revenue]
        longest, months = max(lag), len(due)
        last_year = due[-MONTHS:]
        due += [last_year[month % MONTHS] for month in range(longest)]
        begun = needed_by_month(due, lag)
        found[stage] = (_only_before(due[:months], lag), begun[longest : longest + months])
    return found


def _only_before(due: Sequence[Fraction], lag: Mapping[int, Fraction]) -> Series:
    """Of the wins due in the plan, what had to begin before its first month, the oldest first."""
    longest = max(lag)
    return needed_by_month(due[:longest], lag)[:longest] if longest else []


def _before(many: Sequence[Series]) -> Series:
    """Series that end with the month before the first, added up from their ends."""
    longest = max((len(series) for series in many), default=0)
    return added([[NONE] * (longest - len(series)) + list(series) for series in many], longest)


def _revenue(own: Sequence[SegmentNeed]) -> Series:
    return [need.segment.revenue * share for need in own for share in need.segment.season.revenue]


def _supply(own: Sequence[SegmentNeed]) -> dict[str, Series]:
    """Leads per channel and month: the year's leads × share of the month × ramp; without channels under ""."""
    found: dict[str, Series] = {}
    for year, need in enumerate(own):
        lines = [(one.channel.key, one.channel.ramp, one.counts["lead"]) for one in need.channels]
        for key, ramp, leads in lines or [("", Ramp(), need.counts["lead"])]:
            series = found.setdefault(key, [NONE] * (MONTHS * len(own)))
            for month, share in enumerate(need.segment.season.leads):
                place = year * MONTHS + month
                series[place] = leads * share if ramp.starts == 0 else leads * share * ramp.factor(place + 1)
    return found


def _won(own: Sequence[SegmentNeed], supply: Mapping[str, Series]) -> Series:
    """Wins per month that a segment's supply brings, every lead at the rates of its own year."""
    months = MONTHS * len(own)
    chains = [{one.channel.key: one.chain for one in need.channels} or {"": need.chain} for need in own]
    arriving = [
        sum((series[month] * chains[month // MONTHS].get(key, NONE) for key, series in supply.items()), NONE)
        for month in range(months)
    ]
    return roll_forward(arriving, Fraction(1), total_lag(own[0].segment.lag.steps))[:months]


@dataclass(frozen=True)
class YearFlow:
    """A year's end over all segments (see `lags.YearEnd`), with what is known to be carried in."""

    in_year: Fraction
    carry_in: Fraction
    carry_in_known: Fraction | None
    spill_over: Fraction
    spill_over_revenue: Fraction
    leads_without_carry_in: Fraction | None
    extra_leads: Fraction | None
    last_useful_month: int
    useful_months: Fraction | None


def year_flow(needs: Sequence[SegmentNeed]) -> YearFlow:
    """What this year's leads bring within the year: 50 of 80 in the worked example, 30 carried in and 30 after it."""
    ends = [(need, _end(need)) for need in needs]
    known = [need.segment.carry_in_wins for need in needs]
    alone = [end.leads_without_carry_in for _need, end in ends]
    extra = [_extra(need, end) for need, end in ends]
    same = {end.useful_months for _need, end in ends}
    return YearFlow(
        in_year=sum((end.in_year for _need, end in ends), NONE),
        carry_in=sum((end.carry_in for _need, end in ends), NONE),
        carry_in_known=None if any(one is None for one in known) else sum((one for one in known if one), NONE),
        spill_over=sum((end.spill_over for _need, end in ends), NONE),
        spill_over_revenue=sum((end.spill_over * _price(need.segment) for need, end in ends), NONE),
        leads_without_carry_in=_all(alone),
        extra_leads=_all(extra),
        last_useful_month=max(end.last_useful_month for _need, end in ends),
        useful_months=same.pop() if len(same) == 1 else None,
    )


def _end(need: SegmentNeed) -> YearEnd:
    segment = need.segment
    return year_end(segment.wins, need.counts["lead"], segment.season.leads, total_lag(segment.lag.steps))


def _price(segment: Segment) -> Fraction:
    return segment.average_deal_size.value


def _extra(need: SegmentNeed, end: YearEnd) -> Fraction | None:
    """Leads on top of the plan when less is carried in than it takes (nothing known counts as enough)."""
    known = need.segment.carry_in_wins
    if known is None or known >= end.carry_in:
        return NONE
    if end.leads_without_carry_in is None:
        return None
    return (end.carry_in - known) * end.leads_without_carry_in / need.segment.wins


def _all(many: Sequence[Fraction | None]) -> Fraction | None:
    """The sum, None when one is not known."""
    known = [one for one in many if one is not None]
    return sum(known, NONE) if len(known) == len(many) else None
