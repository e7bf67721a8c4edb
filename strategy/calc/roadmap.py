"""The roadmap: phases laid out from a day on, what a delay moves, and how much room each phase has.

A phase may begin before the one it rests on is finished; how many days both run side by side is part of the plan and
stays when dates move. Source: docs/calculations.md 「ロードマップ」.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from workspaces.calc.display import round_half_up_int

DAYS_A_WEEK = 7
SIZE_FACTORS = {"small": Fraction(4, 5), "standard": Fraction(1), "large": Fraction(3, 2)}


@dataclass(frozen=True)
class Phase:
    """A phase in weeks of the standard plan, both ends inclusive and counted from 1, and the phases it rests on."""

    key: str
    first_week: int
    last_week: int
    after: tuple[str, ...] = ()


# Analysis, the five layers, set-up of the tools, pilot to full start, and the three months that decide.
PHASES = (
    Phase("analysis", 1, 3),
    Phase("l1", 3, 5, ("analysis",)),
    Phase("l2", 4, 7, ("l1",)),
    Phase("l3", 6, 9, ("l2",)),
    Phase("l4", 8, 11, ("l3",)),
    Phase("l5", 10, 12, ("l4",)),
    Phase("setup", 13, 18, ("l5",)),
    Phase("pilot", 19, 24, ("setup",)),
    Phase("operation", 25, 37, ("pilot",)),
)


@dataclass(frozen=True)
class Bar:
    """A phase with its days (both inclusive). `after` names the phases before it with the days of overlap allowed."""

    key: str
    starts_on: dt.date
    ends_on: dt.date
    after: Mapping[str, int] = field(default_factory=dict)
    done_on: dt.date | None = None

    @property
    def length(self) -> int:
        """Days between the first and the last."""
        return (self.ends_on - self.starts_on).days


def phases_of(layers: Sequence[int] = ()) -> list[Phase]:
    """The phases of a plan; a small team that begins with one or two layers leaves out the others, and what remains
    moves up: each phase keeps its length and follows the phase before it with the overlap of the standard plan."""
    if not layers:
        return list(PHASES)
    left_out = {f"l{number}" for number in range(1, 6) if number not in layers}
    kept: list[Phase] = []
    for phase in PHASES:
        if phase.key in left_out:
            continue
        if not kept:
            kept.append(phase)
            continue
        before = kept[-1]
        is_neighbour = before.key in phase.after
        standard = next(one for one in PHASES if one.key == before.key)
        overlap = max(0, standard.last_week - phase.first_week + 1) if is_neighbour else 0
        first = before.last_week - overlap + 1
        kept.append(Phase(phase.key, first, first + phase.last_week - phase.first_week, (before.key,)))
    return kept


def lay_out(phases: Sequence[Phase], *, starts_on: dt.date, factor: Fraction = Fraction(1)) -> list[Bar]:
    """The days of each phase when the plan begins on `starts_on` and takes `factor` times the standard weeks."""
    bars: dict[str, Bar] = {}
    for phase in phases:
        first = starts_on + dt.timedelta(days=round_half_up_int(DAYS_A_WEEK * (phase.first_week - 1) * factor))
        last = starts_on + dt.timedelta(days=round_half_up_int(DAYS_A_WEEK * phase.last_week * factor) - 1)
        after = {key: max(0, (bars[key].ends_on - first).days + 1) for key in phase.after if key in bars}
        bars[phase.key] = Bar(phase.key, first, last, after)
    return list(bars.values())


def replan(bars: Sequence[Bar], today: dt.date) -> list[Bar]:
    """The dates that follow from what is finished and what is late. Bars stand in the order of their dependencies.

    What is done keeps its days and ends when it was done. What should have ended and has not ends today at the earliest;
    whatever rests on it begins as much later as the allowed overlap demands. Nothing ever moves to an earlier day.
    """
    moved: dict[str, Bar] = {}
    for bar in bars:
        if bar.done_on is not None:
            moved[bar.key] = replace(bar, starts_on=min(bar.starts_on, bar.done_on), ends_on=bar.done_on)
            continue
        earliest = [
            moved[key].ends_on - dt.timedelta(days=overlap - 1) for key, overlap in bar.after.items() if key in moved
        ]
        first = max([bar.starts_on, *earliest])
        last = max(first + dt.timedelta(days=bar.length), today)
        moved[bar.key] = replace(bar, starts_on=first, ends_on=last)
    return list(moved.values())


def slack(bars: Sequence[Bar]) -> dict[str, int]:
    """Days by which each phase may end later without moving the end of the whole plan."""
    if not bars:
        return {}
    end = max(bar.ends_on for bar in bars)
    latest: dict[str, dt.date] = {}
    for bar in reversed(bars):
        limits = [
            latest[next_bar.key] - dt.timedelta(days=next_bar.length) + dt.timedelta(days=next_bar.after[bar.key] - 1)
            for next_bar in bars
            if bar.key in next_bar.after and next_bar.key in latest
        ]
        latest[bar.key] = min([end, *limits])
    return {bar.key: max(0, (latest[bar.key] - bar.ends_on).days) for bar in bars}
