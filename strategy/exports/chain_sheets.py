"""The sheets of a chain: one column per segment and their sum, and the channels where a plan has some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from strategy import sentences
from strategy.calc.plan.chains import channel_rates
from strategy.calc.plan.inputs import Channel, PlanInput, Segment
from strategy.exports.cells import COUNT, MONEY, RATE, head, put


@dataclass
class Layout:
    """Where things stand: the row of each line of the 逆算 sheet, the column of each segment, their channels' rows."""

    rows: dict[str, int] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    total: str = ""
    channels: dict[int, tuple[int, int]] = field(default_factory=dict)
    channel_columns: dict[str, str] = field(default_factory=dict)


def chain_sheets(book: Workbook, plan: PlanInput, chain: str, channels: str) -> Layout:
    """Write the first year of a plan into the sheets of these names; says where everything stands."""
    layout = _lay_out(plan)
    sheet = book.create_sheet(chain)
    if layout.channels:
        _channels(book.create_sheet(channels), chain, plan, layout)
    _chain(sheet, channels, plan, layout)
    return layout


def _lay_out(plan: PlanInput) -> Layout:
    stages, keys = plan.stages, plan.rate_keys
    lines = ["target", "renewal", "upsell", "new", "share", "price", "price_all", *keys]
    lines += [*reversed(stages), "revenue", "forward_leads", "forward_revenue", "forward_gap"]
    layout = Layout(rows={name: 3 + index for index, name in enumerate(lines)})
    segments = plan.segments
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


def _chain(sheet: Worksheet, channels: str, plan: PlanInput, layout: Layout) -> None:
    segments, rows = plan.segments, layout.rows
    names = [segment.name or _("全体") for segment in segments]
    head(sheet, _("逆算（青い数字が前提、ほかはすべて数式です）"), [_("項目"), *names, _("合計")])
    for name, row in rows.items():
        sheet[f"A{row}"] = label(name, plan.stages)
    for index, (segment, column) in enumerate(zip(segments, layout.columns, strict=True)):
        _inputs(sheet, segment, column, rows)
        _stages(sheet, channels, plan, layout, index, column)
    first, last, total = layout.columns[0], layout.columns[-1], layout.total
    for name in ("target", "renewal", "upsell", "new", *plan.stages, "revenue"):
        number_format = COUNT if name in plan.stages else MONEY
        put(sheet, f"{total}{rows[name]}", f"=SUM({first}{rows[name]}:{last}{rows[name]})", number_format=number_format)
    lead, revenue = f"{total}{rows['lead']}", f"{total}{rows['revenue']}"
    put(sheet, f"{total}{rows['forward_leads']}", f"=ROUND({lead},0)", number_format=MONEY)
    forward = f"{total}{rows['forward_leads']}*{revenue}/{lead}"
    put(sheet, f"{total}{rows['forward_revenue']}", f"={forward}", number_format=MONEY)
    put(sheet, f"{total}{rows['forward_gap']}", f"={total}{rows['forward_revenue']}-{revenue}", number_format=MONEY)


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
        put(sheet, f"{column}{rows[name]}", value, number_format=number_format, is_input=True)
    own_price = segment.share_of == "won" and segment.average_deal_size_all is not None
    price_all: object = segment.average_deal_size_all if own_price else f"={column}{rows['price']}"
    put(sheet, f"{column}{rows['price_all']}", price_all, number_format=MONEY, is_input=own_price)
    new = f"={column}{rows['target']}-{column}{rows['renewal']}-{column}{rows['upsell']}"
    put(sheet, f"{column}{rows['new']}", new, number_format=MONEY)


