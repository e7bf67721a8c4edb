"""Which layer to begin with: from five yes/no answers, or from thirty answers of level 0–4 held against the records.

Design goes from the first layer down, but the weakest one may be begun with; those are mostly Layer 2 and Layer 4.
Source: docs/calculations.md 「最初に取り組むレイヤー」 and 「5層の診断」.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

# Ties go to the layers that are weakest most often. Layer 1 has its first version once the six numbers are there.
ORDER = (2, 4, 3, 5, 1)
HIGHEST, AIM, SIMPLE_VERSION = 4, 3, 2
ACTIONS = 3


def first_layer(answers: Mapping[int, bool]) -> int:
    """The number of the layer to begin with; with five times yes it is Layer 5, where one keeps measuring."""
    return next((layer for layer in ORDER if not answers.get(layer, False)), 5)


@dataclass(frozen=True)
class Answer:
    """A question of a layer: what people say (0–4, None: no answer), and what the records allow.

    `floor` and `ceiling` are the lowest and the highest level that the records are compatible with.
    """

    key: str
    layer: int
    level: int | None = None
    is_unknown: bool = False
    floor: int = 0
    ceiling: int = HIGHEST

    @property
    def settled(self) -> int | None:
        """The level that counts: the records win over the self-report, 「不明」 counts as nothing there.

        None while nobody has answered and the records settle nothing.
        """
        told = 0 if self.is_unknown else self.level
        if told is None:
            if not self.floor and self.ceiling:
                return None
            told = self.floor
        return min(max(told, self.floor), self.ceiling)

    @property
    def is_corrected(self) -> bool:
        """Whether the records say something else than the person."""
        return self.level is not None and not self.is_unknown and self.settled != self.level


@dataclass(frozen=True)
class LayerScore:
    """A layer's mean level, how far it is from level 3, and how much that costs."""

    number: int
    score: Fraction | None
    weight: Fraction
    unknown: int = 0
    corrected: int = 0

    @property
    def gap(self) -> Fraction:
        return max(Fraction(0), AIM - self.score) if self.score is not None else Fraction(0)

    @property
    def priority(self) -> Fraction:
        return self.gap * self.weight


@dataclass(frozen=True)
class Recommendation:
    """The layer to begin with, and the layers above it that need their simple version first."""

    layer: int
    first: list[int] = field(default_factory=list)


def impact_weights(lost: Mapping[int, Fraction], planned_revenue: Fraction | None) -> dict[int, Fraction]:
    """Weight of each layer: 1 plus the share of the planned revenue that is lost at the stages it governs.

    Without a plan, or without a loss, every layer weighs 1.
    """
    if not planned_revenue:
        return dict.fromkeys(range(1, 6), Fraction(1))
    return {number: 1 + max(Fraction(0), lost.get(number, Fraction(0))) / planned_revenue for number in range(1, 6)}


def layer_scores(answers: Iterable[Answer], weights: Mapping[int, Fraction]) -> list[LayerScore]:
    """The five layers in order."""
    by_layer: dict[int, list[Answer]] = {number: [] for number in range(1, 6)}
    for answer in answers:
        by_layer[answer.layer].append(answer)
    return [_score(number, own, weights.get(number, Fraction(1))) for number, own in by_layer.items()]


def _score(number: int, answers: Sequence[Answer], weight: Fraction) -> LayerScore:
    levels = [answer.settled for answer in answers if answer.settled is not None]
    return LayerScore(
        number=number,
        score=Fraction(sum(levels), len(levels)) if levels else None,
        weight=weight,
        unknown=sum(answer.is_unknown for answer in answers),
        corrected=sum(answer.is_corrected for answer in answers),
    )


def recommend(scores: Sequence[LayerScore]) -> Recommendation | None:
    """Where gap × weight is largest (ties: 2, 4, 3, 5, 1); None while nothing is known of one of the layers.

    A layer nobody has looked at may be the weakest: it cannot be passed over, so all five are compared or none.
    Layers above it that are below level 2 first reach their simple version. Without any gap it is Layer 5.
    """
    if not scores or any(score.score is None for score in scores):
        return None
    start = max(scores, key=lambda score: (score.priority, -ORDER.index(score.number)))
    if not start.gap:
        return Recommendation(layer=5)
    above = [score.number for score in scores if score.number < start.number and (score.score or 0) < SIMPLE_VERSION]
    return Recommendation(layer=start.number, first=sorted(above))


def next_actions(answers: Sequence[Answer], recommendation: Recommendation) -> list[str]:
    """The keys of the three questions to work on next.

    First the weakest question of each layer that needs its simple version, then those of the layer to begin with, lowest
    level first; questions at level 3 need no action.
    """
    chosen: list[str] = []
    for layer in recommendation.first:
        chosen += [answer.key for answer in _weakest(answers, layer)[:1]]
    chosen += [answer.key for answer in _weakest(answers, recommendation.layer)]
    for layer in recommendation.first:
        chosen += [answer.key for answer in _weakest(answers, layer)[1:]]
    return chosen[:ACTIONS]


def _weakest(answers: Sequence[Answer], layer: int) -> list[Answer]:
    own = [answer for answer in answers if answer.layer == layer and (answer.settled or 0) < AIM]
    return sorted(own, key=lambda answer: answer.settled or 0)
