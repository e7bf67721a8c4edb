"""Whether a difference holds: in the later half of the cases, and inside the largest other segment.

Each question has three answers. Yes: the same direction, one-sided Fisher p ≤ 0.05 there. No: it is not seen, although
the cases there would have shown it with 80 % probability. None: too few cases to say.
Source: docs/calculations.md 「直近でも同じ傾向か」.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import erf, sqrt

import numpy as np

from crm.calc.folding import is_unknown_text
from targeting.calc.cases import Cases, Column, Ints, Part
from targeting.calc.fisher import one_sided, two_sided

SEEN, POWER, Z_ONE_SIDED = 0.05, 0.8, 1.6448536
PRESENCE = 0.001
# A segment that holds nearly everybody is no segment.
LARGEST_SHARE = 0.8


@dataclass(frozen=True)
class Cell:
    """A value's `won` of `n` cases among `all_won` of `all_n`: rates of the value and of the rest."""

    n: int
    won: int
    all_n: int
    all_won: int

    @property
    def rate(self) -> float:
        return self.won / self.n if self.n else 0.0

    @property
    def rest_n(self) -> int:
        return self.all_n - self.n

    @property
    def rest_won(self) -> int:
        return self.all_won - self.won

    @property
    def rest_rate(self) -> float:
        return self.rest_won / self.rest_n if self.rest_n else 0.0

    @property
    def is_higher(self) -> bool:
        return self.rate > self.rest_rate


@dataclass(frozen=True)
class MixCheck:
    """The largest other segment of a finding's cases, and whether the difference survives inside it.

    `place` None: the cases in which the finding's own attribute is filled.
    """

    column: Column
    place: int | None
    cell: Cell
    survives: bool | None


def cell(counts: Part, place: int) -> Cell:
    """One value of a tally."""
    return Cell(int(counts.n[place]), int(counts.won[place]), counts.all_n, counts.all_won)


def holds(found: Cell, there: Cell, *, minimum_cases: int) -> bool | None:
    """Whether the difference `found` is seen `there` as well; None when there are too few cases to tell."""
    if min(there.n, there.rest_n) < minimum_cases or there.all_won in (0, there.all_n):
        return None
    p = one_sided(there.n, there.won, there.all_n, there.all_won, is_higher=found.is_higher)[0]
    if there.is_higher == found.is_higher and p <= SEEN:
        return True
    return False if power(found, there) >= POWER else None


def power(found: Cell, there: Cell) -> float:
    """The probability that as many cases as `there` would show the rates `found` (normal approximation, one-sided 5 %)."""
    variance = found.rate * (1 - found.rate) / there.n + found.rest_rate * (1 - found.rest_rate) / there.rest_n
    if variance == 0:
        return 1.0
    return 0.5 * (1 + erf((abs(found.rate - found.rest_rate) / sqrt(variance) - Z_ONE_SIDED) / sqrt(2)))


def mix_check(
    cases: Cases, column: Column, place: int, others: Sequence[tuple[Column, Part]], *, minimum_cases: int
) -> MixCheck | None:
    """Compare a value with the rest inside the segment of another attribute that holds most of its cases.

    `others` are the other columns with what their values count in all cases.
    Segments are known values of other attributes with at most 80 % of all cases and enough of both sides; None when
    there is none. Where being filled in at all goes with the outcome, the filled cases are asked first.
    """
    inside = np.flatnonzero(column.codes == place)
    won = inside[cases.success[inside]]
    found = Cell(len(inside), len(won), cases.n, cases.won)
    filled = _among_filled(cases, column, found, minimum_cases) if column.values[place] else None
    if filled is not None and not filled.survives:
        return filled
    best: MixCheck | None = None
    for other, counts in others:
        segment = _largest_segment(other, counts, inside, won, minimum_cases)
        if segment is not None and (best is None or segment[1].n > best.cell.n):
            best = MixCheck(other, *segment, survives=None)
    if best is None:
        return filled
    return replace(best, survives=holds(found, best.cell, minimum_cases=minimum_cases))


def _largest_segment(
    other: Column, counts: Part, inside: Ints, won: Ints, minimum_cases: int
) -> tuple[int, Cell] | None:
    """The value of another attribute that holds most of the cases `inside`, with both sides' counts within it."""
    n = np.bincount(other.codes[inside], minlength=len(other.values))
    fits = (n >= minimum_cases) & (counts.n - n >= minimum_cases) & (counts.n <= LARGEST_SHARE * counts.all_n)
    for place in np.argsort(-n, kind="stable").tolist():
        if not n[place]:
            break
        if fits[place] and not is_unknown_text(other.values[place]):
            hits = int((other.codes[won] == place).sum())
            return place, Cell(int(n[place]), hits, int(counts.n[place]), int(counts.won[place]))
    return None


def _among_filled(cases: Cases, column: Column, found: Cell, minimum_cases: int) -> MixCheck | None:
    """The check among filled cases, when filled and blank cases differ beyond chance; else there is no need for it."""
    filled = column.is_filled
    n, won = int(filled.sum()), int(cases.success[filled].sum())
    if n == cases.n or two_sided(n, won, cases.n, cases.won)[0] >= PRESENCE:
        return None
    there = Cell(found.n, found.won, n, won)
    return MixCheck(column, None, there, holds(found, there, minimum_cases=minimum_cases))
