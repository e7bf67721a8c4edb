"""Who sells: whose turn it can be, and to whom a hand-off may be given by hand."""

from __future__ import annotations

from django.db.models import QuerySet

from workspaces import rights
from workspaces.models import Membership, Workspace


def sales_people(workspace: Workspace) -> list[int]:
    """Ids of the people with the role sales who are active members, in the order they joined."""
    members = Membership.objects.active().filter(workspace=workspace, role="sales").order_by("started_at", "pk")
    return list(members.values_list("user", flat=True))


def sellers(workspace_id: int) -> QuerySet[Membership]:
    """Active members to whom a hand-off may be given by hand: whoever has the right to work on hand-offs."""
    working = [rights.WORK_HANDOFFS]
    return Membership.objects.active().filter(workspace_id=workspace_id, role__rights__contains=working)
