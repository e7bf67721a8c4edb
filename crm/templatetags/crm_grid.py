"""One cell of the grid of daily figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from crm.models import SeriesMetric

register = template.Library()


@register.simple_tag
def grid_cell(
    metric: SeriesMetric, day: dt.date, value: Decimal | None, typed: dict[str, Any], problems: dict[str, str]
) -> SafeString:
    """The input of a metric on a day: what was typed when the form came back, else what is stored."""
    name = f"v-{metric.pk}-{day.isoformat()}"
    stored = "" if value is None else f"{value.normalize():f}"
    return format_html(
        '<td class="num"><input class="num" id="{0}" name="{0}" value="{1}" inputmode="decimal" aria-label="{2} {3}"{4}></td>',
        name,
        typed.get(name, stored),
        metric.name,
        day.isoformat(),
        SafeString(' aria-invalid="true"') if name in problems else "",
    )
