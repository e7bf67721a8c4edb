"""The detailed plan of a goal as its pages show it: sentences first, the table behind them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from strategy import sentences
from strategy.calc.plan.computing import PlanResult
from strategy.calc.plan.levers import Bar
from strategy.calc.plan.timeline import whole_months
from strategy.models import Goal
from strategy.plan_sentences import (
    flow_sentences,
    gate_sentence,
    outlook_sentence,
    reached_sentence,
    solved_sentence,
)
from strategy.scenario_presenting import scenario_table
from strategy.selectors.plan_details import detail_of, plan_result
from workspaces.calc.display import as_fraction, format_count, format_money, format_rate

SIGNALS = {"ok": "good", "tight": "warn", "short": "bad", "unknown": ""}


def door_sentence(goal: Goal) -> str:
    """What 詳細設定 holds while it is closed: the defaults in force, or what has been set."""
    detail = detail_of(goal.artefact)
    parts = [
        _("リードタイムあり") if detail.get("lags") else _("リードタイムなし（リードは受注と同じ月）"),
        ngettext("幅つきの前提%(n)s件", "幅つきの前提%(n)s件", len(detail["ranges"])) % {"n": len(detail["ranges"])}
        if detail.get("ranges")
        else _("前提の幅なし"),
        ngettext("上限%(n)s件", "上限%(n)s件", len(detail["limits"])) % {"n": len(detail["limits"])}
        if detail.get("limits")
        else _("上限なし"),
    ]
    if detail.get("scenarios"):
        n = len(detail["scenarios"])
        parts.append(ngettext("シナリオ%(n)s件", "シナリオ%(n)s件", n) % {"n": n})
    months = _("12か月に等しく分割") if len(set(goal.month_weights)) == 1 else _("月ごとに違う重み")
    return _("・").join([months, *parts])


def feasibility(goal: Goal) -> list[dict[str, str]]:
    """Sentences of the limits that are known, the worst first; empty when none has been entered."""
    result = plan_result(goal)
    if result is None:
        return []
    order = ("short", "tight", "ok")
    known = sorted((gate for gate in result.gates if gate.status in order), key=lambda gate: order.index(gate.status))
    return [{"signal": SIGNALS[gate.status], "sentence": gate_sentence(gate, result.plan.currency)} for gate in known]


def detail_context(goal: Goal, asked: dict[str, Decimal | None]) -> dict[str, Any]:
    """Everything the page of 詳細設定 shows of the computed plan; empty while the six numbers make none."""
    rate = {"rate": "mql_to_sql", "leads": asked["rate_leads"]} if asked.get("rate_leads") else None
    has_mql = "mql_to_sql" in goal.rates
    result = plan_result(
        goal,
        leads=asked.get("leads"),
        budget=asked.get("asked_budget"),
        mqls_per_month=asked.get("mqls"),
        solve=rate if has_mql else None,
    )
    if result is None:
        return {}
    currency = result.plan.currency
    return {
        "flow": flow_sentences(result.first.flow, result.first.counts["won"], currency),
        "outlook": outlook_sentence(result.outlook, currency),
        "bars": [_bar(bar, currency) for bar in result.tornado],
        "money": _money(result),
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


def _money(result: PlanResult) -> list[tuple[str, str]]:
    """Cost per step, ROI, payback of the whole plan, as (name, figure); empty without a cost per lead."""
    if not result.first.money:
        return []
    line, currency = result.first.money[-1], result.plan.currency

    def money(value: Any) -> str:
        return format_money(value, currency, sentences.language())

    rows = [(_("費用"), money(line.cost))]
    for stage in result.plan.stages:
        name = sentences.stage_name(stage, list(result.plan.stages))
        rows.append((_("%(name)s1件の費用") % {"name": name}, money(line.costs_per[stage])))
    if line.gross_profit is not None:
        rows.append((_("粗利"), money(line.gross_profit)))
        rows.append((_("ROI（粗利−費用）÷費用"), format_rate(line.roi, 0)))
        rows.append((_("許容できるリード単価"), money(line.allowable_cpl)))
    return rows


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


def display_detail(path: str, value: object, currency: str) -> str | None:
    """A value of 詳細設定 as the lists of changes show it; None where the plain figure says it."""
    is_money = path in ("detail.cost_per_lead", "detail.limits.budget", "detail.ranges.average_deal_amount")

    def shown(text: object) -> str:
        number = as_fraction(Decimal(str(text)))
        return format_money(number, currency, sentences.language()) if is_money else format_rate(number)

    if path.startswith("detail.ranges.") and isinstance(value, list):
        return "〜".join(shown(end) for end in value)
    is_money = is_money or path == "detail.scenarios.*.average_deal_amount"
    if is_money or path == "detail.gross_margin" or path.startswith("detail.scenarios."):
        return shown(value)
    return None
