"""Reads a small file given as text, the way the command and the screen do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crm.imports.mapping import Mapping, guess_mapping
from crm.imports.running import ImportResult, import_table
from crm.imports.tables import open_table
from workspaces.models import Workspace

TODAY = dt.date(2026, 11, 20)


def read(workspace: Workspace, entity: str, text: str | bytes, document: Any = None, **options: Any) -> ImportResult:
    mapping = Mapping.from_json(document) if document else None
    table = open_table(text if isinstance(text, bytes) else text.encode(), mapping.options if mapping else None)
    if mapping is None or not mapping.columns:
        guessed = guess_mapping(entity, table.header)
        if mapping:
            guessed.constants, guessed.values = mapping.constants, mapping.values
        mapping = guessed
    return import_table(workspace=workspace, entity=entity, table=table, mapping=mapping, today=TODAY, **options)


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    """created, updated, unchanged, refused; their sum must be what was read."""
    assert result.read == result.created + result.updated + result.unchanged + result.refused
    return result.created, result.updated, result.unchanged, result.refused
