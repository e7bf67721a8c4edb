"""The plan as a workbook with live formulas, so that finance can follow and change every step of the chain.

Blue cells are inputs, everything else is a formula over them. Sheets: 逆算 (one column per segment and their sum),
チャネル (only for a plan with channels), リードタイム, 月; for scenarios and later years the same sheets of their own, and
one that sets their totals beside those of the plan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from strategy.calc.plan.inputs import MONTHS, PlanInput, Segment
from strategy.calc.plan.lags import total_lag
from strategy.exports.cells import COUNT, MONEY, RATE, head, put
from strategy.exports.chain_sheets import Layout, chain_sheets, label

FIRST_ROW = 3
LONGEST_TITLE = 31
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")


def plan_workbook(plan: PlanInput, months: Sequence[str]) -> Workbook:
    """A plan with its scenarios and later years; `months` are the names of the twelve months of the first one."""
    book = Workbook()
    book.remove(book.worksheets[0])
    chain = _("逆算")
    layout = chain_sheets(book, plan, chain, _("チャネル"))
    lags = book.create_sheet(_("リードタイム"))
    places = _lags(lags, plan)
    _months(book.create_sheet(_("月")), chain, lags.title, plan, layout, places, months)
    _beside(book, _("シナリオ"), plan, (chain, layout), [(one.name, one.years[0]) for one in plan.scenarios])
    later = [(_("%(n)s年目") % {"n": year}, own) for year, own in enumerate(plan.years[1:], 2)]
    _beside(book, _("年"), plan, (chain, layout), later)
    for sheet in book.worksheets:
        sheet.column_dimensions["A"].width = 28
        for index in range(2, sheet.max_column + 1):
            sheet.column_dimensions[get_column_letter(index)].width = 16
        sheet.freeze_panes = "B3"
    return book


def _beside(
    book: Workbook,
    title: str,
    plan: PlanInput,
    base: tuple[str, Layout],
    variants: Sequence[tuple[str, Sequence[Segment]]],
) -> None:
    """Each variant in sheets of its own, and one sheet with the totals of all beside the plan's; nothing without any."""
    if not variants:
        return
    sheet = book.create_sheet(title)
    heads = [head_text for name, _own in variants for head_text in (name, _("計画との差"))]
    head(sheet, _("計画と並べた合計（すべて数式です）"), [_("項目"), _("計画"), *heads])
    lines = ["target", *reversed(plan.stages), "revenue"]
    for row, line in enumerate(lines, FIRST_ROW):
        sheet[f"A{row}"] = label(line, plan.stages)
    _totals(sheet, "B", plan, lines, *base)
    for place, (name, segments) in enumerate(variants):
        own = replace(plan, years=(tuple(segments),))
        chain = _title(book, f"{_('逆算')} {name}")
        layout = chain_sheets(book, own, chain, _title(book, f"{_('チャネル')} {name}"))
        figure, change = get_column_letter(3 + 2 * place), get_column_letter(4 + 2 * place)
        _totals(sheet, figure, plan, lines, chain, layout)
        for row, line in enumerate(lines, FIRST_ROW):
            put(sheet, f"{change}{row}", f"={figure}{row}-B{row}", number_format=_format(line, plan))


def _totals(sheet: Worksheet, column: str, plan: PlanInput, lines: Sequence[str], chain: str, layout: Layout) -> None:
    """The totals of a chain's own sheet, by reference."""
    for row, line in enumerate(lines, FIRST_ROW):
        total = f"='{chain}'!{layout.total}{layout.rows[line]}"
        put(sheet, f"{column}{row}", total, number_format=_format(line, plan))


def _format(line: str, plan: PlanInput) -> str:
    return COUNT if line in plan.stages else MONEY


def _title(book: Workbook, wanted: str) -> str:
    """A name that a sheet may have and no other sheet has."""
    clean = NOT_IN_TITLES.sub(" ", wanted).strip()[:LONGEST_TITLE]
    taken, number = {sheet.title for sheet in book.worksheets}, 2
    found = clean
    while found in taken:
        found, number = f"{clean[: LONGEST_TITLE - 3]} {number}", number + 1
    return found


def _lags(sheet: Worksheet, plan: PlanInput) -> dict[tuple[int, str], list[tuple[int, str]]]:
    """Per segment and stage the share of its entries that are needed k months before the win: {(segment, stage): [(k, cell)]}."""
    stages, segments = plan.stages, plan.segments
    heads = [f"{segment.name or _('全体')} {label(stage, stages)}" for segment in segments for stage in stages]
    head(sheet, _("受注の何か月前に必要か（割合）"), [_("か月前"), *heads])
    found = {}
    for place, segment in enumerate(segments):
        for index, stage in enumerate(stages):
            lag = total_lag(segment.lag.steps[index:])
            column = get_column_letter(2 + place * len(stages) + index)
            cells = []
            for k, share in lag.items():
                sheet[f"A{3 + k}"] = k
                put(sheet, f"{column}{3 + k}", share, number_format=RATE, is_input=True)
                cells.append((k, f"{column}{3 + k}"))
            found[place, stage] = cells
    return found


def _months(
    sheet: Worksheet,
    chain: str,
    lags: str,
    plan: PlanInput,
    layout: Layout,
    places: dict[tuple[int, str], list[tuple[int, str]]],
    months: Sequence[str],
) -> None:
    """Entries needed per month, per segment: the year's need × Σ share of k months before × share of the month k later."""
    stages, segments = plan.stages, plan.segments
    width = 1 + len(stages)
    heads = [
        head
        for segment in segments
        for head in (
            f"{segment.name or _('全体')} {_('月の割合')}",
            *(f"{segment.name or _('全体')} {label(stage, stages)}" for stage in stages),
        )
    ]
    head(sheet, _("必要になる月"), [_("月"), *heads])
    for index, name in enumerate(months):
        sheet[f"A{3 + index}"] = name
    total_row = 3 + MONTHS
    sheet[f"A{total_row}"] = _("合計")
    for place, segment in enumerate(segments):
        weight = get_column_letter(2 + place * width)
        for month, share in enumerate(segment.season.revenue):
            put(sheet, f"{weight}{3 + month}", share, number_format=RATE, is_input=True)
        for index, stage in enumerate(stages):
            column = get_column_letter(3 + place * width + index)
            need = f"'{chain}'!{layout.columns[place]}{layout.rows[stage]}"
            for month in range(MONTHS):
                terms = [f"'{lags}'!{cell}*{weight}{3 + (month + k) % MONTHS}" for k, cell in places[place, stage]]
                put(sheet, f"{column}{3 + month}", f"={need}*({'+'.join(terms)})", number_format=COUNT)
            put(sheet, f"{column}{total_row}", f"=SUM({column}3:{column}{total_row - 1})", number_format=COUNT)
