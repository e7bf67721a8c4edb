"""Change of people: everything on a name given to successors in one action."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from workspaces import audit, duties
from workspaces.models import Membership, User, Workspace


class NoSuccessor(Exception):
    """The person chosen is no active member, or is the one whose duties they are."""


@dataclass(frozen=True)
class HandedOn:
    """How many duties found a new name, how many stayed (nobody chosen, not suited, or not movable now)."""

    moved: int
    left: int


@transaction.atomic
def hand_on(*, workspace: Workspace, person: User, successors: dict[str, User], actor: User) -> HandedOn:
    """Give the duties of each source (by its key) to the successor chosen for it, all or nothing. Raises NoSuccessor."""
    chosen = {user.pk for user in successors.values()}
    active = Membership.objects.active().filter(workspace=workspace, user__in=chosen).values_list("user_id", flat=True)
    if person.pk in chosen or chosen - set(active):
        raise NoSuccessor
    moved = 0
    for source in duties.sources():
        successor = successors.get(source.key)
        if successor is None or not source.suits(workspace, successor):
            continue
        keys = [duty.key for duty in source.find(workspace, person) if not duty.stuck]
        if keys:
            moved += source.move(workspace, person, successor, actor, keys)
    left = len(duties.duties_of(workspace, person))
    names = {key: str(user) for key, user in successors.items()}
    audit.record(
        workspace=workspace,
        actor=actor,
        action="member.handed_on",
        obj=Membership.objects.for_workspace(workspace).filter(user=person).first(),
        after={"moved": moved, "left": left, **names},
    )
    return HandedOn(moved=moved, left=left)
