"""What saving one record by hand has in common: setting fields, the audit that names fields and no values, the signal."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from workspaces import audit
from workspaces.models import User, Workspace
from workspaces.signals import workspace_changed


class ExternalIdTaken(Exception):
    """Another record of this workspace has that external id."""


def refuse_taken_id(model: type[Any], workspace: Workspace, external_id: str, pk: int | None) -> None:
    """Raises ExternalIdTaken when a record other than `pk` has the id; a blank id is nobody's."""
    if external_id and model.objects.for_workspace(workspace).filter(external_id=external_id).exclude(pk=pk).exists():
        raise ExternalIdTaken(external_id)


def set_fields(record: models.Model, values: dict[str, Any]) -> list[str]:
    """Set the fields that differ; their names."""
    changed = []
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)
            changed.append(name)
    return changed


def store(record: models.Model, changed: list[str], *, workspace: Workspace, actor: User | None, name: str) -> None:
    """Save a new or changed record and note in the audit which fields changed, never what they hold."""
    is_new = record.pk is None
    if not (is_new or changed):
        return
    record.updated_at = timezone.now()  # type: ignore[attr-defined]
    record.save()
    audit.record(
        workspace=workspace,
        actor=actor,
        action=f"{name}.created" if is_new else f"{name}.changed",
        obj=record,
        label=f"{name} {record.pk}",
        after={"fields": sorted(changed)},
    )
    workspace_changed.send(sender=type(record), workspace_id=workspace.pk, what={"records"})
