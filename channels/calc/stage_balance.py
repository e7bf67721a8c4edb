"""How the pieces of content spread over the buying stages, against the part each stage should have.

Source: docs/calculations.md 「段階の配分」.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from workspaces.calc.display import Number, as_fraction

# 認知・検討・決定; other numbers of stages share evenly.
USUAL_SHARES = (Fraction(40, 100), Fraction(35, 100), Fraction(25, 100))
TOLERANCE = Fraction(10, 100)
FEWEST_PIECES = 8


@dataclass(frozen=True)
class StagePart:
    """A stage: its pieces, their part of all (None without any piece) and the part it should have (0–1)."""

    key: str
    count: int
    share: Fraction | None
    target: Fraction

    @property
    def difference(self) -> Fraction:
        """Above 0: more than wanted; 0 without any piece."""
        return Fraction(0) if self.share is None else self.share - self.target


@dataclass(frozen=True)
class Balance:
    """The stages in order; `verdict` "ok", "lopsided" or "few" (fewer than 8 pieces say nothing)."""

    parts: tuple[StagePart, ...]
    verdict: str

    @property
    def most(self) -> StagePart | None:
        """The stage that is furthest above its target."""
        return max(self.parts, key=lambda part: part.difference, default=None)

    @property
    def least(self) -> StagePart | None:
        """The stage that is furthest below its target."""
        return min(self.parts, key=lambda part: part.difference, default=None)


def usual_targets(stages: Sequence[str]) -> dict[str, Fraction]:
    """40/35/25 % for three stages, else the same for each."""
    if len(stages) == len(USUAL_SHARES):
        return dict(zip(stages, USUAL_SHARES, strict=True))
    return {key: Fraction(1, len(stages)) for key in stages}


def balance_of(counts: Mapping[str, int], stages: Sequence[str], targets: Mapping[str, Number]) -> Balance:
    """The parts of the stages from pieces per stage; more than 10 points off its target in any stage is lopsided."""
    total = sum(counts.get(key, 0) for key in stages)
    parts = tuple(
        StagePart(
            key=key,
            count=counts.get(key, 0),
            share=Fraction(counts.get(key, 0), total) if total else None,
            target=as_fraction(targets.get(key, 0)),
        )
        for key in stages
    )
    if total < FEWEST_PIECES:
        return Balance(parts, "few")
    is_lopsided = any(abs(part.difference) > TOLERANCE for part in parts)
    return Balance(parts, "lopsided" if is_lopsided else "ok")
