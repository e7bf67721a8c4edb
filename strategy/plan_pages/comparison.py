"""The scenarios of a plan side by side: only what differs from the plan, and what it does at every stage."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from strategy import sentences
from strategy.calc.funnel import rate_keys
from strategy.calc.plan.computing import PlanResult
from strategy.calc.plan.scenarios import ScenarioResult
from strategy.models import ArtefactStatus, Goal
from strategy.plan_pages.scenarios import PRICE, SHARE, number_keys, number_name
from workspaces.calc.display import format_count, format_money, format_rate, round_half_up_int


def scenario_table(goal: Goal, result: PlanResult, stored: list[dict[str, str]]) -> dict[str, Any]:
    """{"heads": [計画, 慎重 …], "rows": [(name, [cell, …])]}; a cell is (figure, difference). Empty without scenarios."""
    if not result.scenarios:
        return {}
    rows = _number_rows(goal, stored, result.plan.currency)
    rows += [_stage_row(stage, result) for stage in reversed(result.plan.stages)]
    rows.append(_revenue_row(result))
    if any(one.outlook for one in result.scenarios):
        found = [result.outlook, *(one.outlook for one in result.scenarios)]
        shares = [format_rate(one.probability, 0) if one else "–" for one in found]
        rows.append((_("目標に届く見込み"), [(share, "") for share in shares]))
    return {"heads": [_plan_head(goal), *(one.name for one in result.scenarios)], "rows": rows}


def _plan_head(goal: Goal) -> str:
    """The plan's own column; once it is agreed it says so."""
    return _("計画（合意済み）") if goal.artefact.status == ArtefactStatus.AGREED else _("計画")


def _number_rows(goal: Goal, stored: list[dict[str, str]], currency: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """One row per number that any scenario changes; a scenario that keeps it says nothing there."""
    planned: Mapping[str, Any] = {SHARE: goal.marketing_share_rate, PRICE: goal.average_deal_amount, **goal.rates}
    found = []
    for key in number_keys(rate_keys(tuple(goal.stages))):
        if any(key in one and Decimal(one[key]) != Decimal(planned[key]) for one in stored):
            own = [_shown(key, one[key], currency) if key in one else "" for one in stored]
            cells = [_shown(key, planned[key], currency), *own]
            found.append((number_name(key), [(cell, "") for cell in cells]))
    return found


def _shown(key: str, value: Any, currency: str) -> str:
    number = Decimal(value)
    return format_money(number, currency, sentences.language()) if key == PRICE else format_rate(number)


def _stage_row(stage: str, result: PlanResult) -> tuple[str, list[tuple[str, str]]]:
    own = result.first.printed[stage].total
    cells = [(format_count(own), ""), *(_count_cell(one.counts[stage], own) for one in result.scenarios)]
    return sentences.stage_name(stage, list(result.plan.stages)), cells


def _count_cell(count: Fraction, planned: int) -> tuple[str, str]:
    """The difference is the one of the printed figures, so that the eye can add it up."""
    change = round_half_up_int(count) - planned
    return format_count(count), format_count(change, is_signed=True) if change else ""


def _revenue_row(result: PlanResult) -> tuple[str, list[tuple[str, str]]]:
    currency, language = result.plan.currency, sentences.language()

    def cell(one: ScenarioResult) -> tuple[str, str]:
        change = format_money(one.revenue_change, currency, language, is_signed=True) if one.revenue_change else ""
        return format_money(one.revenue, currency, language), change

    planned = (format_money(result.first.revenue, currency, language), "")
    return _("マーケ起点の売上"), [planned, *(cell(one) for one in result.scenarios)]
