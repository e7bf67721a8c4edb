"""The score of a lead: a pure function of attributes, activities, rule version and as-of date.

The set-based statement that scores whole workspaces computes the same; docs/calculations.md 「スコア」 is the
specification of both, in the order of operations. The ledger lines always add up to the score.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import copysign, fsum
from typing import Any

from nurturing.calc.conditions import (
    Activity,
    Condition,
    ConditionError,
    check_condition,
    kind_of,
    matches_activity,
    matches_attributes,
)
from nurturing.calc.decay import NO_DECAY, Decay

AXES = ("fit", "engagement")


@dataclass(frozen=True)
class Rule:
    """Points for a condition. Caps limit the amount of an activity rule, whatever its sign; None means no cap.

    Rules of one axis with the same `group` share the cap that the model has for it.
    """

    key: str
    axis: str
    condition: Condition
    points: float
    per_rule_cap: float | None = None
    per_day_cap: float | None = None
    decay: Decay = NO_DECAY
    group: str = ""

    def __post_init__(self) -> None:
        check_condition(self.condition)
        if self.axis not in AXES:
            raise ConditionError(f"unknown axis {self.axis!r}")
        if self.axis == "fit" and self.kind != "attribute":
            raise ConditionError("fit rules look at attributes, engagement rules at what the person did")

    @property
    def kind(self) -> str:
        return kind_of(self.condition)


@dataclass(frozen=True)
class Trigger:
    """A named condition without points: a disqualifier (対象外) or a direct MQL event (直接MQL)."""

    key: str
    condition: Condition

    def __post_init__(self) -> None:
        check_condition(self.condition)
        if kind_of(self.condition) not in ("attribute", "activity"):
            raise ConditionError("a trigger looks at an attribute or an activity")


@dataclass(frozen=True)
class Model:
    """One version of the MQL rule.

    `comparison` is gte (以上) or gt (より大きい); a cap, floor or minimum of None does not limit.
    """

    version: int
    rules: Sequence[Rule]
    threshold: float = 60
    comparison: str = "gte"
    fit_cap: float | None = 50
    engagement_cap: float | None = 50
    fit_floor: float | None = None
    engagement_floor: float | None = None
    fit_minimum: float | None = None
    engagement_minimum: float | None = None
    disqualifiers: Sequence[Trigger] = ()
    direct_events: Sequence[Trigger] = ()
    group_caps: Mapping[str, float] = field(default_factory=dict)

    def cap_of(self, rule: Rule) -> float | None:
        """The cap of a rule's group; None when it has no group, or the group no cap."""
        return self.group_caps.get(rule.group) if rule.group else None

    def is_reached(self, fit: float, engagement: float, total: float) -> bool:
        """Whether these rounded scores pass the threshold and the minimums of both axes."""
        is_over = total > self.threshold if self.comparison == "gt" else total >= self.threshold
        return (
            is_over
            and (self.fit_minimum is None or fit >= self.fit_minimum)
            and (self.engagement_minimum is None or engagement >= self.engagement_minimum)
        )


@dataclass(frozen=True)
class LeadFacts:
    """What is known of a lead: flat attributes, activities in any order, and when its current cycle began.

    Keys of `attributes`: `email`, `job_title`, `department`, `source`, `custom.<key>`, `company.industry`,
    `company.custom.<key>` …. `cycle_started_at` is None in the first cycle. `created_on` is the base of inactivity
    for a lead that never did anything.
    """

    attributes: Mapping[str, Any]
    activities: Sequence[Activity] = ()
    cycle_started_at: dt.datetime | None = None
    created_on: dt.date | None = None


@dataclass(frozen=True)
class LedgerLine:
    """One line of 「なぜこの点数か」; the values of all lines of an axis add up to its score.

    `kind`: attribute · activity · frequency · inactivity · previous_cycle (前の周期, value 0) · day_cap · rule_cap ·
    group_cap (`rule_key` names the group) · axis_cap · axis_floor (上限・下限による調整) · disqualifier · direct (value 0).
    """

    kind: str
    axis: str
    rule_key: str
    value: float
    points: float = 0.0
    factor: float = 1.0
    occurred_on: dt.date | None = None
    external_id: str = ""


@dataclass(frozen=True)
class ScoreResult:
    """Scores rounded to 1e-6, their lines, and the date on which time alone next changes something."""

    version: int
    as_of: dt.date
    fit: float
    engagement: float
    total: float
    raw_fit: float
    raw_engagement: float
    lines: tuple[LedgerLine, ...]
    is_disqualified: bool
    is_direct: bool
    qualifies: bool
    next_change_on: dt.date | None
    newest_evidence_at: dt.datetime | None


@dataclass
class _Known:
    """The facts as of a date: activities in order without repetition, those that count, those still to come."""

    facts: LeadFacts
    as_of: dt.date
    past: list[Activity] = field(default_factory=list)
    counted: list[Activity] = field(default_factory=list)
    future: list[Activity] = field(default_factory=list)

    def age(self, activity: Activity) -> int:
        return (self.as_of - activity.occurred_on).days


