"""Cuts a numeric attribute into bands that can be compared and adopted as a rule: pure numbers in, pure numbers out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

# Head-counts as Japanese company statistics cut them.
EMPLOYEE_EDGES: tuple[Decimal, ...] = tuple(Decimal(edge) for edge in (10, 50, 100, 300, 1000, 5000))


@dataclass(frozen=True)
class Band:
    """A range with both ends included; None leaves an end open."""

    low: Decimal | None
    high: Decimal | None

    @property
    def key(self) -> str:
        """The band as evidence names it: "..9", "10..49", "5000..". Two dots, because a minus may be a sign."""
        return f"{_end(self.low)}..{_end(self.high)}"


def plain(value: Decimal) -> str:
    """A number without exponent or trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def bands_of(edges: Sequence[Decimal], step: Decimal = Decimal(1)) -> list[Band]:
    """The bands that ascending edges cut, open at both ends: n edges give n + 1 bands.

    An edge begins a band; the band before it ends one `step` (the smallest difference stored) earlier, so that a
    band says the same as a rule 「範囲」 whose ends are included.
    """
    starts: list[Decimal | None] = [None, *edges]
    ends: list[Decimal | None] = [*(edge - step for edge in edges), None]
    return [Band(low, high) for low, high in zip(starts, ends, strict=True)]


def ascending(edges: Sequence[Decimal]) -> bool:
    """Whether edges can cut bands: finite numbers, at least one, each larger than the one before."""
    if not edges or not all(edge.is_finite() for edge in edges):
        return False
    return all(low < high for low, high in pairwise(edges))


def quartile_edges(quartiles: Sequence[Decimal | None]) -> list[Decimal]:
    """Readable edges near the quartiles (two significant digits), ascending and distinct; fewer when the values clump.

    Quartiles rather than fixed steps, because revenues come in yen, in thousands or in millions of dollars.
    """
    return sorted({two_digits(value) for value in quartiles if value is not None})


def two_digits(value: Decimal) -> Decimal:
    """The value rounded half up to two significant digits."""
    if value == 0:
        return Decimal(0)
    step = Decimal(1).scaleb(value.adjusted() - 1)
    return (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def band_of_key(key: str) -> Band:
    """The band named by its key. Raises ValueError for anything else."""
    low, dots, high = key.partition("..")
    try:
        ends = [Decimal(text) if text else None for text in (low, high)]
    except ArithmeticError as error:
        raise ValueError(key) from error
    if not dots or ends == [None, None]:
        raise ValueError(key)
    return Band(*ends)


def _end(value: Decimal | None) -> str:
    return "" if value is None else plain(value)
