"""The detailed plan: what the server computes again on every save, and its draws. Limits in seconds, no floor."""

from __future__ import annotations

from typing import Any

from bench.measure import Figure, Report, median_seconds
from strategy.calc.plan.chains import need_of
from strategy.calc.plan.computing import compute_plan
from strategy.calc.plan.document import as_document
from strategy.calc.plan.inputs import PlanInput
from strategy.calc.plan.reading import read_plan
from strategy.calc.plan.uncertainty import outlook

RUNS = 5
PLAN_LIMIT_SECONDS = 0.150
DRAWS_LIMIT_SECONDS = 1.0
DRAWS = 10_000
SEASON = [7, 7, 8, 8, 7, 9, 9, 9, 9, 8, 9, 10]
LEAD_SHARES = (0.10, 0.20, 0.05, 0.15, 0.25, 0.05, 0.20)
LEAD_TO_MQL = (0.118, 0.262, 0.241, 0.114, 0.2, 0.181, 0.213)
REVENUE_SHARES = (0.10, 0.20, 0.30, 0.15, 0.25)


def measure(report: Report) -> None:
    """5 segments × 7 channels × 36 months from document to document, and 10,000 draws over every range of it."""
    document = plan_document()
    seconds = median_seconds(lambda: as_document(compute_plan(read_plan(document))), RUNS)
    report.add(
        Figure.within("plan: 5 segments × 7 channels × 36 months", seconds, PLAN_LIMIT_SECONDS, report.loop_seconds)
    )
    plan = read_plan(document)
    seconds = median_seconds(lambda: _draw(plan), RUNS)
    report.add(Figure.within(f"plan: {DRAWS:,} draws", seconds, DRAWS_LIMIT_SECONDS, report.loop_seconds))


def _draw(plan: PlanInput) -> None:
    needs = [need_of(segment, plan.stages) for segment in plan.segments]
    found = outlook(needs, plan.stages, draws=DRAWS, seed=plan.seed)
    assert found is not None and found.draws == DRAWS


def plan_document() -> dict[str, Any]:
    """A plan of the largest size that is promised, with lead times, seasons, ramps, costs and a range on every rate."""
    return {
        "revenue_target": 3_000_000_000,
        "marketing_share": 0.4,
        "average_deal_size": 5_000_000,
        "rates": {"lead_to_mql": _ranged(0.2), "mql_to_sql": _ranged(0.3), "sql_to_won": _ranged(0.25)},
        "lags": {"3": 20, "4": 30, "5": 30, "6": 20},
        "season": {"revenue": SEASON, "leads": SEASON},
        "gross_margin": 0.6,
        "years": [{}, {"growth": 0.2}, {"growth": 0.15}],
        "segments": [_segment(place, share) for place, share in enumerate(REVENUE_SHARES)],
        "channels": [_channel(place, share) for place, share in enumerate(LEAD_SHARES)],
        "monte_carlo": {"draws": 0, "seed": 1},
    }


def _segment(place: int, share: float) -> dict[str, Any]:
    price = 3_000_000 + 700_000 * place
    return {
        "key": f"segment{place}",
        "revenue_share": share,
        "average_deal_size": {"value": price, "low": price // 2, "high": price * 2},
        "rates": {"mql_to_sql": _ranged(0.25 + 0.02 * place), "sql_to_won": _ranged(0.17 + 0.03 * place)},
    }


def _channel(place: int, share: float) -> dict[str, Any]:
    return {
        "key": f"channel{place}",
        "lead_share": share,
        "rates": {"lead_to_mql": _ranged(LEAD_TO_MQL[place])},
        "cost_per_lead": 5_000 + 1_000 * place,
        "fixed_cost": 100_000 * place,
        "ramp": {"starts": 1, "begins": 1 + place // 2, "full": 3 + place},
    }


def _ranged(rate: float) -> dict[str, float]:
    return {"value": round(rate, 4), "low": round(rate * 0.8, 4), "high": round(rate * 1.25, 4)}
