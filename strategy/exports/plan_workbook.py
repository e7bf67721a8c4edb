"""The plan as a workbook with live formulas, so that finance can follow and change every step of the chain.

Blue cells are inputs, everything else is a formula over them. Sheets: 逆算 (one column per segment and their sum),
チャネル (only for a plan with channels), リードタイム, 月.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from strategy import sentences
from strategy.calc.plan.chains import channel_rates
from strategy.calc.plan.computing import PlanResult
from strategy.calc.plan.inputs import MONTHS, Channel, Segment
from strategy.calc.plan.lags import total_lag

INPUT = Font(color="1F4FA3")
HEAD = Font(bold=True)
SHADE = PatternFill("solid", fgColor="EEF2F7")
COUNT, MONEY, RATE = "#,##0.00", "#,##0", "0.00%"


@dataclass
class Layout:
    """Where things stand: the row of each line of the 逆算 sheet, the column of each segment, their channels' rows."""

    rows: dict[str, int] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    total: str = ""
    channels: dict[int, tuple[int, int]] = field(default_factory=dict)
    channel_columns: dict[str, str] = field(default_factory=dict)


def plan_workbook(result: PlanResult, months: Sequence[str]) -> Workbook:
    """The first year of a plan; `months` are the names of its twelve months."""
    book = Workbook()
    chain = book.active
    assert isinstance(chain, Worksheet)
    chain.title = _("逆算")
    layout = _lay_out(result)
    if layout.channels:
        _channels(book.create_sheet(_("チャネル")), chain.title, result, layout)
    _chain(chain, _("チャネル"), result, layout)
    lags = book.create_sheet(_("リードタイム"))
    places = _lags(lags, result)
    _months(book.create_sheet(_("月")), chain.title, lags.title, result, layout, places, months)
    for sheet in book.worksheets:
        sheet.column_dimensions["A"].width = 28
        for index in range(2, sheet.max_column + 1):
            sheet.column_dimensions[get_column_letter(index)].width = 16
        sheet.freeze_panes = "B3"
    return book


def _lay_out(result: PlanResult) -> Layout:
    stages, keys = result.plan.stages, result.plan.rate_keys
    lines = ["target", "renewal", "upsell", "new", "share", "price", "price_all", *keys]
    lines += [*reversed(stages), "revenue", "forward_leads", "forward_revenue", "forward_gap"]
    layout = Layout(rows={name: 3 + index for index, name in enumerate(lines)})
    segments = result.plan.segments
    layout.columns = [get_column_letter(2 + index) for index in range(len(segments))]
    layout.total = get_column_letter(2 + len(segments))
    row = 3
    for index, segment in enumerate(segments):
        if segment.channels:
            layout.channels[index] = (row, row + len(segment.channels) - 1)
            row += len(segment.channels)
    names = ["lead_share", *keys, "chain", "weighted", *stages, "cpl", "fixed", "other", "cost", "cac", "revenue"]
    names += ["margin", "profit", "roi"]
    layout.channel_columns = {name: get_column_letter(3 + index) for index, name in enumerate(names)}
    return layout


def _put(sheet: Worksheet, cell: str, value: object, *, number_format: str = "", is_input: bool = False) -> None:
    sheet[cell] = _number(value) if isinstance(value, Fraction) else value  # type: ignore[assignment]
    if number_format:
        sheet[cell].number_format = number_format
    if is_input:
        sheet[cell].font = INPUT


def _number(value: Fraction) -> object:
    """A whole number, a decimal that is exact as typed, or a formula that keeps the fraction."""
    if value.denominator == 1:
        return int(value)
    return float(value) if Fraction(repr(float(value))) == value else f"={value.numerator}/{value.denominator}"


def _head(sheet: Worksheet, title: str, names: Sequence[str]) -> None:
    sheet["A1"], sheet["A1"].font = title, HEAD
    for index, name in enumerate(names):
        cell = sheet.cell(row=2, column=1 + index, value=name)
        cell.font, cell.fill = HEAD, SHADE


