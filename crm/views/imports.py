"""Reading a file in four steps: choose, map, check, import. Works without scripts; with them the progress moves by itself."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.imports.dates import DAY_FORMATS, choose_format
from crm.imports.fields import CUSTOM_ENTITIES, CUSTOM_PREFIX, Kind, fields_of
from crm.imports.problems import ImportProblem
from crm.imports.refusals import refused_rows_csv
from crm.imports.tables import ReadOptions, Table, open_table
from crm.models import ImportRun
from crm.services import uploads
from crm.services.import_undo import can_undo, kept_lines, removed_counts, undoable_until
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view

ENCODINGS = [("utf-8", "UTF-8"), ("cp932", "Shift_JIS（CP932）"), ("utf-16", "UTF-16")]
DELIMITERS = [(",", _lazy("カンマ")), ("\t", _lazy("タブ")), (";", _lazy("セミコロン"))]
SAMPLES = 3


class UploadForm(forms.Form):
    entity = forms.ChoiceField(label=_lazy("何のデータですか"), choices=ImportRun.Entity.choices)
    file = forms.FileField(label=_lazy("ファイル"), required=False)
    pasted = forms.CharField(
        label=_lazy("表計算ソフトからの貼り付け"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        file, pasted = values.get("file"), values.get("pasted")
        if not file and not pasted:
            self.add_error("file", _("ファイルを選ぶか、表を貼り付けてください"))
        if file and file.size > uploads.LARGEST_FILE:
            self.add_error("file", _("ファイルが大きすぎます。100MBまでに分けてください"))
        return values

    def content(self) -> tuple[str, bytes]:
        """The file's name and bytes, or what was pasted as a tab-separated file."""
        file = self.cleaned_data.get("file")
        if file:
            return file.name, file.read()
        return _("貼り付けた表"), self.cleaned_data["pasted"].encode()


@dataclass(frozen=True)
class ColumnChoice:
    """A column of the file on the mapping page: its first values, the field it feeds, and the day-month trap if it is one."""

    position: int
    name: str
    samples: list[str]
    target: str
    is_date: bool
    date_format: str
    has_rival: bool


@workspace_view(rights.IMPORT_RECORDS)
@require_http_methods(["GET", "POST"])
def import_new(request: WorkspaceRequest) -> HttpResponse:
    form = UploadForm(
        request.POST or None, request.FILES or None, initial={"entity": request.GET.get("entity", "leads")}
    )
    if request.method == "POST" and form.is_valid():
        name, content = form.content()
        try:
            run = uploads.receive_file(
                workspace=request.workspace,
                actor=request.user,
                entity=form.cleaned_data["entity"],
                name=name,
                content=content,
            )
            return redirect("crm:import-run", slug=request.workspace.slug, run_id=run.pk)
        except ImportProblem as problem:
            form.add_error("file", str(problem))
    return render(request, "crm/import_new.html", {"form": form}, status=422 if request.method == "POST" else 200)


@workspace_view(rights.IMPORT_RECORDS)
@require_GET
def import_run(request: WorkspaceRequest, run_id: int) -> HttpResponse:
    """The page of a run: its mapping, what the check found, the progress, or the result, whichever it has come to."""
    return _run_page(request, _find(request, run_id))


@workspace_view(rights.IMPORT_RECORDS)
@require_POST
def import_mapping(request: WorkspaceRequest, run_id: int) -> HttpResponse:
    """Keep the mapping and have it checked; or, with `reread`, open the file in another way first."""
    run = _find(request, run_id)
    try:
        if "reread" in request.POST:
            uploads.read_differently(run=run, options=_options(request))
        else:
            uploads.save_mapping(run=run, document=_document(request, run))
            uploads.queue_check(run=run)
    except ImportProblem as problem:
        return _run_page(request, run, problem=str(problem), status=422)
    except uploads.NotReady:
        pass
    return redirect("crm:import-run", slug=request.workspace.slug, run_id=run.pk)


@workspace_view(rights.IMPORT_RECORDS)
@require_POST
def import_start(request: WorkspaceRequest, run_id: int) -> HttpResponse:
    run = _find(request, run_id)
    # Pressed twice: the page shows how far it is.
    with contextlib.suppress(uploads.NotReady):
        uploads.queue_import(run=run)
    return redirect("crm:import-run", slug=request.workspace.slug, run_id=run.pk)


@workspace_view(rights.IMPORT_RECORDS)
@require_POST
def import_back(request: WorkspaceRequest, run_id: int) -> HttpResponse:
    """From the check back to the mapping, with everything chosen kept."""
    run = _find(request, run_id)
    with contextlib.suppress(uploads.NotReady):
        uploads.save_mapping(run=run, document=run.mapping)
    return redirect("crm:import-run", slug=request.workspace.slug, run_id=run.pk)


