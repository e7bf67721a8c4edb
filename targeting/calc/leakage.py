"""Fields that were filled in after the outcome: named, left out of the comparison, with the numbers that gave them away.

Records keep no history of each field, and an import renews every date of change, so dates prove nothing. What remains is
where values stand. A field is left out when one of three patterns is plain (docs/calculations.md 「先に結果を知っている項目」):

- filled on closed cases but hardly ever on open ones: it is entered at the end;
- filled on cases of one outcome but hardly ever on the other: it is entered because of the outcome;
- its values explain most of the outcome: it *is* the outcome in other words.
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
# How much of the outcome's uncertainty (entropy) a field's values take away. Honest fields of published records explain
# up to 0.15 of it, stages and reasons written down afterwards 0.55 to 1.
EXPLAINED = 0.55
# Values with enough cases must cover most of them; the others count as explaining nothing.
COVERED = 0.8


@dataclass(frozen=True)
class Leak:
    """Why a field is left out. `here` and `there` are shares 0–1 of filled cases (closed/open, won/not won …); for a
    field that states the outcome `here` is the share of the outcome it explains, and `there` is None."""

    reason: str
    here: float
    there: float | None


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
    enough = counts.n >= FEWEST
    n, all_n = int(counts.n[enough].sum()), counts.all_n
    if n < COVERED * all_n or min(counts.all_won, all_n - counts.all_won) < FEWEST:
        return None
    share = explained(counts, enough)
    return Leak(IS_OUTCOME, share, None) if share >= EXPLAINED else None


def explained(counts: Part, values: Flags) -> float:
    """The share 0–1 of the outcome's entropy that knowing these values takes away (Theil's uncertainty coefficient)."""
    before = float(_entropy(np.array([counts.all_won / counts.all_n]))[0])
    n = counts.n[values]
    after = float((n * _entropy(counts.won[values] / n)).sum()) + (counts.all_n - int(n.sum())) * before
    return 1 - after / (counts.all_n * before)


def _entropy(rates: np.ndarray) -> np.ndarray:
    certain = (rates <= 0) | (rates >= 1)
    inner = np.where(certain, 0.5, rates)
    return np.where(certain, 0.0, -(inner * np.log(inner) + (1 - inner) * np.log(1 - inner)))
