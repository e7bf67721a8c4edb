"""Records that arrive over the API: the same road as a file, an object being a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from crm.imports.fields import CUSTOM_ENTITIES, CUSTOM_PREFIX, fields_of
from crm.imports.mapping import Mapping
from crm.imports.running import import_table
from crm.imports.tables import table_of_rows
from crm.models import StageEvent
from workspaces.models import Workspace

MOST_ITEMS = 1000


class UnknownField(Exception):
    """An object has a field that the entity does not know. `args[0]` names it."""


@dataclass
class BulkResult:
    """What came of each object: counts, and the refused ones with their place in the list."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "errors": self.errors,
        }


def upsert_records(*, workspace: Workspace, entity: str, items: Sequence[dict[str, Any]], today: dt.date) -> BulkResult:
    """Create or update the records of a list of objects by external id (activities: insert once), set-based.

    A field that an object leaves out, or gives as null, stays as it is. Raises UnknownField, and ImportProblem when the
    list as a whole cannot be read.
    """
    flat = [_flatten(entity, item) for item in items]
    header = list(dict.fromkeys(name for item in flat for name in item))
    table = table_of_rows(header, [[item.get(name, "") for name in header] for item in flat])
    result = import_table(
        workspace=workspace,
        entity=entity,
        table=table,
        mapping=Mapping(columns={name: [name] for name in header}),
        today=today,
        origin=StageEvent.Origin.API,
    )
    errors = [{"index": one.row - 1, "field": one.column, "reason": one.reason} for one in result.errors]
    blank = len(items) - result.read
    errors += [
        {"index": index, "field": "", "reason": _("空のオブジェクトです")}
        for index, item in enumerate(flat)
        if not any(item.values())
    ]
    return BulkResult(result.created, result.updated, result.unchanged, result.refused + blank, errors)


def _flatten(entity: str, item: dict[str, Any]) -> dict[str, str]:
    """An object as a row: {"custom": {"plan": "A"}} becomes the column `custom.plan`."""
    known = fields_of(entity)
    row: dict[str, str] = {}
    for name, value in item.items():
        if name == "custom" and isinstance(value, dict) and entity in CUSTOM_ENTITIES:
            row |= {f"{CUSTOM_PREFIX}{key}": _text(one) for key, one in value.items()}
        elif name in known or (name.startswith(CUSTOM_PREFIX) and entity in CUSTOM_ENTITIES):
            row[name] = _text(value)
        else:
            raise UnknownField(name)
    return row


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
