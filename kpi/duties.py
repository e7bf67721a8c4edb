from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kpi.models import KpiNode
from strategy.duties import change_in_draft, newest_of, why_stuck
from strategy.models import ArtefactKind, ArtefactVersion
from strategy.selectors import current_strategy
from workspaces import duties
from workspaces.duties import Duty
from workspaces.models import User, Workspace


def register_duties() -> None:
    """Indicators with an owner, for the page about people; called once, when the app starts."""
    duties.register(duties.DutySource("kpis", _lazy("KPI"), find_kpis, move_kpis))
    duties.register_print(part_of_pack)


def part_of_pack(workspace: Workspace, membership_id: int) -> str:
    """Where a member's part of the handover pack is printed."""
    strategy = current_strategy(workspace)
    if strategy is None:
        return ""
    address = reverse("kpi:pack", kwargs={"slug": workspace.slug, "strategy_id": strategy.pk})
    return f"{address}?person={membership_id}"


def find_kpis(workspace: Workspace, person: User) -> list[Duty]:
    artefact = newest_of(workspace, ArtefactKind.KPI)
    if artefact is None:
        return []
    address = reverse("kpi:kpi", kwargs={"slug": workspace.slug, "strategy_id": artefact.strategy_id})
    nodes = KpiNode.objects.for_workspace(workspace).filter(artefact=artefact, owner=person)
    return [
        Duty(
            key=node.key,
            source=str(_("KPI")),
            label=node.name,
            detail=str(artefact),
            url=f"{address}#id_{node.key}-owner",
            stuck=why_stuck(artefact),
        )
        for node in nodes
    ]


def move_kpis(workspace: Workspace, person: User, successor: User, actor: User, keys: list[str]) -> int:
    artefact = newest_of(workspace, ArtefactKind.KPI)

    def change(draft: ArtefactVersion) -> int:
        nodes = KpiNode.objects.for_workspace(workspace).filter(artefact=draft, owner=person, key__in=keys)
        return nodes.update(owner=successor)

    return change_in_draft(artefact, actor, change) if artefact else 0
