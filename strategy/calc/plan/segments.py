"""Segments and channels of a plan's document. What a segment does not say itself it takes from the top of the document."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from strategy.calc.plan.inputs import MONTHS, Channel, Estimate, Segment
from strategy.calc.plan.merging import merged
from strategy.calc.plan.values import CLOSE_ENOUGH, Reader, join
from strategy.calc.plan_checks import rate_keys

SEGMENT_FIELDS = (
    "revenue_target", "marketing_share", "share_of", "average_deal_size", "average_deal_size_all", "rates", "lags",
    "season", "channels", "split", "gross_margin", "contract_months", "lifetime_months", "annual_churn", "sales_cost",
    "carry_in_wins",
)  # fmt: skip
CHANNEL_FIELDS = (
    "key", "name", "lead_share", "rates", "cost_per_lead", "fixed_cost", "other_cost", "ramp", "is_form", "contents",
    "leads_per_content",
)  # fmt: skip
SPLIT_FIELDS = ("existing_revenue", "renewal_rate", "upsell_rate", "renewal", "upsell")
MOST_SEGMENTS, MOST_CHANNELS = 20, 30
NONE = Fraction(0)


def read_segments(reader: Reader, body: Mapping[str, Any], stages: tuple[str, ...], path: str) -> tuple[Segment, ...]:
    """The segments of one year; a document without any is one segment."""
    defaults = {name: body[name] for name in SEGMENT_FIELDS if body.get(name) is not None}
    rows = reader.rows(body.get("segments"), join(path, "segments"))
    if not rows:
        return tuple(one for one in [_segment(reader, defaults, {}, stages, path, Fraction(1))] if one)
    if len(rows) > MOST_SEGMENTS:
        reader.note(join(path, "segments"), "too_many", MOST_SEGMENTS)
    parts = _parts(reader, rows, defaults, path)
    found = []
    for index, (row, part) in enumerate(zip(rows[:MOST_SEGMENTS], parts, strict=False)):
        own_path = join(path, "segments", index)
        own = reader.mapping(row, own_path, ("key", "name", "revenue_share", *SEGMENT_FIELDS))
        found.append(_segment(reader, defaults, own, stages, own_path, part))
    _unique(reader, rows, join(path, "segments"))
    return tuple(one for one in found if one)


def _parts(reader: Reader, rows: list[Any], defaults: Mapping[str, Any], path: str) -> list[Fraction]:
    """Each segment's part of what is said for all (target, existing customers, cost of sales).

    By `revenue_share`, which then has to make a whole; else by the segments' own targets.
    """
    named = [row if isinstance(row, Mapping) else {} for row in rows]
    if any(row.get("revenue_share") is not None for row in named):
        shares = [
            reader.number(row.get("revenue_share"), join(path, "segments", index, "revenue_share"), is_rate=True)
            or NONE
            for index, row in enumerate(named)
        ]
        whole = sum(shares, NONE)
        if abs(whole - 1) > CLOSE_ENOUGH:
            reader.note(join(path, "segments"), "shares_not_one", f"{float(whole * 100):g}%")
        return [share / whole if whole else NONE for share in shares]
    quiet = Reader()
    targets = [quiet.estimate(row.get("revenue_target"), "") for row in named]
    whole = sum((one.value for one in targets if one), NONE)
    return [one.value / whole if one and whole else Fraction(1, len(rows)) for one in targets]


def _unique(reader: Reader, rows: list[Any], path: str) -> None:
    keys = [str(row.get("key") or "") for row in rows if isinstance(row, Mapping)]
    for index, key in enumerate(keys):
        if not key:
            reader.note(join(path, index, "key"), "missing")
        elif key in keys[:index]:
            reader.note(join(path, index, "key"), "duplicate_key", key)


def _segment(
    reader: Reader,
    defaults: Mapping[str, Any],
    own: Mapping[str, Any],
    stages: tuple[str, ...],
    path: str,
    part: Fraction,
) -> Segment | None:
    values = merged({name: one for name, one in defaults.items() if name not in ("split", "sales_cost")}, own)
    numbers = _numbers(reader, values, own, path, part)
    rates = _rates(reader, values.get("rates"), join(path, "rates"), rate_keys(stages))
    renewal, upsell = _split(reader, defaults, own, path, part)
    share_of, price_all = _share_of(reader, values, path)
    if None in numbers or None in rates.values():
        return None
    target, share, price = (one for one in numbers if one)
    if target.value - renewal - upsell <= 0:
        reader.note(join(path, "split" if renewal + upsell else "revenue_target"), "nothing_new")
        return None
    return Segment(
        key=str(own.get("key") or "all"),
        name=str(own.get("name") or own.get("key") or ""),
        revenue_target=target,
        marketing_share=share,
        average_deal_size=price,
        rates={key: rate for key, rate in rates.items() if rate},
        lag=reader.lag(values.get("lags"), join(path, "lags"), rate_keys(stages)),
        season=reader.season(values.get("season"), join(path, "season")),
        channels=_channels(reader, values.get("channels"), join(path, "channels"), stages),
        renewal=renewal,
        upsell=upsell,
        share_of=share_of,
        average_deal_size_all=price_all,
        gross_margin=reader.number(values.get("gross_margin"), join(path, "gross_margin"), is_rate=True),
        contract_months=reader.number(
            values.get("contract_months"), join(path, "contract_months"), may_be_zero=False, default=Fraction(MONTHS)
        )
        or Fraction(MONTHS),
        lifetime_months=_lifetime(reader, values, path),
        sales_cost=_part_of(reader, defaults, own, "sales_cost", path, part),
        carry_in_wins=_carry_in(reader, defaults, own, path, part),
    )


def _numbers(
    reader: Reader, values: Mapping[str, Any], own: Mapping[str, Any], path: str, part: Fraction
) -> list[Estimate | None]:
    """Target, share and price of a segment; each missing one is a problem."""
    target = reader.estimate(values.get("revenue_target"), join(path, "revenue_target"))
    if target and own.get("revenue_target") is None:
        low, high = (one * part if one is not None else None for one in (target.low, target.high))
        target = Estimate(target.value * part, low, high, target.kind, target.n, target.first, target.last)
    share = reader.estimate(values.get("marketing_share", 1), join(path, "marketing_share"), is_rate=True)
    price = reader.estimate(values.get("average_deal_size"), join(path, "average_deal_size"))
    for name in ("revenue_target", "average_deal_size"):
        if values.get(name) is None:
            reader.note(join(path, name), "missing")
    return [target, share, price]


def _rates(reader: Reader, value: object, path: str, keys: list[str]) -> dict[str, Estimate | None]:
    named = reader.mapping(value, path, keys)
    for key in keys:
        if named.get(key) is None:
            reader.note(join(path, key), "missing")
    return {key: reader.estimate(named.get(key), join(path, key), is_rate=True) for key in keys}


def _share_of(reader: Reader, values: Mapping[str, Any], path: str) -> tuple[str, Fraction | None]:
    share_of = str(values.get("share_of") or "revenue")
    price = reader.number(values.get("average_deal_size_all"), join(path, "average_deal_size_all"), may_be_zero=False)
    if share_of not in ("revenue", "won"):
        reader.note(join(path, "share_of"), "bad_choice", share_of)
    return share_of, price


def _split(
    reader: Reader, defaults: Mapping[str, Any], own: Mapping[str, Any], path: str, part: Fraction
) -> tuple[Fraction, Fraction]:
    """更新 and 追加販売 of existing customers: amounts, or rates of what they bring today."""
    place = join(path, "split")
    is_own = own.get("split") is not None
    named = reader.mapping(own.get("split") if is_own else defaults.get("split"), place, SPLIT_FIELDS)
    factor = Fraction(1) if is_own else part
    existing = reader.number(named.get("existing_revenue"), join(place, "existing_revenue"), default=NONE) or NONE
    found = []
    for kind in ("renewal", "upsell"):
        rate = reader.number(named.get(f"{kind}_rate"), join(place, f"{kind}_rate"), default=NONE) or NONE
        amount = reader.number(named.get(kind), join(place, kind))
        found.append((amount if amount is not None else existing * rate) * factor)
    return found[0], found[1]


def _lifetime(reader: Reader, values: Mapping[str, Any], path: str) -> Fraction | None:
    """Months that a customer stays: as given, else 12 ÷ yearly churn."""
    months = reader.number(values.get("lifetime_months"), join(path, "lifetime_months"), may_be_zero=False)
    churn = reader.number(values.get("annual_churn"), join(path, "annual_churn"), is_rate=True)
    return months if months is not None else MONTHS / churn if churn else None


def _part_of(
    reader: Reader, defaults: Mapping[str, Any], own: Mapping[str, Any], name: str, path: str, part: Fraction
) -> Fraction:
    if own.get(name) is not None:
        return reader.number(own[name], join(path, name), default=NONE) or NONE
    return (reader.number(defaults.get(name), join(path, name), default=NONE) or NONE) * part


def _carry_in(
    reader: Reader, defaults: Mapping[str, Any], own: Mapping[str, Any], path: str, part: Fraction
) -> Fraction | None:
    """Wins expected of the deals that are open when the plan begins; None: not known."""
    if own.get("carry_in_wins") is None and defaults.get("carry_in_wins") is None:
        return None
    return _part_of(reader, defaults, own, "carry_in_wins", path, part)


def _channels(reader: Reader, value: object, path: str, stages: tuple[str, ...]) -> tuple[Channel, ...]:
    rows = reader.rows(value, path)
    if len(rows) > MOST_CHANNELS:
        reader.note(path, "too_many", MOST_CHANNELS)
    found = [_channel(reader, row, join(path, index), stages) for index, row in enumerate(rows[:MOST_CHANNELS])]
    if not found:
        return ()
    _unique(reader, rows, path)
    whole = sum((one.lead_share for one in found), NONE)
    if abs(whole - 1) > CLOSE_ENOUGH:
        reader.note(path, "shares_not_one", f"{float(whole * 100):g}%")
        return tuple(found)
    return tuple(one if whole == 1 else _with_share(one, one.lead_share / whole) for one in found if one.lead_share)


def _with_share(channel: Channel, share: Fraction) -> Channel:
    return Channel(**{**vars(channel), "lead_share": share})


def _channel(reader: Reader, row: object, path: str, stages: tuple[str, ...]) -> Channel:
    own = reader.mapping(row, path, CHANNEL_FIELDS)
    keys = rate_keys(stages)
    rates = reader.mapping(own.get("rates"), join(path, "rates"), keys)
    share = reader.number(own.get("lead_share"), join(path, "lead_share"), is_rate=True)
    if own.get("lead_share") is None:
        reader.note(join(path, "lead_share"), "missing")
    read = {
        key: reader.estimate(rates[key], join(path, "rates", key), is_rate=True)
        for key in keys
        if rates.get(key) is not None
    }
    cost = own.get("cost_per_lead")
    contents = reader.number(own.get("contents"), join(path, "contents"))
    return Channel(
        key=str(own.get("key") or ""),
        name=str(own.get("name") or own.get("key") or ""),
        lead_share=share or NONE,
        rates={key: rate for key, rate in read.items() if rate},
        cost_per_lead=None if cost in (None, 0) else reader.estimate(cost, join(path, "cost_per_lead")),
        fixed_cost=reader.number(own.get("fixed_cost"), join(path, "fixed_cost"), default=NONE) or NONE,
        other_cost=reader.number(own.get("other_cost"), join(path, "other_cost"), default=NONE) or NONE,
        ramp=reader.ramp(own.get("ramp"), join(path, "ramp")),
        is_form=bool(own.get("is_form", True)),
        contents=int(contents) if contents is not None else None,
        leads_per_content=reader.number(
            own.get("leads_per_content"), join(path, "leads_per_content"), may_be_zero=False
        ),
    )
