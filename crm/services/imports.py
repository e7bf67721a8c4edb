"""Carrying out an import run of the screen: read the stored file, write records or only look, keep what came of it."""

from __future__ import annotations

import datetime as dt
import logging

from django.utils import timezone, translation

from crm.imports.mapping import Mapping, guess_mapping
from crm.imports.preview import readable_preview
from crm.imports.problems import ImportProblem
from crm.imports.progress import progress_of
from crm.imports.refusals import MOST_ERRORS
from crm.imports.running import ImportResult, import_table
from crm.imports.tables import open_table
from crm.imports.undoing import forget_old_journals
from crm.models import ImportRun

State = ImportRun.State
logger = logging.getLogger(__name__)


def carry_out_run(*, workspace_id: int, run_id: int, today: dt.date | None = None) -> ImportRun | None:
    """Carry out a queued run and return it; None when there is none to do.

    A dry run ends as 確認待ち, the real one as 完了; a file that cannot be read as 失敗 with the reason. A run that was
    broken off (its worker died) left nothing behind, and is carried out again from the start.
    """
    rows = ImportRun.objects.for_workspace(workspace_id).filter(pk=run_id)
    if not rows.filter(state__in=[State.QUEUED, State.RUNNING]).update(state=State.RUNNING):
        return None
    run = rows.select_related("file", "workspace", "started_by").get()
    language = (run.started_by.language if run.started_by else "") or run.workspace.language
    with translation.override(language):
        try:
            result = _read(run, today or run.workspace.today())
        except ImportProblem as problem:
            return _fail(run, str(problem))
        except Exception:
            _fail(run, translation.gettext("取り込み中に予期しないエラーが起きました。何も書き込まれていません"))
            raise
    return _keep(run, result)


def _read(run: ImportRun, today: dt.date) -> ImportResult:
    if run.file is None:
        raise ImportProblem(translation.gettext("ファイルがもうありません。もう一度選んでください"))
    mapping = Mapping.from_json(run.mapping)
    table = open_table(bytes(run.file.content), mapping.options)
    if not mapping.columns:
        mapping.columns = guess_mapping(run.entity, table.header).columns
    with progress_of(run) as progress:
        return import_table(
            workspace=run.workspace,
            entity=run.entity,
            table=table,
            mapping=mapping,
            today=today,
            is_dry_run=run.is_dry_run,
            progress=progress,
            journal_id=run.pk,
        )


def _keep(run: ImportRun, result: ImportResult) -> ImportRun:
    run.state = State.PREVIEWED if run.is_dry_run else State.DONE
    run.read_count, run.created_count, run.updated_count = result.read, result.created, result.updated
    run.unchanged_count, run.refused_count = result.unchanged, result.refused
    run.rows_total = run.rows_done = result.read
    run.errors = [error.as_json() for error in result.errors[:MOST_ERRORS]]
    run.warnings, run.failure, run.finished_at = result.warnings, "", timezone.now()
    run.written_at = None if run.is_dry_run else result.written_at
    run.preview = readable_preview(run.entity, result.preview)
    run.save()
    if not run.is_dry_run:
        forget_old_journals(run.workspace, run.finished_at)
    return run


def _fail(run: ImportRun, reason: str) -> ImportRun:
    run.state, run.failure, run.finished_at = State.FAILED, reason, timezone.now()
    run.save(update_fields=["state", "failure", "finished_at"])
    return run
