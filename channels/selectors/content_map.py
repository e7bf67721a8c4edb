"""The content map: what each buying role can be given at each buying stage, and which gap to close first."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.utils import translation

from channels.calc import content_gaps
from channels.calc.content_gaps import is_effective, is_fresh
from channels.defaults import APPROVAL_SUPPORT
from channels.models import ContentAsset, ContentCell
from crm.calc.periods import add_months
from crm.funnel import counted_entries
from crm.models import Stage, StageEvent
from strategy.models import ArtefactKind, ArtefactVersion, Strategy
from strategy.selectors import latest_artefact
from targeting.models import BuyingRole, BuyingStage
from workspaces.models import Workspace

PASSED_MONTHS = 6
# At which entry of the lifecycle a buying stage begins; stages of one's own count like 決定.
ENTRY_OF_STAGE = {"awareness": Stage.LEAD, "consideration": Stage.MQL, "decision": Stage.SQL}
MOST_TINTS = 4
APPROVAL_PLACE = ("decision", "decision_maker")


@dataclass(frozen=True)
class MapCell:
    """One cell: its assets, what it should hold, and how urgent the gap is."""

    stage: BuyingStage
    role: BuyingRole
    assets: list[ContentAsset]
    gap: content_gaps.Cell
    reason: str = ""
    rank: int = 0

    @property
    def held(self) -> list[ContentAsset]:
        """Published or drafted: what the number in the cell counts; ideas are not there yet."""
        return [asset for asset in self.assets if asset.state != ContentAsset.State.IDEA]

    @property
    def is_not_applicable(self) -> bool:
        return self.gap.is_not_applicable

    @property
    def is_empty(self) -> bool:
        """不足: nothing at all for somebody who needs something."""
        return not self.is_not_applicable and not self.held

    @property
    def tint(self) -> int:
        return min(len(self.held), MOST_TINTS)

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """What kinds of assets lie here, most frequent first."""
        return Counter(asset.kind or asset.get_state_display() for asset in self.held).most_common(2)

    @property
    def lacks_approval_support(self) -> bool:
        """決定 × 意思決定者 without a document that carries the proposal through 社内稟議."""
        is_place = (self.stage.key, self.role.key) == APPROVAL_PLACE
        return is_place and not self.is_not_applicable and not any(is_approval_support(asset) for asset in self.held)

    @property
    def is_drafts_only(self) -> bool:
        return bool(self.held) and all(asset.state == ContentAsset.State.DRAFT for asset in self.held)


@dataclass(frozen=True)
class ContentMap:
    """The whole map; `rows` by role, each with a cell per stage in the order of `stages`."""

    stages: list[BuyingStage]
    roles: list[BuyingRole]
    rows: list[tuple[BuyingRole, list[MapCell]]]
    gaps: list[MapCell]
    assets: list[ContentAsset]
    unassigned: list[ContentAsset]
    today: dt.date
    passed_from: dt.date
    counts: dict[str, int] = field(default_factory=dict)

    def cell(self, stage_key: str, role_key: str) -> MapCell | None:
        for _role, cells in self.rows:
            for cell in cells:
                if cell.stage.key == stage_key and cell.role.key == role_key:
                    return cell
        return None

    @property
    def empty_cells(self) -> list[MapCell]:
        """The gaps with nothing in them, most urgent first."""
        return [cell for cell in self.gaps if cell.is_empty]

    @property
    def worst_stage(self) -> tuple[BuyingStage, list[BuyingRole]] | None:
        """The stage of the most urgent empty cell, and every role that gets nothing there."""
        if not self.empty_cells:
            return None
        stage = self.empty_cells[0].stage
        return stage, [cell.role for cell in self.empty_cells if cell.stage.key == stage.key]


def content_map(strategy: Strategy, artefact: ArtefactVersion, *, today: dt.date) -> ContentMap:
    """The map of a version of the content artefact, its axes from the newest ICP, its assets from the strategy."""
    stages, roles = axes_of(strategy)
    assets = list(
        ContentAsset.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy).select_related("owner")
    )
    placed: dict[tuple[str, str], list[ContentAsset]] = defaultdict(list)
    for asset in assets:
        placed[asset.stage_key, asset.role_key].append(asset)
    cells = {
        (cell.stage_key, cell.role_key): cell
        for cell in ContentCell.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact)
    }
    passed = passed_counts(strategy.workspace, today=today)
    rows = [
        (role, [_cell(stage, role, placed, cells.get((stage.key, role.key)), passed, today) for stage in stages])
        for role in roles
    ]
    rows, gaps = _ranked(rows)
    known = {(stage.key, role.key) for stage in stages for role in roles}
    return ContentMap(
        stages=stages,
        roles=roles,
        rows=rows,
        gaps=gaps,
        assets=assets,
        unassigned=[asset for asset in assets if (asset.stage_key, asset.role_key) not in known],
        today=today,
        passed_from=add_months(today, -PASSED_MONTHS),
        counts=_counts(assets, today),
    )


def is_approval_support(asset: ContentAsset) -> bool:
    """Whether a piece is a 稟議支援資料, in either language."""
    names = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            names.add(str(APPROVAL_SUPPORT))
    return asset.kind in names


def axes_of(strategy: Strategy) -> tuple[list[BuyingStage], list[BuyingRole]]:
    """The buying stages and roles of the newest ICP version."""
    icp = latest_artefact(strategy, ArtefactKind.ICP)
    if icp is None:
        return [], []
    stages = BuyingStage.objects.for_workspace(strategy.workspace_id).filter(artefact=icp)
    roles = BuyingRole.objects.for_workspace(strategy.workspace_id).filter(artefact=icp)
    return list(stages), list(roles)


def _cell(
    stage: BuyingStage,
    role: BuyingRole,
    placed: dict[tuple[str, str], list[ContentAsset]],
    stored: ContentCell | None,
    passed: dict[str, int],
    today: dt.date,
) -> MapCell:
    assets = placed.get((stage.key, role.key), [])
    published = [asset for asset in assets if asset.state == ContentAsset.State.PUBLISHED]
    gap = content_gaps.Cell(
        stage=stage.key,
        role=role.key,
        effective=sum(
            is_effective(asset.updated_on, today, is_left=asset.sales_use == ContentAsset.SalesUse.UNUSED)
            for asset in published
        ),
        published=len(published),
        target=stored.target_count if stored else 1,
        passed=passed.get(ENTRY_OF_STAGE.get(stage.key, Stage.SQL), 0),
        role_weight=role.weight,
        is_not_applicable=bool(stored and stored.is_not_applicable),
    )
    return MapCell(stage, role, assets, gap, reason=stored.not_applicable_reason if stored else "")


def _ranked(
    rows: list[tuple[BuyingRole, list[MapCell]]],
) -> tuple[list[tuple[BuyingRole, list[MapCell]]], list[MapCell]]:
    """The rows with each gap's place in the order of priority, and the gaps in that order."""
    by_gap = {id(cell.gap): cell for _role, cells in rows for cell in cells}
    ordered = content_gaps.gaps_in_order(cell.gap for cell in by_gap.values())
    ranks = {id(gap): rank for rank, gap in enumerate(ordered, start=1)}
    ranked = {
        key: MapCell(cell.stage, cell.role, cell.assets, cell.gap, cell.reason, ranks.get(key, 0))
        for key, cell in by_gap.items()
    }
    return [(role, [ranked[id(cell.gap)] for cell in cells]) for role, cells in rows], [
        ranked[id(gap)] for gap in ordered
    ]


