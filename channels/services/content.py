"""Writing the content map: cells belong to the version, assets to the strategy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from channels.calc.listed import Piece, doubles
from channels.models import ContentAsset, ContentCell, ContentStageTarget
from crm.calc.folding import fold_text
from strategy.models import ArtefactVersion, Strategy
from workspaces import audit
from workspaces.models import User
from workspaces.signals import workspace_changed


@dataclass(frozen=True)
class AssetEntry:
    """A piece of content as typed or pasted."""

    title: str
    url: str = ""
    kind: str = ""
    stage_key: str = ""
    role_key: str = ""
    state: str = ContentAsset.State.PUBLISHED
    brief: str = ""
    next_step: str = ""
    updated_on: dt.date | None = None
    more_stages: list[str] = field(default_factory=list)
    segment: str = ""
    gate: str = ""
    sales_use: str = ""
    owner_id: int | None = None
    due_on: dt.date | None = None
    cta: str = ""
    next_asset_id: int | None = None


@dataclass(frozen=True)
class Imported:
    """What became of a list: new pieces, pieces that were there already."""

    created: int
    known: int


def write_cell(*, artefact: ArtefactVersion, stage_key: str, role_key: str, values: dict[str, Any]) -> ContentCell:
    """Whether a cell applies, why not, and how many pieces it wants (inside `save_draft`)."""
    cell, _created = ContentCell.objects.update_or_create(
        workspace_id=artefact.workspace_id,
        artefact=artefact,
        stage_key=stage_key,
        role_key=role_key,
        defaults=values,
    )
    return cell


def write_stage_targets(*, artefact: ArtefactVersion, shares: Mapping[str, Decimal]) -> None:
    """The part (0–1) of all content that each buying stage should have (inside `save_draft`)."""
    ContentStageTarget.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact).delete()
    ContentStageTarget.objects.bulk_create(
        ContentStageTarget(workspace_id=artefact.workspace_id, artefact=artefact, stage_key=key, target_share=share)
        for key, share in shares.items()
    )


@transaction.atomic
def add_asset(*, strategy: Strategy, actor: User, entry: AssetEntry) -> ContentAsset:
    """A new piece of content, mostly an idea for a gap with its brief."""
    asset = ContentAsset.objects.create(workspace_id=strategy.workspace_id, strategy=strategy, **vars(entry))
    _note(strategy, actor, "content.add", asset, after=vars(entry))
    return asset


@transaction.atomic
def change_asset(*, asset: ContentAsset, actor: User, entry: AssetEntry) -> ContentAsset:
    """Other contents for a piece that exists."""
    before = {name: getattr(asset, name) for name in vars(entry)}
    for name, value in vars(entry).items():
        setattr(asset, name, value)
    asset.save()
    _note(asset.strategy, actor, "content.edit", asset, before=before, after=vars(entry))
    return asset


@transaction.atomic
def remove_asset(*, asset: ContentAsset, actor: User) -> None:
    """Take a piece off the map."""
    strategy = asset.strategy
    _note(strategy, actor, "content.remove", asset, before={"title": asset.title, "url": asset.url})
    asset.delete()


@transaction.atomic
def import_assets(*, strategy: Strategy, actor: User, entries: Sequence[AssetEntry]) -> Imported:
    """Many pieces at once; one that is there already, or stands in the list twice, is left as it is."""
    assets = ContentAsset.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy)
    known = [piece_of(url, title) for url, title in assets.values_list("url", "title")]
    repeated = doubles([piece_of(entry.url, entry.title) for entry in entries], known)
    created = [
        ContentAsset(workspace_id=strategy.workspace_id, strategy=strategy, **vars(entry))
        for entry, double in zip(entries, repeated, strict=True)
        if double is None
    ]
    ContentAsset.objects.bulk_create(created)
    if created:
        _note(strategy, actor, "content.paste", strategy, after={"created": len(created)})
    return Imported(created=len(created), known=len(entries) - len(created))


def piece_of(url: str, title: str) -> Piece:
    """What a piece of content is recognised by in a list."""
    return Piece(url.strip().rstrip("/"), fold_text(title))


@transaction.atomic
def assign_assets(*, strategy: Strategy, actor: User, asset_ids: Iterable[int], stage_key: str, role_key: str) -> int:
    """Put several pieces into one cell; returns how many."""
    assets = ContentAsset.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy, pk__in=list(asset_ids))
    count = assets.update(stage_key=stage_key, role_key=role_key)
    if count:
        after = {"count": count, "stage": stage_key, "role": role_key}
        _note(strategy, actor, "content.assign", strategy, after=after)
    return count


def _note(
    strategy: Strategy,
    actor: User,
    action: str,
    obj: Any,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.record(workspace=strategy.workspace, actor=actor, action=action, obj=obj, before=before, after=after)
    workspace_changed.send(sender=ContentAsset, workspace_id=strategy.workspace_id, what={"plan"})
