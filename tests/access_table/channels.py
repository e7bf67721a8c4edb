"""Layer 3: everybody in the workspace reads, those who may edit strategies change."""

from __future__ import annotations

from typing import Any

from channels.models import ContentAsset
from tests.access_table import EDITORS, EVERYBODY, Row
from tests.access_table.targeting import strategy_of


def _asset_of(world: Any) -> dict[str, Any]:
    place = strategy_of(world)
    if not hasattr(world, "asset"):
        world.asset = ContentAsset.objects.create(workspace=world.workspace, strategy=world.strategy, title="導入事例")
    return {**place, "asset_id": world.asset.pk}


def _row(name: str, **fields: Any) -> Row:
    return Row(name, **{"kwargs": strategy_of, **fields})


ROWS = [
    _row("channels:channels", allowed=EVERYBODY),
    _row("channels:channels", allowed=EDITORS, method="post"),
    _row("channels:paths", allowed=EVERYBODY),
    _row("channels:paths", allowed=EDITORS, method="post"),
    _row("channels:content", allowed=EVERYBODY),
    _row("channels:content", allowed=EDITORS, method="post"),
    _row("channels:asset-add", allowed=EDITORS, method="post"),
    _row("channels:assets-paste", allowed=EDITORS, method="post"),
    _row("channels:assets-import", allowed=EDITORS, method="post"),
    _row("channels:assets-assign", allowed=EDITORS, method="post"),
    _row("channels:asset", allowed=EVERYBODY, kwargs=_asset_of),
    _row("channels:asset", allowed=EDITORS, kwargs=_asset_of, method="post"),
]
