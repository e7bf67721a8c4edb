"""Strategy versions: lists of pointers to artefact versions; v1.0 at the first complete agreement, then v1.1, v1.2 …"""

from __future__ import annotations

import datetime as dt

from strategy.models import (
    ArtefactStatus,
    ArtefactVersion,
    Strategy,
    StrategyVersion,
    StrategyVersionPointer,
)
from strategy.selectors.scopes import kinds_left_out, scopes_left_out


def create_first_version(*, strategy: Strategy, artefacts: list[ArtefactVersion]) -> StrategyVersion:
    """The draft v1.0 that points to the first versions."""
    version = StrategyVersion.objects.create(workspace=strategy.workspace, strategy=strategy, major=1, minor=0)
    _point(version, artefacts)
    return version


def draft_version(strategy: Strategy) -> StrategyVersion:
    """The draft of the strategy; after an agreement the next one, with the agreed pointers copied."""
    versions = StrategyVersion.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy)
    draft = versions.filter(status=StrategyVersion.Status.DRAFT).first()
    if draft is not None:
        return draft
    newest = versions.order_by("-major", "-minor").first()
    if newest is None:
        return create_first_version(strategy=strategy, artefacts=[])
    draft = StrategyVersion.objects.create(
        workspace=strategy.workspace, strategy=strategy, major=newest.major, minor=newest.minor + 1
    )
    _point(draft, [pointer.artefact for pointer in newest.pointers.select_related("artefact")])
    return draft


def point_draft_to(*, strategy: Strategy, artefact: ArtefactVersion) -> None:
    """Let the strategy's draft hold this version of its kind."""
    StrategyVersionPointer.objects.update_or_create(
        workspace=strategy.workspace,
        strategy_version=draft_version(strategy),
        kind=artefact.kind,
        defaults={"artefact": artefact},
    )


def agree_when_complete(*, strategy: Strategy, now: dt.datetime) -> StrategyVersion | None:
    """Close the draft when everything in marketing's scope that it points to is agreed; the version before becomes 旧版.

    Returns the version that has just been agreed, else None.
    """
    versions = StrategyVersion.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy)
    draft = versions.filter(status=StrategyVersion.Status.DRAFT).first()
    if draft is None:
        return None
    pointers = draft.pointers.exclude(kind__in=kinds_left_out(scopes_left_out(strategy)))
    statuses = list(pointers.values_list("artefact__status", flat=True))
    if not statuses or any(status != ArtefactStatus.AGREED for status in statuses):
        return None
    versions.filter(status=StrategyVersion.Status.AGREED).update(status=StrategyVersion.Status.SUPERSEDED)
    draft.status = StrategyVersion.Status.AGREED
    draft.agreed_at = now
    draft.save(update_fields=["status", "agreed_at"])
    return draft


def _point(version: StrategyVersion, artefacts: list[ArtefactVersion]) -> None:
    StrategyVersionPointer.objects.bulk_create(
        [
            StrategyVersionPointer(
                workspace=version.workspace, strategy_version=version, kind=artefact.kind, artefact=artefact
            )
            for artefact in artefacts
        ]
    )