def score(facts: LeadFacts, model: Model, as_of: dt.date) -> ScoreResult:
    """The score of a lead on a date, explained line by line. Source: docs/calculations.md 「スコア」."""
    known = _known(facts, as_of)
    lines = [line for rule in model.rules for line in _lines_of(rule, known)]
    lines += _group_caps(model, lines)
    fit, raw_fit, fit_adjustments = _axis(lines, "fit", model.fit_cap, model.fit_floor)
    engagement, raw_engagement, engagement_adjustments = _axis(
        lines, "engagement", model.engagement_cap, model.engagement_floor
    )
    total = rounded(fit + engagement)
    disqualified = [trigger for trigger in model.disqualifiers if _fires(trigger, known, known.past)]
    direct = [trigger for trigger in model.direct_events if _fires(trigger, known, known.counted)]
    markers = [LedgerLine("disqualifier", "", trigger.key, 0.0) for trigger in disqualified]
    markers += [LedgerLine("direct", "", trigger.key, 0.0) for trigger in direct]
    return ScoreResult(
        version=model.version,
        as_of=as_of,
        fit=fit,
        engagement=engagement,
        total=total,
        raw_fit=raw_fit,
        raw_engagement=raw_engagement,
        lines=(*_in_reading_order(lines), *fit_adjustments, *engagement_adjustments, *markers),
        is_disqualified=bool(disqualified),
        is_direct=bool(direct),
        qualifies=not disqualified and (bool(direct) or model.is_reached(fit, engagement, total)),
        next_change_on=_next_change_on(model, known),
        newest_evidence_at=_newest_evidence_at(model, known),
    )


def rounded(value: float) -> float:
    """A score as it is stored and compared: 1e-6, half up, on 15 significant digits (as PostgreSQL's `::numeric`)."""
    return float(Decimal(f"{value:.15g}").quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)) + 0.0


def _known(facts: LeadFacts, as_of: dt.date) -> _Known:
    known, seen = _Known(facts, as_of), set()
    for activity in sorted(facts.activities, key=_order):
        # The same event delivered twice scores once.
        identity = (activity.external_id, activity.occurred_at)
        if activity.external_id and identity in seen:
            continue
        seen.add(identity)
        if activity.occurred_on > as_of:
            known.future.append(activity)
            continue
        known.past.append(activity)
        if facts.cycle_started_at is None or activity.occurred_at >= facts.cycle_started_at:
            known.counted.append(activity)
    return known


def _order(activity: Activity) -> tuple[dt.datetime, str, str, str]:
    return activity.occurred_at, activity.external_id, activity.type, activity.path


def _lines_of(rule: Rule, known: _Known) -> Iterator[LedgerLine]:
    if rule.kind == "attribute":
        if matches_attributes(rule.condition, known.facts.attributes):
            yield LedgerLine("attribute", rule.axis, rule.key, rule.points, rule.points)
    elif rule.kind == "frequency":
        if _frequent_day(rule.condition, known) is not None:
            yield LedgerLine("frequency", rule.axis, rule.key, rule.points, rule.points)
    elif rule.kind == "inactivity":
        last = _last_activity_on(rule.condition, known)
        if last is not None and (known.as_of - last).days >= rule.condition["no_activity_days"]:
            yield LedgerLine("inactivity", rule.axis, rule.key, rule.points, rule.points, occurred_on=last)
    else:
        yield from _activity_lines(rule, known)


def _activity_lines(rule: Rule, known: _Known) -> Iterator[LedgerLine]:
    """Points × factor per activity, then what the cap of a day and the cap of the rule take away, in that order."""
    by_day: dict[dt.date, list[float]] = {}
    counted = set(map(id, known.counted))
    for activity in known.past:
        if not matches_activity(rule.condition, activity):
            continue
        is_counted = id(activity) in counted
        factor = rule.decay.factor(known.age(activity))
        value = rule.points * factor if is_counted else 0.0
        kind = "activity" if is_counted else "previous_cycle"
        yield LedgerLine(
            kind, rule.axis, rule.key, value, rule.points, factor, activity.occurred_on, activity.external_id
        )
        by_day.setdefault(activity.occurred_on, []).append(abs(value))
    day_amounts = {day: fsum(amounts) for day, amounts in by_day.items()}
    if rule.per_day_cap is not None:
        for day, amount in day_amounts.items():
            if amount > rule.per_day_cap:
                value = copysign(amount - rule.per_day_cap, -rule.points)
                yield LedgerLine("day_cap", rule.axis, rule.key, value, occurred_on=day)
                day_amounts[day] = rule.per_day_cap
    whole = fsum(day_amounts.values())
    if rule.per_rule_cap is not None and whole > rule.per_rule_cap:
        yield LedgerLine("rule_cap", rule.axis, rule.key, copysign(whole - rule.per_rule_cap, -rule.points))


