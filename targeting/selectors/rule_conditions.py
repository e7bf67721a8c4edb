"""ICP rules as SQL conditions over the aliases of the attributes (c company, l lead, s source, d deal).

The same meaning as `targeting.calc.icp`, which judges one record at a time; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
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
    """The condition that a record matches one of the ICPs these rules belong to, as far as they ask about these entities.

    An ICP matches when every rule of one of its groups holds and none of its exclusions does. Rules on an attribute that
    no longer exists never hold. Without an including rule the condition is FALSE: 「すべての企業」 is no target.
    """
    parts, parameters = [], []
    for icp in _icps(rules, attributes, entities):
        included = " OR ".join(_all_of(group) for group in icp.groups)
        parts.append(f"(({included}) AND NOT ({icp.excluded_sql}))")
        parameters += [value for group in icp.groups for one in group for value in one.parameters]
        parameters += icp.excluded_parameters
    if not parts:
        return RuleSet(*NOTHING, has_includes=False)
    return RuleSet(f"({' OR '.join(parts)})", parameters, has_includes=True)


def tier_expression(rules: Iterable[IcpRule], attributes: Sequence[Attribute], entities: Sequence[str]) -> Condition:
    """The best tier of a record over the ICPs of these rules as a number: 1 A · 2 B · 3 C · 4 out.

    The same steps as `targeting.calc.icp.tier_of`; a test compares the two.
    """
    tiers, parameters = ["4"], []
    for icp in _icps(rules, attributes, entities):
        for group in icp.groups:
            # Each condition stands twice where it is 必須, so its parameters do, too.
            sql, values = _tier_of_group(group)
            tiers.append(f"CASE WHEN {icp.excluded_sql} THEN 4 ELSE {sql} END")
            parameters += [*icp.excluded_parameters, *values]
    return f"LEAST({', '.join(tiers)})", parameters


def _tier_of_group(group: Sequence[_Asked]) -> Condition:
    asked = len(group)
    held = " + ".join(f"(({one.sql}) IS TRUE)::int" for one in group)
    required = [one for one in group if one.is_required]
    missed = " OR ".join(f"({one.sql}) IS NOT TRUE" for one in required) or "FALSE"
    steps = f"WHEN {asked} THEN 1 " + " ".join(
        f"WHEN {count} THEN {2 if count == asked - 1 else 3}" for count in range(asked - 1, 0, -1) if count * 2 >= asked
    )
    values = [value for one in [*required, *group] for value in one.parameters]
    return f"(CASE WHEN {missed} THEN 4 ELSE (CASE {held} {steps} ELSE 4 END) END)", values


@dataclass(frozen=True)
class _Asked:
    """One rule as SQL."""

    sql: str
    parameters: list[Any]
    is_required: bool


@dataclass(frozen=True)
class _AskedIcp:
    """The groups of including rules of one ICP, and the condition that keeps a record out of it."""

    groups: list[list[_Asked]]
    excluded_sql: str
    excluded_parameters: list[Any]


def _icps(rules: Iterable[IcpRule], attributes: Sequence[Attribute], entities: Sequence[str]) -> list[_AskedIcp]:
    """The ICPs that ask anything of these entities; a group that does not is left out."""
    known = {attribute.key: attribute for attribute in attributes}
    asked = [rule for rule in rules if rule.attribute.partition(".")[0] in entities]
    found = []
    for number in sorted({rule.icp_number for rule in asked}):
        groups: dict[int, list[_Asked]] = {}
        excluded: dict[tuple[int, int], list[_Asked]] = {}
        for place, rule in enumerate(asked):
            if rule.icp_number != number:
                continue
            one = _Asked(*_condition(rule, known.get(rule.attribute)), rule.is_required)
            if rule.is_exclusion:
                # Group 0: each stands alone.
                excluded.setdefault((rule.group, 0 if rule.group else place), []).append(one)
            else:
                groups.setdefault(rule.group, []).append(one)
        if groups:
            found.append(_AskedIcp(list(groups.values()), *_excluding(list(excluded.values()))))
    return found


def _excluding(groups: Sequence[Sequence[_Asked]]) -> Condition:
    sql = " OR ".join(_all_of(group) for group in groups) or "FALSE"
    return f"(({sql}) IS TRUE)", [value for group in groups for one in group for value in one.parameters]


def _all_of(group: Sequence[_Asked]) -> str:
    """Every condition of a group; a condition on something unknown does not hold."""
    return "(" + " AND ".join(f"(({one.sql}) IS TRUE)" for one in group) + ")"


def _condition(rule: IcpRule, attribute: Attribute | None) -> Condition:
    if attribute is None or not rule.values:
        return NOTHING
    if attribute.kind == "number":
        return _number(rule, attribute)
    return _text(rule, attribute)


def _number(rule: IcpRule, attribute: Attribute) -> Condition:
    column, parameters = f"({attribute.column})::numeric", list(attribute.parameters)
    values = [str(value) for value in rule.values]
    if not all(map(is_number, values)):
        return NOTHING
    if rule.operator == IcpRule.Operator.BETWEEN and len(values) == 2:
        return f"{column} BETWEEN %s::numeric AND %s::numeric", [*parameters, *values]
    if rule.operator == IcpRule.Operator.AT_LEAST:
        return f"{column} >= %s::numeric", [*parameters, values[0]]
    if rule.operator == IcpRule.Operator.AT_MOST:
        return f"{column} <= %s::numeric", [*parameters, values[0]]
    if rule.operator == IcpRule.Operator.IN:
        return f"{column} = ANY(%s::numeric[])", [*parameters, values]
    return NOTHING


def is_number(text: str) -> bool:
    """Whether a rule's value, which may come from another program, can be compared with numbers."""
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _text(rule: IcpRule, attribute: Attribute) -> Condition:
    column, parameters = f"lower(btrim({attribute.column}, {BLANKS}))", list(attribute.parameters)
    values = [str(value).strip().lower() for value in rule.values if str(value).strip()]
    if rule.operator == IcpRule.Operator.IN:
        return f"{column} = ANY(%s)", [*parameters, values]
    if rule.operator == IcpRule.Operator.CONTAINS:
        found = " OR ".join([f"strpos({column}, %s) > 0"] * len(values))
        return (found, [item for value in values for item in [*parameters, value]]) if values else NOTHING
    return NOTHING
