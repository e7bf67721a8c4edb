"""What the pages of Layer 2 show, in words and ready to print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from strategy.models import ArtefactVersion
from targeting.elements import element_of
from targeting.models import BuyingRole, BuyingStage, Element, Icp, IcpElement, IcpRule, Message, Persona, TitleRule
from targeting.selectors.adopted import elements_of, icps_of
from targeting.selectors.attributes import Attribute, attributes_for
from targeting.selectors.drift import QuarterlyCheck, quarterly_check
from targeting.selectors.known_values import UnknownValues, unknown_values
from targeting.selectors.matching import Coverage, coverage_of
from targeting.selectors.stage_coverage import StageCoverage, stage_coverage
from targeting.services.icp import MANY_ICPS
from targeting.wording import icp_sentence, rule_in_words, values_in_words
from workspaces.models import Workspace


@dataclass(frozen=True)
class IcpPreview:
    """The ICP as one sentence, what it covers, whether it is still a hypothesis, and what it asks for in vain."""

    sentence: str
    coverage: Coverage
    is_hypothesis: bool
    verify_on: dt.date | None
    unknown: list[UnknownValues]
    stages: list[StageCoverage]


@dataclass(frozen=True)
class RuleLine:
    """A saved rule in words, for those who only read."""

    attribute: str
    values: str
    rule: IcpRule


@dataclass(frozen=True)
class IcpContents:
    """What the pages of an ICP version need, read once."""

    workspace: Workspace
    icp: Icp
    rules: list[IcpRule]
    attributes: list[Attribute]
    icps: list[Icp]
    elements: dict[str, IcpElement]

    @property
    def siblings(self) -> list[Icp]:
        """The other ICPs of the version."""
        return [one for one in self.icps if one.number != self.icp.number]

    @property
    def has_many(self) -> bool:
        """More ICPs for one product than a team can serve."""
        return sum(one.product_line == self.icp.product_line for one in self.icps) > MANY_ICPS

    @property
    def uses_settings(self) -> bool:
        """Whether anything behind 「詳細設定」 is not as it comes."""
        return bool(self.siblings or self.icp.product_line or any(rule.is_required for rule in self.rules))

    @property
    def settings_sentence(self) -> str:
        """What holds behind 「詳細設定」: 必須の条件なし・すべての商品・ICP 1件."""
        required = sum(rule.is_required for rule in self.rules)
        parts = [
            _("必須の条件 %(n)d件") % {"n": required} if required else _("必須の条件なし"),
            _("商品 %(name)s") % {"name": self.icp.product_line} if self.icp.product_line else _("すべての商品"),
            _("ICP %(n)d件") % {"n": len(self.icps)},
        ]
        return "・".join(parts)

    def element_lines(self) -> list[ElementLine]:
        """The eight element groups: what the rules ask of each, and what is said in words."""
        known = {attribute.key: attribute for attribute in self.attributes}
        asked: dict[str, list[str]] = {}
        for rule in self.rules:
            if rule.values:
                element = rule.element or element_of(rule.attribute, rule.is_exclusion)
                words = rule_in_words(rule, known.get(rule.attribute), self.workspace.currency)
                asked.setdefault(str(element), []).append(words)
        return [
            ElementLine(element, asked.get(element.value, []), self.elements.get(element.value)) for element in Element
        ]

    def check(self, *, today: dt.date) -> QuarterlyCheck | None:
        """The quarterly look at the saved rules."""
        return quarterly_check(self.workspace, self.rules, self.attributes, today=today)

    def preview(self, *, today: dt.date, rules: Sequence[IcpRule] | None = None) -> IcpPreview:
        """What the saved (or these unsaved) rules say and cover."""
        rules = self.rules if rules is None else rules
        coverage = coverage_of(self.workspace, rules, today=today, attributes=self.attributes)
        return IcpPreview(
            sentence=icp_sentence(rules, self.attributes, self.workspace.currency),
            coverage=coverage,
            is_hypothesis=self.icp.is_hypothesis,
            verify_on=self.icp.verify_on,
            unknown=unknown_values(self.workspace, rules, self.attributes),
            stages=stage_coverage(self.workspace, rules, self.attributes, since=coverage.leads_since),
        )

    def rule_lines(self) -> list[RuleLine]:
        """The saved rules as a list of words."""
        known = {attribute.key: attribute for attribute in self.attributes}
        return [
            RuleLine(
                attribute=str(known[rule.attribute].label) if rule.attribute in known else rule.attribute,
                values=values_in_words(rule, known.get(rule.attribute), self.workspace.currency),
                rule=rule,
            )
            for rule in self.rules
        ]


def icp_contents(artefact: ArtefactVersion, number: int = 1) -> IcpContents:
    """One ICP of a version with its rules and elements (the first when there is none of that number), and the
    attributes rules may ask about.
    """
    icps = icps_of(artefact)
    icp = next((one for one in icps if one.number == number), icps[0])
    rules = IcpRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, icp_number=icp.number)
    return IcpContents(
        workspace=artefact.workspace,
        icp=icp,
        rules=list(rules),
        attributes=attributes_for(artefact.workspace),
        icps=icps,
        elements=elements_of(artefact, icp.number),
    )


@dataclass(frozen=True)
class ElementLine:
    """One element group: the conditions that ask about it, in words, and the descriptive text."""

    element: Element
    conditions: list[str]
    stored: IcpElement | None

    @property
    def is_descriptive(self) -> bool:
        """Words only: nothing judges by it."""
        return bool(self.stored and self.stored.text and not self.conditions)

    @property
    def is_hypothesis(self) -> bool:
        return bool(self.stored and self.stored.text and not self.stored.evidence)


def roles_of(artefact: ArtefactVersion) -> list[BuyingRole]:
    """The buying roles of a version, in order."""
    return list(BuyingRole.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact))


def stages_of(artefact: ArtefactVersion) -> list[BuyingStage]:
    """The buying stages of a version, in order."""
    return list(BuyingStage.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact))


def titles_of(artefact: ArtefactVersion) -> list[TitleRule]:
    """The title rules of a version, in the order in which they are asked."""
    return list(TitleRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact))


def personas_of(artefact: ArtefactVersion) -> list[Persona]:
    """The personas of a version, in order."""
    return list(Persona.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact))


def written_messages(artefact: ArtefactVersion) -> dict[tuple[str, str], Message]:
    """The messages somebody has written, by stage and role."""
    rows = Message.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    return {(row.stage_key, row.role_key): row for row in rows}
