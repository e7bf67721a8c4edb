"""What is impossible or unusual in a plan, as values that a page lists beside the fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from workspaces.calc.display import as_fraction

if TYPE_CHECKING:
    from strategy.calc.funnel import Plan

# Above these a planner is asked 「このままでよいですか」; the plan is computed all the same.
SHARE_TO_QUESTION = Fraction(6, 10)
RATE_TO_QUESTION = Fraction(8, 10)
DEAL_SIZE_TO_QUESTION = 10**11


@dataclass(frozen=True)
class PlanIssue:
    """One finding: `severity` error (nothing can be computed) or warning (please confirm).

    `field` is `revenue_target`, `marketing_share`, `average_deal_size`, a rate key, `stages` or `month_weights`.
    `code`: `missing`, `not_positive`, `above_one`, `bad_chain`, `twelve_weights`, `weights_not_positive`,
    `share_high`, `rate_high`, `deal_size_high`, `deal_above_target`.
    """

    severity: str
    field: str
    code: str

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


class PlanError(ValueError):
    """A plan that cannot be computed; `issues` says why."""

    def __init__(self, issues: Sequence[PlanIssue]) -> None:
        super().__init__(", ".join(f"{issue.field}: {issue.code}" for issue in issues))
        self.issues = list(issues)


def rate_keys(stages: Sequence[str]) -> list[str]:
    """The rates a chain has, from the first step to the last: `lead_to_mql`, `mql_to_sql`, `sql_to_won`."""
    return [f"{before}_to_{after}" for before, after in zip(stages, stages[1:], strict=False)]


def check_plan(plan: Plan) -> list[PlanIssue]:
    """All findings about a plan, errors first; a rate of 0 or above 100 % is an error, a share above 60 % a warning.

    Source: docs/calculations.md 「逆算の入力の確認」.
    """
    chain = _check_chain(plan)
    if chain:
        return chain
    issues = [*_check_amounts(plan), *_check_rates(plan), *_check_weights(plan)]
    return sorted(issues, key=lambda issue: not issue.is_error)


def _check_chain(plan: Plan) -> list[PlanIssue]:
    stages = plan.stages
    is_sound = len(stages) >= 2 and stages[0] == "lead" and stages[-1] == "won" and len(set(stages)) == len(stages)
    return [] if is_sound else [PlanIssue("error", "stages", "bad_chain")]


def _check_amounts(plan: Plan) -> list[PlanIssue]:
    issues = []
    for name in ("revenue_target", "marketing_share", "average_deal_size"):
        value = getattr(plan, name)
        if value is None:
            issues.append(PlanIssue("error", name, "missing"))
        elif as_fraction(value) <= 0:
            issues.append(PlanIssue("error", name, "not_positive"))
    if issues:
        return issues
    share = as_fraction(plan.marketing_share or 0)
    deal_size = as_fraction(plan.average_deal_size or 0)
    if share > 1:
        issues.append(PlanIssue("error", "marketing_share", "above_one"))
    elif share > SHARE_TO_QUESTION:
        issues.append(PlanIssue("warning", "marketing_share", "share_high"))
    if deal_size > DEAL_SIZE_TO_QUESTION:
        issues.append(PlanIssue("warning", "average_deal_size", "deal_size_high"))
    if deal_size > as_fraction(plan.revenue_target or 0) * share:
        issues.append(PlanIssue("warning", "average_deal_size", "deal_above_target"))
    return issues


def _check_rates(plan: Plan) -> list[PlanIssue]:
    issues = []
    for key in rate_keys(plan.stages):
        value = plan.rates.get(key)
        if value is None:
            issues.append(PlanIssue("error", key, "missing"))
        elif as_fraction(value) <= 0:
            issues.append(PlanIssue("error", key, "not_positive"))
        elif as_fraction(value) > 1:
            issues.append(PlanIssue("error", key, "above_one"))
        elif as_fraction(value) >= RATE_TO_QUESTION:
            issues.append(PlanIssue("warning", key, "rate_high"))
    return issues


def _check_weights(plan: Plan) -> list[PlanIssue]:
    weights = [as_fraction(weight) for weight in plan.month_weights]
    if len(weights) != 12:
        return [PlanIssue("error", "month_weights", "twelve_weights")]
    if min(weights) < 0 or sum(weights) <= 0:
        return [PlanIssue("error", "month_weights", "weights_not_positive")]
    return []
