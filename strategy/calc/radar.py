"""Geometry of the radar of five layers: points on axes that start upright and go clockwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from workspaces.calc.display import Number


@dataclass(frozen=True)
class Axis:
    """The outer end of an axis, and where its label stands."""

    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True)
class Radar:
    """`rings` are the outlines of the levels from the inside out, `shape` the outline of the values, `dots` its corners."""

    axes: list[Axis]
    rings: list[str]
    shape: str
    dots: list[tuple[float, float]]


def radar(values: Sequence[Number | None], *, highest: int, radius: float = 100, label_gap: float = 18) -> Radar:
    """Each value 0…`highest` on its own axis; an unknown one is drawn at the middle."""
    n = len(values)
    ends = [_point(place, n, radius) for place in range(n)]
    labels = [_point(place, n, radius + label_gap) for place in range(n)]
    dots = [_point(place, n, radius * float(value or 0) / highest) for place, value in enumerate(values)]
    return Radar(
        axes=[Axis(*end, *label, _anchor(label[0])) for end, label in zip(ends, labels, strict=True)],
        rings=[
            _outline([_point(place, n, radius * level / highest) for place in range(n)])
            for level in range(1, highest + 1)
        ],
        shape=_outline(dots),
        dots=dots,
    )


def _point(place: int, n: int, distance: float) -> tuple[float, float]:
    angle = 2 * pi * place / n
    return round(distance * sin(angle), 2), round(-distance * cos(angle), 2)


def _outline(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _anchor(x: float) -> str:
    if abs(x) < 1:
        return "middle"
    return "start" if x > 0 else "end"
