"""The histogram of the MQL rule's page as plain numbers: bars in percent of the width, won customers as dots under it.

Customers who asked for sales themselves are no dots: no threshold decides about them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import ceil, log10

from nurturing.selectors.previews import TOP, RulePreview

BIN = 5  # points a bar
HEIGHT = 176  # of the bars, in pixels
GAP = 0.3  # percent on each side of a bar
DOT, MOST_DOTS = 10, 6  # height of a dot, and how many stand in one column


@dataclass(frozen=True)
class Bar:
    """One bar: from which point, its place and size, whether the threshold leaves it above."""

    start: int
    x: float
    width: float
    y: float
    height: float
    is_above: bool
    count: int


@dataclass(frozen=True)
class Dot:
    """A won customer at their points."""

    x: float
    y: int
    is_missed: bool
    score: float


@dataclass(frozen=True)
class Histogram:
    """Everything the drawing needs; heights in pixels, widths in percent."""

    bars: list[Bar]
    ticks: list[tuple[float, float]]  # (value, y)
    threshold: float
    current: float | None
    dots: list[Dot] = field(default_factory=list)
    height: int = HEIGHT
    dots_height: int = 0
    more_wins: int = 0


def histogram(preview: RulePreview, threshold: float, current: float | None = None) -> Histogram:
    """The distribution of points with the threshold, the one in force (`current`), and the won customers below."""
    counts = [sum(preview.counts[start : start + BIN]) for start in range(0, TOP, BIN)]
    counts[-1] += preview.counts[TOP]
    top = nice_top(max(counts, default=0))
    share = 100 / len(counts)
    bars = [
        Bar(
            start=number * BIN,
            x=round(number * share + GAP, 2),
            width=round(share - 2 * GAP, 2),
            y=round(HEIGHT - count / top * HEIGHT, 1),
            height=round(count / top * HEIGHT, 1),
            is_above=number * BIN >= threshold,
            count=count,
        )
        for number, count in enumerate(counts)
    ]
    dots, more = _dots(preview, threshold)
    rows = max((dot.y // DOT for dot in dots), default=-1) + 1
    return Histogram(
        bars=bars,
        ticks=[(top * part / 2, HEIGHT - HEIGHT * part / 2) for part in (0, 1, 2)],
        threshold=threshold,
        current=current if current != threshold else None,
        dots=dots,
        dots_height=rows * DOT,
        more_wins=more,
    )


def nice_top(value: float) -> float:
    """The end of an axis: the next of 1, 2, 4, 6, 8 × a power of ten that holds the value and halves well."""
    if value <= 2:
        return 2
    power = 10 ** int(log10(value))
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= ceil(value))


def _dots(preview: RulePreview, threshold: float) -> tuple[list[Dot], int]:
    columns: Counter[int] = Counter()
    dots, more = [], 0
    for win in preview.wins:
        if win.is_direct:
            continue
        place = max(0, min(TOP, int(win.score // 2) * 2 + 1))
        if columns[place] >= MOST_DOTS:
            more += 1
            continue
        is_missed = win.score < threshold
        dots.append(Dot(x=place, y=columns[place] * DOT, is_missed=is_missed, score=win.score))
        columns[place] += 1
    return dots, more
