"""Rates with their uncertainty, and medians and percentiles of durations.

Source: docs/calculations.md 「率の区間（Wilson）」; E. B. Wilson (1927), JASA 22:209–212.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

Z_95 = 1.959964


def rate_of(k: float, n: float) -> float | None:
    """k ÷ n; None when nothing was counted."""
    return k / n if n else None


def wilson_interval(k: float, n: float, z: float = Z_95) -> tuple[float, float] | None:
    """Where the true rate lies with 95 % confidence, given k of n (no continuity correction); None for n = 0.

    Counts may be fractional (planned entrants). Raises ValueError unless 0 ≤ k ≤ n.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is no share")
    if n == 0:
        return None
    rate, z2 = k / n, z * z
    centre = (rate + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * sqrt(rate * (1 - rate) / n + z2 / (4 * n * n))
    # At the ends the formula gives 0 and 1 but for the last digit of a float.
    low = 0.0 if k == 0 else max(0.0, centre - half)
    high = 1.0 if k == n else min(1.0, centre + half)
    return low, high


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which `share` (0–1) of the values lie, interpolated as PERCENTILE_CONT; None if empty."""
    if not 0 <= share <= 1:
        raise ValueError("the share of a percentile lies between 0 and 1")
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    lower = int(place)
    upper = min(lower + 1, len(ordered) - 1)
    return ordered[lower] + (ordered[upper] - ordered[lower]) * (place - lower)


def median(values: Sequence[float]) -> float | None:
    """The middle value; None if empty."""
    return percentile(values, 0.5)
