"""The funnel: period counts and rates from the roll-up, and the bottleneck from the last look at the stage history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from crm.calc.periods import Period, periods_between
from crm.funnel import UNKNOWN, UNMARKED
from kpi.calc.bottleneck import Diagnosis, Step, StepVerdict, diagnose, wins_if_restored
from kpi.calc.periods import MONTH, WEEK
from kpi.models import FunnelSnapshot
from kpi.selectors.figures import MARKETING, Figures, Scope, figures_for
from kpi.selectors.targets import Targets, targets_of
from strategy.calc.funnel import rate_keys
from workspaces.models import Workspace

# A plan calls the entry into `customer` won; a funnel counts people, so it reads entries, not deals.
ENTRY_METRIC = {"won": "customer"}
MARKS = [MARKETING, "sales", "other", UNMARKED, UNKNOWN]


@dataclass(frozen=True)
class StepBase:
    """One joint of the chain over the trailing window: k of n who had the time to move on did."""

    key: str
    n: int
    k: int
    lag_days: int
    median_days: float | None
    since: dt.date
    until: dt.date
    reference: Fraction | None
    reference_kind: str  # plan, own (the trailing six months) or blank

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.k, self.n) if self.n else None


@dataclass(frozen=True)
class EffectBase:
    """What the effect of a step is measured by: the won deals a week of a span, and the span's rates."""

    span: Period
    wins_a_week: Fraction
    rates: Mapping[str, Fraction | None]


@dataclass(frozen=True)
class Bottleneck:
    """The diagnosis of the chain; `verdict` is the step that costs most, proven, or None.

    `wins_now` and `wins_then` are won deals a week: as they are, and had the step been at its reference.
    """

    bases: dict[str, StepBase]
    diagnosis: Diagnosis
    window_days: int
    as_of: dt.date | None
    effect_base: EffectBase | None = None
    wins_now: Fraction | None = None
    wins_then: Fraction | None = None

    @property
    def verdict(self) -> StepVerdict | None:
        return self.diagnosis.bottleneck

    @property
    def has_enough(self) -> bool:
        """Whether any step had enough cases to be judged."""
        return any(each.verdict in ("below", "fine") for each in self.diagnosis.steps)


def snapshots_of(workspace: Workspace) -> dict[str, FunnelSnapshot]:
    """The last look at the stage history by grain; empty before the first recompute."""
    return {row.grain: row for row in FunnelSnapshot.objects.for_workspace(workspace)}


def bottleneck_of(
    snapshots: Mapping[str, FunnelSnapshot],
    targets: Targets,
    scope: Scope,
    *,
    grain: str,
    base: EffectBase | None = None,
) -> Bottleneck:
    """Judge every joint of the chain; `base` is what the effect a week is measured by.

    Reference: the plan, else the own rate of the trailing six months (never for the month page itself).
    """
    snapshot = snapshots.get(grain)
    figures: dict[str, Any] = snapshot.figures if snapshot else {}
    own = snapshots[MONTH].figures.get("steps", {}) if MONTH in snapshots and grain != MONTH else {}
    steps = figures.get("steps", {})
    bases = {
        key: _base(key, steps[key], targets, own.get(key), scope) for key in rate_keys(targets.stages) if key in steps
    }
    average = targets.plan.average_deal_amount if targets.plan else None
    diagnosis = diagnose(
        [Step(key, base.n, base.k, base.reference) for key, base in bases.items()], average_deal_size=average
    )
    window = int(figures.get("window_days", 0))
    now, then = _effect(diagnosis, base)
    return Bottleneck(bases, diagnosis, window, snapshot.as_of if snapshot else None, base, now, then)


def _base(key: str, step: dict[str, Any], targets: Targets, own: dict[str, Any] | None, scope: Scope) -> StepBase:
    counts = step[scope.key]
    reference, kind = targets.rate(key), "plan"
    if reference is None:
        reference, kind = _own_rate(own, scope), "own"
    return StepBase(
        key=key,
        n=counts["n"],
        k=counts["k"],
        lag_days=step["lag_days"],
        median_days=step["median_days"],
        since=dt.date.fromisoformat(step["since"]),
        until=dt.date.fromisoformat(step["until"]),
        reference=reference,
        reference_kind=kind if reference is not None else "",
    )


def _own_rate(step: dict[str, Any] | None, scope: Scope) -> Fraction | None:
    counts = step[scope.key] if step else {"n": 0}
    return Fraction(counts["k"], counts["n"]) if counts["n"] else None


def _effect(diagnosis: Diagnosis, base: EffectBase | None) -> tuple[Fraction | None, Fraction | None]:
    verdict = diagnosis.bottleneck
    if verdict is None or base is None or not base.wins_a_week or verdict.step.reference is None:
        return None, None
    rate = base.rates.get(verdict.step.key) or verdict.step.rate
    return base.wins_a_week, wins_if_restored(base.wins_a_week, rate, verdict.step.reference) if rate else None


def funnel(workspace: Workspace, grain: str, start: dt.date, end: dt.date, *, origin: str = "") -> dict[str, Any]:
    """The funnel from `start` to `end` by month, week or day, JSON-safe.

    `{"grain", "basis", "periods": [{"start", "end", "counts": {stage: n}, "rates": {key: {"value", "n"}}, "by_origin":
    {mark: {stage: n}}}], "totals", "as_of"}`. Counts are first entries of journeys by local date (basis `period`),
    narrowed to one mark of the source by `origin`; `won` counts entries into customer; the first and the last period
    are cut to the range. Rates are null where nobody entered the stage before.
    """
    targets = targets_of(workspace)
    metrics = [ENTRY_METRIC.get(stage, stage) for stage in targets.stages]
    figures = figures_for(workspace, metrics, start, end, scope=Scope(MARKETING))
    snapshot = snapshots_of(workspace).get(WEEK)
    cut = [
        Period(max(period.start, start), min(period.end, end))
        for period in periods_between(start, end, grain, workspace.fiscal_year_first_month)
    ]
    return {
        "grain": grain,
        "basis": "period",
        "origin": origin or "all",
        "periods": [_as_json(figures, targets.stages, span, origin) for span in cut],
        "totals": _as_json(figures, targets.stages, Period(start, end), origin),
        "as_of": snapshot.computed_at.isoformat() if snapshot else None,
    }


def _as_json(figures: Figures, stages: tuple[str, ...], span: Period, origin: str) -> dict[str, Any]:
    by_origin = {mark: {stage: _entries(figures, stage, mark, span) for stage in stages} for mark in MARKS}
    marks = [origin] if origin else MARKS
    counts = {stage: sum(by_origin[mark][stage] for mark in marks) for stage in stages}
    rates = {}
    for key in rate_keys(stages):
        before, _sep, after = key.partition("_to_")
        n = counts[before]
        rates[key] = {"value": counts[after] / n if n else None, "n": n}
    return {
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        "counts": counts,
        "rates": rates,
        "by_origin": by_origin,
    }


def _entries(figures: Figures, stage: str, mark: str, span: Period) -> int:
    metric = ENTRY_METRIC.get(stage, stage)
    return int(figures.over(metric if mark == MARKETING else f"{metric}@{mark}", span))
