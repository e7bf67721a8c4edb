"""Writing the table of 役割分担."""

from __future__ import annotations

from strategy.models import ArtefactVersion, RoleSplitRow

FIELDS = ("marketing_level", "marketing_duty", "sales_level", "sales_duty")


def write_roles(artefact: ArtefactVersion, values: dict[int, dict[str, str]]) -> None:
    """Put levels and duties ({row id: {field: value}}) into a draft; called inside `save_draft`."""
    rows = list(RoleSplitRow.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, pk__in=values))
    for row in rows:
        for name in FIELDS:
            if name in values[row.pk]:
                setattr(row, name, values[row.pk][name].strip())
    RoleSplitRow.objects.bulk_update(rows, FIELDS)