def _stages(sheet: Worksheet, channels: str, plan: PlanInput, layout: Layout, index: int, column: str) -> None:
    """受注 = new × share ÷ price; the stages before it by their rates, or by the channels' own chains."""
    rows, stages = layout.rows, plan.stages
    won = f"={column}{rows['new']}*{column}{rows['share']}/{column}{rows['price_all']}"
    put(sheet, f"{column}{rows['won']}", won, number_format=COUNT)
    put(sheet, f"{column}{rows['revenue']}", f"={column}{rows['won']}*{column}{rows['price']}", number_format=MONEY)
    span = layout.channels.get(index)
    for before, after in zip(reversed(stages[:-1]), reversed(stages[1:]), strict=True):
        formula = f"={column}{rows[after]}/{column}{rows[f'{before}_to_{after}']}"
        if span:
            name = "weighted" if before == "lead" else before
            area = f"'{channels}'!{layout.channel_columns[name]}{span[0]}:{layout.channel_columns[name]}{span[1]}"
            formula = f"={column}{rows['won']}/SUM({area})" if before == "lead" else f"=SUM({area})"
        put(sheet, f"{column}{rows[before]}", formula, number_format=COUNT)


def _channels(sheet: Worksheet, chain: str, plan: PlanInput, layout: Layout) -> None:
    """One row per segment and channel; a rate that the channel does not have of its own points to the segment's."""
    names = [_("区分"), _("チャネル"), *(label(name, plan.stages) for name in layout.channel_columns)]
    head(sheet, _("チャネルごとの鎖と採算"), names)
    charged: set[str] = set()
    for index, segment in enumerate(plan.segments):
        for offset, channel in enumerate(segment.channels):
            row = layout.channels[index][0] + offset
            sheet[f"A{row}"], sheet[f"B{row}"] = segment.name or _("全体"), channel.name
            _channel_row(sheet, chain, plan, layout, index, row, channel)
            _money_row(sheet, plan, layout, segment, channel, row, charged)


def _channel_row(
    sheet: Worksheet, chain: str, plan: PlanInput, layout: Layout, index: int, row: int, channel: Channel
) -> None:
    columns, stages, keys = layout.channel_columns, plan.stages, plan.rate_keys
    column = layout.columns[index]
    put(sheet, f"{columns['lead_share']}{row}", channel.lead_share, number_format=RATE, is_input=True)
    rates = channel_rates(plan.segments[index], channel)
    for key in keys:
        is_own = key in channel.rates
        value: object = rates[key].value if is_own else f"='{chain}'!{column}{layout.rows[key]}"
        put(sheet, f"{columns[key]}{row}", value, number_format=RATE, is_input=is_own)
    product = "*".join(f"{columns[key]}{row}" for key in keys)
    put(sheet, f"{columns['chain']}{row}", f"={product}", number_format=RATE)
    put(
        sheet,
        f"{columns['weighted']}{row}",
        f"={columns['lead_share']}{row}*{columns['chain']}{row}",
        number_format=RATE,
    )
    lead = f"='{chain}'!{column}{layout.rows['lead']}*{columns['lead_share']}{row}"
    put(sheet, f"{columns['lead']}{row}", lead, number_format=COUNT)
    for before, after in zip(stages, stages[1:], strict=False):
        formula = f"={columns[before]}{row}*{columns[f'{before}_to_{after}']}{row}"
        put(sheet, f"{columns[after]}{row}", formula, number_format=COUNT)
    revenue = f"={columns['won']}{row}*'{chain}'!{column}{layout.rows['price']}"
    put(sheet, f"{columns['revenue']}{row}", revenue, number_format=MONEY)


def _money_row(
    sheet: Worksheet,
    plan: PlanInput,
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
        put(sheet, at[name], shown, number_format=MONEY, is_input=True)
    put(sheet, at["cost"], f"={at['lead']}*{at['cpl']}+{at['fixed']}+{at['other']}", number_format=MONEY)
    put(sheet, at["cac"], f"=IF({at['won']}=0,0,{at['cost']}/{at['won']})", number_format=MONEY)
    if segment.gross_margin is not None:
        put(sheet, at["margin"], segment.gross_margin, number_format=RATE, is_input=True)
        put(sheet, at["profit"], f"={at['revenue']}*{at['margin']}", number_format=MONEY)
        roi = f"=IF({at['cost']}=0,0,({at['profit']}-{at['cost']})/{at['cost']})"
        put(sheet, at["roi"], roi, number_format=RATE)


def label(name: str, stages: Sequence[str]) -> str:
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
