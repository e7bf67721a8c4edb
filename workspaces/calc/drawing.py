"""Geometry of the small drawings that the server renders as SVG: bullets, sparklines, columns, waterfalls, tornados.

Horizontal places are percentages of the drawing's width (text then never scales), vertical ones are pixels. Pure functions:
figures in, places out; words and formats belong to the template.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10

from workspaces.calc.display import Number, as_fraction

_NICE = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5), Fraction(10))


@dataclass(frozen=True)
class Bullet:
    """How far the bar reaches and where the target stands, in percent of the track."""

    bar: float
    mark: float | None


@dataclass(frozen=True)
class Spark:
    """A line through the known values: `points` for a polyline, the last point apart; `segments` where values are missing."""

    segments: list[str]
    last_x: float
    last_y: float


@dataclass(frozen=True)
class Tick:
    value: float
    place: float


@dataclass(frozen=True)
class Column:
    """One upright bar: `x` and `width` in percent, `y` and `height` in pixels from the top."""

    x: float
    width: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True)
class Columns:
    columns: list[Column]
    ticks: list[Tick]
    base: float


@dataclass(frozen=True)
class WaterfallBar:
    """One line of a waterfall: where its bar begins, how wide it is, where it ends (for the connector), in percent."""

    kind: str
    start: float
    width: float
    end: float


@dataclass(frozen=True)
class TornadoBar:
    low: float
    high: float
    low_width: float
    high_width: float


@dataclass(frozen=True)
class Tornado:
    bars: list[TornadoBar]
    base: float
    ticks: list[Tick]


def bullet(value: Number | None, target: Number | None, *, room: float = 1.14) -> Bullet:
    """The bar of `value` beside the mark of `target`; the longer of both ends at 1/`room` of the track."""
    known = [float(figure) for figure in (value, target) if figure is not None]
    longest = max([*known, 0.0]) * room
    if not longest:
        return Bullet(0.0, None if target is None else 0.0)
    bar = _percent(max(float(value or 0), 0.0) / longest)
    return Bullet(bar, None if target is None else _percent(float(target) / longest))


def spark(values: Sequence[Number | None], *, height: float = 24, padding: float = 3) -> Spark | None:
    """A small line from zero upwards, its x in 0–100; None while fewer than two values are known."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return None
    top, bottom = max([*known, 0.0]), min([*known, 0.0])
    span = (top - bottom) or 1.0
    step = 100 / (len(values) - 1)
    places = [
        None
        if value is None
        else (round(index * step, 2), round(padding + (top - float(value)) / span * (height - 2 * padding), 2))
        for index, value in enumerate(values)
    ]
    last = next(place for place in reversed(places) if place is not None)
    return Spark(_segments(places), *last)


def nice_step(span: Number, count: int = 4) -> Fraction:
    """A round distance between ticks (1, 2, 2.5 or 5 times a power of ten) that needs at most about `count` of them."""
    rough = as_fraction(span) / count
    if rough <= 0:
        return Fraction(1)
    power = Fraction(10) ** floor(log10(float(rough)))
    return next(power * nice for nice in _NICE if power * nice >= rough)


def ticks(top: Number, *, count: int = 4) -> list[float]:
    """Round figures from zero up to the first that reaches `top`."""
    step = nice_step(top, count)
    figures = [Fraction(0)]
    while figures[-1] < as_fraction(top) or len(figures) < 2:
        figures.append(figures[-1] + step)
    return [float(figure) for figure in figures]


def columns(
    values: Sequence[Number | None], *, top: Number | None = None, height: float = 160, share: float = 0.72
) -> Columns:
    """Upright bars from zero; `share` of each slot is bar. `top` lets two series share one scale."""
    highest = top if top is not None else max([value for value in values if value is not None], default=0)
    figures = ticks(highest or 1)
    scale = height / figures[-1]
    slot = 100 / max(len(values), 1)
    bars = [
        Column(
            _round(index * slot + slot * (1 - share) / 2),
            _round(slot * share),
            _round(height - float(value or 0) * scale),
            _round(float(value or 0) * scale),
        )
        for index, value in enumerate(values)
    ]
    return Columns(bars, [Tick(figure, _round(height - figure * scale)) for figure in figures], height)


def waterfall(start: Number, changes: Sequence[Number], *, room: float = 1.0) -> list[WaterfallBar]:
    """From a first total through changes to the last total; the scale begins at zero (or at the lowest point below it)."""
    level, levels = float(start), [float(start)]
    for change in changes:
        level += float(change)
        levels.append(level)
    low, high = min([*levels, 0.0]), max([*levels, 0.0]) * room
    span = (high - low) or 1.0

    def place(figure: float) -> float:
        return _percent((figure - low) / span)

    bars = [_bar("total", place(0), place(levels[0]))]
    for before, after in zip(levels, levels[1:], strict=False):
        bars.append(_bar("worse" if after < before else "better", place(before), place(after)))
    return [*bars, _bar("total", place(0), place(levels[-1]))]


def tornado(base: Number, ranges: Sequence[tuple[Number, Number]], *, room: float = 0.22) -> Tornado:
    """What each input's plausible range does to a result: bars to both sides of `base`, room at the ends for figures."""
    figures = [float(base), *(float(end) for pair in ranges for end in pair)]
    span = (max(figures) - min(figures)) or 1.0
    left, width = min(figures) - span * room, span * (1 + 2 * room)

    def place(figure: Number) -> float:
        return _percent((float(figure) - left) / width)

    bars = []
    for first, second in ranges:
        low, high = sorted((float(first), float(second)))
        bars.append(
            TornadoBar(place(low), place(high), _round(place(base) - place(low)), _round(place(high) - place(base)))
        )
    step = float(nice_step(span, 4))
    lowest = floor(min(figures) / step) * step
    around = [lowest + step * index for index in range(8)]
    shown = [Tick(figure, place(figure)) for figure in around if 2 < place(figure) < 98]
    return Tornado(bars, place(base), [tick for tick in shown if abs(tick.place - place(base)) > 12])


def share_widths(shares: Sequence[Number]) -> list[tuple[float, float]]:
    """Parts of a whole laid side by side: (start, width) in percent."""
    whole = sum((float(share) for share in shares), 0.0) or 1.0
    places, start = [], 0.0
    for share in shares:
        width = float(share) / whole
        places.append((_percent(start), _percent(width)))
        start += width
    return places


def _bar(kind: str, begin: float, end: float) -> WaterfallBar:
    return WaterfallBar(kind, min(begin, end), _round(abs(end - begin)), end)


def _segments(places: Sequence[tuple[float, float] | None]) -> list[str]:
    segments: list[list[str]] = [[]]
    for place in places:
        if place is None:
            segments.append([])
        else:
            segments[-1].append(f"{place[0]:g},{place[1]:g}")
    return [" ".join(segment) for segment in segments if len(segment) > 1]


def _percent(share: float) -> float:
    return _round(min(max(share, 0.0), 1.0) * 100)


def _round(value: float) -> float:
    return round(value, 2)
