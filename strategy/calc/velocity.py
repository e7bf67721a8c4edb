"""How fast open deals turn into revenue. Source: docs/calculations.md 「商談の進む速さ」."""

from __future__ import annotations

from fractions import Fraction

from workspaces.calc.display import Number, as_fraction


def sales_velocity(
    *, opportunities: Number, win_rate: Number, average_deal: Number, cycle_days: Number
) -> Fraction | None:
    """Revenue a day: deals in progress × win rate (0–1) × average won deal ÷ days from opening to winning.

    None for a cycle of no days: what is won on the day it is opened has no speed.
    """
    days = as_fraction(cycle_days)
    if days <= 0:
        return None
    return as_fraction(opportunities) * as_fraction(win_rate) * as_fraction(average_deal) / days
