"""The ICP that other layers follow: its conditions in words, for proposals that a person takes over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from strategy.models import ArtefactKind, ArtefactVersion, Strategy
from strategy.selectors import agreed_artefact, latest_artefact
from targeting.models import Icp, IcpElement, IcpRule
from targeting.selectors.attributes import attributes_for


@dataclass(frozen=True)
class IcpCondition:
    """One rule of the adopted ICP as a proposal: what it asks, in words, and what it rests on."""

    icp_number: int
    attribute: str
    label: str
    operator: str
    values: list[Any]
    is_exclusion: bool
    is_required: bool
    reason: str
    sentence: str
    evidence: dict[str, Any]


def adopted_icp(strategy: Strategy) -> ArtefactVersion | None:
    """The agreed ICP version, else the newest draft; None before there is one."""
    return agreed_artefact(strategy, ArtefactKind.ICP) or latest_artefact(strategy, ArtefactKind.ICP)


def adopted_icp_conditions(strategy: Strategy) -> list[IcpCondition]:
    """The conditions and exclusions of the adopted ICP. Nothing follows them by itself: a person takes each over.

    Rules on attributes that no longer exist, and rules without values, are left out.
    """
    from targeting.wording import rule_in_words

    artefact = adopted_icp(strategy)
    if artefact is None:
        return []
    known = {attribute.key: attribute for attribute in attributes_for(artefact.workspace)}
    rules = IcpRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    return [
        IcpCondition(
            icp_number=rule.icp_number,
            attribute=rule.attribute,
            label=str(known[rule.attribute].label),
            operator=rule.operator,
            values=list(rule.values),
            is_exclusion=rule.is_exclusion,
            is_required=rule.is_required,
            reason=rule.reason,
            sentence=rule_in_words(rule, known[rule.attribute], artefact.workspace.currency),
            evidence=rule.evidence,
        )
        for rule in rules
        if rule.attribute in known and rule.values
    ]


def icps_of(artefact: ArtefactVersion) -> list[Icp]:
    """The ICPs of a version in order; the first is the one that sentences speak of when there is room for one."""
    return list(Icp.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact))


def elements_of(artefact: ArtefactVersion, icp_number: int = 1) -> dict[str, IcpElement]:
    """What is said of an ICP in words, by element group; groups without text are missing."""
    rows = IcpElement.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, icp_number=icp_number)
    return {row.element: row for row in rows if row.text or row.months}
