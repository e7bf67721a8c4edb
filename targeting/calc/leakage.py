"""Fields that were filled in after the outcome: named, left out of the comparison, with the numbers that gave them away.

Records keep no history of each field, and an import renews every date of change, so dates prove nothing. What remains is
where values stand. A field is left out when one of three patterns is plain (docs/calculations.md 「先に結果を知っている項目」):

- filled on closed cases but hardly ever on open ones: it is entered at the end;
- filled on cases of one outcome but hardly ever on the other: it is entered because of the outcome;
- its values tell the outcome almost without error: it *is* the outcome in other words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from targeting.calc.cases import Column, Flags, Part
from targeting.calc.fisher import two_sided

WHEN_CLOSED, WHEN_WON, WHEN_NOT_WON, IS_OUTCOME = (
    "filled_only_when_closed",
    "filled_only_when_won",
    "filled_only_when_not_won",
    "states_the_outcome",
)
# Filled on at least a fifth here and on at most a tenth as many there, beyond all chance.
FILLED_HERE, FILLED_THERE, BEYOND_CHANCE = 0.2, 0.1, 0.001
# Fewer cases on one side prove no pattern.
FEWEST = 20
# An honest attribute never says the outcome of 99 of 100 cases, and takes away no nine tenths of the errors.
ERRORS, ERRORS_LEFT, COVERED = 0.01, 0.1, 0.8


@dataclass(frozen=True)
class Leak:
    """Why a field is left out. `here` and `there` are shares 0–1 of filled cases (closed/open, won/not won …); for a
    field that states the outcome, the share of cases whose outcome its values tell and the share guessed without it."""

    reason: str
    here: float
    there: float


def leak_of(column: Column, success: Flags, counts: Part, *, open_filled: int = 0, open_n: int = 0) -> Leak | None:
    """The pattern that gives a field away, None when there is none. `open_filled` of `open_n` open cases have it."""
    filled = column.is_filled
    won, lost = counts.all_won, counts.all_n - counts.all_won
    on_won = int((filled & success).sum())
    on_lost = int(filled.sum()) - on_won
    if _is_filled_here_only(on_won + on_lost, won + lost, open_filled, open_n):
        return Leak(WHEN_CLOSED, (on_won + on_lost) / (won + lost), open_filled / open_n)
    if _is_filled_here_only(on_won, won, on_lost, lost):
        return Leak(WHEN_WON, on_won / won, on_lost / lost)
    if _is_filled_here_only(on_lost, lost, on_won, won):
        return Leak(WHEN_NOT_WON, on_lost / lost, on_won / won)
    return _states_outcome(counts)


def _is_filled_here_only(here: int, here_n: int, there: int, there_n: int) -> bool:
    if min(here_n, there_n) < FEWEST or here / here_n < FILLED_HERE or there / there_n > FILLED_THERE * here / here_n:
        return False
    return bool(two_sided(here_n, here, here_n + there_n, here + there)[0] < BEYOND_CHANCE)


def _states_outcome(counts: Part) -> Leak | None:
    """Whether guessing each value's commoner outcome is nearly always right, over values with enough cases."""
    enough = counts.n >= FEWEST
    n, won = int(counts.n[enough].sum()), int(counts.won[enough].sum())
    fewer = min(won, n - won)
    if n < COVERED * counts.all_n or fewer < FEWEST:
        return None
    wrong = int(np.minimum(counts.won, counts.n - counts.won)[enough].sum())
    if wrong > ERRORS * n or wrong > ERRORS_LEFT * fewer:
        return None
    return Leak(IS_OUTCOME, 1 - wrong / n, 1 - fewer / n)
