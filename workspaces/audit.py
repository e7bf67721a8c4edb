"""Writing the audit log: one call inside the transaction that changes a definition."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from workspaces.models import AuditEntry, User, Workspace


def record(
    *,
    workspace: Workspace,
    actor: User | None,
    action: str,
    obj: models.Model | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    label: str = "",
) -> AuditEntry:
    """Append who did what to which object, with the values before and after (JSON-safe copies are stored)."""
    return AuditEntry.objects.create(
        workspace=workspace,
        actor=actor,
        action=action,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=obj.pk if obj is not None else None,
        object_label=(label or (str(obj) if obj is not None else ""))[:200],
        before=_plain(before),
        after=_plain(after),
        reason=reason,
    )


def _plain(values: dict[str, Any] | None) -> dict[str, Any]:
    return json.loads(json.dumps(values or {}, cls=DjangoJSONEncoder, default=str))
