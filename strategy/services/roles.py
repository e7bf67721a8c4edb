"""Writing the table of 役割分担."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strategy.models import ArtefactVersion, RoleSplitRow

TEXTS = ("marketing_level", "marketing_duty", "sales_level", "sales_duty")
PEOPLE = ("responsible_id", "accountable_id")
PARTIES = ("consulted", "informed")


def write_roles(artefact: ArtefactVersion, values: Mapping[int, Mapping[str, Any]]) -> None:
    """Put levels, duties, people and parties ({row id: {field: value}}) into a draft; called inside `save_draft`."""
    rows = list(RoleSplitRow.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, pk__in=values))
    for row in rows:
        for name, value in values[row.pk].items():
            setattr(row, name, value.strip() if name in TEXTS else value)
    RoleSplitRow.objects.bulk_update(rows, [*TEXTS, *PEOPLE, *PARTIES])


def add_row(artefact: ArtefactVersion, scope: str) -> RoleSplitRow:
    """A scope of one's own at the end of a draft's table, for both departments to fill in; inside `save_draft`."""
    rows = RoleSplitRow.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return RoleSplitRow.objects.create(
        workspace=artefact.workspace, artefact=artefact, position=0 if last is None else last + 1, scope=scope.strip()
    )


def remove_row(artefact: ArtefactVersion, row_id: int) -> None:
    """Take a row that somebody added out of a draft; the framework's four stay; inside `save_draft`."""
    own = RoleSplitRow.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, key="")
    own.filter(pk=row_id).delete()
