"""What is counted as a case of evidence (closed deal or lead) and what counts as its success, as pieces of SQL."""
# japanese-data

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from crm.models import CustomField, Deal, Entity
from workspaces.models import Workspace

UnitKey = Literal["deal", "lead"]
WON, OPPORTUNITY = "won", "opportunity"

_TRUE_WORDS = "('true', 't', '1', '1.0', 'yes', 'y', 'はい')"

_FROM = {
    "deal": """crm_deal d
        LEFT JOIN crm_lead l ON l.id = d.lead_id
        LEFT JOIN crm_company c ON c.id = COALESCE(d.company_id, l.company_id)
        LEFT JOIN crm_source s ON s.id = l.source_id""",
    "lead": """crm_lead l
        LEFT JOIN crm_company c ON c.id = l.company_id
        LEFT JOIN crm_source s ON s.id = l.source_id""",
}
# Test leads and mere subscribers are in no count of leads; a deal counts when it has an end.
_WHERE = {
    "deal": "d.workspace_id = %s AND l.is_test IS NOT TRUE",
    "lead": """l.workspace_id = %s AND NOT l.is_test AND l.id NOT IN (
        SELECT j.lead_id FROM crm_journey j WHERE j.workspace_id = l.workspace_id AND j.stage = 'subscriber')""",
}
_HAS_WON_DEAL = """l.id IN (
    SELECT w.lead_id FROM crm_deal w WHERE w.workspace_id = %s AND w.outcome = 'won' AND w.lead_id IS NOT NULL)"""
_REACHED_OPPORTUNITY = """l.id IN (
    SELECT w.lead_id FROM crm_deal w WHERE w.workspace_id = %s AND w.lead_id IS NOT NULL
    UNION ALL
    SELECT j.lead_id FROM crm_journey j JOIN crm_stageevent e ON e.journey_id = j.id
    WHERE j.workspace_id = %s AND e.to_stage = 'opportunity' AND e.kind = 'advance')"""


# What a case is measured by beside its success: the day that dates it, and of a win its amount, days, worth and end.
_MEASURES = {
    "deal": """COALESCE(d.closed_on, d.opened_on) - DATE '0001-01-01' + 1 AS day, d.amount,
        CASE WHEN d.closed_on >= d.opened_on THEN d.closed_on - d.opened_on END AS cycle_days,
        c.lifetime_value_amount AS lifetime_value, (d.churned_on IS NOT NULL)::int AS churned""",
    "lead": """l.created_on - DATE '0001-01-01' + 1 AS day, w.amount, w.cycle_days,
        c.lifetime_value_amount AS lifetime_value, COALESCE(w.churned, 0) AS churned""",
}
_WON_DEALS = """ LEFT JOIN (
    SELECT lead_id, avg(amount) AS amount, min(closed_on - opened_on) FILTER (WHERE closed_on >= opened_on) AS cycle_days,
        bool_and(churned_on IS NOT NULL)::int AS churned
    FROM crm_deal WHERE workspace_id = %s AND outcome = 'won' AND lead_id IS NOT NULL GROUP BY lead_id
) w ON w.lead_id = l.id"""
_OPEN = f"{_WHERE['deal']} AND d.outcome = 'open'"


class UnknownOutcome(ValueError):
    """The outcome asked for is neither won nor opportunity nor a custom field of the unit."""


@dataclass(frozen=True)
class Unit:
    """One case per row: `source` and `where` say which rows, `success` is a boolean expression; each with parameters.

    Aliases: c company, l lead, s the lead's source, d deal (unit deal only).
    """

    key: UnitKey
    outcome: str
    source: str
    where: str
    where_parameters: tuple[Any, ...]
    success: str
    success_parameters: tuple[Any, ...]
    # The custom field that is the outcome, which is no attribute at the same time.
    outcome_attribute: str = ""

    @property
    def measures(self) -> str:
        """SQL columns day (1 = 0001-01-01), amount, cycle_days, lifetime_value, churned of a case; of a lead, of its won deals."""
        return _MEASURES[self.key]

    @property
    def measured_source(self) -> str:
        """`source` with what the measures need; a lead's takes the workspace as its first parameter."""
        return self.source + (_WON_DEALS if self.key == "lead" else "")

    @property
    def measured_parameters(self) -> tuple[Any, ...]:
        return self.where_parameters[:1] if self.key == "lead" else ()

    @property
    def open_where(self) -> str:
        """Which rows of `source` have no end yet (parameter: the workspace); "" where that cannot be told."""
        return _OPEN if self.key == "deal" else ""

    def knows(self, entity: str) -> bool:
        """Whether an attribute of this entity can be told before the outcome (a lead's deal cannot)."""
        return entity != Entity.DEAL or self.key == "deal"


def default_unit_key(workspace: Workspace) -> UnitKey:
    """The closed deal when the workspace records lost deals, else the lead."""
    has_lost = Deal.objects.for_workspace(workspace).filter(outcome=Deal.Outcome.LOST).exists()
    return "deal" if has_lost else "lead"


def unit_for(workspace: Workspace, *, unit: UnitKey | None = None, outcome: str = WON) -> Unit:
    """The unit of an evidence run. Raises UnknownOutcome."""
    if outcome == WON:
        return _won(workspace, unit or default_unit_key(workspace))
    if outcome == OPPORTUNITY:
        return _opportunity(workspace, unit or "lead")
    return _field(workspace, unit, outcome)


def _won(workspace: Workspace, key: UnitKey) -> Unit:
    if key == "deal":
        where = f"{_WHERE[key]} AND d.outcome IN ('won', 'lost')"
        return Unit(key, WON, _FROM[key], where, (workspace.pk,), "d.outcome = 'won'", ())
    return Unit(key, WON, _FROM[key], _WHERE[key], (workspace.pk,), _HAS_WON_DEAL, (workspace.pk,))


def _opportunity(workspace: Workspace, key: UnitKey) -> Unit:
    if key == "deal":
        raise UnknownOutcome(OPPORTUNITY)  # every deal is one
    return Unit(
        key,
        OPPORTUNITY,
        _FROM[key],
        _WHERE[key],
        (workspace.pk,),
        _REACHED_OPPORTUNITY,
        (workspace.pk, workspace.pk),
    )


def _field(workspace: Workspace, unit: UnitKey | None, outcome: str) -> Unit:
    name = outcome.removeprefix("custom.")
    entities = [unit] if unit else [Entity.LEAD, Entity.DEAL]
    field = (
        CustomField.objects.for_workspace(workspace).filter(entity__in=entities, key=name).order_by("-entity").first()
    )
    if field is None:
        raise UnknownOutcome(outcome)
    key: UnitKey = "deal" if field.entity == Entity.DEAL else "lead"
    alias = key[0]
    return Unit(
        key,
        name,
        _FROM[key],
        f"{_WHERE[key]} AND {alias}.custom ->> %s IS NOT NULL",
        (workspace.pk, name),
        f"lower({alias}.custom ->> %s) IN {_TRUE_WORDS}",
        (name,),
        outcome_attribute=f"{key}.custom.{name}",
    )
