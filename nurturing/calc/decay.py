"""How the points of an activity fade with its age in whole local days.

Source: docs/calculations.md 「時間減衰」. A factor changes only at local midnight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# 2^-20 is about a millionth, the precision to which scores are compared: from there on nothing is left.
LAST_HALF_LIFE = 20

KINDS = ("none", "step", "linear", "half_life")


class DecayError(ValueError):
    """A decay that cannot be computed: unknown kind, no days, ages out of order, factors outside 0–1."""


@dataclass(frozen=True)
class Decay:
    """`kind` none · step (`steps`: from this age on, this factor) · linear (zero after `days`) · half_life (`days`)."""

    kind: str = "none"
    steps: tuple[tuple[int, float], ...] = ()
    days: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise DecayError(f"unknown kind {self.kind!r}")
        if self.kind in ("linear", "half_life") and self.days < 1:
            raise DecayError(f"{self.kind} needs a number of days")
        ages = [age for age, _factor in self.steps]
        if self.kind == "step" and (not ages or ages[0] < 1 or ages != sorted(set(ages))):
            raise DecayError("steps need ages of one day or more, in order")
        if any(not 0 <= factor <= 1 for _age, factor in self.steps):
            raise DecayError("factors lie between 0 and 1")

    def factor(self, age_days: int) -> float:
        """What is left of the points at this age: 1 is all, 0 nothing."""
        if self.kind == "step":
            reached = [factor for age, factor in self.steps if age_days >= age]
            return reached[-1] if reached else 1.0
        if self.kind == "linear":
            return max(0.0, 1.0 - age_days / self.days)
        if self.kind == "half_life":
            return 0.0 if age_days >= LAST_HALF_LIFE * self.days else 0.5 ** (age_days / self.days)
        return 1.0

    def next_change(self, age_days: int) -> int | None:
        """The age in days at which the factor is next another one; None when it stays for ever."""
        if self.kind == "step":
            now = self.factor(age_days)
            return next((age for age, factor in self.steps if age > age_days and factor != now), None)
        if self.kind in ("linear", "half_life") and self.factor(age_days) > 0:
            return age_days + 1
        return None


NO_DECAY = Decay()
# Half after 30 days, nothing after 90; decision-stage events last longer.
STANDARD_DECAY = Decay("step", steps=((30, 0.5), (90, 0.0)))
DECISION_DECAY = Decay("step", steps=((45, 0.5), (120, 0.0)))


def windowed(decay: Decay, days: int | None) -> Decay:
    """The same decay, with nothing left from an age of `days` on (過去n日だけ数える); None leaves it as it is.

    Raises DecayError for a gradual decay that lasts longer than the window: no step says that.
    """
    if days is None:
        return decay
    if days < 1:
        raise DecayError("a window has one day or more")
    if decay.kind == "linear" and decay.days <= days:
        return decay
    if decay.kind == "half_life" and LAST_HALF_LIFE * decay.days <= days:
        return decay
    if decay.kind in ("linear", "half_life"):
        raise DecayError("a window goes with steps or with no decay")
    return Decay("step", steps=(*(step for step in decay.steps if step[0] < days), (days, 0.0)))


def decay_from_json(definition: Mapping[str, Any] | None) -> Decay:
    """The decay of a stored rule; `{}` or None is none.

    `{"kind": "step", "steps": [[30, 0.5], [90, 0]]}`, `{"kind": "linear", "days": 90}`,
    `{"kind": "half_life", "days": 30}`. Raises DecayError.
    """
    if not definition:
        return NO_DECAY
    try:
        steps: Sequence[Sequence[Any]] = definition.get("steps") or ()
        return Decay(
            kind=str(definition.get("kind", "none")),
            steps=tuple((int(age), float(factor)) for age, factor in steps),
            days=int(definition.get("days") or 0),
        )
    except (TypeError, ValueError) as error:
        if isinstance(error, DecayError):
            raise
        raise DecayError(str(error)) from error
