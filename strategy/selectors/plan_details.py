"""A goal with its 詳細設定 as the document of a detailed plan, and its result."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from strategy.calc.funnel import rate_keys
from strategy.calc.plan.computing import PlanResult, compute_plan
from strategy.calc.plan.reading import PlanInputError, read_plan
from strategy.models import ArtefactVersion, Goal, PlanDetail


def detail_of(artefact: ArtefactVersion) -> dict[str, Any]:
    """What has been set beyond the six numbers; empty: all defaults."""
    found = PlanDetail.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact).first()
    return found.document if found else {}


def plan_document(goal: Goal) -> dict[str, Any]:
    """The goal in the schema of `plan_compute` and the API."""
    detail = detail_of(goal.artefact)
    ranges = detail.get("ranges", {})
    document: dict[str, Any] = {
        "currency": goal.workspace.currency,
        "starts_on": f"{goal.artefact.strategy.starts_on:%Y-%m}",
        "stages": list(goal.stages),
        "revenue_target": goal.revenue_target_amount,
        "marketing_share": goal.marketing_share_rate,
        "average_deal_size": _ranged(goal.average_deal_amount, ranges.get("average_deal_amount")),
        "rates": {key: _ranged(goal.rates.get(key), ranges.get(key)) for key in rate_keys(goal.stages)},
        "season": {"revenue": list(goal.month_weights), "leads": list(goal.month_weights)},
        "limits": detail.get("limits", {}),
    }
    if detail.get("scenarios"):
        document["scenarios"] = [_scenario(one, goal.stages) for one in detail["scenarios"]]
    if detail.get("lags"):
        document["lags"] = detail["lags"]
    if detail.get("gross_margin"):
        document["gross_margin"] = detail["gross_margin"]
    if detail.get("cost_per_lead"):
        document["channels"] = [{"key": "all", "lead_share": 1, "cost_per_lead": detail["cost_per_lead"]}]
    return document


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


def plan_result(goal: Goal, **questions: Any) -> PlanResult | None:
    """The computed plan of a goal; None while its numbers do not make one."""
    document = plan_document(goal)
    asked = {name: value for name, value in questions.items() if value is not None}
    try:
        return compute_plan(read_plan(document | ({"questions": asked} if asked else {})))
    except PlanInputError:
        return None
