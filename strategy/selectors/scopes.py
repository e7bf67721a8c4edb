"""What 役割分担 leaves out of marketing's work: KPIs and design steps of such a scope are not marketing's."""

from __future__ import annotations

from strategy.models import ArtefactKind, RoleSplitRow, Strategy
from strategy.selectors.artefacts import latest_artefact


def scopes_left_out(strategy: Strategy) -> dict[str, str]:
    """The scopes that marketing does not carry (「しない」), by key with their names."""
    artefact = latest_artefact(strategy, ArtefactKind.ROLES)
    if artefact is None:
        return {}
    rows = RoleSplitRow.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact)
    return dict(rows.filter(marketing_level=RoleSplitRow.Level.NOT).exclude(key="").values_list("key", "scope"))
