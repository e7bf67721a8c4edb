"""The findings of a computed plan as JSON: levers, probability, scenarios, gates, answers, feedback."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from strategy.calc.plan.computing import Inverse
from strategy.calc.plan.feedback import Feedback, Landing
from strategy.calc.plan.gates import Gate
from strategy.calc.plan.inverse import Reached, SolvedRate
from strategy.calc.plan.levers import Bar, Nudge
from strategy.calc.plan.scenarios import ScenarioResult
from strategy.calc.plan.uncertainty import Outlook
from strategy.calc.plan.writing import PLACES, Writer, count, plain
from workspaces.calc.display import round_half_up


def tornado_document(bars: Sequence[Bar], write: Writer) -> list[dict[str, Any]]:
    """Widest first: the input, its range and the leads at both ends."""
    return [
        {
            "path": bar.lever.path,
            "segment": bar.lever.segment,
            "channel": bar.lever.channel,
            "input": bar.lever.key,
            "value": write.number(bar.lever.estimate.value),
            "low": write.number(bar.low),
            "high": write.number(bar.high),
            "leads_at_low": count(bar.leads_at_low),
            "leads_at_high": count(bar.leads_at_high),
        }
        for bar in bars
    ]


def nudge_document(nudges: Sequence[Nudge]) -> list[dict[str, Any]]:
    """±10 % and +1 pt of every input."""
    return [
        {
            "path": nudge.lever.path,
            "leads_at_minus_10_percent": count(nudge.less)["display"],
            "leads_at_plus_10_percent": count(nudge.more)["display"],
            "leads_at_plus_1_point": count(nudge.point)["display"] if nudge.point is not None else None,
        }
        for nudge in nudges
    ]


def outlook_document(outlook: Outlook | None, write: Writer) -> dict[str, Any] | None:
    """None when nothing has a range."""
    if outlook is None:
        return None

    def money(value: float) -> int | float | None:
        return write.money(Fraction(value))

    names = ("p10", "p50", "p90")
    return {
        "reach_target": outlook.probability,
        "draws": outlook.draws,
        "seed": outlook.seed,
        "inputs": outlook.inputs,
        "revenue": {name: money(value) for name, value in zip(names, outlook.revenue, strict=True)},
        "leads_needed": {name: round(value) for name, value in zip(names, outlook.leads, strict=True)},
        "within_budget": outlook.within_budget,
        "histogram": [{"from": money(low), "to": money(high), "draws": number} for low, high, number in outlook.bins],
    }


def scenario_document(one: ScenarioResult, write: Writer) -> dict[str, Any]:
    return {
        "name": one.name,
        "is_agreed": one.is_agreed,
        "differs": [{name: _as_typed(value) for name, value in row.items()} for row in one.differs],
        "stages": {
            stage: count(value) | {"change": write.number(one.changes[stage])} for stage, value in one.counts.items()
        },
        "revenue": write.money(one.revenue),
        "revenue_change": write.money(one.revenue_change),
        "cost": write.money(one.cost),
        "reach_target": one.outlook.probability if one.outlook else None,
    }


def _as_typed(value: Any) -> Any:
    """A number as JSON has it, whether the document was read as decimals or as binary floats."""
    if isinstance(value, Decimal | Fraction):
        return plain(value if isinstance(value, Decimal) else round_half_up(value, PLACES))
    return [_as_typed(one) for one in value] if isinstance(value, list) else value


def gate_document(gate: Gate) -> dict[str, Any]:
    return {
        "gate": gate.gate,
        "status": gate.status,
        "needed": _number(gate.needed),
        "available": _number(gate.available),
        "largest_share": _number(gate.largest_share),
        "details": {name: _number(one) if isinstance(one, Fraction) else one for name, one in gate.details.items()},
    }


def _number(value: Fraction | None) -> int | float | None:
    return Writer(0).number(value)


def inverse_document(answers: Inverse, write: Writer) -> dict[str, Any]:
    """Only what was asked."""
    found: dict[str, Any] = {}
    for name in ("from_leads", "from_budget", "from_capacity"):
        reached: Reached | None = getattr(answers, name)
        if reached is not None:
            found[name] = {
                "leads": count(reached.leads),
                "won": write.number(reached.won),
                "revenue": write.money(reached.revenue),
                "share_of_target": write.number(reached.share),
            }
    if answers.solved is not None:
        found["solve"] = _solved(answers.solved, write)
    return found


def _solved(solved: SolvedRate, write: Writer) -> dict[str, Any]:
    return {
        "rate": solved.key,
        "leads": count(solved.leads),
        "is_possible": solved.is_possible,
        "rates": [
            {"segment": segment, "channel": channel, "before": write.number(before), "needed": write.number(after)}
            for segment, channel, before, after in solved.rates
        ],
    }


def feedback_document(feedback: Feedback | None, write: Writer) -> dict[str, Any] | None:
    """None before the first month is over."""
    if feedback is None:
        return None

    def landing(one: Landing) -> dict[str, Any]:
        return {"revenue": write.money(one.revenue), "won": write.number(one.won), "gap": write.money(one.gap)}

    rest = feedback.leads_for_rest
    return {
        "months": feedback.months,
        "rates": [
            {
                "rate": rate.key,
                "planned": write.number(rate.planned),
                "measured": write.number(rate.measured),
                "k": write.number(rate.k),
                "n": write.number(rate.n),
                "is_enough": rate.is_enough,
            }
            for rate in feedback.rates
        ],
        "so_far": landing(feedback.so_far),
        "landing_at_planned_rates": landing(feedback.landing_planned),
        "landing_at_measured_rates": landing(feedback.landing_measured),
        "leads_for_the_rest": count(rest) if rest is not None else None,
        "proposal": {key: write.number(value) for key, value in feedback.proposal.items()},
        "leads_after_proposal": count(feedback.leads_after),
    }
