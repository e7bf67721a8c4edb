"""ICP rules as SQL conditions over the aliases of the attributes (c company, l lead, s source, d deal).

The same meaning as `targeting.calc.icp`, which judges one record at a time; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from targeting.models import IcpRule
from targeting.selectors.attributes import Attribute

Condition = tuple[str, list[Any]]
NOTHING: Condition = ("FALSE", [])
BLANKS = r"E' \t\r\n\u3000'"


@dataclass(frozen=True)
class RuleSet:
    """The rules that can be asked of a kind of record, ready for SQL; `has_includes` False means nobody matches."""

    sql: str
    parameters: list[Any]
    has_includes: bool


def rule_set(rules: Iterable[IcpRule], attributes: Sequence[Attribute], entities: Sequence[str]) -> RuleSet:
    """The conditions of the rules on these entities: every including rule holds and no excluding rule does.

    Rules on an attribute that no longer exists never hold. Without an including rule the condition is FALSE:
    「すべての企業」 is no target.
    """
    known = {attribute.key: attribute for attribute in attributes}
    asked = [rule for rule in rules if rule.attribute.partition(".")[0] in entities]
    includes = [_condition(rule, known.get(rule.attribute)) for rule in asked if not rule.is_exclusion]
    excludes = [_condition(rule, known.get(rule.attribute)) for rule in asked if rule.is_exclusion]
    if not includes:
        return RuleSet(*NOTHING, has_includes=False)
    clauses = [sql for sql, _parameters in includes] + [f"({sql}) IS NOT TRUE" for sql, _parameters in excludes]
    parameters = [value for _sql, values in includes + excludes for value in values]
    return RuleSet(" AND ".join(f"({clause})" for clause in clauses), parameters, has_includes=True)


def _condition(rule: IcpRule, attribute: Attribute | None) -> Condition:
    if attribute is None or not rule.values:
        return NOTHING
    if attribute.kind == "number":
        return _number(rule, attribute)
    return _text(rule, attribute)


def _number(rule: IcpRule, attribute: Attribute) -> Condition:
    column, parameters = f"({attribute.column})::numeric", list(attribute.parameters)
    values = [str(value) for value in rule.values]
    if rule.operator == IcpRule.Operator.BETWEEN and len(values) == 2:
        return f"{column} BETWEEN %s::numeric AND %s::numeric", [*parameters, *values]
    if rule.operator == IcpRule.Operator.AT_LEAST:
        return f"{column} >= %s::numeric", [*parameters, values[0]]
    if rule.operator == IcpRule.Operator.AT_MOST:
        return f"{column} <= %s::numeric", [*parameters, values[0]]
    if rule.operator == IcpRule.Operator.IN:
        return f"{column} = ANY(%s::numeric[])", [*parameters, values]
    return NOTHING


def _text(rule: IcpRule, attribute: Attribute) -> Condition:
    column, parameters = f"lower(btrim({attribute.column}, {BLANKS}))", list(attribute.parameters)
    values = [str(value).strip().lower() for value in rule.values if str(value).strip()]
    if rule.operator == IcpRule.Operator.IN:
        return f"{column} = ANY(%s)", [*parameters, values]
    if rule.operator == IcpRule.Operator.CONTAINS:
        found = " OR ".join([f"strpos({column}, %s) > 0"] * len(values))
        return (found, [item for value in values for item in [*parameters, value]]) if values else NOTHING
    return NOTHING
