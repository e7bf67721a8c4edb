"""Writing the six numbers of a goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from strategy.models import ArtefactVersion, Goal
from strategy.services.targets import write_plan_targets


@dataclass(frozen=True)
class GoalEntry:
    """The numbers as typed: amounts in the workspace's currency, rates as fractions; a key that is missing stays.

    `provenance` says per field where a number comes from: {"lead_to_mql": {"kind": "template"}}.
    """

    values: dict[str, Decimal | None] = field(default_factory=dict)
    rates: dict[str, Decimal] = field(default_factory=dict)
    month_weights: Sequence[Decimal] | None = None
    provenance: dict[str, dict[str, Any]] = field(default_factory=dict)


def write_goal(artefact: ArtefactVersion, entry: GoalEntry) -> Goal:
    """Put the numbers into the contents of a draft and renew its targets; called inside `save_draft`."""
    goal = Goal.objects.get(artefact=artefact)
    for name, value in entry.values.items():
        setattr(goal, name, value)
    goal.rates = goal.rates | {key: plain(rate) for key, rate in entry.rates.items()}
    if entry.month_weights is not None:
        goal.month_weights = list(entry.month_weights)
    goal.provenance = goal.provenance | entry.provenance
    goal.save()
    write_plan_targets(artefact)
    return goal


def plain(value: Decimal) -> str:
    """A decimal as typed, without exponent or idle zeros: 0.2, 400000000."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
