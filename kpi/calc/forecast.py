"""着地見込み: where a period will end if the rest goes as well as what lies behind us.

Source: docs/calculations.md 「着地見込み」.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from workspaces.calc.display import Number, as_fraction


@dataclass(frozen=True)
class Landing:
    """`expected` at the period's end; `low` and `high` the 幅 from past months, equal to `expected` without any."""

    expected: Fraction
    low: Fraction
    high: Fraction


def landing(
    actual: Number, *, target_to_date: Number, target: Number, past_attainments: Sequence[Number] = ()
) -> Landing | None:
    """Actual + remaining target × attainment so far; None before anything was due.

    `past_attainments` (actual ÷ target of closed months) span the 幅: the rest at the worst and at the best of them.
    """
    if as_fraction(target_to_date) <= 0:
        return None
    done, rest = as_fraction(actual), as_fraction(target) - as_fraction(target_to_date)
    so_far = done / as_fraction(target_to_date)
    ends = [done + rest * share for share in (so_far, *map(as_fraction, past_attainments))]
    return Landing(expected=ends[0], low=min(ends), high=max(ends))
