"""Attribute values, rules and the whole ICP in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import reduce

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from targeting.calc.bands import Band, plain
from targeting.models import IcpRule
from targeting.selectors.attributes import Attribute
from targeting.selectors.rule_conditions import is_number
from workspaces.calc.display import format_money, format_number


def value_in_words(attribute: Attribute, value: str, band: Band | None, currency: str) -> str:
    """A value as evidence tables print it: a band with its unit, はい・いいえ, （空欄） for blank."""
    if band is not None:
        return band_in_words(attribute, band, currency)
    if value == "":
        return _("（空欄）")
    if attribute.kind == "boolean":
        return _("はい") if value.lower() == "true" else _("いいえ")
    return value


def band_in_words(attribute: Attribute, band: Band, currency: str) -> str:
    """100〜299名, 5,000名以上; of a number that is not counted 「1億円以上 5億円未満」 is said instead."""
    low = _figure(attribute, band.low, currency)
    if band.low is None:
        return _("%(high)s以下") % {"high": _figure(attribute, band.high, currency)}
    if band.high is None:
        return _("%(low)s以上") % {"low": low}
    if attribute.step == 1:
        bare = _figure(attribute, band.low, currency, is_bare=True)
        return _("%(low)s〜%(high)s") % {"low": bare, "high": _figure(attribute, band.high, currency)}
    above = _figure(attribute, band.high + attribute.step, currency)
    return _("%(low)s以上%(high)s未満") % {"low": low, "high": above}


def _figure(attribute: Attribute, value: Decimal | None, currency: str, *, is_bare: bool = False) -> str:
    if value is None:
        return ""
    language = (get_language() or "ja")[:2]
    if attribute.is_money:
        return format_money(value, currency, language)
    if value != value.to_integral_value():
        return plain(value)
    if attribute.counts_people and not is_bare:
        return _("%(count)s名") % {"count": format_number(value)}
    return format_number(value)


def figure_in_words(attribute: Attribute, value: Decimal, currency: str) -> str:
    """One number of an attribute with its unit: 320名, 1.2億円, 12."""
    return _figure(attribute, value, currency)


def rule_in_words(rule: IcpRule, attribute: Attribute | None, currency: str) -> str:
    """One condition as a phrase: 業種が製造またはSaaS, 従業員数が100〜999名, 役職に「部長」を含む."""
    label = str(attribute.label) if attribute else rule.attribute
    if rule.operator == IcpRule.Operator.CONTAINS:
        return _("%(attribute)sに%(values)sを含む") % {"attribute": label, "values": _quoted(rule)}
    return _("%(attribute)sが%(values)s") % {"attribute": label, "values": values_in_words(rule, attribute, currency)}


def values_in_words(rule: IcpRule, attribute: Attribute | None, currency: str) -> str:
    """What the rule asks of its attribute, without the attribute's name."""
    if attribute is not None and attribute.kind == "number" and all(is_number(str(value)) for value in rule.values):
        return _numbers_in_words(rule, attribute, currency)
    if rule.operator == IcpRule.Operator.CONTAINS:
        return _("%(values)sを含む") % {"values": _quoted(rule)}
    return either(
        value_in_words(attribute, str(value), None, currency) if attribute else str(value) for value in rule.values
    )


def _quoted(rule: IcpRule) -> str:
    return either(_("「%s」") % value for value in rule.values)


def _numbers_in_words(rule: IcpRule, attribute: Attribute, currency: str) -> str:
    values = [Decimal(str(value)) for value in rule.values]
    if rule.operator == IcpRule.Operator.BETWEEN and len(values) == 2:
        return band_in_words(attribute, Band(values[0], values[1]), currency)
    if rule.operator == IcpRule.Operator.AT_LEAST and values:
        return band_in_words(attribute, Band(values[0], None), currency)
    if rule.operator == IcpRule.Operator.AT_MOST and values:
        return band_in_words(attribute, Band(None, values[0]), currency)
    return either(_figure(attribute, value, currency) for value in values)


def either(values: Iterable[str]) -> str:
    """AまたはB."""
    return reduce(lambda first, second: _("%(first)sまたは%(second)s") % {"first": first, "second": second}, values)


def _all_of(phrases: Sequence[str]) -> str:
    return reduce(lambda first, second: _("%(first)s、かつ%(second)s") % {"first": first, "second": second}, phrases)


def icp_sentence(rules: Sequence[IcpRule], attributes: Sequence[Attribute], currency: str) -> str:
    """Whom to win, as one sentence: the companies, then the people, then who is left out; "" without an including rule.

    Alternatives (groups, several ICPs) follow each other: 「…の会社、または…の会社」.
    """
    known = {attribute.key: attribute for attribute in attributes}
    said = [rule for rule in rules if rule.values]

    def modifier(chosen: Sequence[IcpRule], joined: Callable[[list[str]], str]) -> str:
        """The rules in front of the noun they describe; in Japanese all but 「を含む」 need a の."""
        if not chosen:
            return ""
        phrase = joined([rule_in_words(rule, known.get(rule.attribute), currency) for rule in chosen])
        is_verb = chosen[-1].operator == IcpRule.Operator.CONTAINS
        return phrase if is_verb else _("%(phrase)sの") % {"phrase": phrase}

    alternatives = [
        _whom(
            modifier([rule for rule in group if not _is_about_people(rule)], _all_of),
            modifier([rule for rule in group if _is_about_people(rule)], _all_of),
        )
        for group in _groups([rule for rule in said if not rule.is_exclusion])
    ]
    whom = _or_else(alternatives)
    left_out = _left_out([rule for rule in said if rule.is_exclusion], modifier)
    if whom and left_out:
        return _("%(whom)s。ただし、%(others)s場合は除く") % {"whom": whom, "others": left_out}
    return whom


def _groups(rules: Sequence[IcpRule]) -> list[list[IcpRule]]:
    """The rules that must hold together, in the order in which their groups stand."""
    groups: dict[tuple[int, int], list[IcpRule]] = {}
    for rule in rules:
        groups.setdefault((rule.icp_number, rule.group), []).append(rule)
    return [groups[place] for place in sorted(groups)]


def _left_out(rules: Sequence[IcpRule], modifier: Callable[..., str]) -> str:
    """Who is left out: single exclusions joined by または, those that exclude together by かつ."""
    alone = [rule for rule in rules if rule.group == 0]
    together = _groups([rule for rule in rules if rule.group])
    # The last phrase stands in front of 場合 and alone takes the の.
    phrases = [modifier(group, _and) for group in together]
    return _or_cases([*([modifier(alone, either)] if alone else []), *phrases])


def _and(phrases: Sequence[str]) -> str:
    return reduce(lambda first, second: _("%(first)sかつ%(second)s") % {"first": first, "second": second}, phrases)


def _or_else(phrases: Sequence[str]) -> str:
    if not phrases:
        return ""
    return reduce(lambda first, second: _("%(first)s、または%(second)s") % {"first": first, "second": second}, phrases)


def _or_cases(phrases: Sequence[str]) -> str:
    if not phrases:
        return ""
    return reduce(
        lambda first, second: _("%(first)s場合、または%(second)s") % {"first": first, "second": second}, phrases
    )


def _is_about_people(rule: IcpRule) -> bool:
    return rule.attribute.startswith("lead.")


def _whom(companies: str, people: str) -> str:
    if companies and people:
        return _("%(companies)s会社で、%(people)s人") % {"companies": companies, "people": people}
    if companies:
        return _("%(companies)s会社") % {"companies": companies}
    return _("%(people)s人") % {"people": people} if people else ""
