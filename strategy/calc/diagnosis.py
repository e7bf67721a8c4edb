"""Which layer to begin with: five yes/no answers, one recommendation.

Design goes from the first layer down, but the weakest one may be begun with; those are mostly Layer 2 and Layer 4.
Layer 1 has its first version once the six numbers are there, so it is named only when everything else stands.
Source: docs/calculations.md 「最初に取り組むレイヤー」.
"""

from __future__ import annotations

from collections.abc import Mapping

ORDER = (2, 4, 3, 5, 1)


def first_layer(answers: Mapping[int, bool]) -> int:
    """The number of the layer to begin with; with five times yes it is Layer 5, where one keeps measuring."""
    return next((layer for layer in ORDER if not answers.get(layer, False)), 5)