def _group_caps(model: Model, lines: Sequence[LedgerLine]) -> Iterator[LedgerLine]:
    """What the cap of a group takes away from the sum of its rules on an axis."""
    groups: dict[tuple[str, str], set[str]] = {}
    for rule in model.rules:
        if model.cap_of(rule) is not None:
            groups.setdefault((rule.axis, rule.group), set()).add(rule.key)
    for (axis, group), keys in groups.items():
        cap, whole = model.group_caps[group], fsum(line.value for line in lines if line.rule_key in keys)
        if whole > cap:
            yield LedgerLine("group_cap", axis, group, cap - whole)


def _axis(
    lines: Sequence[LedgerLine], axis: str, cap: float | None, floor: float | None
) -> tuple[float, float, list[LedgerLine]]:
    """Clipped and raw score of an axis and the lines that clipping adds: the cap first, then the floor."""
    raw = clipped = fsum(line.value for line in lines if line.axis == axis)
    adjustments = []
    if cap is not None and clipped > cap:
        adjustments.append(LedgerLine("axis_cap", axis, "", cap - clipped))
        clipped = cap
    if floor is not None and clipped < floor:
        adjustments.append(LedgerLine("axis_floor", axis, "", floor - clipped))
        clipped = floor
    return rounded(clipped), rounded(raw), adjustments


def _in_reading_order(lines: Sequence[LedgerLine]) -> list[LedgerLine]:
    """Fit before engagement, plain lines before adjustments, older days before newer; rules keep their order."""
    adjustments = ("day_cap", "rule_cap", "group_cap")
    return sorted(
        lines, key=lambda line: (AXES.index(line.axis), line.kind in adjustments, line.occurred_on or dt.date.min)
    )


def _fires(trigger: Trigger, known: _Known, activities: Sequence[Activity]) -> bool:
    if kind_of(trigger.condition) == "attribute":
        return matches_attributes(trigger.condition, known.facts.attributes)
    return any(matches_activity(trigger.condition, activity) for activity in activities)


def _frequent_day(condition: Condition, known: _Known) -> dt.date | None:
    """The oldest of the days that still make the frequency, None when it is not reached."""
    days = {activity.occurred_on for activity in known.counted if matches_activity(condition, activity)}
    recent = sorted((day for day in days if (known.as_of - day).days < condition["within_days"]), reverse=True)
    needed = int(condition["at_least"])
    return recent[needed - 1] if len(recent) >= needed else None


def _last_activity_on(condition: Condition, known: _Known) -> dt.date | None:
    days = [activity.occurred_on for activity in known.past if matches_activity(condition, activity)]
    return max(days, default=known.facts.created_on)


def _next_change_on(model: Model, known: _Known) -> dt.date | None:
    """The next date on which something changes though nothing happens: a factor, a window, a dated activity."""
    dates = list(_future_dates(model, known))
    for rule in model.rules:
        if rule.points == 0:
            continue
        if rule.kind == "activity":
            dates += _fading_dates(rule, known)
        elif rule.kind == "frequency" and (day := _frequent_day(rule.condition, known)):
            dates.append(day + dt.timedelta(days=rule.condition["within_days"]))
        elif rule.kind == "inactivity" and (last := _last_activity_on(rule.condition, known)):
            dates.append(last + dt.timedelta(days=rule.condition["no_activity_days"]))
    return min((date for date in dates if date > known.as_of), default=None)


def _fading_dates(rule: Rule, known: _Known) -> Iterator[dt.date]:
    for activity in known.counted:
        if matches_activity(rule.condition, activity):
            age = rule.decay.next_change(known.age(activity))
            if age is not None:
                yield activity.occurred_on + dt.timedelta(days=age)


def _future_dates(model: Model, known: _Known) -> Iterator[dt.date]:
    conditions = [rule.condition for rule in model.rules if rule.points and rule.kind != "attribute"]
    triggers = (*model.disqualifiers, *model.direct_events)
    conditions += [trigger.condition for trigger in triggers if kind_of(trigger.condition) == "activity"]
    for activity in known.future:
        if any(matches_activity(condition, activity) for condition in conditions):
            yield activity.occurred_on


def _newest_evidence_at(model: Model, known: _Known) -> dt.datetime | None:
    """When the newest counted activity happened that still gives points or is a direct event; None without any."""
    givers = [rule for rule in model.rules if rule.points > 0 and rule.kind == "activity"]
    direct = [trigger.condition for trigger in model.direct_events if kind_of(trigger.condition) == "activity"]
    moments = (
        activity.occurred_at
        for activity in known.counted
        if any(matches_activity(condition, activity) for condition in direct)
        or any(rule.decay.factor(known.age(activity)) and matches_activity(rule.condition, activity) for rule in givers)
    )
    return max(moments, default=None)
