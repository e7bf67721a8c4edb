"""Fisher's exact test for many tables at once, and the correction for having made many.

Floats, exact to about ten digits. Probabilities come from a table of log factorials and are summed only where they are
not zero to a float (40 standard deviations around the mean), so that half a million cases cost no more than a thousand.
Source: docs/calculations.md 「受注しやすい条件（根拠）」; R. A. Fisher (1922), Benjamini and Hochberg (1995).
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
# Tables as likely as the observed one count as extreme; a last digit must not decide it.
TIE = 1e-7
WIDEST = 40.0
TABLE_STEP = 65_536


def two_sided(n: ArrayLike, won: ArrayLike, all_n: ArrayLike, all_won: ArrayLike) -> Floats:
    """p of each table: `won` of a value's `n` cases against the rest of `all_won` of `all_n`; tables no likelier count."""
    return _each(_two_sided, n, won, all_n, all_won)


def one_sided(n: ArrayLike, won: ArrayLike, all_n: ArrayLike, all_won: ArrayLike, *, is_higher: ArrayLike) -> Floats:
    """p of each table in the direction asked for: that many wins or more (or fewer) by chance alone."""
    return _each(_one_sided, n, won, all_n, all_won, is_higher)


def q_values(p: Floats) -> Floats:
    """Benjamini–Hochberg: the smallest false-discovery rate at which each test of the family would count."""
    if not len(p):
        return p
    order = np.argsort(p)[::-1]
    ranks = np.arange(len(p), 0, -1)
    q = np.empty_like(p)
    q[order] = np.minimum(1.0, np.minimum.accumulate(p[order] * (len(p) / ranks)))
    return q


def _each(test: Any, *arguments: ArrayLike) -> Floats:
    tables = np.broadcast_arrays(*(np.atleast_1d(np.asarray(one)) for one in arguments))
    return np.array([test(*(int(one) for one in table)) for table in zip(*tables, strict=True)], dtype=np.float64)


def _two_sided(n: int, won: int, all_n: int, all_won: int) -> float:
    hits, chances, observed = _chances(n, won, all_n, all_won)
    return min(1.0, float(chances[chances <= observed * (1 + TIE)].sum())) if len(hits) else 1.0


def _one_sided(n: int, won: int, all_n: int, all_won: int, is_higher: int) -> float:
    hits, chances, _observed = _chances(n, won, all_n, all_won)
    return min(1.0, float(chances[hits >= won if is_higher else hits <= won].sum())) if len(hits) else 1.0


def _chances(n: int, won: int, all_n: int, all_won: int) -> tuple[NDArray[np.int64], Floats, float]:
    """The numbers of wins that `n` cases may hold, the probability of each, and that of the observed one."""
    lowest, highest = max(0, n + all_won - all_n), min(n, all_won)
    mean = n * all_won / all_n if all_n else 0.0
    spread = sqrt(max(0.0, mean * (1 - all_won / all_n) * (all_n - n) / max(1, all_n - 1))) if all_n else 0.0
    first = max(lowest, min(won, int(mean - WIDEST * spread) - 1))
    last = min(highest, max(won, int(mean + WIDEST * spread) + 1))
    hits = np.arange(first, last + 1)
    log = _log_factorials(all_n)
    constant = log[n] + log[all_n - n] + log[all_won] + log[all_n - all_won] - log[all_n]
    misses, rest = n - hits, all_won - hits
    chances = np.exp(constant - log[hits] - log[misses] - log[rest] - log[all_n - n - rest])
    return hits, chances, float(chances[won - first])


def _log_factorials(largest: int) -> Floats:
    return _table(-(-(largest + 1) // TABLE_STEP) * TABLE_STEP)


@lru_cache(maxsize=4)
def _table(size: int) -> Floats:
    from scipy.special import gammaln  # takes a moment to import, and only the analyser needs it

    return np.asarray(gammaln(np.arange(1, size + 1, dtype=np.float64)))
