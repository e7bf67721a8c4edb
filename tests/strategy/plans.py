"""Documents of plans that several tests use."""

from __future__ import annotations

from typing import Any

from strategy.calc.plan.computing import PlanResult, compute_plan
from strategy.calc.plan.reading import read_plan

RATES = {"lead_to_mql": 0.2, "mql_to_sql": 0.3, "sql_to_won": 0.25}
SET_A: dict[str, Any] = {
    "revenue_target": 1_000_000_000,
    "marketing_share": 0.4,
    "average_deal_size": 5_000_000,
    "rates": RATES,
}
LAG = {"3": 20, "4": 30, "5": 30, "6": 20}


def result_of(document: dict[str, Any] | None = None, **fields: Any) -> PlanResult:
    """The computed plan of a document (set A), with further fields, without draws unless they are asked for."""
    return compute_plan(read_plan({"monte_carlo": {"draws": 0}, **(document or SET_A), **fields}))


def leads(result: PlanResult) -> Any:
    return result.first.counts["lead"]
