"""Layer 2 in the current-state analysis: what it knows, and the answers that become its first contents."""

from __future__ import annotations

import datetime as dt

from strategy.models import ArtefactVersion, Strategy
from strategy.state.facts import facts_of
from targeting.models import BuyingRole, IcpRule
from targeting.state import motive_becomes_message, people_become_roles
from workspaces.models import Workspace

TODAY = dt.date(2026, 11, 20)


def test_an_untouched_icp_is_not_written(strategy: Strategy) -> None:
    facts = facts_of(strategy, TODAY)
    assert (facts["l2_icp"].ceiling, facts["l2_wins"].ceiling, facts["l2_review"].ceiling) == (1, 1, 2)
    assert "l2_roles" not in facts


def test_evidence_from_enough_wins_counts(strategy: Strategy, icp: ArtefactVersion, pattern: Workspace) -> None:
    assert facts_of(strategy, TODAY)["l2_wins"].ceiling == 1
    common = {"workspace": icp.workspace, "artefact": icp, "attribute": "company.industry", "values": ["製造"]}
    IcpRule.objects.create(**common, evidence={"n": 74, "won": 23})
    IcpRule.objects.create(**common, is_exclusion=True)
    facts = facts_of(strategy, TODAY)
    assert (facts["l2_wins"].floor, facts["l2_exclusions"].floor) == (2, 2)


def test_who_takes_part_becomes_the_committee(strategy: Strategy, icp: ArtefactVersion) -> None:
    said = people_become_roles(strategy, ["researcher", "decision_maker"], None)
    required = set(BuyingRole.objects.filter(artefact=icp, is_required=True).values_list("key", flat=True))
    assert required == {"researcher", "decision_maker"}
    assert "2役" in said
    ArtefactVersion.objects.filter(pk=icp.pk).update(is_touched=True)
    assert people_become_roles(strategy, ["champion"], None) == ""


def test_the_motive_becomes_the_first_message(strategy: Strategy, icp: ArtefactVersion) -> None:
    assert motive_becomes_message(strategy, ["problem"], None)
    message = BuyingRole.objects.get(artefact=icp, key="decision_maker").key_message
    assert message == "課題が解けると何が変わるかを、一枚で示します"
    assert motive_becomes_message(strategy, ["feeling"], None) == ""
