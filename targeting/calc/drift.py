"""Whether an ICP still holds: the newest quarter's cases against the year before. Pure counts in, verdicts out.

Source: docs/calculations.md 「四半期ごとのICPの確認」; Fisher's exact test, two-sided.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crm.calc.rates import rate_of, wilson_interval
from targeting.calc.fisher import two_sided

MINIMUM_CASES = 20
MINIMUM_WINS = 10
LEVEL = 0.05
Verdict = Literal["insufficient", "none", "lower", "higher"]


@dataclass(frozen=True)
class Window:
    """Cases of a span: `n` and `won` inside the ICP, `all_won` wins in all."""

    n: int
    won: int
    all_won: int

    @property
    def win_rate(self) -> float | None:
        return rate_of(self.won, self.n)

    @property
    def share(self) -> float | None:
        """The part of the wins that lies inside the ICP."""
        return rate_of(self.won, self.all_won)

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson_interval(self.won, self.n)

    @property
    def share_interval(self) -> tuple[float, float] | None:
        return wilson_interval(self.won, self.all_won)


@dataclass(frozen=True)
class Drift:
    """What moved: the win rate inside the ICP, and the part of the wins that it covers."""

    recent: Window
    before: Window
    win_rate: Verdict
    share: Verdict

    @property
    def has_moved(self) -> bool:
        """The ICP wants a look: it wins less than before, or newer wins come from elsewhere."""
        return "lower" in (self.win_rate, self.share)


def drift_of(recent: Window, before: Window) -> Drift:
    """Compare a quarter with the year before it. Raises ValueError when wins do not fit their cases.

    The win rate wants 20 cases inside the ICP on either side, the share of wins 10 wins; with fewer nothing is said.
    """
    for window in (recent, before):
        if not 0 <= window.won <= min(window.n, window.all_won):
            raise ValueError(f"{window} does not fit")
    return Drift(
        recent,
        before,
        win_rate=_moved((recent.won, recent.n), (before.won, before.n), MINIMUM_CASES),
        share=_moved((recent.won, recent.all_won), (before.won, before.all_won), MINIMUM_WINS),
    )


def _moved(recent: tuple[int, int], before: tuple[int, int], minimum: int) -> Verdict:
    (k, n), (k_before, n_before) = recent, before
    if min(n, n_before) < minimum:
        return "insufficient"
    p = float(two_sided([n], [k], [n + n_before], [k + k_before])[0])
    if p > LEVEL or k * n_before == k_before * n:
        return "none"
    return "lower" if k * n_before < k_before * n else "higher"
