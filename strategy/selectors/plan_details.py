"""A goal with its 詳細設定 as the document of a detailed plan, and its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from strategy.calc.funnel import rate_keys
from strategy.calc.plan.computing import PlanResult, compute_plan
from strategy.calc.plan.inputs import PlanInput
from strategy.calc.plan.reading import PlanInputError, PlanProblem, read_plan
from strategy.models import ArtefactVersion, Goal, PlanDetail

# What makes a plan more than one chain with everything in the month of its win.
CHAIN_PARTS = ("segments", "channels", "split", "share_of", "lags")
# What is stored under the very name that the plan's schema has.
SAME_NAME = (
    "segments", "split", "share_of", "average_deal_size_all", "lags", "gross_margin", "annual_churn",
    "contract_months", "sales_cost", "carry_in_wins",
)  # fmt: skip


def detail_of(artefact: ArtefactVersion) -> dict[str, Any]:
    """What has been set beyond the six numbers; empty: all defaults."""
    return _stored(artefact.workspace_id, artefact.pk)


def detail_of_goal(goal: Goal) -> dict[str, Any]:
    """The same of its contents, without asking for the version."""
    return _stored(goal.workspace_id, goal.artefact_id)


def _stored(workspace_id: int, artefact_id: int | None) -> dict[str, Any]:
    if artefact_id is None:  # numbers that are only being tried
        return {}
    found = PlanDetail.objects.for_workspace(workspace_id).filter(artefact_id=artefact_id).first()
    return found.document if found else {}


def has_own_chain(detail: Mapping[str, Any]) -> bool:
    """Whether totals or months differ from those of the six numbers alone."""
    return any(detail.get(name) for name in CHAIN_PARTS)


def plan_document(
    goal: Goal, detail: Mapping[str, Any] | None = None, *, rates: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The goal in the schema of `plan_compute` and the API; `detail` (else what is stored) and `rates` may be others."""
    detail = detail_of_goal(goal) if detail is None else detail
    ranges, typed = detail.get("ranges", {}), {**goal.rates, **(rates or {})}
    document: dict[str, Any] = {
        "currency": goal.workspace.currency,
        "starts_on": f"{goal.artefact.strategy.starts_on:%Y-%m}",
        "stages": list(goal.stages),
        "revenue_target": goal.revenue_target_amount,
        "marketing_share": goal.marketing_share_rate,
        "average_deal_size": _ranged(goal.average_deal_amount, ranges.get("average_deal_amount")),
        "rates": {key: _ranged(typed.get(key), ranges.get(key)) for key in rate_keys(goal.stages)},
        "season": {
            "revenue": list(goal.month_weights),
            "leads": detail.get("lead_season") or list(goal.month_weights),
        },
        "limits": detail.get("limits", {}),
    }
    document |= {name: detail[name] for name in SAME_NAME if detail.get(name)}
    if detail.get("scenarios"):
        document["scenarios"] = [_scenario(one, goal.stages) for one in detail["scenarios"]]
    if detail.get("years"):
        document["years"] = [{}, *detail["years"]]
    channels = _channels(detail)
    return document | ({"channels": channels} if channels else {})


def _channels(detail: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The channels with the general cost per lead where they have none; without channels one that carries everything."""
    cost = {"cost_per_lead": detail["cost_per_lead"]} if detail.get("cost_per_lead") else {}
    if detail.get("channels"):
        return [cost | row for row in detail["channels"]]
    return [{"key": "all", "lead_share": 1, **cost}] if cost else []


def _scenario(stored: dict[str, str], stages: Sequence[str]) -> dict[str, Any]:
    """A stored scenario in the schema's words; a rate that the chain has no longer is left out."""
    names = {"marketing_share_rate": "marketing_share", "average_deal_amount": "average_deal_size"}
    overrides: dict[str, Any] = {own: stored[name] for name, own in names.items() if name in stored}
    rates = {key: stored[key] for key in rate_keys(tuple(stages)) if key in stored}
    return {"name": stored["name"], "overrides": overrides | ({"rates": rates} if rates else {})}


def _ranged(value: Any, ends: Any) -> Any:
    """The value with its range; a range that the value has left (it was changed since) is not used."""
    if value is None or not ends:
        return value
    low, high = ends
    if not Decimal(low) <= Decimal(value) <= Decimal(high):
        return value
    return {"value": value, "low": low, "high": high}


def plan_input(
    goal: Goal, detail: Mapping[str, Any] | None = None, *, rates: Mapping[str, Any] | None = None
) -> PlanInput | None:
    """The plan of a goal as the calculation takes it; None while its numbers do not make one."""
    try:
        return read_plan(plan_document(goal, detail, rates=rates))
    except PlanInputError:
        return None


def plan_problems(goal: Goal, detail: Mapping[str, Any] | None = None) -> list[PlanProblem]:
    """What keeps the numbers and their 詳細設定 from being a plan."""
    try:
        read_plan(plan_document(goal, detail))
    except PlanInputError as wrong:
        return wrong.problems
    return []


def plan_result(goal: Goal, **questions: Any) -> PlanResult | None:
    """The computed plan of a goal; None while its numbers do not make one."""
    document = plan_document(goal)
    asked = {name: value for name, value in questions.items() if value is not None}
    try:
        return compute_plan(read_plan(document | ({"questions": asked} if asked else {})))
    except PlanInputError:
        return None
