"""The back-calculation of Layer 1: from a revenue target to the leads it needs, in exact fractions.

Nothing is rounded between the steps; `display` (half up) and `ceiling` are prints of the exact value.
Source: docs/calculations.md 「逆算」.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, prod

from strategy.calc.plan_checks import PlanError, PlanIssue, check_plan, rate_keys
from workspaces.calc.display import Number, as_fraction, largest_remainder, round_half_up, round_half_up_int

__all__ = [
    "BackCalculation",
    "ForwardCheck",
    "GoalNumbers",
    "MonthTarget",
    "Plan",
    "PlanError",
    "PlanIssue",
    "StageNeed",
    "as_json",
    "back_calculate",
    "budget_for",
    "check_plan",
    "goal_numbers",
    "leads_to_revenue",
    "rate_keys",
    "rate_needed",
    "required_leads_if",
    "sensitivity",
    "stage_to_revenue",
]

DEFAULT_STAGES = ("lead", "mql", "sql", "won")


@dataclass(frozen=True)
class Plan:
    """What a planner types.

    `revenue_target` of the business and `average_deal_size` in the workspace's currency; `marketing_share` and the
    values of `rates` are fractions 0–1; `stages` in order from `lead` to `won`; `rates` keyed `<from>_to_<to>`;
    `month_weights` twelve numbers of any sum, the first for the first month of the fiscal year.
    Numbers may be int, Decimal or Fraction; a missing one is None.
    """

    revenue_target: Number | None
    marketing_share: Number | None
    average_deal_size: Number | None
    rates: Mapping[str, Number | None]
    stages: tuple[str, ...] = DEFAULT_STAGES
    month_weights: tuple[Number, ...] = (1,) * 12

    def rate(self, key: str) -> Fraction:
        """The exact rate `<from>_to_<to>`."""
        return _exact(self.rates[key])

    @property
    def revenue(self) -> Fraction:
        """マーケ起点の売上: the part of the business target that marketing carries."""
        return _exact(self.revenue_target) * _exact(self.marketing_share)

    @property
    def lead_to_won_rate(self) -> Fraction:
        """Share of leads that are won in the end: the product of all rates."""
        return prod((self.rate(key) for key in rate_keys(self.stages)), start=Fraction(1))


@dataclass(frozen=True)
class StageNeed:
    """How many entries into a stage the plan needs: exact, as printed (half up), and rounded up (安全側)."""

    stage: str
    exact: Fraction

    @property
    def display(self) -> int:
        return round_half_up_int(self.exact)

    @property
    def ceiling(self) -> int:
        return ceil(self.exact)


@dataclass(frozen=True)
class ForwardCheck:
    """What a whole number of leads brings at the planned rates, and how far that is from the target."""

    leads: int
    revenue: Fraction
    gap: Fraction

    @property
    def is_enough(self) -> bool:
        return self.gap >= 0


@dataclass(frozen=True)
class MonthTarget:
    """One month of the plan: `exact` per stage (and `revenue`), and the whole numbers that the plan page prints."""

    month: int
    exact: Mapping[str, Fraction]
    printed: Mapping[str, int]


@dataclass(frozen=True)
class BackCalculation:
    """The result: needs per stage (won first, lead last), forward checks, twelve months."""

    plan: Plan
    revenue: Fraction
    stages: tuple[StageNeed, ...]
    forward: ForwardCheck
    forward_ceiling: ForwardCheck
    months: tuple[MonthTarget, ...]
    warnings: tuple[PlanIssue, ...] = field(default=())

    def need(self, stage: str) -> StageNeed:
        """The need of one stage. Raises KeyError for a stage outside the chain."""
        for stage_need in self.stages:
            if stage_need.stage == stage:
                return stage_need
        raise KeyError(stage)


@dataclass(frozen=True)
class GoalNumbers:
    """The two figures of the goal sentence; `mqls` is None for a chain without that stage."""

    leads: int
    mqls: int | None


def back_calculate(plan: Plan) -> BackCalculation:
    """Needs per stage, forward checks and months of a plan. Raises PlanError with the issues that forbid it."""
    issues = check_plan(plan)
    errors = [issue for issue in issues if issue.is_error]
    if errors:
        raise PlanError(errors)
    stages = _needs(plan)
    leads = stages[-1]
    return BackCalculation(
        plan=plan,
        revenue=plan.revenue,
        stages=stages,
        forward=_forward(plan, leads.display),
        forward_ceiling=_forward(plan, leads.ceiling),
        months=_months(plan, stages),
        warnings=tuple(issues),
    )


def _needs(plan: Plan) -> tuple[StageNeed, ...]:
    exact = plan.revenue / _exact(plan.average_deal_size)
    needs = [StageNeed("won", exact)]
    for key, stage in reversed(list(zip(rate_keys(plan.stages), plan.stages[:-1], strict=True))):
        exact /= plan.rate(key)
        needs.append(StageNeed(stage, exact))
    return tuple(needs)


def _forward(plan: Plan, leads: int) -> ForwardCheck:
    revenue = leads_to_revenue(plan, leads)
    return ForwardCheck(leads=leads, revenue=revenue, gap=revenue - plan.revenue)


def _months(plan: Plan, needs: Sequence[StageNeed]) -> tuple[MonthTarget, ...]:
    weights = [_exact(weight) for weight in plan.month_weights]
    shares = [weight / sum(weights) for weight in weights]
    in_order = list(reversed(needs))
    printed = {
        need.stage: largest_remainder([need.exact * share for share in shares], need.display) for need in in_order
    }
    return tuple(
        MonthTarget(
            month=index + 1,
            exact={need.stage: need.exact * share for need in in_order} | {"revenue": plan.revenue * share},
            printed={stage: numbers[index] for stage, numbers in printed.items()},
        )
        for index, share in enumerate(shares)
    )


def stage_to_revenue(plan: Plan, stage: str, count: Number) -> Fraction:
    """Revenue that `count` entries into `stage` bring at the planned rates and deal size (リードから売上へ)."""
    keys = rate_keys(plan.stages)[plan.stages.index(stage) :]
    chain = prod((plan.rate(key) for key in keys), start=Fraction(1))
    return as_fraction(count) * chain * _exact(plan.average_deal_size)


def leads_to_revenue(plan: Plan, leads: Number) -> Fraction:
    """Revenue that this many leads bring: 5,333 leads of set A bring 399,975,000."""
    return stage_to_revenue(plan, plan.stages[0], leads)


def required_leads_if(plan: Plan, key: str, value: Number) -> Fraction:
    """Exact leads needed when one input is `value` instead.

    `key` is a rate key, `revenue_target`, `marketing_share` or `average_deal_size`. Raises PlanError.
    """
    if key in rate_keys(plan.stages):
        changed = replace(plan, rates={**plan.rates, key: value})
    elif key in ("revenue_target", "marketing_share", "average_deal_size"):
        changed = replace(plan, **{key: value})  # type: ignore[arg-type]
    else:
        raise KeyError(key)
    errors = [issue for issue in check_plan(changed) if issue.is_error]
    if errors:
        raise PlanError(errors)
    return changed.revenue / (_exact(changed.average_deal_size) * changed.lead_to_won_rate)


def rate_needed(plan: Plan, key: str, leads: Number) -> Fraction | None:
    """The rate `key` that the plan needs when only this many leads come (above 1: impossible); None for no leads."""
    if as_fraction(leads) == 0:
        return None
    others = plan.lead_to_won_rate / plan.rate(key)
    return plan.revenue / (_exact(plan.average_deal_size) * others * as_fraction(leads))


def sensitivity(
    ranges: Mapping[str, tuple[Decimal, Decimal]], leads_if: Callable[[str, Decimal], Fraction]
) -> list[tuple[str, Fraction, Fraction]]:
    """Required leads at the low and the high end of each input's own plausible range, widest spread first.

    `leads_if(key, value)` are the leads that the plan needs with this one input changed. Equal relative changes give
    every input the same bar, so the caller passes real ranges (目安 or 実績の幅).
    """
    bars = [(key, leads_if(key, low), leads_if(key, high)) for key, (low, high) in ranges.items()]
    return sorted(bars, key=lambda bar: abs(bar[1] - bar[2]), reverse=True)


def budget_for(plan: Plan, budget: Number, cost_per_lead: Number) -> Fraction | None:
    """Revenue that a budget brings at a cost per lead (CPL); None without a cost."""
    if as_fraction(cost_per_lead) == 0:
        return None
    return leads_to_revenue(plan, as_fraction(budget) / as_fraction(cost_per_lead))


def goal_numbers(result: BackCalculation) -> GoalNumbers:
    """The figures of 「年間5,333リードを獲得し、そのうち1,067件をMQLに育成する」; the sentence is the page's."""
    mqls = next((need.display for need in result.stages if need.stage == "mql"), None)
    return GoalNumbers(leads=result.stages[-1].display, mqls=mqls)


def as_json(result: BackCalculation, *, minor_digits: int = 0) -> dict[str, object]:
    """The result as command and API print it: `stages` (won first), `forward`, `months`.

    `exact` are strings of fractions ("16000/3"); money is rounded half up to `minor_digits` of the currency.
    """
    revenue = round_half_up(result.forward.revenue, minor_digits)
    return {
        "stages": [
            {"stage": need.stage, "exact": str(need.exact), "display": need.display, "ceiling": need.ceiling}
            for need in result.stages
        ],
        "forward": {"leads": result.forward.leads, "revenue": _json_number(revenue)},
        "months": [{"month": month.month, **month.printed} for month in result.months],
    }


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _exact(value: Number | None) -> Fraction:
    if value is None:
        raise ValueError("a number of the plan is missing")
    return as_fraction(value)
