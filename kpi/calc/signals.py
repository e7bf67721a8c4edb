"""順調・注意・要対応 against the pace, and when to say nothing yet.

Source: docs/calculations.md 「順調・注意・要対応」.
"""

from __future__ import annotations

from fractions import Fraction

from workspaces.calc.display import Number, as_fraction

GOOD_FROM = Fraction(95, 100)
WATCH_FROM = Fraction(85, 100)
EARLIEST_SHARE = Fraction(1, 5)
MINIMUM_N = 30

GOOD, WATCH, ACT = "good", "watch", "act"
NO_DATA, RAMPING, NO_TARGET = "no_data", "ramping", "no_target"


def signal(
    actual: Number | None,
    pace: Number | None,
    *,
    elapsed_share: Number | None = None,
    n: Number | None = None,
    is_lower_better: bool = False,
    is_ramping: bool = False,
) -> str:
    """The signal of a figure against where it should stand by now (`pace`; for a rate its reference).

    `good` 順調 from 95 % of pace, `watch` 注意 from 85 %, `act` 要対応 below; for costs (`is_lower_better`) the
    reciprocal counts. Before that: `ramping` 立ち上がり中, `no_target` (no pace), `no_data` データ不足: less than a
    fifth of the period's target lies behind us (`elapsed_share`), or fewer than 30 cases (`n`: a rate's denominator,
    a count's expectation to date; None does not ask).
    """
    if is_ramping:
        return RAMPING
    if pace is None or as_fraction(pace) <= 0:
        return NO_TARGET
    if actual is None or _is_too_early(elapsed_share) or (n is not None and as_fraction(n) < MINIMUM_N):
        return NO_DATA
    share = attainment(actual, pace, is_lower_better=is_lower_better)
    if share is None or share >= GOOD_FROM:
        return GOOD
    return WATCH if share >= WATCH_FROM else ACT


def attainment(actual: Number, pace: Number, *, is_lower_better: bool = False) -> Fraction | None:
    """Actual ÷ pace, or pace ÷ actual where lower is better; None when the divisor is 0."""
    top, bottom = (pace, actual) if is_lower_better else (actual, pace)
    return as_fraction(top) / as_fraction(bottom) if as_fraction(bottom) else None


def _is_too_early(elapsed_share: Number | None) -> bool:
    return elapsed_share is not None and as_fraction(elapsed_share) < EARLIEST_SHARE
