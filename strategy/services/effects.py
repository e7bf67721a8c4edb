"""What agreeing a version would do to what rests on it: the figures of the next kinds before and after."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from strategy import layers
from strategy.dependencies import downstream_of
from strategy.models import ArtefactStatus, ArtefactVersion
from strategy.selectors.artefacts import agreed_artefact, latest_artefact
from strategy.services.contents import figures_of

DOWNSTREAM = "downstream"


def downstream_figures(artefact: ArtefactVersion) -> dict[str, dict[str, Any]]:
    """{kind: {"id", "before", "after"}} of the kinds that rest directly on this one and whose figures would change.

    The version is agreed in a savepoint that is taken back at once, so every later layer computes with it exactly as
    it would after the last approval. Must run inside a transaction that holds the version's lock.
    """
    below = [found for kind in downstream_of(artefact.kind) if (found := _version_of(artefact, kind))]
    if not below:
        return {}
    before = {version.kind: figures_of(version) for version in below}
    with transaction.atomic():
        _agree_for_a_moment(artefact)
        after = {version.kind: figures_of(_version_of(artefact, version.kind) or version) for version in below}
        transaction.set_rollback(True)
    return {
        version.kind: {"id": version.pk, "before": before[version.kind], "after": after[version.kind]}
        for version in below
        if before[version.kind] != after[version.kind]
    }


def _version_of(artefact: ArtefactVersion, kind: str) -> ArtefactVersion | None:
    """A fresh instance of what is in force of a kind, else its draft; None for a kind nobody has registered."""
    if not layers.has_adapter(kind):
        return None
    return agreed_artefact(artefact.strategy, kind) or latest_artefact(artefact.strategy, kind)


def _agree_for_a_moment(artefact: ArtefactVersion) -> None:
    rows = ArtefactVersion.objects.for_workspace(artefact.workspace_id)
    same = rows.filter(strategy=artefact.strategy_id, kind=artefact.kind)
    same.filter(status=ArtefactStatus.AGREED).update(status=ArtefactStatus.SUPERSEDED)
    rows.filter(pk=artefact.pk).update(status=ArtefactStatus.AGREED)
