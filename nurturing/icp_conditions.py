"""The ICP as scored conditions: what each of its rules asks, in the terms of the score; exclusions as 対象外."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from nurturing import defaults
from strategy.models import ArtefactVersion
from targeting.models import IcpRule
from targeting.selectors.attributes import Attribute, attributes_for

PREFIX, EXCLUSION_PREFIX = "icp-", "icp-out-"
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
    """A condition the ICP asks for: the key of the scored row it belongs to, and the row's name when it is new.

    An exclusion keeps a lead out whatever its points; `reason` is the ICP's.
    """

    key: str
    name: str
    condition: dict[str, Any]
    is_exclusion: bool = False
    reason: str = ""


def conditions_of(icp: ArtefactVersion | None) -> dict[str, IcpCondition]:
    """The rules of an ICP version by the key of the scored condition that asks the same.

    Rules on deals ask nothing of a lead and are left out, as is a rule on an attribute that no longer exists. Of the
    exclusions those that stand alone are asked for, while there is one ICP only: of several, whom one leaves out
    another may want.
    """
    if icp is None:
        return {}
    known = {attribute.key: attribute for attribute in attributes_for(icp.workspace)}
    rules = list(IcpRule.objects.for_workspace(icp.workspace_id).filter(artefact=icp))
    has_one = icp.icps.count() <= 1
    found: dict[str, IcpCondition] = {}
    for rule in rules:
        if rule.is_exclusion and (rule.group or not has_one):
            continue
        attribute = known.get(rule.attribute)
        condition = condition_of_icp_rule(rule, attribute) if attribute else None
        if attribute is None or condition is None:
            continue
        key = _free_key(rule.attribute, found, is_exclusion=rule.is_exclusion)
        name = (_("%(label)sがICPの除外") if rule.is_exclusion else _("%(label)sがICP")) % {"label": attribute.label}
        reason = rule.reason if rule.is_exclusion else ""
        found[key] = IcpCondition(key, name[:160], condition, rule.is_exclusion, reason)
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


def _free_key(attribute: str, taken: dict[str, IcpCondition], *, is_exclusion: bool) -> str:
    slug = attribute.replace(".", "-").replace("_", "-")
    base = f"{EXCLUSION_PREFIX if is_exclusion else PREFIX}{slug}"[:KEY_LENGTH]
    key = base if is_exclusion else SHIPPED_KEYS.get(attribute) or base
    if key not in taken:
        return key
    return next(f"{base}-{number}" for number in range(2, 1000) if f"{base}-{number}" not in taken)
