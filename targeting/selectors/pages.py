"""What the pages of Layer 2 show, in words and ready to print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from strategy.models import ArtefactVersion
from targeting.calc.evidence import MINIMUM_WINS, EvidenceRow
from targeting.models import BuyingRole, BuyingStage, Icp, IcpRule
from targeting.selectors.attributes import Attribute, attributes_for
from targeting.selectors.evidence import WonEvidence, evidence_for
from targeting.selectors.matching import Coverage, coverage_of
from targeting.wording import icp_sentence, value_in_words, values_in_words
from workspaces.models import Workspace

# More rows than this are not read; the command prints them all.
MOST_ROWS = 60


@dataclass(frozen=True)
class Finding:
    """A judged value in words. `key` names it in the form that adopts it; `is_adopted` when the ICP asks for it already."""

    row: EvidenceRow
    attribute: str
    value: str
    key: str
    is_adopted: bool
    can_adopt: bool


@dataclass(frozen=True)
class WinsPage:
    """The page 「受注しやすい条件」: at most five findings, the table behind them, and how far the records reach."""

    won: WonEvidence
    findings: list[Finding]
    rows: list[Finding]
    untold: int
    is_sufficient: bool
    missing_wins: int


@dataclass(frozen=True)
class IcpPreview:
    """The ICP as one sentence, what it covers, and whether it is still a hypothesis."""

    sentence: str
    coverage: Coverage
    is_hypothesis: bool
    verify_on: dt.date | None


def wins_page(contents: IcpContents) -> WinsPage:
    """The evidence of a workspace beside the rules of an ICP version."""
    workspace, rules = contents.workspace, contents.rules
    won = evidence_for(workspace)
    shown = [row for row in won.evidence.rows if row.verdict != "insufficient"][:MOST_ROWS]
    return WinsPage(
        won=won,
        findings=[_finding(row, rules, workspace.currency) for row in won.findings],
        rows=[_finding(row, rules, workspace.currency) for row in shown],
        untold=len(won.evidence.rows) - len(shown),
        is_sufficient=won.evidence.is_sufficient,
        missing_wins=max(0, MINIMUM_WINS - won.evidence.won),
    )


def _finding(row: EvidenceRow, rules: Sequence[IcpRule], currency: str) -> Finding:
    attribute = row.attribute
    is_adopted = any(rule.attribute == attribute.key and row.value in rule.evidence.get("values", {}) for rule in rules)
    return Finding(
        row=row,
        attribute=str(attribute.label),
        value=value_in_words(attribute, row.value, getattr(row.count, "band", None), currency),
        key=f"{attribute.key}={row.value}",
        is_adopted=is_adopted,
        can_adopt=row.can_adopt and not is_adopted and row.verdict in ("strong", "weak"),
    )


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

    def preview(self, *, today: dt.date, rules: Sequence[IcpRule] | None = None) -> IcpPreview:
        """What the saved (or these unsaved) rules say and cover."""
        rules = self.rules if rules is None else rules
        return IcpPreview(
            sentence=icp_sentence(rules, self.attributes, self.workspace.currency),
            coverage=coverage_of(self.workspace, rules, today=today, attributes=self.attributes),
            is_hypothesis=self.icp.is_hypothesis,
            verify_on=self.icp.verify_on,
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


def icp_contents(artefact: ArtefactVersion) -> IcpContents:
    """The value statement and rules of a version, and the attributes rules may ask about."""
    return IcpContents(
        workspace=artefact.workspace,
        icp=Icp.objects.for_workspace(artefact.workspace_id).get(artefact=artefact),
        rules=list(IcpRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)),
        attributes=attributes_for(artefact.workspace),
    )


def roles_of(artefact: ArtefactVersion) -> list[BuyingRole]:
    """The buying roles of a version, in order."""
    return list(BuyingRole.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact))


def stages_of(artefact: ArtefactVersion) -> list[BuyingStage]:
    """The buying stages of a version, in order."""
    return list(BuyingStage.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact))
