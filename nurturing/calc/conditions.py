"""Conditions of score rules: on attributes of the person and company, and on what the person did.

Four kinds, told apart by their keys (docs/calculations.md 「スコアの条件」 lists every operator with its SQL):

* attribute  `{"field": "company.industry", "op": "in", "value": ["製造", "IT"]}`
* activity   `{"type": "page_view", "path_prefix": "/pricing"}`, optionally `"where"`: an attribute condition on the
  activity's own attributes
* frequency  an activity condition with `"at_least": 3, "within_days": 30`: on that many different days
* inactivity `{"no_activity_days": 90}`, optionally narrowed like an activity condition
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from crm.calc.company_names import FREE_MAIL_DOMAINS
from crm.calc.folding import fold_text

Condition = Mapping[str, Any]

LIST_OPERATORS = frozenset({"in", "not_in", "contains_any", "email_domain_in"})
NUMBER_OPERATORS = frozenset({"gte", "lte"})
BARE_OPERATORS = frozenset({"is_blank", "is_present", "email_domain_free"})
OPERATORS = LIST_OPERATORS | NUMBER_OPERATORS | BARE_OPERATORS | {"eq", "between"}
ACTIVITY_KEYS = frozenset({"type", "path", "path_prefix", "where"})


class ConditionError(ValueError):
    """A condition that no lead can be compared with; the text says which part."""


@dataclass(frozen=True)
class Activity:
    """One thing a person did: `occurred_at` aware, `occurred_on` its local date in the workspace's zone."""

    occurred_at: dt.datetime
    occurred_on: dt.date
    type: str
    path: str = ""
    external_id: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)


def kind_of(condition: Condition) -> str:
    """`attribute`, `frequency`, `inactivity` or `activity`."""
    if "field" in condition:
        return "attribute"
    if "no_activity_days" in condition:
        return "inactivity"
    return "frequency" if "at_least" in condition else "activity"


def check_condition(condition: Condition) -> None:
    """Raises ConditionError for an unknown operator, a missing or wrongly typed value, or an empty condition."""
    kind = kind_of(condition)
    if kind == "attribute":
        _check_attribute(condition)
        return
    allowed = {
        "activity": ACTIVITY_KEYS,
        "frequency": ACTIVITY_KEYS | {"at_least", "within_days"},
        "inactivity": ACTIVITY_KEYS | {"no_activity_days"},
    }[kind]
    if unknown := set(condition) - allowed:
        raise ConditionError(f"unknown keys {sorted(unknown)}")
    if kind == "activity" and not condition:
        raise ConditionError("an activity condition names a type or a path")
    for name in allowed - ACTIVITY_KEYS:
        if not _is_number(condition.get(name)) or condition[name] < 1:
            raise ConditionError(f"{name} must be a number of 1 or more")
    for name in ("type", "path", "path_prefix"):
        if name in condition and not all(isinstance(text, str) and text for text in _as_list(condition[name])):
            raise ConditionError(f"{name} must be a text or a list of texts")
    if "where" in condition:
        _check_attribute(condition["where"])


def _check_attribute(condition: Condition) -> None:
    operator, value = condition.get("op"), condition.get("value")
    if not isinstance(condition.get("field"), str) or not condition["field"]:
        raise ConditionError("the condition names no field")
    if operator not in OPERATORS:
        raise ConditionError(f"unknown operator {operator!r}")
    if operator in LIST_OPERATORS and (not isinstance(value, (list, tuple)) or not value):
        raise ConditionError(f"{operator} needs a list of values")
    if operator in NUMBER_OPERATORS and not _is_number(value):
        raise ConditionError(f"{operator} needs a number")
    if operator == "between" and not (
        isinstance(value, (list, tuple)) and len(value) == 2 and all(map(_is_number, value)) and value[0] <= value[1]
    ):
        raise ConditionError("between needs a lower and an upper number")
    if operator == "eq" and value is None:
        raise ConditionError("eq needs a value")


def matches_attributes(condition: Condition, attributes: Mapping[str, Any]) -> bool:
    """Whether an attribute condition holds for the given values; an unknown field counts as blank."""
    operator = condition["op"]
    actual: Any = attributes.get(condition["field"])
    value: Any = condition.get("value")
    if operator == "is_blank":
        return _is_blank(actual)
    if _is_blank(actual):
        return False
    if operator == "is_present":
        return True
    if operator in ("in", "eq"):
        return _is_one_of(actual, value if operator == "in" else [value])
    if operator == "not_in":
        return not _is_one_of(actual, value)
    if operator in ("gte", "lte", "between"):
        return _is_number(actual) and _is_within(float(actual), operator, value)
    return isinstance(actual, str) and _matches_text(actual, operator, value)


def matches_activity(condition: Condition, activity: Activity) -> bool:
    """Whether an activity is of the kind a condition asks for. Paths are compared as they are, case and all."""
    if "type" in condition and activity.type not in _as_list(condition["type"]):
        return False
    if "path" in condition and activity.path not in _as_list(condition["path"]):
        return False
    if "path_prefix" in condition and not activity.path.startswith(tuple(_as_list(condition["path_prefix"]))):
        return False
    return "where" not in condition or matches_attributes(condition["where"], activity.attributes)


def email_domain(address: str) -> str:
    """What stands behind the last @ of an address, folded; blank without an @."""
    folded = fold_text(address)
    return folded.rpartition("@")[2] if "@" in folded else ""


def _matches_text(actual: str, operator: str, value: Any) -> bool:
    if operator == "contains_any":
        folded = fold_text(actual)
        return any(fold_text(str(part)) in folded for part in value)
    domain = email_domain(actual)
    if operator == "email_domain_free":
        return domain in FREE_MAIL_DOMAINS
    return domain in {fold_text(str(part)) for part in value}


def _is_one_of(actual: Any, values: Sequence[Any]) -> bool:
    """Like with like: texts are compared folded, numbers as numbers, yes/no as yes/no."""
    if isinstance(actual, bool):
        return any(isinstance(value, bool) and value == actual for value in values)
    if _is_number(actual):
        return any(_is_number(value) and float(value) == float(actual) for value in values)
    folded = fold_text(str(actual))
    return any(isinstance(value, str) and fold_text(value) == folded for value in values)


def _is_within(actual: float, operator: str, value: Any) -> bool:
    if operator == "gte":
        return actual >= float(value)
    if operator == "lte":
        return actual <= float(value)
    return float(value[0]) <= actual <= float(value[1])


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and fold_text(value) == "")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
