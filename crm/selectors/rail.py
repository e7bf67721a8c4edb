"""When the rail shows データ: with the first import or record; until then it stands among the settings."""

from __future__ import annotations

from crm.models import Company, Deal, ImportRun, Lead
from workspaces.models import Workspace


def has_records(workspace: Workspace) -> bool:
    """Whether anything was ever imported or entered."""
    return any(model.objects.for_workspace(workspace).exists() for model in (ImportRun, Lead, Company, Deal))
