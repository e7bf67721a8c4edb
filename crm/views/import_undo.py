"""Taking an import back: one page that says what goes, what comes back and what stays, and one confirmation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.models import ImportRun
from crm.services import uploads
from crm.services.import_undo import NotUndoable, kept_lines, preview_undo, removed_counts, undoable_until
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view


@workspace_view(rights.IMPORT_RECORDS)
@require_http_methods(["GET", "POST"])
def import_undo(request: WorkspaceRequest, run_id: int) -> HttpResponse:
    """What taking a run back would do; a POST has it done."""
    rows = ImportRun.objects.for_workspace(request.workspace).select_related("workspace", "started_by")
    run, now = get_object_or_404(rows, pk=run_id), timezone.now()
    try:
        if request.method == "POST":
            uploads.queue_undo(run=run, actor=request.user, now=now)
            return redirect("crm:import-run", slug=request.workspace.slug, run_id=run.pk)
        plan = preview_undo(run, now=now)
    except NotUndoable:
        messages.error(request, _("この取り込みは取り消せません"))
        return redirect("crm:import-run", slug=request.workspace.slug, run_id=run.pk)
    context = {
        "run": run,
        "plan": plan,
        "removed": removed_counts(plan.removed),
        "kept": kept_lines(run, plan.kept),
        "until": undoable_until(run),
    }
    return render(request, "crm/import_undo.html", context)
