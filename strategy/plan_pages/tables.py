"""The parts of a computed plan as tables: segments, channels, years, the parts of the target, its money."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from strategy import sentences
from strategy.calc.plan.chains import channel_printed
from strategy.calc.plan.computing import PlanResult
from strategy.calc.plan.money import MoneyLine
from strategy.calc.plan.timeline import whole_months
from workspaces.calc.display import format_count, format_money, format_number, format_rate

Table = dict[str, Any]


def split_rows(result: PlanResult) -> list[tuple[str, str]]:
    """更新, 追加販売, 新規 and marketing's part of it; empty for a target that is all new."""
    split = result.first.split
    if not split["renewal"] and not split["upsell"]:
        return []
    names = {
        "target": _("事業の売上目標"),
        "renewal": _("既存顧客の更新"),
        "upsell": _("既存顧客への追加販売"),
        "new": _("新規の売上"),
        "marketing": _("マーケ起点の売上"),
    }
    return [(name, _money(split[key], result)) for key, name in names.items()]


def segment_table(result: PlanResult) -> Table:
    """One row per segment with its own chain, and their sum; {} for a plan of one segment."""
    needs, printed = result.first.needs, result.first.printed
    if len(needs) < 2:
        return {}
    stages = list(reversed(result.plan.stages))
    rows = [
        (
            need.segment.name,
            [
                _money(need.segment.revenue, result),
                *(format_count(printed[stage].segments[place]) for stage in stages),
                format_rate(need.chain, 2),
            ],
        )
        for place, need in enumerate(needs)
    ]
    whole = [_money(result.first.revenue, result), *(format_count(printed[stage].total) for stage in stages), ""]
    heads = [_("売上"), *(sentences.stage_name(stage, stages) for stage in stages), _("リード→受注率")]
    return {"heads": heads, "rows": rows, "total": whole}


def channel_table(result: PlanResult) -> Table:
    """One row per channel: its entries, what it costs and earns, and their sum; {} for a plan without own channels."""
    lines = result.first.money
    if len(lines) < 3:
        return {}
    stages = list(result.plan.stages)
    heads = [*(sentences.stage_name(stage, stages) for stage in stages), _("費用"), _("リード単価（CPL）")]
    heads += [_("受注1件の費用"), _("ROI"), _("回収（か月）")]
    rows = [(line.name, _line(line, stages, result)) for line in lines[:-1]]
    return {"heads": heads, "rows": rows, "total": _line(lines[-1], stages, result)}


def _line(line: MoneyLine, stages: Sequence[str], result: PlanResult) -> list[str]:
    return [
        *(format_count(_printed(line, stage, result)) for stage in stages),
        _money(line.cost, result),
        _money(line.costs_per["lead"], result),
        _money(line.costs_per["won"], result),
        format_rate(line.roi, 0),
        format_number(line.payback_months, 1),
    ]


def _printed(line: MoneyLine, stage: str, result: PlanResult) -> int:
    """Whole numbers that add up: a channel's share of them, or all of them."""
    printed = result.first.printed[stage]
    return channel_printed(printed, result.first.needs, line.key) if line.key else printed.total


def year_table(result: PlanResult) -> Table:
    """One row per year: target, marketing's part, wins, leads of its own rates, leads that fall into it, cost.

    {} for a plan of one year.
    """
    if len(result.years) < 2:
        return {}
    fallen = whole_months(result.timeline.needed["lead"])
    rows = []
    for index, year in enumerate(result.years):
        own = [
            _money(year.split["target"], result),
            _money(year.revenue, result),
            format_count(year.counts["won"]),
            format_count(year.counts["lead"]),
            format_count(sum(fallen[index * 12 : index * 12 + 12])),
            _money(year.money[-1].cost if year.money else None, result),
        ]
        rows.append((_("%(n)s年目") % {"n": index + 1}, own))
    heads = [
        _("事業の売上目標"),
        _("マーケ起点の売上"),
        _("受注"),
        _("必要リード"),
        _("年内に獲得するリード"),
        _("費用"),
    ]
    return {"heads": heads, "rows": rows}


def money_rows(result: PlanResult) -> list[tuple[str, str]]:
    """Cost per step, ROI, LTV, payback of the whole plan, as (name, figure); empty without any cost."""
    if not result.first.money:
        return []
    line, stages = result.first.money[-1], list(result.plan.stages)
    rows = [(_("費用"), _money(line.cost, result))]
    rows += [
        (_("%(name)s1件の費用") % {"name": sentences.stage_name(stage, stages)}, _money(line.costs_per[stage], result))
        for stage in stages
    ]
    if line.cac is not None and line.cac != line.costs_per["won"]:
        rows.append((_("CAC（営業の費用を含む）"), _money(line.cac, result)))
    if line.gross_profit is not None:
        rows.append((_("粗利"), _money(line.gross_profit, result)))
        rows.append((_("ROI（粗利−費用）÷費用"), format_rate(line.roi, 0)))
        rows.append((_("許容できるリード単価"), _money(line.allowable_cpl, result)))
        rows.append((_("LTV（1社から得る粗利）"), _money(line.ltv, result)))
        rows.append((_("LTV÷CAC（目安は3以上）"), format_number(line.ltv_to_cac, 1)))
        rows.append((_("回収にかかる月数"), format_number(line.payback_months, 1)))
    return rows


def _money(value: Fraction | None, result: PlanResult) -> str:
    return format_money(value, result.plan.currency, sentences.language())
