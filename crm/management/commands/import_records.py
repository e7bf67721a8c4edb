"""`./run manage import_records WORKSPACE leads|companies|deals|activities|series FILE [--mapping M.json] [--dry-run] [--json]`."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from crm.imports.mapping import Mapping, guess_mapping
from crm.imports.problems import ImportProblem
from crm.imports.running import ImportResult, import_table
from crm.imports.tables import open_table
from crm.models import ImportRun
from workspaces.models import Workspace

SHOWN_ERRORS = 20


class Command(BaseCommand):
    help = "Reads a CSV, TSV or Excel file into records; a second import of the same file changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workspace", help="slug of the workspace")
        parser.add_argument("entity", choices=ImportRun.Entity.values)
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, help="mapping file (JSON); without one the headings decide")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"There is no workspace {options['workspace']!r}.")
        with translation.override(workspace.language):
            result = self._import(workspace, options)
            for warning in result.warnings:
                sys.stderr.write(f"{warning}\n")
            if options["json"]:
                self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False))
            else:
                self._print(result)

    def _import(self, workspace: Workspace, options: dict[str, Any]) -> ImportResult:
        chosen = self._mapping(options["mapping"])
        try:
            content = options["file"].read_bytes()
            mapping = Mapping.from_json(chosen) if chosen is not None else None
            table = open_table(content, mapping.options if mapping else None)
            return import_table(
                workspace=workspace,
                entity=options["entity"],
                table=table,
                mapping=mapping if mapping and mapping.columns else _guess(options["entity"], table.header, mapping),
                today=workspace.today(),
                is_dry_run=options["dry_run"],
            )
        except (OSError, ImportProblem) as error:
            raise CommandError(str(error)) from error

    def _mapping(self, path: Path | None) -> Any:
        if path is None:
            return None
        try:
            return json.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            raise CommandError(f"The mapping file cannot be read: {error}") from error

    def _print(self, result: ImportResult) -> None:
        counts = result.as_json()
        errors = counts.pop("errors")
        self.stdout.write("  ".join(f"{name} {count:,}" for name, count in counts.items()))
        for error in errors[:SHOWN_ERRORS]:
            self.stdout.write(f"row {error['row']}  {error['column']}  {error['reason']}")
        if len(errors) > SHOWN_ERRORS:
            self.stdout.write(f"… {len(errors) - SHOWN_ERRORS:,} more")


def _guess(entity: str, header: list[str], chosen: Mapping | None) -> Mapping:
    """The guessed columns with the constants, values and formats of a mapping file that names no columns."""
    guessed = guess_mapping(entity, header)
    if chosen is not None:
        chosen.columns = guessed.columns
        return chosen
    return guessed
