"""When the rail shows the dashboards: with the first plan and the first record, not before."""

from __future__ import annotations

from django.db.models import Exists

from crm.models import Deal, Lead
from strategy.models import Goal
from workspaces.models import Workspace


def has_dashboards(workspace: Workspace) -> bool:
    """Whether there is a target (agreed or drafted) and a record to hold against it."""
    records = Exists(Lead.objects.for_workspace(workspace)) | Exists(Deal.objects.for_workspace(workspace))
    goals = Goal.objects.for_workspace(workspace).filter(revenue_target_amount__isnull=False)
    return goals.filter(records).exists()
