"""The rates that the records show, to stand beside assumed ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from crm.calc.periods import add_months
from crm.calc.rates import wilson_interval
from crm.funnel import counted_entries
from strategy.calc.funnel import rate_keys
from strategy.models import Strategy
from workspaces.calc.display import round_half_up

# Below this many entries a rate says nothing yet (データ不足).
ENOUGH = 30
FEWEST_CLOSED_MONTHS = 3


@dataclass(frozen=True)
class ActualRate:
    """k of n entries of a period reached the next stage; `first` and `last` are its local days."""

    k: int
    n: int
    first: dt.date
    last: dt.date

    @property
    def value(self) -> Fraction:
        return Fraction(self.k, self.n)

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true rate lies with 95 % confidence (Wilson)."""
        return wilson_interval(self.k, self.n) or (0.0, 1.0)

    def as_provenance(self) -> dict[str, Any]:
        """What a number that was taken from here remembers: value, cases, range and the days they lie in."""
        low, high = self.interval
        return {
            "kind": "actual",
            "n": self.n,
            "value": str(round_half_up(self.value, 4)),
            "low": f"{low:.4f}",
            "high": f"{high:.4f}",
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
        }


def actual_rates(strategy: Strategy, stages: list[str] | tuple[str, ...], today: dt.date) -> dict[str, ActualRate]:
    """The measured rate of every step of a chain, keyed `<from>_to_<to>`; steps with too few records are missing.

    Counts entries of the closed months of the strategy's fiscal year; of the last twelve closed months while fewer
    than three of the year are closed.
    """
    last = today.replace(day=1) - dt.timedelta(days=1)
    is_long_enough = add_months(strategy.starts_on, FEWEST_CLOSED_MONTHS) <= today < add_months(strategy.starts_on, 13)
    first = strategy.starts_on if is_long_enough else add_months(today.replace(day=1), -12)
    counts = {
        stage: counted_entries(
            strategy.workspace, "customer" if stage == "won" else stage, start=first, end=last
        ).count()
        for stage in stages
    }
    return {
        key: ActualRate(k=counts[after], n=counts[before], first=first, last=last)
        for key, before, after in zip(rate_keys(stages), stages, stages[1:], strict=False)
        if counts[before] >= ENOUGH and 0 < counts[after] <= counts[before]
    }
