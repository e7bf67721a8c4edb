"""Taking an import back within 30 days: what it would do, and doing it in the worker. Audited; history goes with its records."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.imports.undoing import LISTED, UNDO_DAYS, UndoPlan, survey_undo, take_back
from crm.models import Company, Deal, ImportRun, Lead
from workspaces import audit
from workspaces.signals import workspace_changed

State = ImportRun.State
NAMED: dict[str, tuple[type[Any], str, str]] = {
    "crm_lead": (Lead, "nurturing:lead", "lead_id"),
    "crm_company": (Company, "crm:company", "company_id"),
    "crm_deal": (Deal, "crm:deal", "deal_id"),
}


class NotUndoable(Exception):
    """The run wrote nothing, is older than 30 days, kept no journal, or was taken back already."""


def undoable_until(run: ImportRun) -> dt.datetime | None:
    """The last moment at which a run can be taken back; None when it cannot."""
    if run.is_dry_run or run.written_at is None or run.state not in (State.DONE, State.UNDOING):
        return None
    return run.written_at + dt.timedelta(days=UNDO_DAYS)


def can_undo(run: ImportRun, now: dt.datetime) -> bool:
    """Whether a run may be taken back at this moment."""
    until = undoable_until(run)
    return run.state == State.DONE and until is not None and now <= until


@transaction.atomic
def preview_undo(run: ImportRun, *, now: dt.datetime) -> UndoPlan:
    """What would go, come back and stay, as things are. Raises NotUndoable."""
    if not can_undo(run, now):
        raise NotUndoable
    return survey_undo(run)


def carry_out_undo(*, workspace_id: int, run_id: int) -> ImportRun | None:
    """Take a queued run back; None when there is none to take back. Broken off, it left nothing behind and begins again."""
    rows = ImportRun.objects.for_workspace(workspace_id).select_related("workspace", "undone_by")
    run = rows.filter(pk=run_id, state=State.UNDOING).first()
    if run is None:
        return None
    try:
        return _carry_out(run)
    except Exception:
        failure = _("取り消しの途中でエラーが起きました。何も取り消されていません")
        rows.filter(pk=run_id).update(state=State.DONE, failure=failure)
        raise


@transaction.atomic
def _carry_out(run: ImportRun) -> ImportRun:
    ImportRun.objects.select_for_update().get(pk=run.pk)
    plan = take_back(run)
    run.state, run.undone_at = State.UNDONE, timezone.now()
    run.undo_result = {
        "removed": plan.removed,
        "restored": plan.restored,
        "kept_count": plan.kept_count,
        "kept": [list(row) for row in plan.kept],
    }
    run.save(update_fields=["state", "undone_at", "undo_result"])
    audit.record(
        workspace=run.workspace,
        actor=run.undone_by,
        action="import.undo",
        obj=run,
        before={"created": run.created_count, "updated": run.updated_count},
        after={"removed": plan.removed, "restored": plan.restored, "kept": plan.kept_count},
    )
    workspace_changed.send(sender=ImportRun, workspace_id=run.workspace_id, what={"records"})
    return run


def removed_counts(removed: dict[str, int]) -> list[tuple[str, int]]:
    """How many records of each kind go, under the names people know; what hangs from a record is not counted apart."""
    labels = {
        "crm_lead": _("リード"),
        "crm_company": _("会社"),
        "crm_deal": _("商談"),
        "crm_activity": _("行動"),
        "crm_seriesvalue": _("日別の数値"),
    }
    return [(label, removed.get(table, 0)) for table, label in labels.items() if removed.get(table)]


def kept_lines(run: ImportRun, kept: list[Any]) -> list[dict[str, str]]:
    """What stays, as lines: its name, why, and where it is. Rows of `kept`: table, id, cause."""
    rows = [tuple(row) for row in kept][:LISTED]
    names = _names_of(run, rows)
    causes = {
        "edited": _("取り込みのあとに編集されました"),
        "moved": _("取り込みのあとにステージが変わりました"),
        "used": _("引き渡しに使われています"),
        "tied": _("ほかの記録が手で結び付けられています"),
        "changed": _("取り込みのあとに値が変わったため、その値を残します"),
    }
    return [
        {"label": names.get((table, pk), "–"), "reason": causes.get(cause, cause), "url": _address(run, table, pk)}
        for table, pk, cause in rows
    ]


def _names_of(run: ImportRun, rows: list[Any]) -> dict[tuple[str, int], str]:
    names = {}
    for table, (model, _url, _name) in NAMED.items():
        wanted = [row[1] for row in rows if row[0] == table]
        for one in model.objects.for_workspace(run.workspace_id).filter(pk__in=wanted) if wanted else []:
            names[table, one.pk] = str(one)
    return names


def _address(run: ImportRun, table: str, pk: int) -> str:
    if table not in NAMED:
        return ""
    _model, url, name = NAMED[table]
    return reverse(url, kwargs={"slug": run.workspace.slug, name: pk})
