"""Figures for charts: rows in, a Plotly figure as a plain dict or places for a server drawing out. Pure, no queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workspaces.calc.drawing import ticks as round_figures


@dataclass(frozen=True)
class TrendPoint:
    """One month of a cumulative trend; None where there is nothing to draw."""

    label: str
    actual: float | None
    target: float | None
    expected: float | None = None
    low: float | None = None
    high: float | None = None


def trend_figure(points: Sequence[TrendPoint], names: dict[str, str], texts: dict[str, str]) -> dict[str, Any]:
    """The trend for Plotly: actual solid, target dark, 着地見込み dashed within its band.

    `names` of the lines stand in the hover box, `texts` at their ends. Colours are names of tokens.
    """
    labels = [point.label for point in points]
    data: list[dict[str, Any]] = []
    if any(point.low is not None for point in points):
        shared = {"x": labels, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        data.append({**shared, "y": [point.low for point in points]})
        data.append({**shared, "y": [point.high for point in points], "fill": "tonexty", "fillcolor": "var(--seq2)"})
    data.append(_line(labels, [p.target for p in points], names["target"], "var(--text)", 2))
    if any(point.expected is not None for point in points):
        data.append(_line(labels, [p.expected for p in points], names["expected"], "var(--compare)", 1.5, dash="dash"))
    data.append(_line(labels, [p.actual for p in points], names["actual"], "var(--c1)", 2.5, mode="lines+markers"))
    layout = {
        "height": 236,
        "separators": ".,",
        "annotations": _labels(points, texts),
        "margin": {"l": 36, "r": 12, "t": 24, "b": 28},
        "xaxis": {"tickangle": 0, "tickvals": labels[::2]},
    }
    return {"data": data, "layout": layout}


def _labels(points: Sequence[TrendPoint], texts: dict[str, str]) -> list[dict[str, Any]]:
    """Direct labels at the ends of target and actual instead of a legend; the rest says the hover box."""
    found = []
    for name, colour, side, shift in (("target", "var(--text)", "right", 14), ("actual", "var(--c1)", "left", -16)):
        last = next((p for p in reversed(points) if getattr(p, name) is not None), None)
        if last is None or not texts.get(name):
            continue
        # A label that would run over the edge stands before its point.
        anchor = "right" if points.index(last) > len(points) * 0.7 else side
        place = {"x": last.label, "y": getattr(last, name), "xanchor": anchor, "yshift": shift}
        found.append({**place, "text": texts[name], "showarrow": False, "font": {"color": colour}})
    return found


def _line(
    x: list[str],
    y: list[float | None],
    name: str,
    colour: str,
    width: float,
    *,
    dash: str = "solid",
    mode: str = "lines",
) -> dict[str, Any]:
    line = {"color": colour, "width": width, "dash": dash}
    return {"x": x, "y": y, "name": name, "mode": mode, "line": line, "connectgaps": False}


@dataclass(frozen=True)
class TrendDrawing:
    """The same trend as places: polylines on a 1000 × `height` grid, ticks and labels."""

    height: int
    base: float
    actual: str
    target: str
    expected: str
    band: str
    ticks: list[dict[str, Any]]
    labels: list[dict[str, Any]]
    last: dict[str, float] | None
    last_target: float | None


def trend_drawing(points: Sequence[TrendPoint], *, height: int = 236) -> TrendDrawing:
    """Places of a trend that begins at zero: horizontal in per mille of the width, vertical in pixels."""
    top, base = 24.0, height - 26.0
    known = [v for p in points for v in (p.actual, p.target, p.high, p.expected) if v is not None]
    ticks = round_figures(max(known, default=1) or 1)
    scale = ticks[-1] or 1

    def y(value: float) -> float:
        return round(base - (base - top) * value / scale, 1)

    def x(index: int) -> float:
        return round((index + 1) * 1000 / len(points), 1)

    def path(name: str, *, from_zero: bool) -> str:
        found = [(x(i), y(getattr(p, name))) for i, p in enumerate(points) if getattr(p, name) is not None]
        start = [(0.0, y(0))] if from_zero and found else []
        return " ".join(f"{a},{b}" for a, b in [*start, *found])

    band = [(x(i), p.low, p.high) for i, p in enumerate(points) if p.low is not None and p.high is not None]
    outline = [(a, y(high)) for a, _low, high in band] + [(a, y(low)) for a, low, _high in reversed(band)]
    last = max((i for i, p in enumerate(points) if p.actual is not None), default=None)
    return TrendDrawing(
        height=height,
        base=base,
        actual=path("actual", from_zero=True),
        target=path("target", from_zero=True),
        expected=path("expected", from_zero=False),
        band=" ".join(f"{a},{b}" for a, b in outline),
        ticks=[{"value": value, "y": y(value)} for value in ticks],
        labels=[
            {
                "text": p.label,
                "x": round((i + 0.5) * 100 / len(points), 2),
                "is_last": i == last,
                "is_shown": i % 2 == 0 or i == last,
            }
            for i, p in enumerate(points)
        ],
        last={"x": x(last) / 10, "y": y(points[last].actual or 0)} if last is not None else None,
        last_target=y(points[last].target or 0) if last is not None and points[last].target is not None else None,
    )
