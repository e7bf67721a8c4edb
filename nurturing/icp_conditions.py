"""The ICP as scored conditions: what each of its including rules asks, in the terms of the score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from nurturing import defaults
from strategy.models import ArtefactVersion
from targeting.models import IcpRule
from targeting.selectors.attributes import Attribute, attributes_for

PREFIX = "icp-"
# The shipped conditions that stand for these two; every other attribute of an ICP gets a condition of its own.
SHIPPED_KEYS = {"company.industry": "icp-industry", "company.employee_count": "icp-size"}
SHIPPED = {rule.key: rule.condition for rule in defaults.RULES if rule.key in SHIPPED_KEYS.values()}
POINTS = 10.0  # of a condition that no shipped one stands for
# Of an ICP rule, the operators that a scored condition can ask the same way.
_SAME_OPERATORS = {"in": "in", "between": "between", "gte": "gte", "lte": "lte", "contains": "contains_any"}
_LEAD_FIELDS = ("source", "job_title", "department")
KEY_LENGTH = 56


@dataclass(frozen=True)
class IcpCondition:
    """A condition the ICP asks for: the key of the scored row it belongs to, and the row's name when it is new."""

    key: str
    name: str
    condition: dict[str, Any]


def conditions_of(icp: ArtefactVersion | None) -> dict[str, IcpCondition]:
    """The including rules of an ICP version by the key of the scored condition that asks the same.

    Rules on deals ask nothing of a lead and are left out, as is a rule on an attribute that no longer exists.
    """
    if icp is None:
        return {}
    known = {attribute.key: attribute for attribute in attributes_for(icp.workspace)}
    rules = IcpRule.objects.for_workspace(icp.workspace_id).filter(artefact=icp, is_exclusion=False)
    found: dict[str, IcpCondition] = {}
    for rule in rules:
        attribute = known.get(rule.attribute)
        condition = condition_of_icp_rule(rule, attribute) if attribute else None
        if attribute is None or condition is None:
            continue
        key = _free_key(rule.attribute, found)
        found[key] = IcpCondition(key, (_("%(label)sがICP") % {"label": attribute.label})[:160], condition)
    return found


def condition_of_icp_rule(rule: IcpRule, attribute: Attribute) -> dict[str, Any] | None:
    """The scored condition that asks what an ICP rule asks, with values of the attribute's type; None when there is none."""
    field, operator = _scored_field(rule.attribute), _SAME_OPERATORS.get(rule.operator)
    if field is None or operator is None or not rule.values:
        return None
    if operator in ("between", "gte", "lte"):
        numbers = [_number(value) for value in rule.values]
        return {"field": field, "op": operator, "value": numbers if operator == "between" else numbers[0]}
    return {"field": field, "op": operator, "value": [_typed(value, attribute.kind) for value in rule.values]}


def _scored_field(attribute: str) -> str | None:
    """The name under which the score knows an attribute; None for what only a deal has."""
    entity, _dot, name = attribute.partition(".")
    if entity == "company":
        return attribute
    return name if entity == "lead" and (name in _LEAD_FIELDS or name.startswith("custom.")) else None


def _typed(value: Any, kind: str) -> Any:
    """A value of an ICP rule, which is kept as text, in the type the record has it in."""
    if kind == "number":
        return _number(value)
    if kind == "boolean":
        return str(value).strip().lower() in ("true", "1")
    return str(value)


def _number(value: Any) -> float:
    return float(value)


def _free_key(attribute: str, taken: dict[str, IcpCondition]) -> str:
    slug = attribute.replace(".", "-").replace("_", "-")
    key = SHIPPED_KEYS.get(attribute) or f"{PREFIX}{slug}"[:KEY_LENGTH]
    if key not in taken:
        return key
    base = f"{PREFIX}{slug}"[:KEY_LENGTH]
    return next(f"{base}-{number}" for number in range(2, 1000) if f"{base}-{number}" not in taken)
