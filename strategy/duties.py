"""What stands on somebody's name in Layer 1 and the agreement: parties, definitions, the role split, roadmap tasks."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from strategy.models import (
    ArtefactKind,
    ArtefactStatus,
    ArtefactVersion,
    RoadmapTask,
    RoleSplitRow,
    Strategy,
    StrategyParty,
)
from strategy.selectors import current_strategy, latest_artefact
from strategy.selectors.owners import owned_kinds
from strategy.selectors.statuses import artefact_states
from strategy.services import owners as owner_services
from strategy.services import parties as party_services
from strategy.services.artefacts import is_running, save_draft, start_draft
from workspaces import audit, duties, rights
from workspaces.duties import Duty
from workspaces.models import Membership, User, Workspace


def register_duties() -> None:
    """Tell the page about people what this app keeps on a name; called once, when the app starts."""
    duties.register(duties.DutySource("parties", _lazy("承認者・代理"), find_parties, move_parties, suits=may_approve))
    duties.register(duties.DutySource("definitions", _lazy("定義の担当者"), find_definitions, move_definitions))
    duties.register(duties.DutySource("roles", _lazy("役割分担"), find_roles, move_roles))
    duties.register(duties.DutySource("tasks", _lazy("ロードマップのタスク"), find_tasks, move_tasks))


def may_approve(workspace: Workspace, person: User) -> bool:
    members = Membership.objects.active().filter(workspace=workspace, user=person).select_related("role")
    return any(member.may(rights.APPROVE) for member in members)


def find_parties(workspace: Workspace, person: User) -> list[Duty]:
    rows = StrategyParty.objects.for_workspace(workspace).filter(Q(approver=person) | Q(deputy=person))
    return [
        Duty(
            key=str(row.pk),
            source=str(_("承認者・代理")),
            label=_("%(party)sの承認者") % {"party": row.get_party_display()}
            if row.approver_id == person.pk
            else _("%(party)sの代理") % {"party": row.get_party_display()},
            detail=row.strategy.name,
            url=reverse("strategy:review", kwargs={"slug": workspace.slug, "strategy_id": row.strategy_id}),
        )
        for row in rows.select_related("strategy")
    ]


def move_parties(workspace: Workspace, person: User, successor: User, actor: User, keys: list[str]) -> int:
    rows = StrategyParty.objects.for_workspace(workspace).filter(pk__in=keys).select_related("approver", "deputy")
    moved = 0
    for row in rows.filter(Q(approver=person) | Q(deputy=person)).select_related("strategy__workspace"):
        approver = successor if row.approver_id == person.pk else row.approver
        deputy = successor if row.deputy_id == person.pk else row.deputy
        party_services.name_party(
            strategy=row.strategy,
            party=row.party,
            approver=approver,
            deputy=None if deputy == approver else deputy,
            actor=actor,
        )
        moved += 1
    return moved


def find_definitions(workspace: Workspace, person: User) -> list[Duty]:
    """Also for somebody who has left: what was theirs is listed until it is somebody else's."""
    found = []
    for strategy in Strategy.objects.for_workspace(workspace).filter(is_current=True).select_related("workspace"):
        states = artefact_states(strategy)
        named = {row.kind: row.owner_id for row in strategy.definition_owners.all()}
        for one in owned_kinds(strategy, states):
            holder = named[one.kind] if one.kind in named else states[one.kind].artefact.created_by_id
            if holder == person.pk:
                address = reverse("strategy:review", kwargs={"slug": workspace.slug, "strategy_id": strategy.pk})
                found.append(
                    Duty(
                        key=f"{strategy.pk}:{one.kind}",
                        source=str(_("定義の担当者")),
                        label=one.label,
                        detail=str(states[one.kind].artefact),
                        url=f"{address}?owners=1",
                    )
                )
    return found


