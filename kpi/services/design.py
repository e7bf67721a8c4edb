"""Writing the KPI tree of a draft: generated from the plan's chain, owners and rhythm chosen by people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import translation

from kpi.defaults import NodeDefault, default_nodes
from kpi.models import KpiNode
from strategy.models import ArtefactKind, ArtefactStatus, ArtefactVersion, Goal
from strategy.selectors import latest_artefact
from workspaces.models import Workspace


@dataclass(frozen=True)
class NodeChoice:
    """What a person chose for one indicator."""

    owner_id: int | None
    frequency: str


def chain_of(artefact: ArtefactVersion) -> list[str]:
    """The stages of the goal that stands beside this tree, the default chain before there is one."""
    goal_version = latest_artefact(artefact.strategy, ArtefactKind.GOAL)
    goal = Goal.objects.filter(artefact=goal_version).first() if goal_version else None
    return list(goal.stages) if goal else ["lead", "mql", "sql", "won"]


@transaction.atomic
def follow_chain(artefact: ArtefactVersion) -> bool:
    """Give a draft the indicators of the plan's chain, keeping what people chose; True when something changed.

    Frozen trees stay as agreed. Names are written in the workspace's language.
    """
    if artefact.is_frozen:
        return False
    with translation.override(artefact.workspace.language):
        wanted = default_nodes(chain_of(artefact))
    present = {
        node.key: node for node in KpiNode.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    }
    if {node.key for node in wanted} == set(present) and all(
        _stands(node, present[node.key], n) for n, node in enumerate(wanted)
    ):
        return False
    KpiNode.objects.filter(artefact=artefact).delete()
    KpiNode.objects.bulk_create(
        _node(artefact, node, position, present.get(node.key)) for position, node in enumerate(wanted)
    )
    return True


def follow_chains(*, workspace: Workspace) -> int:
    """Let every open tree of a workspace follow its plan; the number of trees that changed."""
    drafts = ArtefactVersion.objects.for_workspace(workspace).filter(kind=ArtefactKind.KPI, status=ArtefactStatus.DRAFT)
    return sum(follow_chain(draft) for draft in drafts.select_related("strategy", "workspace"))


@transaction.atomic
def write_choices(artefact: ArtefactVersion, choices: Mapping[str, NodeChoice]) -> None:
    """Store owner and rhythm per indicator key; keys the tree does not have are left out."""
    for node in KpiNode.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact):
        choice = choices.get(node.key)
        if choice is not None and (node.owner_id, node.frequency) != (choice.owner_id, choice.frequency):
            node.owner_id, node.frequency = choice.owner_id, choice.frequency
            node.save(update_fields=["owner", "frequency"])


def copy_nodes(source: ArtefactVersion, target: ArtefactVersion) -> None:
    nodes = list(KpiNode.objects.for_workspace(source.workspace_id).filter(artefact=source))
    for node in nodes:
        node.pk, node.artefact = None, target
    KpiNode.objects.bulk_create(nodes)


def _stands(wanted: NodeDefault, present: KpiNode, position: int) -> bool:
    """Whether an indicator already hangs where the chain wants it (its SQL is 「SQL（＝商談）」 or not)."""
    return (present.parent_key, present.position, present.name) == (wanted.parent_key, position, wanted.name)


def _node(artefact: ArtefactVersion, wanted: NodeDefault, position: int, present: KpiNode | None) -> KpiNode:
    return KpiNode(
        workspace=artefact.workspace,
        artefact=artefact,
        key=wanted.key,
        name=wanted.name,
        tier=wanted.tier,
        position=position,
        parent_key=wanted.parent_key,
        frequency=present.frequency if present else wanted.frequency,
        responsible=present.responsible if present else wanted.responsible,
        owner_id=present.owner_id if present else None,
    )
