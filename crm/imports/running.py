"""One import from table to records: survey, stage, match and write, count. A dry run takes the same road and turns back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from crm.imports.activities import write_activities
from crm.imports.companies import write_companies
from crm.imports.deals import write_deals
from crm.imports.fields import CUSTOM_ENTITIES
from crm.imports.journal import note_watched
from crm.imports.leads import write_leads
from crm.imports.mapping import MappedColumn, Mapping, resolve_columns
from crm.imports.preparing import Preparer, RowError
from crm.imports.problems import ImportProblem
from crm.imports.progress import Progress
from crm.imports.series import write_series
from crm.imports.staging import Run, copy_rows, create_staging, create_work_tables
from crm.imports.survey import survey_table
from crm.imports.tables import Table
from crm.models import ImportRun, StageEvent
from crm.services.custom_fields import declare_custom_field, declared_fields
from workspaces.models import Workspace
from workspaces.signals import workspace_changed

Entity = ImportRun.Entity
WRITERS: dict[str, Callable[[Run], None]] = {
    Entity.LEADS: write_leads,
    Entity.COMPANIES: write_companies,
    Entity.DEALS: write_deals,
    Entity.ACTIVITIES: write_activities,
    Entity.SERIES: write_series,
}


@dataclass
class ImportResult:
    """What an import did, or a dry run would do. `read` = created + updated + unchanged + refused."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    preview: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    written_at: dt.datetime | None = None  # the moment that everything written bears

    def as_json(self) -> dict[str, Any]:
        """The counts and errors as `import_records --json` prints them."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "errors": [error.as_json() for error in self.errors],
        }


def import_table(
    *,
    workspace: Workspace,
    entity: str,
    table: Table,
    mapping: Mapping,
    today: dt.date,
    is_dry_run: bool = False,
    origin: str = StageEvent.Origin.IMPORT,
    progress: Progress | None = None,
    journal_id: int | None = None,
) -> ImportResult:
    """Read a table into records of `entity` in one transaction and say what came of each row.

    A dry run does everything and rolls it back, so its counts are exact. `today` is the local day on which records
    without any date enter; under the run `journal_id` is kept how to take the import back. Sends `workspace_changed` once. Raises ImportProblem when the file as a whole cannot be read.
    """
    columns = resolve_columns(entity, mapping, table.header)
    if not columns:
        raise ImportProblem(_("取り込む列がありません。列を項目に対応付けてください"))
    with transaction.atomic():
        kept = None if is_dry_run else journal_id
        result = _import(
            workspace, entity, table, mapping, columns, today, origin, is_dry_run, progress or Progress(), kept
        )
        if is_dry_run:
            transaction.set_rollback(True)
        elif result.created or result.updated:
            workspace_changed.send(sender=ImportRun, workspace_id=workspace.pk, what={"records"})
    return result


def _import(
    workspace: Workspace,
    entity: str,
    table: Table,
    mapping: Mapping,
    columns: list[MappedColumn],
    today: dt.date,
    origin: str,
    is_dry_run: bool,
    progress: Progress,
    journal_id: int | None,
) -> ImportResult:
    custom_entity = CUSTOM_ENTITIES.get(entity, "")
    declared = declared_fields(workspace, custom_entity) if custom_entity else {}
    survey = survey_table(table, columns, mapping, declared, workspace)
    preparer = Preparer(entity, workspace, columns, mapping, survey)
    for key in dict.fromkeys(preparer.custom_names.values()):
        declare_custom_field(workspace=workspace, entity=custom_entity, key=key, data_type=survey.custom_types[key])
    with connection.cursor() as cursor:
        # Sorts and hashes of a hundred thousand rows stay in memory.
        cursor.execute("SET LOCAL work_mem = '64MB'")
        run = Run(workspace, entity, cursor, today, origin, wants_preview=is_dry_run, journal_id=journal_id)
        run.custom, run.custom_types = preparer.custom_names, survey.custom_types
        run.names, run.warnings = preparer.names, survey.warnings
        _stage(run, table, preparer, progress)
        _report_unknown_words(run, preparer)
        if run.read > len(run.refused):
            WRITERS[entity](run)
            note_watched(run)
        result = _result(run)
    progress.written(result.read)
    return result


def _stage(run: Run, table: Table, preparer: Preparer, progress: Progress) -> None:
    create_staging(run)
    create_work_tables(run)
    total = table.row_estimate
    for chunk in table.chunks():
        prepared = preparer.prepare(chunk)
        run.read += len(chunk)
        run.refused += prepared.refused
        if prepared.numbers:
            copy_rows(run, prepared)
        progress.staged(run.read, total)


def _report_unknown_words(run: Run, preparer: Preparer) -> None:
    sentences = {
        "outcome": _("結果の言葉 %(words)s は進行中として読みました"),
        "stage": _("ステージの言葉 %(words)s は読めないので、空欄として扱いました"),
        "long": _("%(words)s の長すぎる値は途中で切りました"),
    }
    for name, words in preparer.unknown_words.items():
        if words:
            shown = "、".join(f"「{word}」" for word in sorted(words)[:10])
            run.warnings.append(sentences[name] % {"words": shown})


def _result(run: Run) -> ImportResult:
    run.refused += [_refusal(run, *row) for row in run.rows("SELECT row, field, cause, hits FROM import_refused")]
    touched = run.value(
        "SELECT count(*) FROM (SELECT row FROM import_touched EXCEPT SELECT row FROM import_match WHERE is_new) AS t"
    )
    run.updated += touched
    return ImportResult(
        read=run.read,
        created=run.created,
        updated=run.updated,
        unchanged=run.unchanged,
        refused=len(run.refused),
        errors=sorted(run.refused, key=lambda error: error.row),
        warnings=run.warnings,
        preview=run.preview,
        written_at=run.value("SELECT now()"),
    )


def _refusal(run: Run, row: int, name: str, cause: str, hits: int) -> RowError:
    reasons = {
        "several_leads": _("同じメールアドレスのリードが%(hits)s件あり、どれか決められません"),
        "several_companies": _("当てはまる会社が%(hits)s社あり、どれか決められません"),
        "repeated_day": _("同じ日・指標・内訳の行が前にあります"),
    }
    return RowError(row, run.column_name(name), reasons[cause] % {"hits": hits})
