"""Drawing of the channel mix: the bars of the timeline as SVG, and small lookups of its table."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from channels.calc.timeline import WINDOW_MONTHS, Bar
from channels.defaults import COLOUR_SLOTS
from channels.models import PlannedChannel
from channels.selectors.mix import expected_leads
from channels.selectors.outlook import Attention
from workspaces.calc.display import MONTHS_EN, format_day
from workspaces.templatetags.formats import language, month_label

register = template.Library()

HEIGHT, TOP, THICK = 36, 11, 14
_HATCH = (
    '<defs><pattern id="{}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="hatch-ground" width="6" height="6"/><rect class="hatch-line" width="2" height="6"/></pattern></defs>'
)
_DIAMOND = "M0 10 8 18 0 26-8 18z"


@register.filter
def slot(key: str) -> int:
    """The fixed colour slot of a channel, 0 for one's own."""
    return COLOUR_SLOTS.get(key, 0)


@register.simple_tag
def timeline(channel: PlannedChannel, bar: Bar) -> SafeString:
    """The bar of a channel; what it says stands beside it as text for those who do not see it."""
    grid = format_html_join(
        "",
        '<line class="grid" x1="{0}%" x2="{0}%" y1="0" y2="36"/>',
        ((_percent(step / WINDOW_MONTHS),) for step in range(WINDOW_MONTHS + 1)),
    )
    return format_html(
        '<svg class="chart mixbar mixbar--{}" height="{}" aria-hidden="true">{}{}</svg><span class="vh">{}</span>',
        slot(channel.key),
        HEIGHT,
        grid,
        _event(bar) if channel.is_single_event else _bars(bar, channel),
        in_words(channel, bar),
    )


def in_words(channel: PlannedChannel, bar: Bar) -> str:
    """「2027年5月から効果」, 「1/21(木) 開催」."""
    if channel.is_single_event:
        if bar.event_on is None:
            return _("開催日は未定です")
        days = [day for _place, day in bar.events] or [bar.event_on]
        return _("%(day)s開催") % {"day": _("、").join(format_day(day, "compact", language()) for day in days)}
    return _("%(month)sから効果") % {"month": month_label(bar.works_on)}


def _bars(bar: Bar, channel: PlannedChannel) -> SafeString:
    """The run-up as a tint, the working time in the channel's colour; channels of one's own are hatched."""
    hatch = "" if slot(channel.key) else format_html(_HATCH, f"hatch-{channel.pk}")
    fill = format_html(' fill="url(#hatch-{})"', channel.pk) if hatch else ""
    return format_html(
        '{6}<rect class="run" x="{0}%" width="{1}%" y="{4}" height="{5}" rx="3"/>'
        '<rect class="on" x="{2}%" width="{3}%" y="{4}" height="{5}" rx="3"{7}/>',
        _percent(bar.start),
        _percent(bar.run_up),
        _percent(bar.effect),
        _percent(bar.working),
        TOP,
        THICK,
        hatch,
        fill,
    )


def _event(bar: Bar) -> SafeString:
    """A diamond for every event in the window, with its day."""
    return format_html_join(
        "",
        '<svg x="{}%" overflow="visible"><path class="on" d="{}"/><text class="tx" x="13" y="23">{}/{}</text></svg>',
        ((_percent(place), _DIAMOND, day.month, day.day) for place, day in bar.events),
    )


def _percent(share: float) -> str:
    return f"{share * 100:.2f}"


@register.filter
def bar_width(share: float | None) -> str:
    """A share as the width of a bar of 100, never beyond its end."""
    return f"{min(1.0, float(share or 0)) * 100:.1f}"


@register.filter
def bar_for(bars: dict[int, Bar], channel: PlannedChannel) -> Bar:
    """The bar of a channel."""
    return bars[channel.pk]


@register.filter
def ramping_until(ramping: dict[int, dt.date], channel: PlannedChannel) -> dt.date | None:
    """The day from which a channel that is 立ち上がり中 is expected to work."""
    return ramping.get(channel.pk)


@register.filter
def attention_for(rows: list[Attention], channel: PlannedChannel) -> Attention | None:
    """Where people look beside the money, of one channel."""
    return next((row for row in rows if row.channel.pk == channel.pk), None)


@register.filter
def serves(channel: PlannedChannel, stage_key: str) -> bool:
    """Whether a channel is meant for a buying stage."""
    return stage_key in channel.stages


@register.filter
def month_short(day: dt.date) -> str:
    """11月, Nov"""
    if language() == "en":
        return MONTHS_EN[day.month - 1]
    return _("%(month)d月") % {"month": day.month}


@register.filter
def expected(channel: PlannedChannel) -> Decimal | Fraction | None:
    """Leads a month, as typed or as the cost buys in the channel's CPL bands."""
    return expected_leads(channel)
