"""The import screen's way: receive a file, keep its mapping, have it checked and read in the worker."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from crm import tasks
from crm.imports.mapping import Mapping, guess_mapping
from crm.imports.tables import ReadOptions, open_table
from crm.models import ImportFile, ImportRun
from crm.services.import_undo import NotUndoable, can_undo
from workspaces.models import User, Workspace

State = ImportRun.State
LARGEST_FILE = 100 * 1024 * 1024
# Session key of a file dropped outside the import pages: {"run": id, "url": …}; the finished run leads back there.
AFTER_IMPORT = "after_import"


class NotReady(Exception):
    """The run is being read, or was read already."""


@transaction.atomic
def receive_file(*, workspace: Workspace, actor: User, entity: str, name: str, content: bytes) -> ImportRun:
    """Keep an uploaded file and guess its mapping, or take the mapping of the last file with the same header.

    Raises ImportProblem when the file is no table.
    """
    table = open_table(content)
    guessed = guess_mapping(entity, table.header)
    mapping = _remembered(workspace, entity, table.header) or guessed.as_json()
    file = ImportFile.objects.create(workspace=workspace, name=name[:255], content=content, uploaded_by=actor)
    return ImportRun.objects.create(
        workspace=workspace,
        entity=entity,
        file=file,
        file_name=name[:255],
        mapping=mapping,
        is_dry_run=True,
        rows_total=table.row_estimate,
        started_by=actor,
    )


def _remembered(workspace: Workspace, entity: str, header: list[str]) -> dict[str, Any] | None:
    """The mapping with which a file of the same columns was last read."""
    done = ImportRun.objects.for_workspace(workspace).filter(entity=entity, state=State.DONE, is_dry_run=False)
    for run in done.order_by("-created_at")[:10]:
        columns = run.mapping.get("columns", {})
        if columns and set(columns) <= set(header) and not run.mapping.get("header_row", 1) > 1:
            return run.mapping
    return None


@transaction.atomic
def read_differently(*, run: ImportRun, options: ReadOptions) -> ImportRun:
    """Open the file with another encoding, delimiter, header row or sheet, and guess its mapping anew.

    Raises ImportProblem when it cannot be opened that way.
    """
    file = _locked(run).file
    table = open_table(bytes(file.content) if file else b"", options)
    guessed = guess_mapping(run.entity, table.header)
    mapping = Mapping(columns=guessed.columns, options=options)
    return _keep(run, mapping.as_json())


@transaction.atomic
def save_mapping(*, run: ImportRun, document: dict[str, Any]) -> ImportRun:
    """Keep the mapping as chosen. Raises ImportProblem naming the part that is wrong."""
    _locked(run)
    return _keep(run, Mapping.from_json(document).as_json())


def queue_check(*, run: ImportRun) -> None:
    """Have the worker say exactly what would be created, updated, left alone and refused."""
    _queue(run, is_dry_run=True)


def queue_import(*, run: ImportRun) -> None:
    """Have the worker read the file into the records. Raises NotReady unless it has been checked."""
    _queue(run, is_dry_run=False)


@transaction.atomic
def queue_undo(*, run: ImportRun, actor: User, now: dt.datetime) -> None:
    """Have the worker take a run back. Raises NotUndoable after 30 days and for a run that is being taken back already."""
    if not can_undo(run, now):
        raise NotUndoable
    rows = ImportRun.objects.for_workspace(run.workspace_id).filter(pk=run.pk, state=State.DONE)
    if not rows.update(state=State.UNDOING, undone_by=actor, failure=""):
        raise NotUndoable
    tasks.run_undo.delay_on_commit(workspace_id=run.workspace_id, run_id=run.pk)


@transaction.atomic
def _queue(run: ImportRun, *, is_dry_run: bool) -> None:
    startable = [State.PREVIEWED] if not is_dry_run else [State.MAPPING, State.PREVIEWED, State.FAILED]
    rows = ImportRun.objects.for_workspace(run.workspace_id).filter(pk=run.pk, state__in=startable)
    if not rows.update(state=State.QUEUED, is_dry_run=is_dry_run, rows_done=0, failure=""):
        raise NotReady
    tasks.run_import.delay_on_commit(workspace_id=run.workspace_id, run_id=run.pk)


def _locked(run: ImportRun) -> ImportRun:
    """The run, locked while its mapping changes. Raises NotReady when it is being read or was read."""
    rows = ImportRun.objects.for_workspace(run.workspace_id).select_for_update(of=("self",)).select_related("file")
    locked = rows.get(pk=run.pk)
    if locked.state not in (State.MAPPING, State.PREVIEWED, State.FAILED):
        raise NotReady
    return locked


def _keep(run: ImportRun, document: dict[str, Any]) -> ImportRun:
    run.mapping, run.state = document, State.MAPPING
    run.save(update_fields=["mapping", "state"])
    return run
