"""What is to be made, in which order, and how content spreads over the stages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from channels.calc.content_gaps import is_fresh
from channels.calc.stage_balance import Balance, balance_of, usual_targets
from channels.models import ContentAsset, ContentStageTarget
from channels.selectors.content_map import ContentMap, MapCell
from strategy.models import ArtefactVersion
from workspaces.calc.display import Number


@dataclass(frozen=True)
class Work:
    """A piece to make, to finish or to bring up to date; `cell` None while it has no place on the map."""

    asset: ContentAsset
    cell: MapCell | None
    is_overdue: bool
    is_update: bool

    @property
    def priority(self) -> Fraction:
        return self.cell.gap.priority if self.cell else Fraction(0)


def backlog_of(page: ContentMap) -> list[Work]:
    """Planned and drafted pieces and published ones that are older than 12 months: most urgent cell first, then by date."""
    found = [_work(page, asset) for asset in page.assets if _is_to_do(asset, page.today)]
    return sorted(found, key=lambda work: (-work.priority, work.asset.due_on or dt.date.max, work.asset.title))


def _is_to_do(asset: ContentAsset, today: dt.date) -> bool:
    return asset.state != ContentAsset.State.PUBLISHED or not is_fresh(asset.updated_on, today)


def _work(page: ContentMap, asset: ContentAsset) -> Work:
    return Work(
        asset=asset,
        cell=page.cell(asset.stage_key, asset.role_key),
        is_overdue=asset.due_on is not None and asset.due_on < page.today,
        is_update=asset.state == ContentAsset.State.PUBLISHED,
    )


def stage_targets_of(artefact: ArtefactVersion, page: ContentMap) -> Mapping[str, Number]:
    """The part (0–1) each stage should have: as typed for this version, else the usual ones."""
    rows = ContentStageTarget.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    typed = dict(rows.values_list("stage_key", "target_share"))
    return typed or usual_targets([stage.key for stage in page.stages])


def stage_balance(page: ContentMap, targets: Mapping[str, Number]) -> Balance:
    """Published and drafted pieces by stage against the part (0–1) each stage should have."""
    made = [asset for asset in page.assets if asset.state != ContentAsset.State.IDEA]
    counts = Counter(asset.stage_key for asset in made)
    return balance_of(counts, [stage.key for stage in page.stages], targets)
