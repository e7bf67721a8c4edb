"""When buyers begin and when budgets are decided: calendar months, and how far away the next of them is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class NextMonth:
    """The next of some calendar months: its number 1–12, and in how many months it comes (0: it is this one)."""

    month: int
    away: int


def next_month(months: Iterable[int], this_month: int) -> NextMonth | None:
    """The next of these calendar months as seen from this one; None without any."""
    coming = [NextMonth(month, (month - this_month) % 12) for month in months]
    return min(coming, key=lambda one: one.away, default=None)
