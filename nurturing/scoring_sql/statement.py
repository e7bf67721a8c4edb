"""The whole statement: attributes and activities joined per journey, caps, rounding, threshold, in the documented order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nurturing.calc.conditions import kind_of
from nurturing.calc.scoring import Model, Rule, Trigger
from nurturing.scoring_sql.activities import Activities, Days
from nurturing.scoring_sql.attributes import Attributes
from nurturing.scoring_sql.parameters import Parameters

# Multiples of 1/64 have at most six decimals and add up exactly in float8: rounding them changes nothing.
EXACT = 64


@dataclass(frozen=True)
class ScoringQuery:
    """A SELECT and its values. Columns: journey_id, lead_id, cycle_number, fit, engagement, total, is_disqualified,
    is_direct, qualifies, newest_evidence_at, next_change_on; one row per journey."""

    sql: str
    values: dict[str, Any]


def scoring_query(
    model: Model,
    *,
    workspace_id: int,
    as_of: dt.date,
    zone: str,
    midnight: Callable[[dt.date], dt.datetime],
    lead_ids: Sequence[int] | None = None,
    has_cycles: bool = True,
    is_history: bool = False,
) -> ScoringQuery:
    """The scores of all leads of a workspace (or of `lead_ids`) on a local date, by a rule version.

    `midnight` gives the aware moment at which a local day begins in `zone`. `has_cycles` False may be said when no
    journey has a `cycle_started_at`; it spares a join. `is_history` (with `lead_ids`) asks what a rule would have said of
    past leads: activities of every cycle, but none after the person first became SQL; the column `matched` is then an
    array of truths, one per rule, disqualifier and direct event of the model, in that order.
    """
    parameters = Parameters()
    chosen_cycles = lead_ids is not None and not is_history
    builder = _Builder(
        model=model,
        parameters=parameters,
        attributes=Attributes(parameters),
        activities=Activities(
            model,
            Days(as_of, zone, midnight),
            parameters,
            has_cycles=chosen_cycles or (has_cycles and lead_ids is None),
            is_history=is_history,
        ),
        workspace_id=workspace_id,
        lead_ids=lead_ids,
        is_history=is_history,
    )
    return ScoringQuery(builder.statement(), parameters.values)


@dataclass
class _Builder:
    model: Model
    parameters: Parameters
    attributes: Attributes
    activities: Activities
    workspace_id: int
    lead_ids: Sequence[int] | None
    is_history: bool = False

    def statement(self) -> str:
        """Each level computes once what the next one uses more than once; OFFSET 0 keeps the planner from merging them."""
        raw = self._raw()
        fit = self._clipped("r.raw_fit", self.model.fit_cap, self.model.fit_floor)
        engagement = self._clipped("r.raw_engagement", self.model.engagement_cap, self.model.engagement_floor)
        clipped = f"SELECT r.*, {fit} AS fit, {engagement} AS engagement FROM ({raw} OFFSET 0) r"
        total = self._rounded("x.fit + x.engagement")
        summed = f"SELECT x.*, {total} AS total FROM ({clipped} OFFSET 0) x"
        return (
            "SELECT journey_id, lead_id, cycle_number, fit, engagement, total, is_disqualified, is_direct,"
            f" (NOT is_disqualified AND (is_direct OR {self._is_reached()})) AS qualifies,"
            f" newest_evidence_at, next_change_on{', matched' if self.is_history else ''} FROM ({summed} OFFSET 0) t"
        )

    def _raw(self) -> str:
        columns = {
            "raw_fit": self._sum("fit"),
            "raw_engagement": self._sum("engagement"),
            "is_disqualified": self._fires(self.model.disqualifiers, in_this_cycle=False),
            "is_direct": self._fires(self.model.direct_events, in_this_cycle=True),
            "newest_evidence_at": self.activities.newest_evidence(),
            "next_change_on": self._next_change(),
        }
        if self.is_history:
            columns["matched"] = self._matched()
        selected = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
        return f"SELECT j.id AS journey_id, j.lead_id, j.cycle_number, {selected} FROM {self._from()}"

    def _sum(self, axis: str) -> str:
        """The rules of an axis added up; those of a capped group among themselves first."""
        rules = [rule for rule in self.model.rules if rule.axis == axis]
        free = [self._term(rule) for rule in rules if self.model.cap_of(rule) is None]
        groups = dict.fromkeys(rule.group for rule in rules if self.model.cap_of(rule) is not None)
        capped = [
            f"least({' + '.join(self._term(rule) for rule in rules if rule.group == group)},"
            f" {self.parameters.number(self.model.group_caps[group])})"
            for group in groups
        ]
        return " + ".join(["0::float8", *free, *capped])

    def _matched(self) -> str:
        truths = [
            f"coalesce({self.activities.amount(rule)}, 0) <> 0" if rule.kind == "activity" else f"({self._holds(rule)})"
            for rule in self.model.rules
        ]
        truths += [self._fires([trigger], in_this_cycle=False) for trigger in self.model.disqualifiers]
        truths += [self._fires([trigger], in_this_cycle=True) for trigger in self.model.direct_events]
        return f"ARRAY[{', '.join(truths)}]::bool[]"

    def _term(self, rule: Rule) -> str:
        if rule.kind == "activity":
            return self.activities.amount(rule)
        return f"CASE WHEN {self._holds(rule)} THEN {self.parameters.number(rule.points)} ELSE 0 END"

    def _holds(self, rule: Rule) -> str:
        if rule.kind == "attribute":
            return self.attributes.condition(rule.condition)
        if rule.kind == "frequency":
            return self.activities.has_frequency(rule.condition)
        as_of = self.parameters(self.activities.days.as_of, "date")
        days = int(rule.condition["no_activity_days"])
        return f"{as_of} - {self.activities.last_day(rule.condition)} >= {days}"

    def _fires(self, triggers: Sequence[Trigger], *, in_this_cycle: bool) -> str:
        conditions = [
            f"coalesce({self.attributes.condition(trigger.condition)}, false)"
            if kind_of(trigger.condition) == "attribute"
            else self.activities.happened(trigger.condition, in_this_cycle=in_this_cycle)
            for trigger in triggers
        ]
        return f"({' OR '.join(conditions)})" if conditions else "false"

    def _next_change(self) -> str:
        dates = self.activities.next_changes()
        return f"least({', '.join(dates)})" if dates else "NULL::date"

    def _clipped(self, raw: str, cap: float | None, floor: float | None) -> str:
        clipped = raw if cap is None else f"least({raw}, {self.parameters.number(cap)})"
        return self._rounded(clipped if floor is None else f"greatest({clipped}, {self.parameters.number(floor)})")

    def _rounded(self, expression: str) -> str:
        return expression if self._is_exact() else f"round(({expression})::numeric, 6)::float8"

    def _is_exact(self) -> bool:
        model = self.model
        numbers = [model.fit_cap, model.engagement_cap, model.fit_floor, model.engagement_floor]
        numbers += model.group_caps.values()
        for rule in model.rules:
            numbers += [rule.points, rule.per_rule_cap, rule.per_day_cap]
            if rule.decay.kind in ("linear", "half_life"):
                return False
            numbers += [rule.points * factor for _age, factor in rule.decay.steps]
        return all(number is None or (number * EXACT).is_integer() for number in map(_as_float, numbers))

    def _is_reached(self) -> str:
        model, number = self.model, self.parameters.number
        parts = [f"total {'>' if model.comparison == 'gt' else '>='} {number(model.threshold)}"]
        if model.fit_minimum is not None:
            parts.append(f"fit >= {number(model.fit_minimum)}")
        if model.engagement_minimum is not None:
            parts.append(f"engagement >= {number(model.engagement_minimum)}")
        return f"({' AND '.join(parts)})"

    # ------------------------------------------------------------ where it reads from

    def _from(self) -> str:
        """Built last: the columns above have said what they need."""
        return self._from_chosen() if self.lead_ids is not None else self._from_all()

    def _from_all(self) -> str:
        workspace = self.parameters(self.workspace_id, "bigint")
        activities = self.activities.query(workspace_id=self.workspace_id, of_lead=None)
        return (
            f"crm_journey j JOIN ({self._lead()} WHERE l.workspace_id = {workspace} OFFSET 0) l ON l.id = j.lead_id"
            f" LEFT JOIN ({self._company()} WHERE c.workspace_id = {workspace} OFFSET 0) c ON c.id = l.company_id"
            f" LEFT JOIN ({activities}) e ON e.lead_id = j.lead_id"
            f" WHERE j.workspace_id = {workspace}"
        )

    def _from_chosen(self) -> str:
        """Nested loops over the chosen leads, whatever the statistics say."""
        workspace = self.parameters(self.workspace_id, "bigint")
        ids = self.parameters(list(self.lead_ids or ()), "bigint[]")
        activities = self.activities.query(workspace_id=self.workspace_id, of_lead="j.lead_id")
        return (
            f"unnest({ids}) AS chosen (lead_id) CROSS JOIN LATERAL (SELECT * FROM crm_journey j"
            f" WHERE j.workspace_id = {workspace} AND j.lead_id = chosen.lead_id OFFSET 0) j"
            f" CROSS JOIN LATERAL ({self._lead()} WHERE l.id = j.lead_id OFFSET 0) l"
            f" LEFT JOIN LATERAL ({self._company()} WHERE c.id = l.company_id OFFSET 0) c ON true"
            f" CROSS JOIN LATERAL ({activities} OFFSET 0) e"
        )

    def _lead(self) -> str:
        joins = {
            "s": " LEFT JOIN crm_source s ON s.id = l.source_id",
            "k": " LEFT JOIN crm_campaign k ON k.id = l.campaign_id",
        }
        joined = "".join(join for alias, join in joins.items() if alias in self.attributes.joins)
        return f"SELECT l.id, l.company_id, l.created_on{self.attributes.lead.selected()} FROM crm_lead l{joined}"

    def _company(self) -> str:
        return f"SELECT c.id{self.attributes.company.selected()} FROM crm_company c"


def _as_float(number: float | None) -> float | None:
    return None if number is None else float(number)
