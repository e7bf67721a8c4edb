"""Writing the designs of Layer 4: the MQL rule, the SLA and the lifecycle stages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from crm.models import StageDefinition
from nurturing.models import MqlRule, ReturnDestination, ScoreRule, Sla
from strategy.models import ArtefactVersion
from workspaces import audit
from workspaces.models import User, Workspace

STAGE_FIELDS = ("definition", "move_condition", "decided_by", "return_condition")
WRITTEN = (
    *("axis", "name", "condition", "points", "per_rule_cap", "per_day_cap", "decay", "window_days", "group"),
    "reason",
)


@dataclass(frozen=True)
class ScoreEntry:
    """A scored condition as typed: `pk` of the row it changes, None for a new one."""

    axis: str
    name: str
    condition: dict[str, Any]
    points: float = 0
    per_rule_cap: float | None = None
    per_day_cap: float | None = None
    decay: dict[str, Any] = field(default_factory=dict)
    window_days: int | None = None
    group: str = ""
    reason: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class RuleEntry:
    """The page of the MQL rule as typed. Conditions missing from `rules` are deleted; within an axis they keep the order given."""

    values: dict[str, Any]
    rules: list[ScoreEntry] = field(default_factory=list)


def write_rule(*, artefact: ArtefactVersion, entry: RuleEntry) -> None:
    """The typed page into the contents of a draft (inside `save_draft`)."""
    MqlRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact).update(**entry.values)
    rows = ScoreRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    kept = {rule.pk for rule in entry.rules if rule.pk is not None}
    rows.exclude(pk__in=kept).delete()
    by_pk = {row.pk: row for row in rows}
    taken = {row.key for row in by_pk.values()}
    places: Counter[str] = Counter()
    for rule in entry.rules:
        places[rule.axis] += 1
        row = by_pk.get(rule.pk) if rule.pk else None
        if row is None:
            row = ScoreRule(workspace_id=artefact.workspace_id, artefact=artefact, key=free_key(rule.axis, taken))
            taken.add(row.key)
        _write_row(row, rule, places[rule.axis])


def _write_row(row: ScoreRule, entry: ScoreEntry, position: int) -> None:
    for name in WRITTEN:
        setattr(row, name, getattr(entry, name))
    row.position = position
    row.save()


def free_key(axis: str, taken: set[str]) -> str:
    """A key that no condition of this version has: fit-1, fit-2 …"""
    number = 1
    while f"{axis}-{number}" in taken:
        number += 1
    return f"{axis}-{number}"


def write_sla(
    *, artefact: ArtefactVersion, values: Mapping[str, Any], destinations: Sequence[tuple[str, str, int | None]]
) -> None:
    """The six fields and the destinations (reason, destination, days) into a draft (inside `save_draft`)."""
    Sla.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact).update(**values)
    ArtefactVersion.objects.filter(pk=artefact.pk).update(review_on=values.get("review_on"))
    for reason, destination, days in destinations:
        ReturnDestination.objects.update_or_create(
            workspace_id=artefact.workspace_id,
            artefact=artefact,
            reason=reason,
            defaults={"destination": destination, "revisit_days": days},
        )


@transaction.atomic
def write_stages(
    *, workspace: Workspace, actor: User, rows: Mapping[str, Mapping[str, str]], now: dt.datetime | None = None
) -> int:
    """What each stage means in this workspace, by stage key; the number of stages that changed, each in the audit log."""
    changed = 0
    for position, (key, values) in enumerate(rows.items(), start=1):
        found = StageDefinition.objects.for_workspace(workspace).filter(key=key).first()
        stage = found or StageDefinition(workspace=workspace, key=key, position=position)
        before = {name: getattr(stage, name) for name in STAGE_FIELDS} if found else {}
        if before == dict(values):
            continue
        for name in STAGE_FIELDS:
            setattr(stage, name, values[name])
        stage.updated_at = now or timezone.now()
        stage.save()
        audit.record(
            workspace=workspace, actor=actor, action="stage.edit", obj=stage, before=before, after=dict(values)
        )
        changed += 1
    return changed
