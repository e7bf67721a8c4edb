"""CPL bands: the first yen of a channel buy cheap leads, the next ones dearer leads, in steps.

Source: docs/calculations.md 「チャネルの供給」.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from workspaces.calc.display import Number, as_fraction


@dataclass(frozen=True)
class Band:
    """Up to `up_to` of cost a month (from the end of the band before) a lead costs `cpl`."""

    up_to: Fraction
    cpl: Fraction


@dataclass(frozen=True)
class Offer:
    """So many more leads a month at this price each."""

    cpl: Fraction
    capacity: Fraction


def bands_of(pairs: Sequence[tuple[Number, Number]]) -> tuple[Band, ...]:
    """(up to this cost, CPL) pairs as bands. Raises ValueError unless the costs grow and every CPL is above 0."""
    bands = tuple(Band(as_fraction(up_to), as_fraction(cpl)) for up_to, cpl in pairs)
    end = Fraction(0)
    for band in bands:
        if band.up_to <= end or band.cpl <= 0:
            raise ValueError("bands must grow, each with a price")
        end = band.up_to
    return bands


def leads_for(cost: Number, bands: Sequence[Band]) -> Fraction:
    """Leads that `cost` buys: 600,000 in bands (400,000 à 10,000; 800,000 à 20,000) buys 40 + 10 = 50.

    Money beyond the last band buys nothing more.
    """
    left, begin, leads = as_fraction(cost), Fraction(0), Fraction(0)
    for band in bands:
        part = min(left, band.up_to - begin)
        if part <= 0:
            break
        leads += part / band.cpl
        left, begin = left - part, band.up_to
    return leads


def offers_beyond(cost: Number, bands: Sequence[Band]) -> list[Offer]:
    """What more money than `cost` buys, band by band."""
    begin, found = as_fraction(cost), []
    for band in bands:
        if band.up_to > begin:
            found.append(Offer(cpl=band.cpl, capacity=(band.up_to - begin) / band.cpl))
            begin = band.up_to
    return found
