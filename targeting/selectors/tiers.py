"""Which tier a company is in, and why: the best ICP of the adopted version, condition by condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crm.models import Company, Deal
from strategy.models import ArtefactVersion
from strategy.selectors import current_strategy
from targeting.calc.icp import TIERS, IcpMatch, Tier, match
from targeting.calc.icp import IcpRule as AskedRule
from targeting.models import Icp, IcpRule
from targeting.selectors.adopted import adopted_icp, icps_of
from targeting.selectors.attributes import Attribute, attributes_for
from targeting.selectors.matching import companies_matching
from targeting.wording import either, figure_in_words, rule_in_words, value_in_words

MOST_SIMILAR = 3
_FIELDS = {
    "company.industry": "industry",
    "company.employee_count": "employee_count",
    "company.annual_revenue": "annual_revenue_amount",
    "company.region": "region",
    "company.country": "country",
}


@dataclass(frozen=True)
class RuleAnswer:
    """One condition about a company: in words, whether it holds, and what the record says."""

    sentence: str
    actual: str
    holds: bool
    is_known: bool
    is_exclusion: bool
    is_required: bool
    reason: str


@dataclass(frozen=True)
class CompanyTier:
    """The tier of a company with its explanation: the best ICP, its conditions, and deals won with companies like it."""

    tier: Tier
    icp: Icp
    artefact: ArtefactVersion
    answers: list[RuleAnswer]
    excluded_by: list[RuleAnswer]
    held: int
    asked: int
    similar: list[Deal]

    @property
    def missed(self) -> list[RuleAnswer]:
        return [one for one in self.answers if not one.holds and not one.is_exclusion]

    @property
    def missed_in_words(self) -> str:
        """The attributes that keep it from A."""
        return either(one.sentence for one in self.missed) if self.missed else ""


def tier_of_company(company: Company) -> CompanyTier | None:
    """The best tier of a company over the ICPs of the adopted version; None while no ICP asks about companies."""
    workspace = company.workspace
    strategy = current_strategy(workspace)
    artefact = adopted_icp(strategy) if strategy else None
    if artefact is None:
        return None
    attributes = [one for one in attributes_for(workspace) if one.entity == "company"]
    values = company_values(company, attributes)
    found: list[tuple[Icp, list[IcpRule], IcpMatch]] = []
    for icp in icps_of(artefact):
        rules = _company_rules(artefact, icp.number)
        if any(not rule.is_exclusion for rule in rules):
            found.append((icp, rules, match(values, [_asked(rule, attributes) for rule in rules])))
    if not found:
        return None
    best, rules, matched = min(found, key=lambda one: (TIERS.index(one[2].tier), -len(one[2].held)))
    answers = _answers(rules, matched, attributes, values, workspace.currency)
    return CompanyTier(
        tier=matched.tier,
        icp=best,
        artefact=artefact,
        answers=answers,
        excluded_by=[one for one in answers if one.is_exclusion and one.holds] if matched.excluded_by else [],
        held=len(matched.held),
        asked=len(matched.held) + len(matched.missed),
        similar=_similar(company, rules),
    )


def _company_rules(artefact: ArtefactVersion, number: int) -> list[IcpRule]:
    rows = IcpRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, icp_number=number)
    return [rule for rule in rows if rule.attribute.startswith("company.")]


def _asked(rule: IcpRule, attributes: Sequence[Attribute]) -> AskedRule:
    is_known = any(one.key == rule.attribute for one in attributes)
    return AskedRule(
        rule.attribute,
        rule.operator,
        rule.values if is_known else [],
        is_exclusion=rule.is_exclusion,
        group=rule.group,
        is_required=rule.is_required,
    )


def company_values(company: Company, attributes: Sequence[Attribute]) -> dict[str, Any]:
    """What is known of a company by attribute key, in the types that rules compare (numbers as Decimal)."""
    values: dict[str, Any] = {}
    for attribute in attributes:
        if attribute.is_custom:
            raw = company.custom.get(attribute.key.partition(".custom.")[2])
        else:
            raw = getattr(company, _FIELDS[attribute.key])
        values[attribute.key] = _typed(raw, attribute)
    return values


def _typed(raw: Any, attribute: Attribute) -> Any:
    if raw is None or raw == "":
        return None
    if attribute.kind != "number":
        return str(raw).lower() if isinstance(raw, bool) else str(raw)
    try:
        return Decimal(str(raw))
    except ArithmeticError:
        return None


def _answers(
    rules: Sequence[IcpRule],
    matched: IcpMatch,
    attributes: Sequence[Attribute],
    values: dict[str, Any],
    currency: str,
) -> list[RuleAnswer]:
    """The conditions of the best group and every exclusion, in order."""
    known = {attribute.key: attribute for attribute in attributes}
    answers = []
    for rule, outcome in zip(rules, matched.outcomes, strict=True):
        attribute = known.get(rule.attribute)
        if not rule.is_exclusion and rule.group != matched.group:
            continue
        actual = values.get(rule.attribute)
        answers.append(
            RuleAnswer(
                sentence=rule_in_words(rule, attribute, currency),
                actual="" if actual is None or attribute is None else _said(attribute, actual, currency),
                holds=outcome.holds,
                is_known=outcome.is_known,
                is_exclusion=rule.is_exclusion,
                is_required=rule.is_required,
                reason=rule.reason,
            )
        )
    return answers


def _said(attribute: Attribute, actual: Any, currency: str) -> str:
    if isinstance(actual, Decimal):
        return figure_in_words(attribute, actual, currency)
    return value_in_words(attribute, str(actual), None, currency)


def _similar(company: Company, rules: Sequence[IcpRule]) -> list[Deal]:
    """The newest deals won with other companies that match the same ICP."""
    won = Deal.objects.for_workspace(company.workspace_id).filter(outcome=Deal.Outcome.WON)
    matching = companies_matching(company.workspace, rules)
    similar = won.filter(company__in=matching).exclude(company=company).select_related("company")
    return list(similar.order_by("-closed_on", "-pk")[:MOST_SIMILAR])
