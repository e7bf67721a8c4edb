"""Drafts that follow what they rest on: the frame knows which, each kind's app knows how."""

from __future__ import annotations

from django.utils import timezone

from strategy import layers
from strategy.dependencies import downstream_of
from strategy.models import ArtefactStatus, ArtefactVersion
from strategy.services import contents
from workspaces import audit
from workspaces.models import User


def follow_change(changed: ArtefactVersion, *, actor: User | None) -> list[ArtefactVersion]:
    """Let the drafts that rest directly on a version follow its new contents (inside the caller's transaction).

    Only a draft that works on nobody follows; what is agreed or in review becomes 要見直し instead. Returns those
    whose contents changed: they count a save, so that a page opened before does not write the old values back.
    """
    drafts = (
        ArtefactVersion.objects.for_workspace(changed.workspace_id)
        .filter(strategy=changed.strategy_id, kind__in=downstream_of(changed.kind), status=ArtefactStatus.DRAFT)
        .filter(live_from__isnull=True)
        .select_related("strategy", "workspace")
        .select_for_update(of=("self",))
    )
    return [draft for draft in drafts if _follow(draft, changed.kind, actor)]


def _follow(draft: ArtefactVersion, kind: str, actor: User | None) -> bool:
    follow = layers.adapter_for(draft.kind).follow.get(kind) if layers.has_adapter(draft.kind) else None
    if follow is None:
        return False
    before = contents.snapshot_of(draft)
    follow(draft)
    after = contents.snapshot_of(draft)
    if before == after:
        return False
    draft.token += 1
    draft.updated_at = timezone.now()
    draft.content_hash = contents.hash_of(after)
    draft.based_on = contents.captured_grounds(draft.strategy, draft.kind)
    draft.save(update_fields=["token", "updated_at", "content_hash", "based_on"])
    audit.record(
        workspace=draft.workspace, actor=actor, action="artefact.follow", obj=draft, before=before, after=after
    )
    return True
