"""Numbers, money and dates as people read them; rounding half up happens here and nowhere before."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workspaces.calc import display, numbers_text

register = template.Library()


def language() -> str:
    return "en" if (get_language() or "ja").startswith("en") else "ja"


@register.filter
def count(value: Any) -> str:
    """5,333"""
    return display.format_number(_number(value))


@register.filter
def number(value: Any, places: int = 0) -> str:
    """12.5 with `|number:1`; a trailing zero is dropped."""
    figure = display.format_number(_number(value), int(places))
    return figure.rstrip("0").rstrip(".") if "." in figure else figure


@register.filter
def count_unit(value: Any, unit: str) -> str:
    """5,333件 in Japanese, 5,333 in English."""
    return display.format_count(_number(value), unit, language())


@register.filter
def rate(value: Any, places: int = 1) -> str:
    """0.141 → 14.1%"""
    return display.format_rate(_number(value), int(places))


@register.filter
def rate_points(value: Any) -> str:
    """−0.059 → −5.9pt"""
    return display.format_points(_number(value), language())


@register.filter
def signed(value: Any) -> str:
    """+161, −14"""
    return display.format_number(_number(value), is_signed=True)


@register.filter
def signed_rate(value: Any) -> str:
    """−0.144 → −14.4%"""
    return display.format_rate(_number(value), is_signed=True)


@register.filter(name="money")
def money_filter(amount: Any, currency: str = "JPY") -> str:
    """1.6億円, ¥160M: `{{ amount|money:workspace.currency }}`."""
    return display.format_money(_number(amount), currency or "JPY", language())


@register.filter
def signed_money(amount: Any, currency: str = "JPY") -> str:
    return display.format_money(_number(amount), currency or "JPY", language(), is_signed=True)


@register.filter
def exact_money(amount: Any, currency: str = "JPY") -> str:
    """399,975,000円"""
    return display.format_exact_money(_number(amount), currency or "JPY", language())


@register.filter
def money_echo(amount: Any, currency: str = "JPY") -> str:
    """1億6,000万円（160,000,000円）: what was read of a typed amount."""
    value = _number(amount)
    return "" if value is None else numbers_text.echo_money(value, currency or "JPY", language())


@register.simple_tag(takes_context=True)
def money(context: template.Context, amount: Any) -> str:
    """Money in the workspace's currency: `{% money deal.amount %}`."""
    return money_filter(amount, _currency(context))


@register.simple_tag(takes_context=True)
def money_exactly(context: template.Context, amount: Any) -> str:
    return exact_money(amount, _currency(context))


@register.filter
def day(value: dt.date | None) -> str:
    """2026/11/20"""
    return display.format_day(_date(value), "table", language())


@register.filter
def day_short(value: dt.date | None) -> str:
    """11/20(金)"""
    return display.format_day(_date(value), "compact", language())


@register.filter
def day_long(value: dt.date | None) -> str:
    """2026年11月20日(金)"""
    return display.format_day(_date(value), "prose", language())


@register.filter
def month_label(value: dt.date | None) -> str:
    """2026年11月, Nov 2026"""
    if value is None:
        return ""
    if language() == "en":
        return f"{display.MONTHS_EN[value.month - 1]} {value.year}"
    return _("%(year)d年%(month)d月") % {"year": value.year, "month": value.month}


@register.filter
def moment(value: dt.datetime | None, zone: Any = None) -> str:
    """11/20(金) 14:05 in a zone: `{{ at|moment:workspace.zone }}`."""
    if value is None:
        return ""
    local = value.astimezone(zone) if zone else timezone.localtime(value)
    return f"{display.format_day(local.date(), 'compact', language())} {local:%H:%M}"


@register.filter
def clock(value: dt.datetime | None, zone: Any = None) -> str:
    """14:05"""
    if value is None:
        return ""
    return f"{(value.astimezone(zone) if zone else timezone.localtime(value)):%H:%M}"


@register.filter
def minutes(value: Any) -> str:
    """A business duration: 48分, 1時間33分, 4時間."""
    if value is None:
        return "–"
    hours, rest = divmod(abs(round(float(value))), 60)
    if not hours:
        return _("%(minutes)d分") % {"minutes": rest}
    if not rest:
        return _("%(hours)d時間") % {"hours": hours}
    return _("%(hours)d時間%(minutes)d分") % {"hours": hours, "minutes": rest}


def _currency(context: template.Context) -> str:
    workspace = context.get("workspace")
    return workspace.currency if workspace else "JPY"


def _number(value: Any) -> Any:
    return None if value == "" else value


def _date(value: Any) -> Any:
    return value.date() if isinstance(value, dt.datetime) else value
