"""Money per channel: CPL … CAC, ROI, ROAS, LTV, payback, allowable CPL. Source: docs/calculations.md 「チャネルの採算」.

Two things are kept apart: the marketing cost of a channel (its leads, fees, labour and tools), and the full cost of
winning customers, which adds the cost of sales of the segments. ROI = (gross profit − cost) ÷ cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from strategy.calc.plan.chains import ChannelTotal, SegmentNeed, channel_totals
from strategy.calc.plan.inputs import Segment

NONE = Fraction(0)


@dataclass(frozen=True)
class MoneyLine:
    """One channel (or all) over a year; what cannot be said is None. `costs_per` is per stage of the chain, leads first."""

    key: str
    name: str
    counts: dict[str, Fraction]
    cost: Fraction | None
    media_cost: Fraction | None
    costs_per: dict[str, Fraction | None]
    cac: Fraction | None
    revenue: Fraction
    gross_profit: Fraction | None
    roi: Fraction | None
    roas: Fraction | None
    ltv: Fraction | None
    ltv_to_cac: Fraction | None
    payback_months: Fraction | None
    allowable_cpl: Fraction | None


def ratio(above: Fraction | None, below: Fraction | None) -> Fraction | None:
    """above ÷ below, None when either is unknown or the divisor is 0."""
    return above / below if above is not None and below else None


def lifetime_value(segment: Segment) -> Fraction | None:
    """LTV: gross profit of one customer over its life; one contract when no lifetime is given. None without margin."""
    if segment.gross_margin is None:
        return None
    contracts = segment.lifetime_months / segment.contract_months if segment.lifetime_months else Fraction(1)
    return segment.average_deal_size.value * segment.gross_margin * contracts


def money_lines(needs: Sequence[SegmentNeed], target_roi: Fraction | None = None) -> list[MoneyLine]:
    """One line per channel, and last one over all of them (key ""); empty for a plan without channels."""
    totals = channel_totals(needs)
    if not totals:
        return []
    won = sum((need.counts["won"] for need in needs), NONE)
    sales_cost = sum((need.segment.sales_cost for need in needs), NONE)
    per_win = sales_cost / won if won else NONE
    whole = ChannelTotal("", "", tuple(part for one in totals for part in one.parts))
    lines = [_line(one, totals_cost([one]), per_win, target_roi) for one in totals]
    return [*lines, _line(whole, totals_cost(totals), per_win, target_roi)]


def totals_cost(totals: Sequence[ChannelTotal]) -> tuple[Fraction | None, Fraction | None]:
    """(all marketing cost, media cost alone) of channels; None when a channel has no cost at all."""
    media, other = NONE, NONE
    for one in totals:
        channel = one.parts[0][1].channel
        fees = channel.fixed_cost + channel.other_cost
        if all(need.channel.cost_per_lead is None for _s, need in one.parts) and not fees:
            return None, None
        media += channel.fixed_cost
        other += channel.other_cost
        for _segment, need in one.parts:
            if need.channel.cost_per_lead is not None:
                media += need.channel.cost_per_lead.value * need.counts["lead"]
    return media + other, media


def _line(
    total: ChannelTotal, costs: tuple[Fraction | None, Fraction | None], per_win: Fraction, target_roi: Fraction | None
) -> MoneyLine:
    cost, media = costs
    counts, revenue = total.counts, total.revenue
    profit = _weighted(total, lambda segment, revenue: segment.gross_margin and revenue * segment.gross_margin)
    ltv = ratio(_weighted_wins(total), counts["won"])
    cac = ratio(cost, counts["won"])
    full_cac = cac + per_win if cac is not None else None
    monthly = ratio(_monthly_profit(total), counts["won"])
    return MoneyLine(
        key=total.key,
        name=total.name,
        counts=counts,
        cost=cost,
        media_cost=media,
        costs_per={stage: ratio(cost, count) for stage, count in counts.items()},
        cac=full_cac,
        revenue=revenue,
        gross_profit=profit,
        roi=ratio(profit - cost, cost) if profit is not None and cost is not None else None,
        roas=ratio(revenue, media),
        ltv=ltv,
        ltv_to_cac=ratio(ltv, full_cac),
        payback_months=ratio(full_cac, monthly),
        allowable_cpl=_allowable(profit, counts["lead"], target_roi),
    )


def _allowable(profit: Fraction | None, leads: Fraction, target_roi: Fraction | None) -> Fraction | None:
    """P · margin · chain ÷ (1 + target ROI): what a lead may cost at most; without a target the break-even."""
    per_lead = ratio(profit, leads)
    return per_lead / (1 + (target_roi or 0)) if per_lead is not None else None


def _weighted(total: ChannelTotal, value) -> Fraction | None:  # type: ignore[no-untyped-def]
    found = [value(segment, need.revenue) for segment, need in total.parts]
    return None if any(one is None for one in found) else sum(found, NONE)


def _weighted_wins(total: ChannelTotal) -> Fraction | None:
    values = [(lifetime_value(segment), need.counts["won"]) for segment, need in total.parts]
    if any(value is None for value, _won in values):
        return None
    return sum((value * won for value, won in values if value is not None), NONE)


def _monthly_profit(total: ChannelTotal) -> Fraction | None:
    if any(segment.gross_margin is None for segment, _need in total.parts):
        return None
    return sum(
        (need.revenue * (segment.gross_margin or 0) / segment.contract_months for segment, need in total.parts), NONE
    )