def _chain(sheet: Worksheet, channels: str, result: PlanResult, layout: Layout) -> None:
    segments, rows = result.plan.segments, layout.rows
    names = [segment.name or _("全体") for segment in segments]
    _head(sheet, _("逆算（青い数字が前提、ほかはすべて数式です）"), [_("項目"), *names, _("合計")])
    for name, row in rows.items():
        sheet[f"A{row}"] = _label(name, result.plan.stages)
    for index, (segment, column) in enumerate(zip(segments, layout.columns, strict=True)):
        _inputs(sheet, segment, column, rows)
        _stages(sheet, channels, result, layout, index, column)
    first, last, total = layout.columns[0], layout.columns[-1], layout.total
    for name in ("target", "renewal", "upsell", "new", *result.plan.stages, "revenue"):
        number_format = COUNT if name in result.plan.stages else MONEY
        _put(
            sheet, f"{total}{rows[name]}", f"=SUM({first}{rows[name]}:{last}{rows[name]})", number_format=number_format
        )
    lead, revenue = f"{total}{rows['lead']}", f"{total}{rows['revenue']}"
    _put(sheet, f"{total}{rows['forward_leads']}", f"=ROUND({lead},0)", number_format=MONEY)
    forward = f"{total}{rows['forward_leads']}*{revenue}/{lead}"
    _put(sheet, f"{total}{rows['forward_revenue']}", f"={forward}", number_format=MONEY)
    _put(sheet, f"{total}{rows['forward_gap']}", f"={total}{rows['forward_revenue']}-{revenue}", number_format=MONEY)


def _inputs(sheet: Worksheet, segment: Segment, column: str, rows: dict[str, int]) -> None:
    inputs: dict[str, tuple[Fraction, str]] = {
        "target": (segment.revenue_target.value, MONEY),
        "renewal": (segment.renewal, MONEY),
        "upsell": (segment.upsell, MONEY),
        "share": (segment.marketing_share.value, RATE),
        "price": (segment.average_deal_size.value, MONEY),
        **{key: (rate.value, RATE) for key, rate in segment.rates.items()},
    }
    for name, (value, number_format) in inputs.items():
        _put(sheet, f"{column}{rows[name]}", value, number_format=number_format, is_input=True)
    own_price = segment.share_of == "won" and segment.average_deal_size_all is not None
    price_all: object = segment.average_deal_size_all if own_price else f"={column}{rows['price']}"
    _put(sheet, f"{column}{rows['price_all']}", price_all, number_format=MONEY, is_input=own_price)
    new = f"={column}{rows['target']}-{column}{rows['renewal']}-{column}{rows['upsell']}"
    _put(sheet, f"{column}{rows['new']}", new, number_format=MONEY)


def _stages(sheet: Worksheet, channels: str, result: PlanResult, layout: Layout, index: int, column: str) -> None:
    """受注 = new × share ÷ price; the stages before it by their rates, or by the channels' own chains."""
    rows, stages = layout.rows, result.plan.stages
    won = f"={column}{rows['new']}*{column}{rows['share']}/{column}{rows['price_all']}"
    _put(sheet, f"{column}{rows['won']}", won, number_format=COUNT)
    _put(sheet, f"{column}{rows['revenue']}", f"={column}{rows['won']}*{column}{rows['price']}", number_format=MONEY)
    span = layout.channels.get(index)
    for before, after in zip(reversed(stages[:-1]), reversed(stages[1:]), strict=True):
        formula = f"={column}{rows[after]}/{column}{rows[f'{before}_to_{after}']}"
        if span:
            name = "weighted" if before == "lead" else before
            area = f"'{channels}'!{layout.channel_columns[name]}{span[0]}:{layout.channel_columns[name]}{span[1]}"
            formula = f"={column}{rows['won']}/SUM({area})" if before == "lead" else f"=SUM({area})"
        _put(sheet, f"{column}{rows[before]}", formula, number_format=COUNT)


