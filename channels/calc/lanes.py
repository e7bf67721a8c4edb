"""Room in a picture of paths for joints that pass over columns, so that no line runs behind a place.

Source: docs/calculations.md 「導線の確認」.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from channels.calc.paths import Edge, in_order


@dataclass(frozen=True)
class Lanes:
    """Columns of places and of the points that long joints pass, and the points of each of those joints in order."""

    columns: list[list[str]]
    points: dict[Edge, list[str]]

    def is_point(self, key: str) -> bool:
        return any(key in points for points in self.points.values())


def lanes(columns: Sequence[Sequence[str]], edges: Sequence[Edge]) -> Lanes:
    """A joint to the next column, or back, needs no point; a longer one gets one in every column between."""
    column_of = {key: number for number, column in enumerate(columns) for key in column}
    levels = [list(column) for column in columns]
    points: dict[Edge, list[str]] = {}
    hops: list[Edge] = []
    for edge in edges:
        first, last = column_of[edge.start], column_of[edge.end]
        passed = [f"{edge.start} → {edge.end} @{number}" for number in range(first + 1, last)]
        for number, key in enumerate(passed, start=first + 1):
            levels[number].append(key)
        if passed:
            points[edge] = passed
        if first < last:
            hops += [Edge(*pair) for pair in zip([edge.start, *passed], [*passed, edge.end], strict=True)]
    return Lanes(in_order(levels, hops), points)
