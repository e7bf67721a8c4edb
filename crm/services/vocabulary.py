"""Names that records share: sources and campaigns enter the vocabulary when they are first used."""

from __future__ import annotations

import unicodedata

from crm.models import Campaign, Source
from workspaces.models import Workspace


def source_named(*, workspace: Workspace, name: str) -> Source | None:
    """The source of that name, made unmarked when it is new; None for a blank name."""
    folded = _fold(name)[:120]
    return Source.objects.get_or_create(workspace=workspace, name=folded)[0] if folded else None


def campaign_named(*, workspace: Workspace, name: str, source: Source | None = None) -> Campaign | None:
    """The campaign of that name, made within `source` when it is new; None for a blank name."""
    folded = _fold(name)[:160]
    if not folded:
        return None
    return Campaign.objects.get_or_create(workspace=workspace, name=folded, defaults={"source": source})[0]


def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name or "").split())
