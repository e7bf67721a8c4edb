"""The columns of the outlook: what both tracks bring each month against the mark of what is needed."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from channels.calc.supply import FOUNDATION, QUICK, SupplyMonth
from channels.selectors.outlook import Outlook

register = template.Library()

HEIGHT, TOP = 170, 6
GAP = 0.18  # of a month's width, on either side of its column


@register.simple_tag
def supply_columns(outlook: Outlook) -> SafeString:
    """The drawing alone; its figures stand in the table beside it."""
    drawn = format_html_join("", "{}", ((_column(outlook, place),) for place in range(len(outlook.months))))
    return format_html(
        '<svg class="chart outlook__chart" height="{0}" aria-hidden="true">{1}'
        '<line class="axis" x1="0" x2="100%" y1="{0}" y2="{0}"/></svg>',
        HEIGHT,
        drawn,
    )


def _column(outlook: Outlook, place: int) -> SafeString:
    month, slot = outlook.months[place], 100 / len(outlook.months)
    quick, foundation = (_height(outlook, month.by_track[track]) for track in (QUICK, FOUNDATION))
    left, width = (place + GAP) * slot, (1 - 2 * GAP) * slot
    columns = format_html(
        '<rect class="outlook__quick" x="{0}%" width="{1}%" y="{2}" height="{3}"/>'
        '<rect class="outlook__base" x="{0}%" width="{1}%" y="{4}" height="{5}"/>',
        f"{left:.2f}",
        f"{width:.2f}",
        f"{HEIGHT - quick:.1f}",
        f"{quick:.1f}",
        f"{HEIGHT - quick - foundation:.1f}",
        f"{foundation:.1f}",
    )
    return format_html("{}{}", columns, _need(outlook, month, place * slot, slot))


def _need(outlook: Outlook, month: SupplyMonth, left: float, width: float) -> SafeString:
    if month.need is None:
        return SafeString("")
    return format_html(
        '<line class="target" x1="{0}%" x2="{1}%" y1="{2}" y2="{2}"/>',
        f"{left + width * 0.06:.2f}",
        f"{left + width * 0.94:.2f}",
        f"{HEIGHT - _height(outlook, month.need):.1f}",
    )


def _height(outlook: Outlook, value: object) -> float:
    return float(value) / float(outlook.largest) * (HEIGHT - TOP)  # type: ignore[arg-type]
