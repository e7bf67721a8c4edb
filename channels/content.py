"""The contents of the artefacts 「チャネル」 and 「コンテンツマップ」 as the frame sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms.models import model_to_dict
from django.utils import translation
from django.utils.translation import gettext as _

from channels.calc.supply import FOUNDATION, QUICK
from channels.defaults import CHANNELS
from channels.models import ContentCell, ContentStageTarget, PathStep, PlannedChannel
from channels.selectors.content_map import axes_of
from channels.selectors.mix import as_supplier
from crm.models import Source
from strategy.models import ArtefactVersion
from targeting.defaults import ROLES, STAGES

CHANNEL_FIELDS = (
    "position",
    "key",
    "name",
    "role",
    "stages",
    "months_to_effect",
    "is_single_event",
    "is_active",
    "starts_on",
    "monthly_cost_amount",
    "monthly_lead_count",
    "next_step",
    "choice_reason",
    "source_id",
    "provenance",
)
# Said in a snapshot only where they say something, so that versions agreed before they existed keep their contents.
LATER_FIELDS = (
    "is_lasting",
    "ends_on",
    "ramp_from",
    "ramp_full",
    "event_cost_amount",
    "event_lead_count",
    "events_per_year",
    "cost_bands",
    "next_how",
    "is_next_example",
    "choice_basis",
    "audience_scores",
)
PATH_FIELDS = ("position", "from_name", "to_name", "how")
STAGE_TARGET_FIELDS = ("stage_key", "target_share")
CELL_FIELDS = ("stage_key", "role_key", "is_not_applicable", "not_applicable_reason", "target_count")


def create_channels(artefact: ArtefactVersion) -> None:
    """The framework's seven channels in the workspace's language, none ticked yet; each linked to a source of its kind."""
    sources: dict[str, int] = {}
    for channel, pk in Source.objects.for_workspace(artefact.workspace_id).order_by("-pk").values_list("channel", "pk"):
        sources[channel] = pk
    with translation.override(artefact.workspace.language):
        PlannedChannel.objects.bulk_create(
            PlannedChannel(
                workspace_id=artefact.workspace_id,
                artefact=artefact,
                position=position,
                key=channel.key,
                name=str(channel.name),
                role=str(channel.role),
                stages=list(channel.stages),
                months_to_effect=channel.months_to_effect,
                is_single_event=channel.is_single_event,
                is_active=False,
                is_lasting=channel.is_lasting,
                next_step=str(channel.next_step),
                next_how=str(channel.next_how),
                is_next_example=bool(channel.next_step),
                source_id=sources.get(channel.key),
            )
            for position, channel in enumerate(CHANNELS, start=1)
        )


def copy_channels(source: ArtefactVersion, target: ArtefactVersion) -> None:
    """Every channel and every joint of a path of one version into another."""
    _copy_rows(PlannedChannel, CHANNEL_FIELDS + LATER_FIELDS, source, target)
    _copy_rows(PathStep, PATH_FIELDS, source, target)


def _copy_rows(model: type[Any], names: Sequence[str], source: ArtefactVersion, target: ArtefactVersion) -> None:
    model.objects.bulk_create(
        model(workspace_id=target.workspace_id, artefact=target, **{name: getattr(row, name) for name in names})
        for row in model.objects.for_workspace(source.workspace_id).filter(artefact=source)
    )


def snapshot_of_channels(artefact: ArtefactVersion) -> dict[str, Any]:
    """The channels in order, each named by its key, and the joints of the paths, each named by both its ends."""
    snapshot = {"channels": [_channel(row) for row in artefact.planned_channels.all()]}
    joints = [
        {"key": f"{row.position}", "name": str(row), "from_name": row.from_name, "to_name": row.to_name, "how": row.how}
        for row in artefact.path_steps.all()
    ]
    return {**snapshot, "paths": joints} if joints else snapshot


def _channel(row: PlannedChannel) -> dict[str, Any]:
    found = model_to_dict(row, fields=[name.removesuffix("_id") for name in CHANNEL_FIELDS])
    found |= {name: value for name in LATER_FIELDS if (value := getattr(row, name))}
    if row.audience_scores:
        found["audience_scores"] = sorted(map(list, row.audience_scores.items()))
    return found


def problems_of_channels(artefact: ArtefactVersion) -> list[str]:
    """What keeps the channel mix from being settled."""
    active = [row for row in artefact.planned_channels.all() if row.is_active]
    if not active:
        return [_("使うチャネルが選ばれていません")]
    found = []
    loose = [row.name for row in active if not row.next_step]
    if loose:
        found.append(_("次の導線がないチャネルがあります: %(names)s") % {"names": _("、").join(loose)})
    groundless = [row.name for row in active if not row.choice_basis]
    if groundless:
        found.append(_("選定理由がないチャネルがあります: %(names)s") % {"names": _("、").join(groundless)})
    return found


def cautions_of_channels(artefact: ArtefactVersion) -> list[str]:
    """A track without a channel: quick results without a foundation, or the other way round."""
    active = [row for row in artefact.planned_channels.all() if row.is_active]
    tracks = {as_supplier(row).track for row in active}
    missing = {
        QUICK: _(
            "早い成果（1〜3か月）のチャネルがありません。成果が出るまでの数か月を支えるチャネルを1つ入れてください"
        ),
        FOUNDATION: _(
            "成長の土台（6〜12か月）のチャネルがありません。来年以降のリードを育てるチャネルを1つ入れてください"
        ),
    }
    return [sentence for track, sentence in missing.items() if active and track not in tracks]


def create_content(artefact: ArtefactVersion) -> None:
    """Twelve cells (three stages × four roles), each applicable and wanting one piece."""
    ContentCell.objects.bulk_create(
        ContentCell(workspace_id=artefact.workspace_id, artefact=artefact, stage_key=stage.key, role_key=role.key)
        for stage in STAGES
        for role in ROLES
    )


def copy_content(source: ArtefactVersion, target: ArtefactVersion) -> None:
    """Every cell of one version into another; the assets belong to the strategy and need no copy."""
    _copy_rows(ContentCell, CELL_FIELDS, source, target)
    _copy_rows(ContentStageTarget, STAGE_TARGET_FIELDS, source, target)


def snapshot_of_content(artefact: ArtefactVersion) -> dict[str, Any]:
    """The cells by place, named in the words of the newest ICP."""
    stages, roles = axes_of(artefact.strategy)
    names = {**{stage.key: stage.name for stage in stages}, **{role.key: role.name for role in roles}}
    cells = artefact.content_cells.order_by("stage_key", "role_key")
    targets = [
        {"key": row.stage_key, "name": names.get(row.stage_key, row.stage_key), "target_share": row.target_share}
        for row in artefact.content_stage_targets.all()
    ]
    snapshot = {
        "cells": [
            {
                "key": f"{cell.stage_key}/{cell.role_key}",
                "name": f"{names.get(cell.stage_key, cell.stage_key)} × {names.get(cell.role_key, cell.role_key)}",
                **model_to_dict(cell, fields=CELL_FIELDS),
            }
            for cell in cells
        ]
    }
    return {**snapshot, "stage_targets": targets} if targets else snapshot


def problems_of_content(artefact: ArtefactVersion) -> list[str]:
    """What keeps the content map from being settled: a cell set aside without a reason."""
    bare = [cell for cell in artefact.content_cells.all() if cell.is_not_applicable and not cell.not_applicable_reason]
    return [_("対象外にした理由が未入力のマスがあります")] if bare else []
