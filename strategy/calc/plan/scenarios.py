"""Up to four named scenarios beside the plan: only what differs, and what it does at every stage.

Source: docs/calculations.md 「シナリオの比較」.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from strategy.calc.plan.chains import SegmentNeed, channel_totals, need_of, summed
from strategy.calc.plan.inputs import PlanInput
from strategy.calc.plan.money import totals_cost
from strategy.calc.plan.uncertainty import Outlook, outlook

NONE = Fraction(0)


@dataclass(frozen=True)
class ScenarioResult:
    """One scenario: its needs per stage, their difference to the plan, revenue, cost, probability."""

    name: str
    is_agreed: bool
    differs: Sequence[Mapping[str, Any]]
    counts: Mapping[str, Fraction]
    changes: Mapping[str, Fraction]
    revenue: Fraction
    revenue_change: Fraction
    cost: Fraction | None
    outlook: Outlook | None


def compare(plan: PlanInput, needs: Sequence[SegmentNeed]) -> list[ScenarioResult]:
    """Every scenario of the plan against its base, first year."""
    base = summed((need.counts for need in needs), plan.stages)
    revenue = _revenue(needs)
    found = []
    for scenario in plan.scenarios:
        own = [need_of(segment, plan.stages) for segment in scenario.years[0]]
        counts = summed((need.counts for need in own), plan.stages)
        totals = channel_totals(own)
        found.append(
            ScenarioResult(
                name=scenario.name,
                is_agreed=scenario.is_agreed,
                differs=scenario.differs,
                counts=counts,
                changes={stage: counts[stage] - base[stage] for stage in plan.stages},
                revenue=_revenue(own),
                revenue_change=_revenue(own) - revenue,
                cost=totals_cost(totals)[0] if totals else None,
                outlook=outlook(own, plan.stages, draws=plan.draws, seed=plan.seed),
            )
        )
    return found


def _revenue(needs: Sequence[SegmentNeed]) -> Fraction:
    return sum((need.segment.revenue for need in needs), NONE)
