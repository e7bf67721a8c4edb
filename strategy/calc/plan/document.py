"""A computed plan as JSON, for the command, the API and the pages.

Counts have `exact` (a fraction as text) and `display` (half up); money is rounded half up to the currency's smallest
unit; shares and rates are decimals of six places. Source: docs/calculations.md 「詳しい計画」.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from typing import Any

from strategy.calc.plan.chains import SegmentNeed, channel_printed, channel_totals
from strategy.calc.plan.computing import PlanResult, YearResult
from strategy.calc.plan.findings import (
    feedback_document,
    gate_document,
    inverse_document,
    nudge_document,
    outlook_document,
    scenario_document,
    tornado_document,
)
from strategy.calc.plan.inputs import MONTHS, Estimate, Lag, PlanInput
from strategy.calc.plan.lags import mean_lag, total_lag
from strategy.calc.plan.money import MoneyLine
from strategy.calc.plan.timeline import YearFlow, whole_months
from strategy.calc.plan.writing import Writer, count
from workspaces.calc.display import currency_digits


def as_document(result: PlanResult) -> dict[str, Any]:
    """The whole result: chain, segments, channels, months, years, money, tornado, probability, scenarios, gates …"""
    plan, first = result.plan, result.first
    write = Writer(currency_digits(plan.currency))
    return {
        "currency": plan.currency,
        "stages": list(plan.stages),
        "chain": _chain(result, write),
        "split": {name: write.money(value) for name, value in first.split.items()},
        "segments": [_segment(result, place, need, write) for place, need in enumerate(first.needs)],
        "channels": _channels(result),
        "months": _months(result, write),
        "years": [_year(year, index, plan, write) for index, year in enumerate(result.years)],
        "lag": _flow(first.flow, write) | _basis(plan),
        "money": [_money(line, write) for line in first.money],
        "tornado": tornado_document(result.tornado, write),
        "sensitivity": nudge_document(result.nudges),
        "probability": outlook_document(result.outlook, write),
        "scenarios": [scenario_document(one, write) for one in result.scenarios],
        "feasibility": [gate_document(gate) for gate in result.gates],
        "inverse": inverse_document(result.inverse, write),
        "feedback": feedback_document(result.feedback, write),
    }


def _chain(result: PlanResult, write: Writer) -> dict[str, Any]:
    """The four figures and the forward check, as the back-calculation prints them: won first, lead last."""
    first, stages = result.first, result.plan.stages
    leads = first.counts["lead"]
    revenue_per_lead = first.revenue / leads
    printed = first.printed["lead"].total
    forward = revenue_per_lead * printed
    return {
        "revenue": write.money(first.revenue),
        "stages": [count(first.counts[stage]) | {"stage": stage} for stage in reversed(stages)],
        "forward": {
            "leads": printed,
            "revenue": write.money(forward),
            "gap": write.difference(forward, first.revenue),
            "leads_enough": ceil(leads),
        },
        "assumes_steady_state": True,
    }


def _segment(result: PlanResult, place: int, need: SegmentNeed, write: Writer) -> dict[str, Any]:
    segment, year = need.segment, result.first
    lag = total_lag(segment.lag.steps)
    return {
        "key": segment.key,
        "name": segment.name,
        "revenue": write.money(segment.revenue),
        "stages": {
            stage: _whole(need.counts[stage], year.printed[stage].segments[place]) for stage in result.plan.stages
        },
        "lead_to_won": write.share(need.chain),
        "rates": {key: _estimate(rate, write) for key, rate in segment.rates.items()},
        "lag": {"basis": segment.lag.basis, "mean_months": write.share(mean_lag(lag)), "shares": _shares(lag, write)},
        "channels": [
            {
                "key": one.channel.key,
                "stages": {
                    stage: _whole(one.counts[stage], year.printed[stage].channels[place][index])
                    for stage in result.plan.stages
                },
                "lead_to_won": write.share(one.chain),
            }
            for index, one in enumerate(need.channels)
        ],
        "months": whole_months(result.timeline.segment_leads[place]),
    }


def _channels(result: PlanResult) -> list[dict[str, Any]]:
    """Every channel over all segments; its whole numbers are the sums of the segments' ones."""
    printed, needs = result.first.printed, result.first.needs
    found = []
    for total in channel_totals(needs):
        stages = {
            stage: _whole(total.counts[stage], channel_printed(printed[stage], needs, total.key))
            for stage in result.plan.stages
        }
        supply = result.timeline.channel_supply[total.key]
        found.append({"key": total.key, "name": total.name, "stages": stages, "supply": whole_months(supply)})
    return found


