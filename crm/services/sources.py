"""Marking sources: whose work a lead from there counts as, and which channel it is."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from crm.changes import mark_days_changed
from crm.models import Source, StageEvent
from workspaces import audit
from workspaces.models import User, Workspace
from workspaces.signals import workspace_changed


@transaction.atomic
def mark_sources(*, workspace: Workspace, actor: User, marks: dict[int, dict[str, Any]]) -> int:
    """Set `origin` and `channel` of sources by id; every day on which one of their leads moved is counted anew.

    Returns how many sources changed. Ids of another workspace are ignored.
    """
    changed = []
    for source in Source.objects.for_workspace(workspace).filter(pk__in=marks).select_for_update():
        before = {"origin": source.origin, "channel": source.channel}
        after = {**before, **marks[source.pk]}
        if after == before:
            continue
        source.origin, source.channel = after["origin"], after["channel"]
        source.save(update_fields=["origin", "channel"])
        audit.record(workspace=workspace, actor=actor, action="source.marked", obj=source, before=before, after=after)
        changed.append(source.pk)
    if changed:
        events = StageEvent.objects.for_workspace(workspace).filter(journey__lead__source__in=changed)
        mark_days_changed(workspace, events.order_by().values_list("occurred_on", flat=True).distinct())
        workspace_changed.send(sender=Source, workspace_id=workspace.pk, what={"records"})
    return len(changed)
