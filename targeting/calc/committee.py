"""How much of a buying committee has been reached. Pure sets in, a share out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class CommitteeCoverage:
    """接触できた役割 / 必要な役割: the keys of each, in the order in which the roles stand."""

    required: tuple[str, ...]
    reached: tuple[str, ...]
    also_reached: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(key for key in self.required if key not in self.reached)

    @property
    def share(self) -> float | None:
        """Reached ÷ required, 0–1; None when no role is required."""
        return len(self.reached) / len(self.required) if self.required else None


def coverage_of(roles: Sequence[tuple[str, bool]], known: Collection[str]) -> CommitteeCoverage:
    """The coverage of one company or deal: `roles` as (key, is required) in order, `known` the roles of its people.

    Roles that are not required count neither way. Source: docs/calculations.md 「購買関与者の網羅」.
    """
    return CommitteeCoverage(
        required=tuple(key for key, is_required in roles if is_required),
        reached=tuple(key for key, is_required in roles if is_required and key in known),
        also_reached=tuple(key for key, is_required in roles if not is_required and key in known),
    )
