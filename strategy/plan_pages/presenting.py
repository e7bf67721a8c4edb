"""The detailed plan of a goal as its pages show it: sentences first, the table behind them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from strategy import sentences
from strategy.calc.funnel import rate_keys
from strategy.calc.plan.computing import PlanResult
from strategy.calc.plan.levers import Bar
from strategy.calc.plan.timeline import whole_months
from strategy.calc.plan.totals import totals
from strategy.models import Goal
from strategy.plan_pages.comparison import scenario_table
from strategy.plan_pages.sentences import (
    flow_sentences,
    gate_sentence,
    outlook_sentence,
    reached_sentence,
    solved_sentence,
)
from strategy.plan_pages.tables import channel_table, money_rows, segment_table, split_rows, year_table
from strategy.presenting import chain
from strategy.selectors.plan_details import detail_of, plan_result
from workspaces.calc.display import as_fraction, format_count, format_money, format_rate

SIGNALS = {"ok": "good", "tight": "warn", "short": "bad", "unknown": ""}


def feasibility(goal: Goal) -> list[dict[str, str]]:
    """Sentences of the limits that are known, the worst first; empty when none has been entered."""
    result = plan_result(goal)
    if result is None:
        return []
    order = ("short", "tight", "ok")
    known = sorted((gate for gate in result.gates if gate.status in order), key=lambda gate: order.index(gate.status))
    return [{"signal": SIGNALS[gate.status], "sentence": gate_sentence(gate, result.plan.currency)} for gate in known]


def detail_context(goal: Goal, asked: dict[str, Decimal | None], *, rate_key: str = "") -> dict[str, Any]:
    """Everything the page of 詳細設定 shows of the computed plan; empty while the six numbers make none.

    `rate_key` is the rate to be found for `asked["rate_leads"]` leads; one that the chain has not is not asked for.
    """
    is_known = rate_key in rate_keys(goal.stages)
    result = plan_result(
        goal,
        leads=asked.get("leads"),
        budget=asked.get("asked_budget"),
        mqls_per_month=asked.get("mqls"),
        solve={"rate": rate_key, "leads": asked["rate_leads"]} if is_known and asked.get("rate_leads") else None,
    )
    if result is None:
        return {}
    currency = result.plan.currency
    return {
        "chain": chain(totals(result.plan), currency),
        "split": split_rows(result),
        "segments": segment_table(result),
        "channels": channel_table(result),
        "years": year_table(result),
        "flow": flow_sentences(result.first.flow, result.first.counts["won"], currency),
        "outlook": outlook_sentence(result.outlook, currency),
        "bars": [_bar(bar, currency) for bar in result.tornado],
        "money": money_rows(result),
        "limits": feasibility(goal),
        "scenarios": scenario_table(goal, result, detail_of(goal.artefact).get("scenarios", [])),
        "months": _months(result),
        "answers": _answers(result, asked),
    }


def _bar(bar: Bar, currency: str) -> dict[str, str]:
    """One assumption over its own range, in words and figures."""
    is_price = bar.lever.key == "average_deal_size"

    def shown(value: Any) -> str:
        return format_money(value, currency, sentences.language()) if is_price else format_rate(value)

    return {
        "name": _("平均受注単価") if is_price else sentences.rate_name(bar.lever.key),
        "range": f"{shown(bar.low)}〜{shown(bar.high)}",
        "low": format_count(bar.leads_at_low),
        "high": format_count(bar.leads_at_high),
    }


def _months(result: PlanResult) -> list[int]:
    return whole_months(result.timeline.needed["lead"])


def _answers(result: PlanResult, asked: dict[str, Decimal | None]) -> list[str]:
    """The plan asked backwards, in sentences."""
    answers, currency = result.inverse, result.plan.currency
    kinds = (("leads", "from_leads"), ("asked_budget", "from_budget"), ("mqls", "from_capacity"))
    found = [
        reached_sentence(kind, getattr(answers, kind), currency, as_fraction(value))
        for name, kind in kinds
        if (value := asked.get(name)) is not None
    ]
    if answers.solved is not None:
        found.append(solved_sentence(answers.solved))
    return [sentence for sentence in found if sentence]