def _channels(sheet: Worksheet, chain: str, result: PlanResult, layout: Layout) -> None:
    """One row per segment and channel; a rate that the channel does not have of its own points to the segment's."""
    names = [_("区分"), _("チャネル"), *(_label(name, result.plan.stages) for name in layout.channel_columns)]
    _head(sheet, _("チャネルごとの鎖と採算"), names)
    charged: set[str] = set()
    for index, segment in enumerate(result.plan.segments):
        for offset, channel in enumerate(segment.channels):
            row = layout.channels[index][0] + offset
            sheet[f"A{row}"], sheet[f"B{row}"] = segment.name or _("全体"), channel.name
            _channel_row(sheet, chain, result, layout, index, row, channel)
            _money_row(sheet, result, layout, segment, channel, row, charged)


def _channel_row(
    sheet: Worksheet, chain: str, result: PlanResult, layout: Layout, index: int, row: int, channel: Channel
) -> None:
    columns, stages, keys = layout.channel_columns, result.plan.stages, result.plan.rate_keys
    column = layout.columns[index]
    _put(sheet, f"{columns['lead_share']}{row}", channel.lead_share, number_format=RATE, is_input=True)
    rates = channel_rates(result.plan.segments[index], channel)
    for key in keys:
        is_own = key in channel.rates
        value: object = rates[key].value if is_own else f"='{chain}'!{column}{layout.rows[key]}"
        _put(sheet, f"{columns[key]}{row}", value, number_format=RATE, is_input=is_own)
    product = "*".join(f"{columns[key]}{row}" for key in keys)
    _put(sheet, f"{columns['chain']}{row}", f"={product}", number_format=RATE)
    _put(
        sheet,
        f"{columns['weighted']}{row}",
        f"={columns['lead_share']}{row}*{columns['chain']}{row}",
        number_format=RATE,
    )
    lead = f"='{chain}'!{column}{layout.rows['lead']}*{columns['lead_share']}{row}"
    _put(sheet, f"{columns['lead']}{row}", lead, number_format=COUNT)
    for before, after in zip(stages, stages[1:], strict=False):
        formula = f"={columns[before]}{row}*{columns[f'{before}_to_{after}']}{row}"
        _put(sheet, f"{columns[after]}{row}", formula, number_format=COUNT)
    revenue = f"={columns['won']}{row}*'{chain}'!{column}{layout.rows['price']}"
    _put(sheet, f"{columns['revenue']}{row}", revenue, number_format=MONEY)


def _money_row(
    sheet: Worksheet,
    result: PlanResult,
    layout: Layout,
    segment: Segment,
    channel: Channel,
    row: int,
    charged: set[str],
) -> None:
    """Costs of a channel; what it costs once a year stands in the first segment that uses it."""
    at = {name: f"{column}{row}" for name, column in layout.channel_columns.items()}
    is_first = channel.key not in charged
    charged.add(channel.key)
    cpl = channel.cost_per_lead.value if channel.cost_per_lead else Fraction(0)
    for name, value in (("cpl", cpl), ("fixed", channel.fixed_cost), ("other", channel.other_cost)):
        shown = value if name == "cpl" or is_first else Fraction(0)
        _put(sheet, at[name], shown, number_format=MONEY, is_input=True)
    _put(sheet, at["cost"], f"={at['lead']}*{at['cpl']}+{at['fixed']}+{at['other']}", number_format=MONEY)
    _put(sheet, at["cac"], f"=IF({at['won']}=0,0,{at['cost']}/{at['won']})", number_format=MONEY)
    if segment.gross_margin is not None:
        _put(sheet, at["margin"], segment.gross_margin, number_format=RATE, is_input=True)
        _put(sheet, at["profit"], f"={at['revenue']}*{at['margin']}", number_format=MONEY)
        roi = f"=IF({at['cost']}=0,0,({at['profit']}-{at['cost']})/{at['cost']})"
        _put(sheet, at["roi"], roi, number_format=RATE)