def _months(result: PlanResult, write: Writer) -> list[dict[str, Any]]:
    """Per month of the plan: entries needed (whole numbers that add up per year), supply, what it brings, the gap."""
    line, plan = result.timeline, result.plan
    supply, won = whole_months(line.supply), line.won_expected
    return [
        {"month": index % MONTHS + 1, "year": index // MONTHS + 1, "label": _label(plan.first_month, index)}
        | {stage: line.printed[stage][index] for stage in plan.stages}
        | {
            "revenue": write.money(line.revenue[index]),
            "supply": supply[index],
            "shortfall": str(line.needed["lead"][index] - line.supply[index]),
            "won_from_supply": write.share(won[index]),
        }
        for index in range(plan.months)
    ]


def _label(first_month: str, index: int) -> str:
    """2026-04, 2026-05 …; empty when the document does not say when it begins."""
    year, sign, month = first_month.partition("-")
    if not (sign and year.isdigit() and month.isdigit()):
        return ""
    whole = int(year) * 12 + int(month) - 1 + index
    return f"{whole // 12:04}-{whole % 12 + 1:02}"


def _year(year: YearResult, index: int, plan: PlanInput, write: Writer) -> dict[str, Any]:
    whole = year.money[-1] if year.money else None
    return {
        "year": index + 1,
        "revenue": write.money(year.revenue),
        "split": {name: write.money(value) for name, value in year.split.items()},
        "stages": {stage: count(year.counts[stage]) for stage in plan.stages},
        "cost": write.money(whole.cost) if whole else None,
        "lag": _flow(year.flow, write),
    }


def _flow(flow: YearFlow, write: Writer) -> dict[str, Any]:
    return {
        "won_in_year": write.number(flow.in_year),
        "carry_in": write.number(flow.carry_in),
        "carry_in_known": write.number(flow.carry_in_known),
        "spill_over": write.number(flow.spill_over),
        "spill_over_revenue": write.money(flow.spill_over_revenue),
        "leads_without_carry_in": count(flow.leads_without_carry_in)
        if flow.leads_without_carry_in is not None
        else None,
        "extra_leads": count(flow.extra_leads) if flow.extra_leads is not None else None,
        "last_useful_month": flow.last_useful_month,
        "useful_months": write.number(flow.useful_months),
    }


def _basis(plan: PlanInput) -> dict[str, Any]:
    """How the lead times are known; several ways, when segments differ, are named together."""
    lags: list[Lag] = [segment.lag for segment in plan.segments]
    return {"basis": "+".join(sorted({lag.basis for lag in lags}))}


def _money(line: MoneyLine, write: Writer) -> dict[str, Any]:
    return {
        "key": line.key,
        "name": line.name,
        "stages": {stage: write.number(value) for stage, value in line.counts.items()},
        "cost": write.money(line.cost),
        "media_cost": write.money(line.media_cost),
        "cpl": write.money(line.costs_per["lead"]),
        "cost_per": {stage: write.money(value) for stage, value in line.costs_per.items()},
        "cac_marketing": write.money(line.costs_per["won"]),
        "cac": write.money(line.cac),
        "revenue": write.money(line.revenue),
        "gross_profit": write.money(line.gross_profit),
        "roi": write.share(line.roi),
        "roas": write.share(line.roas),
        "ltv": write.money(line.ltv),
        "ltv_to_cac": write.share(line.ltv_to_cac),
        "payback_months": write.share(line.payback_months),
        "allowable_cpl": write.money(line.allowable_cpl),
    }


def _estimate(rate: Estimate, write: Writer) -> dict[str, Any]:
    """A rate with its provenance: kind, n, window, range."""
    known: Mapping[str, Any] = {
        "low": write.share(rate.low),
        "high": write.share(rate.high),
        "kind": rate.kind,
        "n": rate.n,
        "from": rate.first,
        "to": rate.last,
    }
    return {"value": write.share(rate.value), **{name: one for name, one in known.items() if one not in (None, "")}}


def _shares(lag: Mapping[int, Fraction], write: Writer) -> dict[str, Any]:
    return {str(months): write.share(share) for months, share in lag.items()}


def _whole(exact: Fraction, printed: int) -> dict[str, Any]:
    return {"exact": str(exact), "display": printed}
