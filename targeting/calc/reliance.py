"""How much people rely on a channel, from the scores of several personas."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

MOST = 5


def reliance(scores: Sequence[int], *, scale: int) -> int:
    """The mean of scores 0–5 on a scale of 0–`scale`, rounded half up; 0 without any.

    Source: docs/calculations.md 「情報を集める場所と費用」.
    """
    if not scores:
        return 0
    return int(Fraction(sum(scores) * scale, len(scores) * MOST) + Fraction(1, 2))