def passed_counts(workspace: Workspace, *, today: dt.date) -> dict[str, int]:
    """SQLs by the stage they passed in the last 6 months: journeys that entered lead, mql or sql in that time and
    reached SQL in the same cycle. Source: docs/calculations.md 「コンテンツの優先順位」.
    """
    reached = StageEvent.objects.for_workspace(workspace).filter(
        journey=OuterRef("journey"),
        cycle_number=OuterRef("cycle_number"),
        to_stage=Stage.SQL,
        kind=StageEvent.Kind.ADVANCE,
    )
    start = add_months(today, -PASSED_MONTHS)
    counts = {}
    for stage in (Stage.LEAD, Stage.MQL, Stage.SQL):
        entries = counted_entries(workspace, stage, start=start, end=today)
        counts[str(stage)] = entries.filter(Exists(reached)).aggregate(n=Count("pk"))["n"]
    return counts


def _counts(assets: list[ContentAsset], today: dt.date) -> dict[str, int]:
    """Published, drafts, ideas, and published ones that want an update."""
    states = Counter(asset.state for asset in assets)
    stale = sum(
        asset.state == ContentAsset.State.PUBLISHED and not is_fresh(asset.updated_on, today) for asset in assets
    )
    return {
        "total": states[ContentAsset.State.PUBLISHED] + states[ContentAsset.State.DRAFT],
        "published": states[ContentAsset.State.PUBLISHED],
        "draft": states[ContentAsset.State.DRAFT],
        "idea": states[ContentAsset.State.IDEA],
        "stale": stale,
    }


def asset_of(strategy: Strategy, asset_id: int) -> ContentAsset | None:
    """A piece of content of this strategy."""
    assets = ContentAsset.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy, pk=asset_id)
    return assets.select_related("strategy__workspace").first()
