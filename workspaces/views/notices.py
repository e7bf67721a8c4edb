"""What a person was told: the list behind the bell, and the way from a notice to its page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.selectors import notices_of
from workspaces.services.notices import mark_read

SHOWN = 100


@workspace_view()
@require_GET
def notices(request: WorkspaceRequest) -> HttpResponse:
    rows = notices_of(request.workspace, request.user)[:SHOWN]
    return render(request, "workspaces/notices.html", {"notices": rows})


@workspace_view()
@require_POST
def notice_open(request: WorkspaceRequest, notice_id: int) -> HttpResponse:
    """Mark a notice read and go where it is answered."""
    notice = notices_of(request.workspace, request.user).filter(pk=notice_id).first()
    if notice is None or not notice.url:
        return redirect("workspaces:notices", slug=request.workspace.slug)
    mark_read(workspace=request.workspace, person=request.user, now=timezone.now(), notice_id=notice.pk)
    return redirect(notice.url)


@workspace_view()
@require_POST
def notices_read(request: WorkspaceRequest) -> HttpResponse:
    mark_read(workspace=request.workspace, person=request.user, now=timezone.now())
    return redirect("workspaces:notices", slug=request.workspace.slug)