def _lags(sheet: Worksheet, result: PlanResult) -> dict[tuple[int, str], list[tuple[int, str]]]:
    """Per segment and stage the share of its entries that are needed k months before the win: {(segment, stage): [(k, cell)]}."""
    stages, segments = result.plan.stages, result.plan.segments
    heads = [f"{segment.name or _('全体')} {_label(stage, stages)}" for segment in segments for stage in stages]
    _head(sheet, _("受注の何か月前に必要か（割合）"), [_("か月前"), *heads])
    found = {}
    for place, segment in enumerate(segments):
        for index, stage in enumerate(stages):
            lag = total_lag(segment.lag.steps[index:])
            column = get_column_letter(2 + place * len(stages) + index)
            cells = []
            for k, share in lag.items():
                sheet[f"A{3 + k}"] = k
                _put(sheet, f"{column}{3 + k}", share, number_format=RATE, is_input=True)
                cells.append((k, f"{column}{3 + k}"))
            found[place, stage] = cells
    return found


def _months(
    sheet: Worksheet,
    chain: str,
    lags: str,
    result: PlanResult,
    layout: Layout,
    places: dict[tuple[int, str], list[tuple[int, str]]],
    months: Sequence[str],
) -> None:
    """Entries needed per month, per segment: the year's need × Σ share of k months before × share of the month k later."""
    stages, segments = result.plan.stages, result.plan.segments
    width = 1 + len(stages)
    heads = [
        head
        for segment in segments
        for head in (
            f"{segment.name or _('全体')} {_('月の割合')}",
            *(f"{segment.name or _('全体')} {_label(stage, stages)}" for stage in stages),
        )
    ]
    _head(sheet, _("必要になる月"), [_("月"), *heads])
    for index, name in enumerate(months):
        sheet[f"A{3 + index}"] = name
    total_row = 3 + MONTHS
    sheet[f"A{total_row}"] = _("合計")
    for place, segment in enumerate(segments):
        weight = get_column_letter(2 + place * width)
        for month, share in enumerate(segment.season.revenue):
            _put(sheet, f"{weight}{3 + month}", share, number_format=RATE, is_input=True)
        for index, stage in enumerate(stages):
            column = get_column_letter(3 + place * width + index)
            need = f"'{chain}'!{layout.columns[place]}{layout.rows[stage]}"
            for month in range(MONTHS):
                terms = [f"'{lags}'!{cell}*{weight}{3 + (month + k) % MONTHS}" for k, cell in places[place, stage]]
                _put(sheet, f"{column}{3 + month}", f"={need}*({'+'.join(terms)})", number_format=COUNT)
            _put(sheet, f"{column}{total_row}", f"=SUM({column}3:{column}{total_row - 1})", number_format=COUNT)


def _label(name: str, stages: Sequence[str]) -> str:
    texts = {
        "target": _("事業の売上目標"),
        "renewal": _("既存顧客の更新"),
        "upsell": _("既存顧客への追加販売"),
        "new": _("新規の売上"),
        "share": _("マーケが担う割合"),
        "price": _("平均受注単価"),
        "price_all": _("割合を数える単価"),
        "revenue": _("マーケ起点の売上"),
        "forward_leads": _("リード（四捨五入）"),
        "forward_revenue": _("そのリードでの売上"),
        "forward_gap": _("目標との差"),
        "lead_share": _("リードの割合"),
        "chain": _("リード→受注率"),
        "weighted": _("割合×率"),
        "cpl": _("リード単価（CPL）"),
        "fixed": _("固定費（年）"),
        "other": _("人件費・ツール（年）"),
        "cost": _("費用"),
        "cac": _("受注1件の費用"),
        "margin": _("粗利率"),
        "profit": _("粗利"),
        "roi": _("ROI（粗利−費用）÷費用"),
    }
    if name in texts:
        return texts[name]
    return sentences.rate_name(name) if "_to_" in name else sentences.stage_name(name, list(stages))
