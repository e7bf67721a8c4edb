"""A detailed plan as one chain: the totals that targets, pages and files share. Source: docs/calculations.md 「詳しい計画」.

The sums over segments and channels are exact; the rates between them only tell how the sums relate. They hold for this
very mix and are never used to compute another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from strategy.calc.funnel import BackCalculation, ForwardCheck, MonthTarget, Plan, StageNeed
from strategy.calc.plan.chains import SegmentNeed, need_of, summed
from strategy.calc.plan.inputs import MONTHS, PlanInput
from strategy.calc.plan.timeline import Timeline, timeline
from workspaces.calc.display import round_half_up_int


def totals(plan: PlanInput) -> BackCalculation:
    """The first year of a plan in the shape of the back-calculation: needs, forward checks, the months they fall into.

    Months count an entry where it is needed (the lead time before its win) in a business that goes on from year to
    year as in this one, so that twelve months add up to the year.
    """
    needs = [need_of(segment, plan.stages) for segment in plan.segments]
    counts = summed((need.counts for need in needs), plan.stages)
    revenue = sum((need.segment.revenue for need in needs), Fraction(0))
    chain = one_chain(plan, needs, counts, revenue)
    per_lead = revenue / counts["lead"]
    return BackCalculation(
        plan=chain,
        revenue=revenue,
        stages=tuple(StageNeed(stage, counts[stage]) for stage in reversed(plan.stages)),
        forward=_forward(per_lead, revenue, round_half_up_int(counts["lead"])),
        forward_ceiling=_forward(per_lead, revenue, ceil(counts["lead"])),
        months=_months(plan, timeline(plan.stages, [needs])),
    )


def one_chain(plan: PlanInput, needs: Sequence[SegmentNeed], counts: dict[str, Fraction], revenue: Fraction) -> Plan:
    """The typed numbers that would give these sums; marketing's share is of the whole target, existing customers with it."""
    target = sum((need.segment.revenue_target.value for need in needs), Fraction(0))
    after = zip(plan.stages[1:], plan.rate_keys, strict=True)
    return Plan(
        revenue_target=target,
        marketing_share=revenue / target,
        average_deal_size=revenue / counts["won"],
        rates={key: counts[stage] / counts[before] for before, (stage, key) in zip(plan.stages, after, strict=False)},
        stages=plan.stages,
        month_weights=_weights(needs, revenue),
    )


def _weights(needs: Sequence[SegmentNeed], revenue: Fraction) -> tuple[Fraction, ...]:
    return tuple(
        sum((need.segment.revenue * need.segment.season.revenue[month] for need in needs), Fraction(0)) / revenue
        for month in range(MONTHS)
    )


def _forward(per_lead: Fraction, revenue: Fraction, leads: int) -> ForwardCheck:
    return ForwardCheck(leads=leads, revenue=per_lead * leads, gap=per_lead * leads - revenue)


def _months(plan: PlanInput, line: Timeline) -> tuple[MonthTarget, ...]:
    return tuple(
        MonthTarget(
            month=month + 1,
            exact={stage: line.needed[stage][month] for stage in plan.stages} | {"revenue": line.revenue[month]},
            printed={stage: line.printed[stage][month] for stage in plan.stages},
        )
        for month in range(MONTHS)
    )
