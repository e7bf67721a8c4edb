"""Lead times: from a distribution of months to what falls into which month.

wins(t) = Σ leads(t − k) · chain · p_k. Source: docs/calculations.md 「リードタイム」.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from strategy.calc.plan.inputs import MONTHS, SAME_MONTH

Distribution = Mapping[int, Fraction]


def single_lag(months: Fraction) -> dict[int, Fraction]:
    """One lead time as a distribution: 4 is {4: 1}; 4.5 is half after four and half after five months."""
    whole = floor(months)
    part = months - whole
    return {whole: 1 - part, whole + 1: part} if part else {whole: Fraction(1)}


def combine(first: Distribution, second: Distribution) -> dict[int, Fraction]:
    """The distribution of the sum of two lead times (both steps one after the other)."""
    found: dict[int, Fraction] = {}
    for k, p in first.items():
        for j, q in second.items():
            found[k + j] = found.get(k + j, Fraction(0)) + p * q
    return dict(sorted(found.items()))


def total_lag(steps: Sequence[Distribution]) -> dict[int, Fraction]:
    """From the first stage to the last: all steps one after the other."""
    whole: dict[int, Fraction] = dict(SAME_MONTH)
    for step in steps:
        whole = combine(whole, step)
    return whole


def mean_lag(lag: Distribution) -> Fraction:
    """Months on average."""
    return sum((k * p for k, p in lag.items()), Fraction(0))


def roll_forward(leads: Sequence[Fraction], chain: Fraction, lag: Distribution) -> list[Fraction]:
    """Wins per month from leads per month, also in the months after the last lead.

    Returns `len(leads) + max(lag)` months; their sum is Σ leads × chain.
    """
    wins = [Fraction(0)] * (len(leads) + max(lag))
    for month, count in enumerate(leads):
        for k, share in lag.items():
            wins[month + k] += count * chain * share
    return wins


def needed_by_month(wins: Sequence[Fraction], lag: Distribution) -> list[Fraction]:
    """Of the wins of each month, how many have to begin `k` months earlier: shifted back, the first value is the month
    `max(lag)` before the first win. The sum stays."""
    longest = max(lag)
    begun = [Fraction(0)] * (len(wins) + longest)
    for month, count in enumerate(wins):
        for k, share in lag.items():
            begun[month - k + longest] += count * share
    return begun


@dataclass(frozen=True)
class YearEnd:
    """What a year's own leads bring before its end, what has to be carried in, what is won after it.

    Set A, flat, 20/30/30/20 % after 3/4/5/6 months: 50 in the year, 30 carried in, 30 spilled over, 7.5 useful months,
    8,533 leads without anything carried in, month 9 the last whose leads still count.
    """

    in_year: Fraction
    carry_in: Fraction
    spill_over: Fraction
    useful_months: Fraction
    leads_without_carry_in: Fraction | None
    last_useful_month: int


def year_end(wins: Fraction, leads: Fraction, lead_shares: Sequence[Fraction], lag: Distribution) -> YearEnd:
    """`wins` wanted within twelve months, when `leads` come in by `lead_shares` (which sum to 1)."""
    reached = sum(
        (share * p for month, share in enumerate(lead_shares) for k, p in lag.items() if month + k < MONTHS),
        Fraction(0),
    )
    in_year = wins * reached
    return YearEnd(
        in_year=in_year,
        carry_in=wins - in_year,
        spill_over=wins - in_year,
        useful_months=reached * MONTHS,
        leads_without_carry_in=leads / reached if reached else None,
        last_useful_month=max(MONTHS - min(lag), 0),
    )
