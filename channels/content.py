"""The contents of the artefacts 「チャネル」 and 「コンテンツマップ」 as the frame sees them."""

from __future__ import annotations

from typing import Any

from django.forms.models import model_to_dict
from django.utils import translation
from django.utils.translation import gettext as _

from channels.defaults import CHANNELS
from channels.models import ContentCell, PlannedChannel
from channels.selectors.content_map import axes_of
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
                next_step=str(channel.next_step),
                source_id=sources.get(channel.key),
            )
            for position, channel in enumerate(CHANNELS, start=1)
        )


def copy_channels(source: ArtefactVersion, target: ArtefactVersion) -> None:
    """Every channel of one version into another."""
    rows = PlannedChannel.objects.for_workspace(source.workspace_id).filter(artefact=source)
    PlannedChannel.objects.bulk_create(
        PlannedChannel(
            workspace_id=target.workspace_id, artefact=target, **{name: getattr(row, name) for name in CHANNEL_FIELDS}
        )
        for row in rows
    )


def snapshot_of_channels(artefact: ArtefactVersion) -> dict[str, Any]:
    """The channels in order, each named by its key."""
    fields = [name.removesuffix("_id") for name in CHANNEL_FIELDS]
    return {"channels": [model_to_dict(row, fields=fields) for row in artefact.planned_channels.all()]}


def problems_of_channels(artefact: ArtefactVersion) -> list[str]:
    """What keeps the channel mix from being settled."""
    active = [row for row in artefact.planned_channels.all() if row.is_active]
    if not active:
        return [_("使うチャネルが選ばれていません")]
    loose = [row.name for row in active if not row.next_step]
    if loose:
        return [_("次の導線がないチャネルがあります: %(names)s") % {"names": "、".join(loose)}]
    return []


def create_content(artefact: ArtefactVersion) -> None:
    """Twelve cells (three stages × four roles), each applicable and wanting one piece."""
    ContentCell.objects.bulk_create(
        ContentCell(workspace_id=artefact.workspace_id, artefact=artefact, stage_key=stage.key, role_key=role.key)
        for stage in STAGES
        for role in ROLES
    )


def copy_content(source: ArtefactVersion, target: ArtefactVersion) -> None:
    """Every cell of one version into another; the assets belong to the strategy and need no copy."""
    rows = ContentCell.objects.for_workspace(source.workspace_id).filter(artefact=source)
    ContentCell.objects.bulk_create(
        ContentCell(
            workspace_id=target.workspace_id, artefact=target, **{name: getattr(row, name) for name in CELL_FIELDS}
        )
        for row in rows
    )


def snapshot_of_content(artefact: ArtefactVersion) -> dict[str, Any]:
    """The cells by place, named in the words of the newest ICP."""
    stages, roles = axes_of(artefact.strategy)
    names = {**{stage.key: stage.name for stage in stages}, **{role.key: role.name for role in roles}}
    cells = artefact.content_cells.order_by("stage_key", "role_key")
    return {
        "cells": [
            {
                "key": f"{cell.stage_key}/{cell.role_key}",
                "name": f"{names.get(cell.stage_key, cell.stage_key)} × {names.get(cell.role_key, cell.role_key)}",
                **model_to_dict(cell, fields=CELL_FIELDS),
            }
            for cell in cells
        ]
    }


def problems_of_content(artefact: ArtefactVersion) -> list[str]:
    """What keeps the content map from being settled: a cell set aside without a reason."""
    bare = [cell for cell in artefact.content_cells.all() if cell.is_not_applicable and not cell.not_applicable_reason]
    return [_("対象外にした理由が未入力のマスがあります")] if bare else []
