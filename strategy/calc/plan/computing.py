"""The whole plan in one call. Source: docs/calculations.md 「詳しい計画」."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from strategy.calc.plan import inverse
from strategy.calc.plan.chains import Counts, Printed, SegmentNeed, need_of, printed, summed
from strategy.calc.plan.feedback import Feedback, feedback
from strategy.calc.plan.gates import Gate, check_gates
from strategy.calc.plan.inputs import PlanInput
from strategy.calc.plan.levers import Bar, Nudge, nudges, tornado
from strategy.calc.plan.money import MoneyLine, money_lines
from strategy.calc.plan.scenarios import ScenarioResult, compare
from strategy.calc.plan.timeline import Timeline, YearFlow, timeline, year_flow
from strategy.calc.plan.uncertainty import Outlook, outlook

NONE = Fraction(0)


@dataclass(frozen=True)
class YearResult:
    """One year: needs per segment, their sum, whole numbers that add up, its end, its money, its parts of the target."""

    needs: tuple[SegmentNeed, ...]
    counts: Counts
    printed: dict[str, Printed]
    revenue: Fraction
    flow: YearFlow
    money: tuple[MoneyLine, ...]

    @property
    def split(self) -> dict[str, Fraction]:
        """The target as renewal, upsell and new, and marketing's part of what is new."""
        segments = [need.segment for need in self.needs]
        return {
            "target": sum((one.revenue_target.value for one in segments), NONE),
            "renewal": sum((one.renewal for one in segments), NONE),
            "upsell": sum((one.upsell for one in segments), NONE),
            "new": sum((one.new_revenue for one in segments), NONE),
            "marketing": self.revenue,
        }


@dataclass(frozen=True)
class Inverse:
    """Answers to the questions that were asked; what was not asked, or cannot be answered, is None."""

    from_leads: inverse.Reached | None = None
    from_budget: inverse.Reached | None = None
    from_capacity: inverse.Reached | None = None
    solved: inverse.SolvedRate | None = None


@dataclass(frozen=True)
class PlanResult:
    """Everything a plan says. Years first; levers, probability, gates, scenarios and feedback are of the first year."""

    plan: PlanInput
    years: tuple[YearResult, ...]
    timeline: Timeline
    tornado: tuple[Bar, ...]
    nudges: tuple[Nudge, ...]
    outlook: Outlook | None
    scenarios: tuple[ScenarioResult, ...]
    gates: tuple[Gate, ...]
    inverse: Inverse
    feedback: Feedback | None

    @property
    def first(self) -> YearResult:
        return self.years[0]


def compute_plan(plan: PlanInput) -> PlanResult:
    """Chain, months, money, levers, probability, scenarios, gates, answers and feedback of a plan."""
    years = [tuple(need_of(segment, plan.stages) for segment in year) for year in plan.years]
    needs = years[0]
    return PlanResult(
        plan=plan,
        years=tuple(_year(plan, own) for own in years),
        timeline=timeline(plan.stages, years),
        tornado=tuple(tornado(needs, plan.stages)),
        nudges=tuple(nudges(needs, plan.stages)),
        outlook=outlook(needs, plan.stages, draws=plan.draws, seed=plan.seed, budget=plan.limits.budget),
        scenarios=tuple(compare(plan, needs)),
        gates=tuple(check_gates(needs, plan.limits)),
        inverse=_answers(plan, needs),
        feedback=feedback(needs, plan.actuals, plan.stages),
    )


def without_draws(plan: PlanInput) -> PlanInput:
    """The same plan without the Monte-Carlo part."""
    return replace(plan, draws=0)


def _year(plan: PlanInput, needs: tuple[SegmentNeed, ...]) -> YearResult:
    return YearResult(
        needs=needs,
        counts=summed((need.counts for need in needs), plan.stages),
        printed={stage: printed(needs, stage) for stage in plan.stages},
        revenue=sum((need.segment.revenue for need in needs), NONE),
        flow=year_flow(needs),
        money=tuple(money_lines(needs, plan.target_roi)),
    )


def _answers(plan: PlanInput, needs: tuple[SegmentNeed, ...]) -> Inverse:
    asked = plan.questions
    return Inverse(
        from_leads=inverse.from_leads(needs, asked.leads) if asked.leads is not None else None,
        from_budget=inverse.from_budget(needs, asked.budget) if asked.budget is not None else None,
        from_capacity=inverse.from_capacity(needs, asked.mqls_per_month) if asked.mqls_per_month is not None else None,
        solved=inverse.solve_rate(needs, asked.solve_rate, asked.solve_leads or inverse.leads_of(needs))
        if asked.solve_rate
        else None,
    )
