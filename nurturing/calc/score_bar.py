"""Where the parts of a score stand on its bar. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

from workspaces.calc.display import round_half_up


@dataclass(frozen=True)
class ScoreBar:
    """Places in percent of the bar's width: the fit part, where engagement begins and how wide it is, the threshold."""

    fit: float
    engagement_from: float
    engagement: float
    threshold: float | None


def score_bar(fit: float, engagement: float, *, threshold: float | None, top: float = 100) -> ScoreBar:
    """The bar of a score: parts below zero draw nothing, and everything fits (`top` is the score at its right end)."""
    first, second = max(fit, 0.0), max(engagement, 0.0)
    end = max(top, first + second, threshold or 0.0)
    return ScoreBar(
        fit=_percent(first, end),
        engagement_from=_percent(first, end),
        engagement=_percent(second, end),
        threshold=None if threshold is None else _percent(threshold, end),
    )


def _percent(value: float, end: float) -> float:
    return float(round_half_up(value / end * 100, 2))
