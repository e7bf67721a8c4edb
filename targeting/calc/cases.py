"""The cases of an evidence run as columns of codes, and what they add up to per value. Pure NumPy, floats.

A case is a closed deal or a lead. Money is averaged in floats: averages are shown, never added up again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from targeting.calc.bands import Band

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Cases:
    """One entry per case: its success, its day (ordinal, 0 unknown) and, for a success, what came of it (NaN unknown)."""

    success: Flags
    day: Ints
    amount: Floats
    cycle_days: Floats
    lifetime_value: Floats
    churned: Flags

    @property
    def n(self) -> int:
        return len(self.success)

    @property
    def won(self) -> int:
        return int(self.success.sum())


@dataclass(frozen=True)
class Column:
    """An attribute of every case: `codes` point into `values` ("" is blank), which for a number are its `bands`."""

    attribute: Any
    codes: Ints
    values: tuple[str, ...]
    bands: tuple[Band | None, ...]

    @property
    def blank(self) -> int:
        """The code of a blank; -1 when no case is blank."""
        return self.values.index("") if "" in self.values else -1

    @property
    def is_filled(self) -> Flags:
        return self.codes != self.blank


@dataclass(frozen=True)
class Part:
    """Cases and successes per value of a column within some of the cases, and over all of these."""

    n: Ints
    won: Ints
    all_n: int
    all_won: int


@dataclass(frozen=True)
class Means:
    """A measure of the successes: how many have it per value, its sum and its sum of squares."""

    n: Ints
    total: Floats
    squares: Floats

    def mean(self, place: int) -> float | None:
        return float(self.total[place] / self.n[place]) if self.n[place] else None


def texts(attribute: Any, codes: Ints, values: Sequence[str]) -> Column:
    """A column of texts; values that no case has are dropped."""
    used, places = np.unique(codes, return_inverse=True)
    kept = tuple(values[code] for code in used)
    return Column(attribute, places.astype(np.int64), kept, (None,) * len(kept))


def numbers(attribute: Any, figures: Floats, bands: Sequence[Band]) -> Column:
    """A column of numbers (NaN blank) cut into bands."""
    edges = np.array([float(band.low) for band in bands[1:] if band.low is not None])
    codes = np.where(np.isnan(figures), len(bands), np.searchsorted(edges, figures, side="right"))
    used, places = np.unique(codes, return_inverse=True)
    cut: list[Band | None] = [*bands, None]
    kept = tuple(cut[code] for code in used)
    return Column(attribute, places.astype(np.int64), tuple(band.key if band else "" for band in kept), kept)


def quartiles(figures: Floats) -> list[float]:
    """The three quartiles as values that occur (PostgreSQL's `percentile_disc`); none without values."""
    known = np.sort(figures[~np.isnan(figures)])
    return (
        [float(known[max(0, int(np.ceil(share * len(known))) - 1)]) for share in (0.25, 0.5, 0.75)]
        if len(known)
        else []
    )


def part(column: Column, success: Flags, within: Flags | None = None) -> Part:
    """What a column's values count, in all or `within` some of the cases."""
    codes = column.codes if within is None else column.codes[within]
    won = success if within is None else success[within]
    size = len(column.values)
    return Part(
        n=np.bincount(codes, minlength=size),
        won=np.bincount(codes[won], minlength=size),
        all_n=len(codes),
        all_won=int(won.sum()),
    )


def means(column: Column, success: Flags, figures: Floats) -> Means:
    """A measure per value, over the successes that have it."""
    known = success & ~np.isnan(figures)
    codes, values = column.codes[known], figures[known]
    size = len(column.values)
    return Means(
        n=np.bincount(codes, minlength=size),
        total=np.bincount(codes, weights=values, minlength=size).astype(np.float64),
        squares=np.bincount(codes, weights=values * values, minlength=size).astype(np.float64),
    )


def counted(codes: Ints, flags: Flags, size: int) -> Ints:
    """How many cases of each code carry a flag."""
    return np.bincount(codes[flags], minlength=size)


Columns = Mapping[str, Column]
