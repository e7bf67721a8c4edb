from __future__ import annotations

from django.db import transaction

from strategy.models import Strategy
from strategy.models.agreement import DefinitionOwner
from workspaces import audit
from workspaces.models import Membership, User


class NotAMember(Exception):
    """Only an active member can look after a definition."""


@transaction.atomic
def name_owner(*, strategy: Strategy, kind: str, owner: User | None, actor: User) -> DefinitionOwner:
    """Name who looks after a definition from now on, whatever version it has come to. Raises NotAMember."""
    if owner and not Membership.objects.active().filter(workspace=strategy.workspace_id, user=owner).exists():
        raise NotAMember
    before = DefinitionOwner.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy, kind=kind).first()
    row, _is_new = DefinitionOwner.objects.update_or_create(
        workspace=strategy.workspace, strategy=strategy, kind=kind, defaults={"owner": owner}
    )
    audit.record(
        workspace=strategy.workspace,
        actor=actor,
        action="strategy.name_owner",
        obj=row,
        before={"owner": str(before.owner or "")} if before else {},
        after={"owner": str(owner or "")},
    )
    return row
