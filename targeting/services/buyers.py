"""Writing who takes part in a purchase and the stages it passes through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strategy.models import ArtefactVersion
from targeting.models import BuyingRole, BuyingStage

MOST_ROWS = 7


class TooManyRows(Exception):
    """More roles or stages than a map can show."""


def write_roles(
    *, artefact: ArtefactVersion, entries: Mapping[int, Mapping[str, Any]], removed: int | None = None
) -> None:
    """The typed fields of each role by its id; `removed` goes (inside `save_draft`)."""
    _write_rows(BuyingRole, artefact, entries, removed)


def write_stages(
    *, artefact: ArtefactVersion, entries: Mapping[int, Mapping[str, Any]], removed: int | None = None
) -> None:
    """The typed fields of each stage by its id; `removed` goes (inside `save_draft`)."""
    _write_rows(BuyingStage, artefact, entries, removed)


def add_role(*, artefact: ArtefactVersion, name: str) -> BuyingRole:
    """One more role at the end. Raises TooManyRows."""
    return _add_row(BuyingRole, artefact, "role", name)


def add_stage(*, artefact: ArtefactVersion, name: str) -> BuyingStage:
    """One more stage at the end. Raises TooManyRows."""
    return _add_row(BuyingStage, artefact, "stage", name)


def _write_rows(
    model: type[Any], artefact: ArtefactVersion, entries: Mapping[int, Mapping[str, Any]], removed: int | None
) -> None:
    rows = {row.pk: row for row in model.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)}
    for pk, values in entries.items():
        row = rows.get(pk)
        if row is None or pk == removed:
            continue
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    if removed in rows and len(rows) > 1:
        rows[removed].delete()


def _add_row(model: type[Any], artefact: ArtefactVersion, prefix: str, name: str) -> Any:
    rows = model.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    keys = set(rows.values_list("key", flat=True))
    if len(keys) >= MOST_ROWS:
        raise TooManyRows
    number = next(number for number in range(1, MOST_ROWS + 2) if f"{prefix}-{number}" not in keys)
    last = rows.order_by("-position").values_list("position", flat=True).first() or 0
    return model.objects.create(
        workspace_id=artefact.workspace_id,
        artefact=artefact,
        key=f"{prefix}-{number}",
        position=last + 1,
        name=name,
    )
