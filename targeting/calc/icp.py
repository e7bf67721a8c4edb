"""Whether a record fits the ideal customer profile, and why not. Pure rules on flat attributes.

Every including rule must hold and no excluding rule may; without an including rule nobody matches.
Source: docs/calculations.md 「ICPの判定」. The SQL that counts whole workspaces says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

OPERATORS = ("in", "between", "gte", "lte", "contains")


@dataclass(frozen=True)
class IcpRule:
    """A condition on one attribute (`company.industry`, `company.employee_count` …); without values it never holds."""

    attribute: str
    operator: str
    values: Sequence[Any]
    is_exclusion: bool = False


@dataclass(frozen=True)
class RuleOutcome:
    """One rule and whether it holds; `is_known` False when the record says nothing about the attribute."""

    rule: IcpRule
    holds: bool
    is_known: bool


@dataclass(frozen=True)
class IcpMatch:
    """The answer for one record with the outcome of every rule, in the order of the rules."""

    is_match: bool
    outcomes: tuple[RuleOutcome, ...]

    @property
    def missed(self) -> list[IcpRule]:
        """Including rules that do not hold."""
        return [each.rule for each in self.outcomes if not each.holds and not each.rule.is_exclusion]

    @property
    def excluded_by(self) -> list[IcpRule]:
        """Excluding rules that hold."""
        return [each.rule for each in self.outcomes if each.holds and each.rule.is_exclusion]


@dataclass(frozen=True)
class SentencePart:
    """What the ICP sentence says about one attribute: a rule, or several excluding lists as one."""

    attribute: str
    operator: str
    values: tuple[Any, ...]
    is_exclusion: bool


def match(attributes: Mapping[str, Any], rules: Iterable[IcpRule]) -> IcpMatch:
    """Whether a record with these attributes is in the ICP, rule by rule."""
    outcomes = tuple(
        RuleOutcome(rule, rule_holds(rule, attributes), not _is_blank(attributes.get(rule.attribute))) for rule in rules
    )
    includes = [each.holds for each in outcomes if not each.rule.is_exclusion]
    excludes = [each.holds for each in outcomes if each.rule.is_exclusion]
    return IcpMatch(bool(includes) and all(includes) and not any(excludes), outcomes)


def matches(attributes: Mapping[str, Any], rules: Iterable[IcpRule]) -> bool:
    """The bare answer of `match`."""
    return match(attributes, rules).is_match


def rule_holds(rule: IcpRule, attributes: Mapping[str, Any]) -> bool:
    """Whether one condition holds; on a blank attribute none does. Texts are compared without case and outer blanks."""
    actual = attributes.get(rule.attribute)
    if _is_blank(actual) or not rule.values:
        return False
    if isinstance(actual, (int, float, Decimal)) and not isinstance(actual, bool):
        return _number_holds(rule, Decimal(str(actual)))
    text = _folded(actual)
    wanted = [folded for folded in map(_folded, rule.values) if folded]
    if rule.operator == "in":
        return text in wanted
    return rule.operator == "contains" and any(part in text for part in wanted)


def sentence_parts(rules: Iterable[IcpRule]) -> list[SentencePart]:
    """The rules as the ICP sentence tells them: including ones first, lists that exclude by one attribute joined."""
    parts: dict[tuple[Any, ...], list[Any]] = {}
    for number, rule in enumerate(sorted(rules, key=lambda rule: rule.is_exclusion)):
        is_list = rule.operator in ("in", "contains")
        # Two including rules on one attribute must both hold, so only exclusions may be joined.
        joins = is_list and rule.is_exclusion
        key = (rule.attribute, rule.operator, rule.is_exclusion, None if joins else number)
        values = parts.setdefault(key, [])
        values.extend(value for value in rule.values if not is_list or value not in values)
    return [SentencePart(key[0], key[1], tuple(values), key[2]) for key, values in parts.items()]


def _number_holds(rule: IcpRule, actual: Decimal) -> bool:
    try:
        values = [Decimal(str(value)) for value in rule.values]
    except InvalidOperation:
        return False
    if rule.operator == "between":
        return len(values) == 2 and values[0] <= actual <= values[1]
    if rule.operator == "gte":
        return actual >= values[0]
    if rule.operator == "lte":
        return actual <= values[0]
    return rule.operator == "in" and actual in values


def _folded(value: Any) -> str:
    return str(value).strip().lower()


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
