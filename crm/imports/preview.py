"""What a dry run shows of the records: the first new ones, and the first changes with both values, in the words of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.imports.fields import fields_of

# Columns whose field has another name; links to other records are left out, their names are in the file's own columns.
FIELD_OF_COLUMN = {
    "annual_revenue_amount": "annual_revenue",
    "lifetime_value_amount": "lifetime_value",
    "owner_name": "owner",
}
HIDDEN = {"name_key"}


def readable_preview(entity: str, preview: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """`created`: row and label; `updated`: row, label and changes as a list of name, before, after."""
    labels = {name: str(field.label) for name, field in fields_of(entity).items()}
    return {
        "created": [{"row": one["row"], "label": one["label"]} for one in preview.get("created", [])],
        "updated": [
            {"row": one["row"], "label": one["label"], "changes": list(_changes(labels, one["changes"]))}
            for one in preview.get("updated", [])
        ],
    }


def _changes(labels: dict[str, str], changes: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    for column, (before, after) in changes.items():
        if column == "custom":
            yield from (
                {"name": key, "before": (before or {}).get(key, ""), "after": value}
                for key, value in after.items()
                if (before or {}).get(key) != value
            )
        elif column not in HIDDEN and not (column.endswith("_id") and column not in labels):
            name = FIELD_OF_COLUMN.get(column, column)
            yield {"name": labels.get(name, name), "before": "" if before is None else before, "after": after}
