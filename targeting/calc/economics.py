"""What winning a value brings: churn and lifetime value beside the win rate, and what the three say together.

A market that signs easily and leaves soon is no target; the contradiction is said, never averaged away.
Source: docs/calculations.md 「受注率・解約・LTVを合わせた判断」.
"""

from __future__ import annotations

from math import erfc, sqrt

import numpy as np

from targeting.calc.cases import Means
from targeting.calc.fisher import q_values, two_sided

HIGH, LOW, SAME = "high", "low", ""
LEVEL = 0.05
# Advice by win verdict; the words are in targeting/evidence_wording.py.
TARGET, WINS_BUT_CHURNS, WINS_BUT_LOW_VALUE = "target", "wins_but_churns", "wins_but_low_value"
AVOID, LOSES_BUT_STAYS, LOSES_BUT_VALUABLE, CHURNS = "avoid", "loses_but_stays", "loses_but_valuable", "churns"


def churn_levels(
    won: np.ndarray, churned: np.ndarray, *, all_won: int, all_churned: int, minimum_cases: int
) -> list[str]:
    """Per value whether its customers leave more or less often than the others: high, low or "" (no difference seen).

    Fisher's test, Benjamini–Hochberg over all values with enough wins. Without a churn on record nothing is known.
    """
    levels = [SAME] * len(won)
    if not all_churned:
        return levels
    places = np.flatnonzero((won >= minimum_cases) & (all_won - won >= minimum_cases))
    q = q_values(two_sided(won[places], churned[places], all_won, all_churned))
    for place, value in zip(places, q, strict=True):
        if value <= LEVEL:
            rest = (all_churned - churned[place]) / (all_won - won[place])
            levels[place] = HIGH if churned[place] / won[place] > rest else LOW
    return levels


def value_levels(found: Means, *, minimum_cases: int) -> list[str]:
    """Per value of one attribute whether its customers are worth more or less than the others (Welch's test, BH)."""
    levels = [SAME] * len(found.n)
    n, total, squares = int(found.n.sum()), float(found.total.sum()), float(found.squares.sum())
    places = [int(place) for place in np.flatnonzero((found.n >= minimum_cases) & (n - found.n >= minimum_cases))]
    differences = []
    for place in places:
        own = _mean_and_variance(float(found.n[place]), float(found.total[place]), float(found.squares[place]))
        rest = _mean_and_variance(n - found.n[place], total - found.total[place], squares - found.squares[place])
        error = sqrt(own[1] / found.n[place] + rest[1] / (n - found.n[place]))
        differences.append((own[0] - rest[0]) / error if error else 0.0)
    q = q_values(np.array([erfc(abs(z) / sqrt(2)) for z in differences]))
    for place, z, value in zip(places, differences, q, strict=True):
        if value <= LEVEL and z:
            levels[place] = HIGH if z > 0 else LOW
    return levels


def _mean_and_variance(n: float, total: float, squares: float) -> tuple[float, float]:
    mean = total / n
    return mean, max(0.0, squares / n - mean * mean) * n / (n - 1)


def advice(verdict: str, churn: str, lifetime_value: str) -> str:
    """What win rate, churn and lifetime value say together; "" when none of them differs."""
    if verdict == "strong":
        return WINS_BUT_CHURNS if churn == HIGH else WINS_BUT_LOW_VALUE if lifetime_value == LOW else TARGET
    if verdict == "weak":
        return LOSES_BUT_STAYS if churn == LOW else LOSES_BUT_VALUABLE if lifetime_value == HIGH else AVOID
    return CHURNS if verdict == "none" and churn == HIGH else ""
