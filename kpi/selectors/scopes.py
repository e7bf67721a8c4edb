"""The KPI tree without what 役割分担 leaves out of marketing's work."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kpi.defaults import SCOPES
from kpi.models import KpiNode


def in_scope(nodes: Sequence[KpiNode], left_out: Collection[str]) -> list[KpiNode]:
    """The indicators of the scopes that marketing carries; what hung below a missing one hangs from the next above."""
    missing = {node.key: node.parent_key for node in nodes if SCOPES.get(node.key) in left_out}
    kept = [node for node in nodes if node.key not in missing]
    for node in kept:
        while node.parent_key in missing:
            node.parent_key = missing[node.parent_key]
    return kept


def names_left_out(nodes: Sequence[KpiNode], left_out: Collection[str]) -> list[str]:
    """The names of the indicators that a tree does not show."""
    return [node.name for node in nodes if SCOPES.get(node.key) in left_out]
