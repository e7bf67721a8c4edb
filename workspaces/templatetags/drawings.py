"""Small drawings by the server: `{% load drawings %}`. Figures in, SVG with a text for screen readers out.

Everything is readable without scripts and prints. Labels and figures come formatted; raw numbers only give the places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from workspaces.calc import drawing

register = template.Library()
ROW = 48  # height of one line of a tornado, in pixels
HEAD = 24


@register.inclusion_tag("components/drawings/bullet.html")
def bullet(value: Any, target: Any, label: str = "") -> dict[str, Any]:
    """`{% bullet kpi.value kpi.target kpi.sentence %}`: a bar with the target's mark; `label` is what it says in words."""
    return {"place": drawing.bullet(value, target), "label": label}


@register.inclusion_tag("components/drawings/sparkline.html")
def sparkline(values: Sequence[Any], label: str = "") -> dict[str, Any]:
    """`{% sparkline channel.leads_by_week channel.sentence %}`: a line from zero, the last point marked; gaps stay gaps."""
    return {"line": drawing.spark(values), "label": label}


@register.inclusion_tag("components/drawings/columns.html")
def columns(rows: Sequence[dict[str, Any]], label: str, unit: str = "", height: int = 160) -> dict[str, Any]:
    """Upright bars by period: `{% columns months "…" %}`.

    Each row: label · value (raw, None draws nothing) · needed (optional, the pale bar behind) · is_partial (hatched) ·
    note (optional, under the label) · figure (optional text above the bar).
    """
    needs = [row.get("needed") for row in rows]
    known = [figure for row in rows for figure in (row.get("value"), row.get("needed")) if figure is not None]
    top = max(known, default=1)
    front = drawing.columns([row.get("value") for row in rows], top=top, height=height, share=0.4)
    back = drawing.columns(needs, top=top, height=height, share=0.72)
    has_needs = any(need is not None for need in needs)
    if not has_needs:
        front = drawing.columns([row.get("value") for row in rows], top=top, height=height, share=0.66)
    lines = [{**row, "front": front.columns[place], "back": back.columns[place]} for place, row in enumerate(rows)]
    return {
        "lines": lines,
        "ticks": front.ticks,
        "label": label,
        "unit": unit,
        "height": height,
        "has_needs": has_needs,
    }


@register.inclusion_tag("components/drawings/waterfall.html")
def waterfall(rows: Sequence[dict[str, Any]], label: str) -> dict[str, Any]:
    """From one total to another: `{% waterfall rows "…" %}`.

    Each row: label · value (raw; the first and last are totals, those between are changes) · figure (formatted text) ·
    is_main (bold).
    """
    start, *changes = [row["value"] for row in rows[:-1]]
    bars = drawing.waterfall(start, changes)
    return {"rows": [{**row, "bar": bar} for row, bar in zip(rows, bars, strict=True)], "label": label}


@register.inclusion_tag("components/drawings/tornado.html")
def tornado(base: Any, base_text: str, rows: Sequence[dict[str, Any]], label: str) -> dict[str, Any]:
    """What each assumption's plausible range does: `{% tornado base "基準 5,333" rows "…" %}`.

    Each row: label · range (text) · low, high (raw results) · low_text, high_text.
    """
    drawn = drawing.tornado(base, [(row["low"], row["high"]) for row in rows])
    lines = [
        {**row, "bar": bar, "y": HEAD + place * ROW + 18}
        for place, (row, bar) in enumerate(zip(rows, drawn.bars, strict=True))
    ]
    bottom = HEAD + len(rows) * ROW + 4
    return {
        "lines": lines,
        "drawn": drawn,
        "base_text": base_text,
        "label": label,
        "bottom": bottom,
        "height": bottom + 26,
        "row": ROW,
        "head": HEAD,
    }


@register.inclusion_tag("components/drawings/parts.html")
def parts(rows: Sequence[dict[str, Any]], label: str) -> dict[str, Any]:
    """Parts of a whole in one bar: `{% parts rows "…" %}`; each row: label · value (raw) · figure (text)."""
    places = drawing.share_widths([row["value"] for row in rows])
    return {
        "rows": [
            {**row, "x": x, "width": width, "tone": min(place + 1, 4)}
            for place, (row, (x, width)) in enumerate(zip(rows, places, strict=True))
        ],
        "label": label,
    }
