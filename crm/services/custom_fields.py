"""The registry of custom fields: what a workspace added to companies, leads, deals and activities, and of which type."""

from __future__ import annotations

from crm.models import CustomField
from workspaces.models import Workspace

DataType = CustomField.DataType


def declared_fields(workspace: Workspace, entity: str) -> dict[str, CustomField]:
    """The custom fields of an entity (`company`, `lead`, `deal`, `activity`) by key."""
    return {one.key: one for one in CustomField.objects.for_workspace(workspace).filter(entity=entity)}


def declare_custom_field(
    *, workspace: Workspace, entity: str, key: str, data_type: str, label: str = ""
) -> CustomField:
    """The custom field of that key, made when new; a declared integer becomes a decimal when decimals come, else stays."""
    declared, is_new = CustomField.objects.get_or_create(
        workspace=workspace,
        entity=entity,
        key=key[:80],
        defaults={"label": (label or key)[:160], "data_type": data_type},
    )
    if not is_new and declared.data_type == DataType.INTEGER and data_type == DataType.DECIMAL:
        declared.data_type = DataType.DECIMAL
        declared.save(update_fields=["data_type"])
    return declared
