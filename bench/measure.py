"""Timing and the table of figures."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """One measurement: our median seconds, the floor's, and the ratio it must not exceed (None: only told).

    With `limit_seconds` the limit is one of time, and the floor is the fixed loop of the same run: a slower machine
    is told by it (see `Figure.within`).
    """

    name: str
    seconds: float
    floor_seconds: float
    limit: float | None
    note: str = ""
    limit_seconds: float | None = None

    @classmethod
    def within(cls, name: str, seconds: float, limit_seconds: float, loop_seconds: float, note: str = "") -> Figure:
        """A figure with a limit of time for the median of five runs, told beside the fixed loop."""
        return cls(name, seconds, loop_seconds, None, note, limit_seconds)

    @property
    def ratio(self) -> float:
        return self.seconds / self.floor_seconds

    @property
    def holds(self) -> bool:
        if self.limit_seconds is not None:
            return self.seconds <= self.limit_seconds
        return self.limit is None or self.ratio <= self.limit


@dataclass
class Report:
    """The figures of a run and what else is worth telling; each is told at once on standard error."""

    loop_seconds: float = 1.0
    figures: list[Figure] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)

    def add(self, figure: Figure) -> None:
        self.figures.append(figure)
        print(line_of(figure), file=sys.stderr, flush=True)

    def tell(self, name: str, value: object) -> None:
        self.facts[name] = value
        print(f"{name:<56} {value}", file=sys.stderr, flush=True)

    def as_json(self) -> str:
        rows = [{**vars(one), "ratio": round(one.ratio, 3), "holds": one.holds} for one in self.figures]
        return json.dumps({"figures": rows, "facts": self.facts}, ensure_ascii=False, default=str)


def line_of(figure: Figure) -> str:
    limit = f"≤ {figure.limit:g}" if figure.limit is not None else ""
    mark = "" if figure.holds else "  OVER"
    if figure.limit_seconds is not None:
        return (
            f"{figure.name:<56} {figure.seconds:9.4f} s   ≤ {figure.limit_seconds:g} s"
            f"   (fixed loop {figure.floor_seconds:.4f} s){mark} {figure.note}"
        )
    return (
        f"{figure.name:<56} {figure.seconds:9.4f} s   floor {figure.floor_seconds:9.4f} s"
        f"   × {figure.ratio:6.2f} {limit:<7}{mark} {figure.note}"
    )


def median_seconds(work: Callable[[], object], runs: int, before: Callable[[], object] | None = None) -> float:
    """The median time of `work` over `runs`; `before` is called untimed before each."""
    times = []
    for _run in range(runs):
        if before:
            before()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def reference_loop() -> float:
    """Seconds of a fixed pure-Python loop: how fast this machine is today."""
    return median_seconds(lambda: sum(number * number % 7 for number in range(2_000_000)), 5)
