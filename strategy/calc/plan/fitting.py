"""Close curves and rates from history: pure functions over months, to be fed by a selector.

Months are ordinals (`year * 12 + month - 1`), see `month_ordinal`. Source: docs/calculations.md 「受注までの月数の実績」.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median_low

from strategy.calc.plan.lags import single_lag
from workspaces.calc.display import Number, as_fraction

ENOUGH_WINS = 20  # below it a curve would be drawn from chance
LONGEST_MONTHS = 24
FEWEST_QUARTERS, MOST_QUARTERS = 4, 8


def month_ordinal(day: dt.date) -> int:
    """The month of a day as a number that counts on over the years."""
    return day.year * 12 + day.month - 1


@dataclass(frozen=True)
class CloseCurve:
    """Share of the wins that come k months after the lead (sums to 1), and where it was taken from.

    `method`: cohort (fitted) or single (one lead time, `reason` says why: few_wins, no_history).
    `close_rate` is lead → won of leads that were old enough; None for a single lead time.
    """

    shares: dict[int, Fraction]
    method: str
    n_leads: int
    n_wins: int
    close_rate: Fraction | None = None
    reason: str = ""


def fit_close_curve(
    journeys: Iterable[tuple[int, int | None]],
    *,
    as_of: int,
    fallback_months: Number | None = None,
    enough_wins: int = ENOUGH_WINS,
    longest: int = LONGEST_MONTHS,
) -> CloseCurve:
    """The cohort close curve of leads.

    `journeys`: per lead the ordinal month in which it came and the one in which it was won (None: not (yet)); `as_of` is
    the last closed month, later leads and wins are left out. A lead counts for the k-th month only when that month is
    over for it (younger leads are censored, not lost): rate_k = wins after k months ÷ leads at least k months old.
    With fewer than `enough_wins` wins one lead time is returned: the median of the wins, else `fallback_months`
    (default 0), and `reason` says so.
    """
    born: Counter[int] = Counter()
    won: Counter[int] = Counter()
    for lead_month, won_month in journeys:
        if lead_month > as_of:
            continue
        born[min(as_of - lead_month, longest)] += 1
        if won_month is not None and lead_month <= won_month <= as_of and won_month - lead_month <= longest:
            won[won_month - lead_month] += 1
    n_leads, n_wins = born.total(), won.total()
    if n_wins < enough_wins:
        return _single(won, n_leads, fallback_months)
    old_enough = _at_least(born, longest)
    rates = {k: Fraction(won[k], old_enough[k]) for k in sorted(won)}
    close_rate = sum(rates.values(), Fraction(0))
    shares = {k: rate / close_rate for k, rate in rates.items()}
    return CloseCurve(
        shares=shares, method="cohort", n_leads=n_leads, n_wins=n_wins, close_rate=min(close_rate, Fraction(1))
    )


def _at_least(born: Counter[int], longest: int) -> dict[int, int]:
    """{k: leads that are k months old or older}."""
    found, so_far = {}, 0
    for k in range(longest, -1, -1):
        so_far += born[k]
        found[k] = so_far
    return found


def _single(won: Counter[int], n_leads: int, fallback_months: Number | None) -> CloseCurve:
    if fallback_months is None and won:
        months = Fraction(median_low(sorted(won.elements())))
    else:
        months = as_fraction(fallback_months or 0)
    reason = "few_wins" if n_leads else "no_history"
    return CloseCurve(shares=single_lag(months), method="single", n_leads=n_leads, n_wins=won.total(), reason=reason)


@dataclass(frozen=True)
class FittedRate:
    """A measured rate with its plausible range: k of n, P10 and P90 of the quarters (None with fewer than four)."""

    k: int
    n: int
    low: Fraction | None
    high: Fraction | None
    quarters: int

    @property
    def value(self) -> Fraction:
        return Fraction(self.k, self.n)


def fit_rate(quarters: Sequence[tuple[int, int]]) -> FittedRate | None:
    """A rate and its range from (reached the next stage, entered) per quarter, the newest last.

    The newest eight quarters count, those without entries do not; P10–P90 need at least four. None without entries.
    """
    known = [(k, n) for k, n in quarters if n > 0][-MOST_QUARTERS:]
    if not known:
        return None
    k, n = sum(k for k, _n in known), sum(n for _k, n in known)
    rates = sorted(Fraction(k, n) for k, n in known)
    has_range = len(rates) >= FEWEST_QUARTERS
    return FittedRate(
        k=k,
        n=n,
        low=quantile(rates, Fraction(1, 10)) if has_range else None,
        high=quantile(rates, Fraction(9, 10)) if has_range else None,
        quarters=len(rates),
    )


def quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    """The value below which `share` of an ordered sample lies, straight between its neighbours."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
