"""Whether a record fits the ideal customer profile, how well (A, B, C, out), and why not. Pure rules on flat attributes.

The including rules of one group must all hold, and one group is enough; no exclusion may hold (those of group 0 stand
alone, those of another group exclude only together). Without an including rule nobody matches.
Source: docs/calculations.md 「ICPの判定」. The SQL that counts whole workspaces says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

OPERATORS = ("in", "between", "gte", "lte", "contains")
Tier = Literal["A", "B", "C", "out"]
TIERS: tuple[Tier, ...] = ("A", "B", "C", "out")


@dataclass(frozen=True)
class IcpRule:
    """A condition on one attribute (`company.industry`, `company.employee_count` …); without values it never holds."""

    attribute: str
    operator: str
    values: Sequence[Any]
    is_exclusion: bool = False
    group: int = 0
    is_required: bool = False


@dataclass(frozen=True)
class RuleOutcome:
    """One rule and whether it holds; `is_known` False when the record says nothing about the attribute."""

    rule: IcpRule
    holds: bool
    is_known: bool


@dataclass(frozen=True)
class IcpMatch:
    """The answer for one record with the outcome of every rule, in the order of the rules.

    `group` is the group of including rules that fits best (None without any), `tier` what it comes to.
    """

    tier: Tier
    group: int | None
    outcomes: tuple[RuleOutcome, ...]

    @property
    def is_match(self) -> bool:
        return self.tier == "A"

    @property
    def missed(self) -> list[IcpRule]:
        """Including rules of the best group that do not hold."""
        return [each.rule for each in self._asked if not each.holds]

    @property
    def held(self) -> list[IcpRule]:
        """Including rules of the best group that hold."""
        return [each.rule for each in self._asked if each.holds]

    @property
    def excluded_by(self) -> list[IcpRule]:
        """Excluding rules that keep the record out."""
        together = _excluding_groups(self.outcomes)
        return [
            each.rule
            for each in self.outcomes
            if each.rule.is_exclusion and each.holds and (each.rule.group == 0 or each.rule.group in together)
        ]

    @property
    def _asked(self) -> list[RuleOutcome]:
        return [each for each in self.outcomes if not each.rule.is_exclusion and each.rule.group == self.group]


@dataclass(frozen=True)
class SentencePart:
    """What the ICP sentence says about one attribute: a rule, or several excluding lists as one."""

    attribute: str
    operator: str
    values: tuple[Any, ...]
    is_exclusion: bool


def match(attributes: Mapping[str, Any], rules: Iterable[IcpRule]) -> IcpMatch:
    """How well a record with these attributes fits the ICP, rule by rule."""
    outcomes = tuple(
        RuleOutcome(rule, rule_holds(rule, attributes), not _is_blank(attributes.get(rule.attribute))) for rule in rules
    )
    groups: dict[int, list[RuleOutcome]] = {}
    for each in outcomes:
        if not each.rule.is_exclusion:
            groups.setdefault(each.rule.group, []).append(each)
    tiers = {group: _tier_of_group(asked) for group, asked in groups.items()}
    if not tiers:
        return IcpMatch("out", None, outcomes)
    # Of equal tiers the group of which more holds explains the record; then the first.
    best = min(tiers, key=lambda group: (TIERS.index(tiers[group]), -sum(each.holds for each in groups[group]), group))
    found = IcpMatch(tiers[best], best, outcomes)
    return IcpMatch("out", best, outcomes) if found.excluded_by else found


def _tier_of_group(asked: Sequence[RuleOutcome]) -> Tier:
    if any(each.rule.is_required and not each.holds for each in asked):
        return "out"
    return tier_of(len(asked), sum(each.holds for each in asked))


def tier_of(asked: int, held: int) -> Tier:
    """The tier of a group of `asked` rules of which `held` hold: A all · B all but one · C at least half · out fewer.

    B, too, needs half of them, so that the only rule of an ICP is never merely missed. Raises ValueError for counts
    that cannot be. Source: docs/calculations.md 「ICPの階層（A・B・C）」.
    """
    if not 0 <= held <= asked or asked == 0:
        raise ValueError(f"{held} of {asked} rules")
    if held == asked:
        return "A"
    if held * 2 < asked:
        return "out"
    return "B" if held == asked - 1 else "C"


def _excluding_groups(outcomes: Iterable[RuleOutcome]) -> set[int]:
    """The groups of exclusions of which every rule holds; group 0 is none."""
    groups: dict[int, list[bool]] = {}
    for each in outcomes:
        if each.rule.is_exclusion and each.rule.group:
            groups.setdefault(each.rule.group, []).append(each.holds)
    return {group for group, holds in groups.items() if all(holds)}


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
    if not all(value.is_finite() for value in values):
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