@workspace_view(rights.IMPORT_RECORDS)
@require_GET
def import_refused(request: WorkspaceRequest, run_id: int) -> HttpResponse:
    """The refused rows as a file: the rows as they came, with their number and the reason."""
    run = _find(request, run_id)
    response = HttpResponse(refused_rows_csv(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{run.pk}.csv"'
    return response


def _find(request: WorkspaceRequest, run_id: int) -> ImportRun:
    rows = ImportRun.objects.for_workspace(request.workspace).select_related("file", "started_by")
    return get_object_or_404(rows, pk=run_id)


def _run_page(request: WorkspaceRequest, run: ImportRun, *, problem: str = "", status: int = 200) -> HttpResponse:
    after = request.session.get(uploads.AFTER_IMPORT, {})
    back_url = after.get("url", "") if after.get("run") == run.pk else ""
    context: dict[str, Any] = {"run": run, "problem": problem, "steps": _steps(run), "back_url": back_url}
    context |= _undo_context(run)
    if run.state in (ImportRun.State.MAPPING, ImportRun.State.FAILED) and run.file:
        context |= _mapping_context(request, run)
    return render(request, "crm/import_run.html", context, status=status)


def _undo_context(run: ImportRun) -> dict[str, Any]:
    """Until when a run can be taken back, or what became of it when it was."""
    if can_undo(run, timezone.now()):
        return {"undoable_until": undoable_until(run)}
    if run.state != ImportRun.State.UNDONE:
        return {}
    result = run.undo_result
    return {
        "removed": removed_counts(result.get("removed", {})),
        "kept": kept_lines(run, result.get("kept", [])),
    }


def _steps(run: ImportRun) -> list[tuple[str, bool]]:
    """The four steps with the one it stands at."""
    state = run.state
    working = state in (ImportRun.State.QUEUED, ImportRun.State.RUNNING)
    current = 2 if state == ImportRun.State.PREVIEWED or (working and run.is_dry_run) else 1
    if state in (ImportRun.State.DONE, ImportRun.State.UNDOING, ImportRun.State.UNDONE) or (
        working and not run.is_dry_run
    ):
        current = 3
    names = [_("ファイル"), _("項目の対応付け"), _("確認"), _("取り込み")]
    return [(name, number == current) for number, name in enumerate(names)]


def _mapping_context(request: WorkspaceRequest, run: ImportRun) -> dict[str, Any]:
    """The table's columns with the fields they may feed. A file that cannot be opened as chosen is opened as detected."""
    content = bytes(run.file.content) if run.file else b""
    chosen = ReadOptions(**{name: run.mapping.get(name) for name in ("encoding", "delimiter", "header_row", "sheet")})
    try:
        table = open_table(content, chosen)
    except ImportProblem:
        table = open_table(content)
    return {
        "columns": _columns(run, table, request.POST if request.method == "POST" else None),
        "fields": fields_of(run.entity).values(),
        "takes_custom": run.entity in CUSTOM_ENTITIES,
        "options": table.options,
        "sheets": table.sheets,
        "encodings": ENCODINGS,
        "delimiters": DELIMITERS,
        "date_formats": DAY_FORMATS,
    }


def _columns(run: ImportRun, table: Table, typed: Any) -> list[ColumnChoice]:
    fields, sample = fields_of(run.entity), table.sample(500)
    chosen = run.mapping.get("columns", {})
    columns = []
    for position, name in enumerate(table.header):
        values = [value.strip() for value in sample.columns[position] if value.strip()]
        target = chosen.get(name, "")
        target = (target[0] if target else "") if isinstance(target, list) else target
        target = typed.get(f"target-{position}", target) if typed else target
        is_date = target in fields and fields[target].kind in (Kind.DATE, Kind.MOMENT)
        choice = choose_format(values) if is_date else None
        stored = run.mapping.get("date_formats", {}).get(name, "")
        columns.append(
            ColumnChoice(
                position=position,
                name=name,
                samples=list(dict.fromkeys(values))[:SAMPLES],
                target=target,
                is_date=is_date,
                date_format=stored or (choice.format if choice else ""),
                has_rival=bool(choice and choice.rival and not stored),
            )
        )
    return columns


def _options(request: WorkspaceRequest) -> ReadOptions:
    header_row = request.POST.get("header_row", "")
    return ReadOptions(
        encoding=request.POST.get("encoding") or None,
        delimiter=request.POST.get("delimiter") or None,
        header_row=int(header_row) if header_row.isdigit() and int(header_row) > 0 else None,
        sheet=request.POST.get("sheet") or None,
    )


def _document(request: WorkspaceRequest, run: ImportRun) -> dict[str, Any]:
    """The mapping of the form: values, constants and several targets of a column stay as a mapping file set them."""
    before = run.mapping
    names = request.POST.getlist("column")
    columns: dict[str, Any] = {}
    date_formats: dict[str, str] = {}
    for position, name in enumerate(names):
        target = request.POST.get(f"target-{position}", "")
        if target == "custom":
            target = CUSTOM_PREFIX + name
        old = before.get("columns", {}).get(name)
        if isinstance(old, list) and old and old[0] == target:
            columns[name] = old
        elif target:
            columns[name] = target
        if chosen := request.POST.get(f"format-{position}", ""):
            date_formats[name] = chosen
    return {**before, "columns": columns, "date_formats": date_formats}
