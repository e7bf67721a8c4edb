"""Which step of the funnel costs most: proof first (Wilson), then the loss in won deals and money, not the widest gap.

Source: docs/calculations.md 「ボトルネック」.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from crm.calc.rates import wilson_interval
from workspaces.calc.display import Number, as_fraction

MINIMUM_N = 30


@dataclass(frozen=True)
class Step:
    """One step of the funnel: of `entered` that had the time to move on, `advanced` did; `reference` is the planned rate.

    Counts of records are whole; planned or modelled counts may be fractions. `reference` None: nothing to compare.
    `is_ramping` (立ち上がり中) keeps a step out of the judgement.
    """

    key: str
    entered: Number
    advanced: Number
    reference: Number | None = None
    is_ramping: bool = False

    @property
    def rate(self) -> Fraction | None:
        """Advanced ÷ entered; None when nobody entered."""
        entered = as_fraction(self.entered)
        return as_fraction(self.advanced) / entered if entered else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson 95 % interval of the rate."""
        return wilson_interval(float(self.advanced), float(self.entered))


@dataclass(frozen=True)
class StepVerdict:
    """One step judged.

    `verdict`: below (proven below its reference) · unproven データ不足 (lower, but not proven, or n < 30) · fine ·
    unknown (no reference or nobody entered) · ramping. `lost_wins` and `lost_amount` are what a return to the
    reference would bring (negative for a step above it); None when unknown.
    """

    step: Step
    verdict: str
    lost_wins: Fraction | None
    lost_amount: Fraction | None


@dataclass(frozen=True)
class Diagnosis:
    """All steps in funnel order, and the bottleneck: the proven one with the largest loss, or None."""

    steps: tuple[StepVerdict, ...]
    bottleneck: StepVerdict | None


def judge_step(step: Step, *, minimum_n: int = MINIMUM_N) -> str:
    """The verdict on one step by itself: 20 of 89 is no proof against 30 %, 60 of 267 is."""
    if step.is_ramping:
        return "ramping"
    rate, interval = step.rate, step.interval
    if rate is None or interval is None or step.reference is None:
        return "unknown"
    if step.entered < minimum_n:
        return "unproven"
    if rate >= as_fraction(step.reference):
        return "fine"
    return "below" if interval[1] < float(step.reference) else "unproven"


def diagnose(steps: Sequence[Step], *, average_deal_size: Number | None, minimum_n: int = MINIMUM_N) -> Diagnosis:
    """Judge every step of a funnel, first step first, and name the bottleneck by the money it costs.

    Lost wins of step i = entered × (reference − rate) × product of the later steps' actual rates; a later step
    nobody entered counts with its reference. Without a deal size steps are ranked by lost wins.
    """
    verdicts = []
    for index, step in enumerate(steps):
        lost_wins = _lost_wins(step, steps[index + 1 :])
        amount = None
        if lost_wins is not None and average_deal_size is not None:
            amount = lost_wins * as_fraction(average_deal_size)
        verdicts.append(StepVerdict(step, judge_step(step, minimum_n=minimum_n), lost_wins, amount))
    proven = [verdict for verdict in verdicts if verdict.verdict == "below" and verdict.lost_wins is not None]
    worst = max(proven, key=lambda verdict: verdict.lost_wins or 0, default=None)
    return Diagnosis(tuple(verdicts), worst)


def wins_if_restored(wins: Number, rate: Number, reference: Number) -> Fraction | None:
    """Won deals of a span had one rate been at its reference: the chain is a product, so wins × reference ÷ rate."""
    if as_fraction(rate) == 0:
        return None
    return as_fraction(wins) * as_fraction(reference) / as_fraction(rate)


def _lost_wins(step: Step, later: Sequence[Step]) -> Fraction | None:
    if step.rate is None or step.reference is None:
        return None
    lost = as_fraction(step.entered) * (as_fraction(step.reference) - step.rate)
    for following in later:
        rate = following.rate if following.rate is not None else following.reference
        if rate is None:
            return None
        lost *= as_fraction(rate)
    return lost
