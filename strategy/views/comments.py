from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from strategy.models import Strategy
from strategy.models.agreement import FieldComment
from strategy.selectors.comments import SEPARATOR, talk_url
from strategy.services import comments
from strategy.views.finding import find_artefact, find_strategy
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view


@workspace_view(rights.APPROVE)
@require_POST
def comment(request: WorkspaceRequest, strategy_id: int, kind: str) -> HttpResponse:
    """Say something about a field of the newest version of a kind, or answer."""
    strategy = find_strategy(request, strategy_id)
    artefact = find_artefact(strategy, kind)
    path, _separator, row = request.POST.get("field", "").partition(SEPARATOR)
    thread_id = request.POST.get("thread", "")
    thread = _find(strategy, int(thread_id)) if thread_id.isdigit() else None
    url = talk_url(artefact).partition("#")[0]
    try:
        made = comments.comment(
            artefact=thread.artefact if thread else artefact,
            actor=request.user,
            text=request.POST.get("text", ""),
            url=url,
            path=path[:200],
            row=row[:200],
            thread=thread,
        )
    except comments.WordsNeeded:
        messages.error(request, _("コメントの内容を入力してください"))
        return redirect(f"{url}#comments")
    return redirect(f"{url}#thread-{thread.pk if thread else made.pk}")


@workspace_view(rights.APPROVE)
@require_POST
def settle(request: WorkspaceRequest, strategy_id: int, comment_id: int) -> HttpResponse:
    """解決にする, or open again."""
    strategy = find_strategy(request, strategy_id)
    thread = _find(strategy, comment_id)
    if thread.resolved_at is None:
        comments.settle(thread=thread, actor=request.user, now=timezone.now())
    else:
        comments.open_again(thread=thread, actor=request.user)
    return redirect(talk_url(thread.artefact))


def _find(strategy: Strategy, comment_id: int) -> FieldComment:
    rows = FieldComment.objects.for_workspace(strategy.workspace_id).filter(
        artefact__strategy=strategy, thread__isnull=True
    )
    return get_object_or_404(rows.select_related("artefact__strategy", "artefact__workspace", "author"), pk=comment_id)
