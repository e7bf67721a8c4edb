"""Which content is missing, and what to make first: a cell of the map is a buying stage × a buying role.

Source: docs/calculations.md 「コンテンツの優先順位」.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from crm.calc.periods import add_months
from workspaces.calc.display import Number, as_fraction

FRESH_MONTHS = 12


@dataclass(frozen=True)
class Cell:
    """What a cell has and should have.

    `effective` published assets that do their work (`is_effective`), `published` all published ones; `target` how many the team wants;
    `passed` SQLs that passed this stage in the last 6 months; `role_weight` how much the role counts.
    """

    stage: str
    role: str
    effective: int
    published: int = 0
    target: int = 1
    passed: int = 0
    role_weight: Number = 1
    is_not_applicable: bool = False

    @property
    def is_gap(self) -> bool:
        """Whether fewer effective assets exist than wanted; a cell that does not apply is none."""
        return not self.is_not_applicable and self.effective < self.target

    @property
    def absence(self) -> Fraction:
        """How much is missing: 1 for an empty cell, 0 for a full one."""
        if self.is_not_applicable or self.target == 0:
            return Fraction(0)
        return 1 - min(Fraction(1), Fraction(self.effective, self.target))

    @property
    def priority(self) -> Fraction:
        """SQLs that passed × weight of the role × absence: 32 × 1.5 × 1 = 48."""
        return self.passed * as_fraction(self.role_weight) * self.absence


def gaps_in_order(cells: Iterable[Cell]) -> list[Cell]:
    """Cells with something missing, most urgent first; equal priorities keep the order of the map."""
    return sorted((cell for cell in cells if cell.is_gap), key=lambda cell: cell.priority, reverse=True)


def is_effective(updated_on: dt.date | None, today: dt.date, *, is_left: bool) -> bool:
    """Whether a published asset does its work: fresh, and not one that sales say they do not use (`is_left`).

    Where nobody has said whether sales use it, it counts.
    """
    return is_fresh(updated_on, today) and not is_left


def is_fresh(updated_on: dt.date | None, today: dt.date) -> bool:
    """Whether an asset was updated in the last 12 months; without a date it counts as fresh (不明 is no accusation)."""
    return updated_on is None or updated_on >= add_months(today, -FRESH_MONTHS)
