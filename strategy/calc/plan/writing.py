"""Numbers of a computed plan as JSON has them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from workspaces.calc.display import round_half_up, round_half_up_int

PLACES = 6


@dataclass(frozen=True)
class Writer:
    """Rounds half up: money to `digits` of the currency, shares and other numbers to six places. None stays None."""

    digits: int

    def money(self, value: Fraction | None) -> int | float | None:
        return None if value is None else plain(round_half_up(value, self.digits))

    def difference(self, value: Fraction, other: Fraction) -> int | float:
        """The difference of two printed amounts, so that the three printed numbers agree."""
        return plain(round_half_up(value, self.digits) - round_half_up(other, self.digits))

    def number(self, value: Fraction | None) -> int | float | None:
        return None if value is None else plain(round_half_up(value, PLACES))

    share = number


def plain(value: Decimal) -> int | float:
    """A whole number without a decimal point."""
    return int(value) if value == value.to_integral_value() else float(value)


def count(value: Fraction) -> dict[str, Any]:
    """A number of entries: exact, as printed, and rounded up (安全側)."""
    return {"exact": str(value), "display": round_half_up_int(value), "ceiling": ceil(value)}
