"""Periods and units that the two languages write differently, not just in other words."""
# japanese-data

from __future__ import annotations

import re

from crm.calc.periods import Period
from strategy.sentences import language
from workspaces.calc import display

COUNT_UNIT = "件"
# From which amount on the figures of a chart stand in which unit.
TREND_STEPS = {"ja": ((10**8, "億"), (10**4, "万"), (1, "")), "en": ((10**6, "M"), (10**3, "K"), (1, ""))}
WATERFALL_STEPS = {"ja": ((10**6, 10**4, "万"), (0, 1, "")), "en": ((10**6, 10**3, "K"), (0, 1, ""))}


def span_title(span: Period) -> str:
    """「2026年4〜10月累計」, a single month 「2026年4月」."""
    first, last = span.start, span.end
    if language() == "en":
        names = display.MONTHS_EN
        if (first.year, first.month) == (last.year, last.month):
            return f"{names[last.month - 1]} {last.year}"
        return f"{names[first.month - 1]}–{names[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{last.year}年{last.month}月"
    if first.year == last.year:
        return f"{first.year}年{first.month}〜{last.month}月累計"
    return f"{first.year}年{first.month}月〜{last.year}年{last.month}月累計"


def period_name(period: Period) -> str:
    """The month, week or day in the words of the period switch: 10月, 第46週 11/9〜11/15, 11/20(金)."""
    start, end = period.start, period.end
    is_english = language() == "en"
    if period.grain == "month":
        return display.MONTHS_EN[start.month - 1] if is_english else f"{start.month}月"
    if period.grain == "week":
        week = start.isocalendar().week
        if is_english:
            first, last = (display.MONTHS_EN[day.month - 1] for day in (start, end))
            return f"W{week} {first} {start.day}–{'' if first == last else f'{last} '}{end.day}"
        return f"第{week}週 {start.month}/{start.day}〜{end.month}/{end.day}"
    return display.format_day(start, "compact", language())


def split_unit(text: str) -> tuple[str, str]:
    """The figure and its unit: ("7,530", "万円"), ("37", "件"), ("14.1", "%")."""
    digits = re.sub(r"[%件万億兆円ドルユーロポンド]+$", "", text)
    return digits, text[len(digits) :]


def tongue() -> str:
    """The language whose units are printed: ja or en."""
    return "en" if language() == "en" else "ja"


def money_unit(name: str, currency: str) -> str:
    """The unit of a column or an axis: 万円, ¥K."""
    if tongue() == "ja":
        return f"{name}{display.currency_word(currency)}"
    return f"{display.currency_sign(currency)}{name}"
