"""When the rail shows 引き渡し and リード: once there is something to see or somebody who sells."""

from __future__ import annotations

from crm.models import Lead
from nurturing.models import HandOff, HandOffCandidate
from strategy.models import ArtefactKind, ArtefactVersion
from workspaces.models import Membership, Side, Workspace


def has_leads(workspace: Workspace) -> bool:
    """リード appears with the first record."""
    return Lead.objects.for_workspace(workspace).exists()


def has_handoffs(workspace: Workspace) -> bool:
    """引き渡し appears with the first member of sales, the first MQL rule somebody worked on, or the first hand-off."""
    members = Membership.objects.active().filter(workspace=workspace)
    rules = ArtefactVersion.objects.for_workspace(workspace).filter(kind=ArtefactKind.MQL_RULE, is_touched=True)
    return (
        members.filter(role="sales").exists()
        or members.filter(side=Side.SALES).exists()
        or rules.exists()
        or HandOff.objects.for_workspace(workspace).exists()
        or HandOffCandidate.objects.for_workspace(workspace).exists()
    )
