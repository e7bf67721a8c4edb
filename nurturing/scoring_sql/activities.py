"""What people did, in SQL: one row per lead with the amount of every activity rule and the dates that matter.

Days are never computed where a comparison with a local midnight says the same: an activity is at least A days old
exactly when it happened before the midnight that ended the day `as_of − A`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nurturing.calc.conditions import Condition
from nurturing.calc.decay import LAST_HALF_LIFE, Decay
from nurturing.calc.scoring import Model, Rule
from nurturing.scoring_sql.attributes import json_condition
from nurturing.scoring_sql.parameters import Parameters


@dataclass(frozen=True)
class Days:
    """The calendar of one statement: local midnights as moments."""

    as_of: dt.date
    zone: str
    midnight: Callable[[dt.date], dt.datetime]

    def younger_than(self, age: int) -> dt.datetime:
        """From this moment on an activity is less than `age` days old."""
        return self.midnight(self.as_of - dt.timedelta(days=age - 1))

    @property
    def end(self) -> dt.datetime:
        """What happens from this moment on lies after the as-of date."""
        return self.midnight(self.as_of + dt.timedelta(days=1))


@dataclass
class Activities:
    """Collects the aggregates per lead that a model needs, and how far back they look."""

    model: Model
    days: Days
    parameters: Parameters
    has_cycles: bool
    is_history: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    per_day: dict[str, str] = field(default_factory=dict)
    _matches: dict[str, str] = field(default_factory=dict)
    _needs: list[str] = field(default_factory=list)
    # Conditions whose activities of any age are needed.
    _ageless: list[str] = field(default_factory=list)
    _horizon: dt.datetime | None = None

    # ------------------------------------------------------------ building blocks

    def matches(self, condition: Condition) -> str:
        """Whether an activity `a` is of the kind a condition asks for."""
        parts = []
        if "type" in condition:
            parts.append(self._equals("a.type", condition["type"]))
        if "path" in condition:
            parts.append(self._equals("a.path", condition["path"]))
        if "path_prefix" in condition:
            prefixes = _as_list(condition["path_prefix"])
            starts = " OR ".join(f"starts_with(a.path, {self.parameters(text, 'text')})" for text in prefixes)
            parts.append(f"({starts})")
        if "where" in condition:
            key = self.parameters(condition["where"]["field"], "text")
            parts.append(json_condition(condition["where"], "a.attributes", key, self.parameters))
        return "(" + " AND ".join(parts or ["true"]) + ")"

    def _equals(self, column: str, value: Any) -> str:
        values = _as_list(value)
        if len(values) == 1:
            return f"{column} = {self.parameters(values[0], 'text')}"
        return f"{column} = ANY({self.parameters.texts(values)})"

    @property
    def counted(self) -> str:
        """Of the current cycle and not after the as-of date."""
        return f"{self.past} AND a.is_current" if self.has_cycles else self.past

    @property
    def past(self) -> str:
        return f"a.occurred_at < {self.moment(self.days.end)}"

    def moment(self, moment: dt.datetime) -> str:
        return self.parameters(moment, "timestamptz")

    def since(self, age: int) -> str:
        """Less than `age` days old."""
        return f"a.occurred_at >= {self.moment(self.days.younger_than(age))}"

    def local_date(self, moment: str) -> str:
        return f"({moment} AT TIME ZONE {self.parameters(self.days.zone, 'text')})::date"

    def look_back(self, match: str, age: int | None) -> None:
        """Activities that match are read while they are less than `age` days old (None: whatever their age)."""
        self._needs.append(match)
        if age is None:
            self._ageless.append(match)
            return
        start = self.days.younger_than(age)
        self._horizon = start if self._horizon is None else min(start, self._horizon)

    # ------------------------------------------------------------ columns

    def add(self, aggregate: str) -> str:
        """The name under which an aggregate over a lead's activities is delivered."""
        name = self.columns.setdefault(aggregate, f"y{len(self.columns)}")
        return f"e.{name}"

    def amount(self, rule: Rule) -> str:
        """What the activities of a rule give, after the caps of the day and of the rule, with the sign of its points."""
        if rule.points == 0:
            return "0::float8"
        match = self._match_of(rule)
        self.look_back(match, _last_age(rule.decay))
        value = f"{self.parameters.number(abs(rule.points))} * {self._factor(rule.decay)}"
        whole = f"sum({value}) FILTER (WHERE {self.counted} AND {match})"
        if rule.per_day_cap is not None:
            day_sum = self.per_day.setdefault(whole, f"d{len(self.per_day)}")
            whole = f"sum(least(coalesce(d.{day_sum}, 0), {self.parameters.number(rule.per_day_cap)}))"
        amount = f"coalesce({self.add(whole)}, 0)"
        if rule.per_rule_cap is not None:
            amount = f"least({amount}, {self.parameters.number(rule.per_rule_cap)})"
        return amount if rule.points > 0 else f"-{amount}"

    def _match_of(self, rule: Rule) -> str:
        if rule.key not in self._matches:
            self._matches[rule.key] = self.matches(rule.condition)
        return self._matches[rule.key]

    def _factor(self, decay: Decay) -> str:
        """What is left of the points of activity `a`."""
        if decay.kind == "step":
            younger = [f"WHEN {self.since(age)} THEN {factor!r}" for age, factor in _segments(decay)]
            return f"(CASE {' '.join(younger)} ELSE {decay.steps[-1][1]!r} END)::float8"
        if decay.kind == "linear":
            return f"greatest(0, 1 - {self._age()}::float8 / {decay.days})"
        if decay.kind == "half_life":
            limit = self.since(LAST_HALF_LIFE * decay.days)
            return f"(CASE WHEN {limit} THEN power(0.5::float8, {self._age()}::float8 / {decay.days}) ELSE 0 END)"
        return "1::float8"

    def _age(self) -> str:
        return f"({self.parameters(self.days.as_of, 'date')} - {self.local_date('a.occurred_at')})"

    def has_frequency(self, condition: Condition) -> str:
        return f"{self.frequent_day(condition)} IS NOT NULL"

    def frequent_day(self, condition: Condition) -> str:
        """The oldest of the days that make a frequency, NULL when it is not reached."""
        match, window = self.matches(condition), int(condition["within_days"])
        self.look_back(match, window)
        day = self.local_date("a.occurred_at")
        days = f"array_agg(DISTINCT {day} ORDER BY {day} DESC)"
        where = f"{self.counted} AND {match} AND {self.since(window)}"
        return self.add(f"({days} FILTER (WHERE {where}))[{int(condition['at_least'])}]")

    def last_day(self, condition: Condition) -> str:
        """The day of the last matching activity of any cycle, else the lead's day of creation."""
        match = self.matches({key: value for key, value in condition.items() if key != "no_activity_days"})
        self.look_back(match, None)
        last = self.add(f"max(a.occurred_at) FILTER (WHERE {self.past} AND {match})")
        return f"coalesce({self.local_date(last)}, l.created_on)"

    def happened(self, condition: Condition, *, in_this_cycle: bool) -> str:
        """Whether somebody ever did a thing."""
        match = self.matches(condition)
        self.look_back(match, None)
        when = self.counted if in_this_cycle else self.past
        return f"coalesce({self.add(f'bool_or({match}) FILTER (WHERE {when})')}, false)"

    def newest_evidence(self) -> str:
        """When the newest counted activity happened that still gives points or is a direct event."""
        giving: dict[tuple[tuple[int, int | None], ...], list[Condition]] = {}
        for rule in self.model.rules:
            if rule.points > 0 and rule.kind == "activity":
                giving.setdefault(_giving_spans(rule.decay), []).append(rule.condition)
        evidence = [
            f"({self._any_of(conditions)} AND ({' OR '.join(f'({self._within(*span)})' for span in spans) or 'false'}))"
            for spans, conditions in giving.items()
        ]
        direct = [trigger.condition for trigger in self.model.direct_events if _is_activity(trigger)]
        if direct:
            evidence.append(self._any_of(direct))
        if not evidence:
            return "NULL::timestamptz"
        return self.add(f"max(a.occurred_at) FILTER (WHERE {self.counted} AND ({' OR '.join(evidence)}))")

    def _any_of(self, conditions: Sequence[Condition]) -> str:
        """Whether one of the conditions holds; those that name nothing but types become one list of types."""
        types = sorted({name for condition in conditions if set(condition) == {"type"} for name in _types(condition)})
        parts = [self.matches(condition) for condition in conditions if set(condition) != {"type"}]
        if types and set(types) == set(self._read_types()):
            return "true"  # nothing else is read
        if types:
            parts.append(self._equals("a.type", types))
        return "(" + " OR ".join(dict.fromkeys(parts)) + ")"

    def _read_types(self) -> list[str]:
        """The types that are read at all; empty when a condition names none, so that all are read."""
        conditions = self._conditions()
        if not all(_types(condition) for condition in conditions):
            return []
        return sorted({name for condition in conditions for name in _types(condition)})

    def _within(self, young: int, old: int | None) -> str:
        """Of an age of at least `young` and less than `old` days."""
        parts = [f"a.occurred_at < {self.moment(self.days.younger_than(young))}"] if young else []
        parts += [self.since(old)] if old is not None else []
        return " AND ".join(parts) or "true"

    def next_changes(self) -> list[str]:
        """Dates on which time alone changes something: a factor, a window, a dated activity. Past ones may be among them."""
        return [*self._fading(), *self._windows(), *self._silences(), *self._arrivals()]

    def _fading(self) -> list[str]:
        by_decay: dict[Decay, list[Condition]] = {}
        for rule in self.model.rules:
            if rule.points and rule.kind == "activity" and rule.decay.kind != "none":
                by_decay.setdefault(rule.decay, []).append(rule.condition)
        return [
            date
            for decay, conditions in by_decay.items()
            for date in self._fading_dates(decay, self._any_of(conditions))
        ]

    def _fading_dates(self, decay: Decay, match: str) -> list[str]:
        if decay.kind != "step":
            limit = _last_age(decay)
            left = self.add(f"bool_or(true) FILTER (WHERE {self.counted} AND {match} AND {self.since(limit or 1)})")
            tomorrow = self.parameters(self.days.as_of + dt.timedelta(days=1), "date")
            return [f"CASE WHEN {left} THEN {tomorrow} END"]
        dates = []
        for young, old, factor in _spans(decay):
            change = next((age for age, other in decay.steps if age > young and other != factor), None)
            if change is not None:
                oldest = self.add(
                    f"min(a.occurred_at) FILTER (WHERE {self.counted} AND {match} AND {self._within(young, old)})"
                )
                dates.append(f"{self.local_date(oldest)} + {change}")
        return dates

    def _windows(self) -> list[str]:
        rules = [rule for rule in self.model.rules if rule.points and rule.kind == "frequency"]
        return [f"{self.frequent_day(rule.condition)} + {int(rule.condition['within_days'])}" for rule in rules]

    def _silences(self) -> list[str]:
        rules = [rule for rule in self.model.rules if rule.points and rule.kind == "inactivity"]
        as_of = self.parameters(self.days.as_of, "date")
        return [
            f"CASE WHEN {day} > {as_of} THEN {day} END"
            for rule in rules
            for day in [f"({self.last_day(rule.condition)} + {int(rule.condition['no_activity_days'])})"]
        ]

    def _arrivals(self) -> list[str]:
        """Activities dated after the as-of date count from their day on."""
        conditions = [rule.condition for rule in self.model.rules if rule.points and rule.kind != "attribute"]
        triggers = (*self.model.disqualifiers, *self.model.direct_events)
        conditions += [trigger.condition for trigger in triggers if _is_activity(trigger)]
        if not conditions:
            return []
        match = self._any_of([_bare(condition) for condition in conditions])
        first = self.add(f"min(a.occurred_at) FILTER (WHERE NOT ({self.past}) AND {match})")
        return [self.local_date(first)]

    # ------------------------------------------------------------ the query

    def query(self, *, workspace_id: int, of_lead: str | None) -> str:
        """The aggregates per lead; `of_lead` makes it the query of one lead inside a LATERAL join."""
        workspace = self.parameters(workspace_id, "bigint")
        current = ", (y.cycle_started_at IS NULL OR a.occurred_at >= y.cycle_started_at) AS is_current"
        cycles = f" LEFT JOIN {CYCLES.format(workspace=workspace)} ON y.lead_id = a.lead_id"
        if of_lead:
            current = ", (j.cycle_started_at IS NULL OR a.occurred_at >= j.cycle_started_at) AS is_current"
            cycles = ""
        rows = (
            f"SELECT a.lead_id, a.type, a.path, a.occurred_at{', a.attributes' if self._reads_attributes() else ''}"
            f"{current if self.has_cycles else ''} FROM crm_activity a{cycles if self.has_cycles else ''}"
            f" WHERE a.workspace_id = {workspace} AND {f'a.lead_id = {of_lead}' if of_lead else 'a.lead_id IS NOT NULL'}"
            f"{self._narrowed()}{BEFORE_SQL.format(workspace=workspace) if self.is_history else ''}"
        )
        if self.per_day:
            return self._by_day(rows, of_lead)
        group = "" if of_lead else " GROUP BY a.lead_id"
        return f"SELECT {'' if of_lead else 'a.lead_id, '}{self._selected(self.columns)} FROM ({rows}) a{group}"

    def _narrowed(self) -> str:
        """Nothing older than the rules can see is read."""
        types = self._read_types()
        typed = f" AND a.type = ANY({self.parameters.texts(types)})" if types else ""
        if self._horizon is None and not self._needs:
            return " AND false"
        if self._horizon is None or "(true)" in self._ageless:
            return typed
        ageless = "".join(f" OR {match}" for match in dict.fromkeys(self._ageless))
        return f"{typed} AND (a.occurred_at >= {self.moment(self._horizon)}{ageless})"

    def _by_day(self, rows: str, of_lead: str | None) -> str:
        """With caps per day: first one row per lead and day, then one per lead."""
        day = self.local_date("a.occurred_at")
        sums = ", ".join(f"{expression} AS {name}" for expression, name in self.per_day.items())
        days = f"SELECT a.lead_id, {sums} FROM ({rows}) a GROUP BY a.lead_id, {day}"
        capped = {text: name for text, name in self.columns.items() if text.startswith("sum(least(coalesce(d.")}
        rest = {text: name for text, name in self.columns.items() if text not in capped}
        if of_lead:
            by_day = f"SELECT {self._selected(capped)} FROM ({days}) d"
            return f"SELECT * FROM ({by_day}) f CROSS JOIN (SELECT {self._selected(rest)} FROM ({rows}) a) g"
        by_day = f"SELECT d.lead_id AS day_lead, {self._selected(capped)} FROM ({days}) d GROUP BY d.lead_id"
        whole = f"SELECT a.lead_id, {self._selected(rest)} FROM ({rows}) a GROUP BY a.lead_id"
        return f"SELECT * FROM ({whole}) g LEFT JOIN ({by_day}) f ON f.day_lead = g.lead_id"

    def _selected(self, columns: Mapping[str, str]) -> str:
        return ", ".join(f"{expression} AS {name}" for expression, name in columns.items()) or "count(*) AS nothing"

    def _conditions(self) -> list[Condition]:
        conditions = [rule.condition for rule in self.model.rules if rule.kind != "attribute"]
        triggers = (*self.model.disqualifiers, *self.model.direct_events)
        return conditions + [trigger.condition for trigger in triggers if _is_activity(trigger)]

    def _reads_attributes(self) -> bool:
        return any("where" in condition for condition in self._conditions())