def move_definitions(workspace: Workspace, person: User, successor: User, actor: User, keys: list[str]) -> int:
    moved = 0
    for duty in find_definitions(workspace, person):
        strategy_id, _colon, kind = duty.key.partition(":")
        if duty.key in keys:
            strategy = Strategy.objects.for_workspace(workspace).select_related("workspace").get(pk=strategy_id)
            owner_services.name_owner(strategy=strategy, kind=kind, owner=successor, actor=actor)
            moved += 1
    return moved


def _role_rows(artefact: ArtefactVersion, person: User):  # type: ignore[no-untyped-def]
    rows = RoleSplitRow.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    return rows.filter(Q(responsible=person) | Q(accountable=person))


def find_roles(workspace: Workspace, person: User) -> list[Duty]:
    artefact = newest_of(workspace, ArtefactKind.ROLES)
    if artefact is None:
        return []
    address = reverse("strategy:roles", kwargs={"slug": workspace.slug, "strategy_id": artefact.strategy_id})
    return [
        Duty(
            key=f"{artefact.kind}:{row.position}",
            source=str(_("役割分担")),
            label=row.scope,
            detail=str(artefact),
            url=address,
            stuck=why_stuck(artefact),
        )
        for row in _role_rows(artefact, person)
    ]


def move_roles(workspace: Workspace, person: User, successor: User, actor: User, keys: list[str]) -> int:
    artefact = newest_of(workspace, ArtefactKind.ROLES)
    positions = [int(key.partition(":")[2]) for key in keys]

    def change(draft: ArtefactVersion) -> int:
        rows = _role_rows(draft, person).filter(position__in=positions)
        count = rows.count()
        for name in ("responsible", "accountable"):
            _role_rows(draft, person).filter(position__in=positions, **{name: person}).update(**{name: successor})
        return count

    return change_in_draft(artefact, actor, change) if artefact else 0


def find_tasks(workspace: Workspace, person: User) -> list[Duty]:
    rows = RoadmapTask.objects.for_workspace(workspace).filter(owner=person, done_on__isnull=True)
    return [
        Duty(
            key=str(row.pk),
            source=str(_("ロードマップのタスク")),
            label=row.title,
            detail=f"{row.due_on:%Y/%m/%d}",
            url=reverse("strategy:roadmap", kwargs={"slug": workspace.slug, "strategy_id": row.roadmap.strategy_id}),
        )
        for row in rows.select_related("roadmap")
    ]


def move_tasks(workspace: Workspace, person: User, successor: User, actor: User, keys: list[str]) -> int:
    rows = RoadmapTask.objects.for_workspace(workspace).filter(owner=person, pk__in=keys)
    moved = rows.update(owner=successor)
    if moved:
        values = {"tasks": moved, "from": str(person), "to": str(successor)}
        audit.record(workspace=workspace, actor=actor, action="roadmap.hand_on", obj=None, after=values)
    return moved


def newest_of(workspace: Workspace, kind: str) -> ArtefactVersion | None:
    """The newest version of a kind of the current strategy."""
    strategy = current_strategy(workspace)
    return latest_artefact(strategy, kind) if strategy else None


def why_stuck(artefact: ArtefactVersion) -> str:
    """Why the rows of this version cannot change hands now; empty when they can (an agreed one by a revision)."""
    if artefact.status == ArtefactStatus.IN_REVIEW:
        return _("合意待ちです。答えがそろうか、下書きに戻してから移せます")
    return _("試験運用中です。終えてから移せます") if artefact.is_editable and is_running(artefact) else ""


@transaction.atomic
def change_in_draft(artefact: ArtefactVersion, actor: User, change: Callable[[ArtefactVersion], int]) -> int:
    """Change rows of a version: in its draft, or in the revision that begins with it; what is agreed stays as it is."""
    if why_stuck(artefact):
        return 0
    strategy = Strategy.objects.select_related("workspace").get(pk=artefact.strategy_id)
    draft = start_draft(strategy=strategy, kind=artefact.kind, actor=actor)
    moved: list[int] = []
    save_draft(artefact=draft, token=draft.token, actor=actor, change=lambda: moved.append(change(draft)))
    return sum(moved)
