"""Writing the 詳細設定 of a goal."""

from __future__ import annotations

from typing import Any

from strategy.models import ArtefactVersion, PlanDetail


def write_detail(artefact: ArtefactVersion, document: dict[str, Any]) -> None:
    """Put the details into a draft; without any the row goes. Called inside `save_draft`."""
    own = PlanDetail.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    if not document:
        own.delete()
        return
    PlanDetail.objects.update_or_create(
        workspace=artefact.workspace, artefact=artefact, defaults={"document": document}
    )


def copy_detail(source: ArtefactVersion, target: ArtefactVersion) -> None:
    """The details go with their goal into its next version."""
    found = PlanDetail.objects.for_workspace(source.workspace_id).filter(artefact=source).first()
    if found is not None:
        write_detail(target, found.document)