# Only leads in a later cycle have a beginning; joined by hash, they are few.
CYCLES = """(SELECT lead_id, cycle_started_at FROM crm_journey
             WHERE workspace_id = {workspace} AND cycle_started_at IS NOT NULL) y"""

# What somebody did after sales had taken over says nothing about the moment at which they were handed over.
BEFORE_SQL = """ AND a.occurred_at <= coalesce((SELECT min(q.occurred_at) FROM crm_stageevent q
    WHERE q.workspace_id = {workspace} AND q.journey_id = j.id AND q.kind = 'advance' AND q.to_stage = 'sql'), 'infinity')"""


def _segments(decay: Decay) -> Sequence[tuple[int, float]]:
    """(age, factor): less than this age old, this factor; the oldest segment is the last step's own."""
    factors = [1.0, *(factor for _age, factor in decay.steps[:-1])]
    return [(age, factor) for (age, _next), factor in zip(decay.steps, factors, strict=True)]


def _spans(decay: Decay) -> list[tuple[int, int | None, float]]:
    """(from age, to age, factor) of a step decay, youngest first; the last has no end."""
    starts = [(0, 1.0), *decay.steps]
    ends = [age for age, _factor in decay.steps]
    return [(age, end, factor) for (age, factor), end in zip(starts, [*ends, None], strict=True)]


def _giving_spans(decay: Decay) -> tuple[tuple[int, int | None], ...]:
    """(from age, to age) in which something of the points is left; spans that meet are one."""
    if decay.kind != "step":
        return ((0, _last_age(decay)),)
    spans: list[tuple[int, int | None]] = []
    for young, old, factor in _spans(decay):
        if factor <= 0:
            continue
        if spans and spans[-1][1] == young:
            spans[-1] = (spans[-1][0], old)
        else:
            spans.append((young, old))
    return tuple(spans)


def _last_age(decay: Decay) -> int | None:
    """The age from which on nothing is left; None when something always is."""
    if decay.kind == "step":
        trailing = None
        for age, factor in reversed(decay.steps):
            if factor != 0:
                break
            trailing = age
        return trailing
    return {"linear": decay.days, "half_life": LAST_HALF_LIFE * decay.days}.get(decay.kind)


def _is_activity(trigger: Any) -> bool:
    return "field" not in trigger.condition


def _bare(condition: Condition) -> Condition:
    """The activity a frequency or inactivity condition looks for."""
    return {key: condition[key] for key in ("type", "path", "path_prefix", "where") if key in condition}


def _types(condition: Condition) -> list[str]:
    return _as_list(condition["type"]) if "type" in condition else []


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
