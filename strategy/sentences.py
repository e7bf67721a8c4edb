"""The sentences that are always said the same way: the goal, its forward check, the names of stages and rates."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from strategy.calc.funnel import BackCalculation, goal_numbers
from workspaces.calc.display import (
    currency_word,
    format_count,
    format_exact_money,
    format_money,
    format_rate,
    round_half_up_int,
)

STAGE_NAMES = {
    "lead": _lazy("リード"),
    "mql": _lazy("MQL"),
    "sql": _lazy("SQL"),
    "opportunity": _lazy("商談"),
    "won": _lazy("受注"),
}

RATE_NAMES = {
    "lead_to_mql": _lazy("リード→MQL率"),
    "mql_to_sql": _lazy("MQL→SQL率"),
    "sql_to_opportunity": _lazy("SQL→商談率"),
    "sql_to_won": _lazy("SQL→受注率"),
    "opportunity_to_won": _lazy("商談→受注率"),
    "mql_to_opportunity": _lazy("MQL→商談率"),
}


def language() -> str:
    """The language of the page: ja or en."""
    return (get_language() or "ja")[:2]


def currency_unit(currency: str) -> str:
    """What stands behind a field for money: 円, in English the code."""
    return currency if language() == "en" else currency_word(currency)


def stage_name(stage: str, stages: tuple[str, ...] | list[str]) -> str:
    """The stage in words; a chain without 商談 prints its SQL as 「SQL（＝商談）」."""
    if stage == "sql" and "opportunity" not in stages:
        return _("SQL（＝商談）")
    return str(STAGE_NAMES.get(stage, stage))


def rate_name(key: str) -> str:
    """リード→MQL率, MQL→SQL率, SQL→受注率."""
    return str(RATE_NAMES.get(key, key))


def goal_sentence(result: BackCalculation) -> str:
    """「年間5,333リードを獲得し、そのうち1,067件をMQLに育成する」."""
    numbers = goal_numbers(result)
    if numbers.mqls is None:
        return _("年間%(leads)sリードを獲得する") % {"leads": format_count(numbers.leads)}
    return _("年間%(leads)sリードを獲得し、そのうち%(mqls)s件をMQLに育成する") % {
        "leads": format_count(numbers.leads),
        "mqls": format_count(numbers.mqls),
    }


def forward_sentence(result: BackCalculation, currency: str) -> str:
    """「5,333件では 399,975,000円（目標に 25,000円不足）、5,334件で届きます」: exact money, and the difference."""
    forward = result.forward
    values = {
        "leads": format_count(forward.leads),
        "revenue": format_exact_money(forward.revenue, currency, language()),
        "gap": short_gap(abs(forward.gap), currency),
        "ceiling": format_count(result.forward_ceiling.leads),
    }
    if forward.is_enough:
        return _("%(leads)s件では %(revenue)s、目標に届きます") % values
    if _is_whole_myriad(forward.gap):
        return _("%(leads)s件では %(revenue)s（目標に%(gap)s不足）、%(ceiling)s件で届きます") % values
    return _("%(leads)s件では %(revenue)s（目標に %(gap)s不足）、%(ceiling)s件で届きます") % values


def short_gap(gap: Fraction, currency: str) -> str:
    """A difference to the yen, in 万円 where that says exactly the same: 25,000円, 1万円."""
    if _is_whole_myriad(gap):
        return format_money(gap, currency, language())
    return format_exact_money(gap, currency, language())


def chain_sentence(result: BackCalculation, currency: str) -> str:
    """「1.6億円 → 320商談 → 1,067 MQL → 5,333リード」 for one line of a row."""
    parts = [format_money(result.revenue, currency, language())]
    for need in result.stages[1:]:
        parts.append(f"{format_count(need.display)} {stage_name(need.stage, result.plan.stages)}")
    return " → ".join(parts)


def rate_text(rate: Fraction) -> str:
    """25.0%; a rate typed finer than a tenth of a point keeps its second digit (14.15%)."""
    percent = rate * 1000
    return format_rate(rate, 1 if percent == round_half_up_int(percent) else 2)


def _is_whole_myriad(amount: Fraction) -> bool:
    return language() == "ja" and abs(amount) >= 10**4 and amount % 10**4 == 0 and abs(amount) < 10**8
