"""Two lists for marketing: what came back from sales and why, and who waits to be handed over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from nurturing import presenting_handoffs as words
from nurturing.models import ReturnReason
from nurturing.selectors import handoff_lists as lists
from nurturing.selectors.in_force import live_rule
from nurturing.services import handoffs
from nurturing.services.assignment import sales_people
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view

PER_PAGE = 50


@workspace_view(rights.VIEW_HANDOFFS)
def returned(request: WorkspaceRequest) -> HttpResponse:
    """戻されたリード: who, why, by whom, where to, and when somebody looks again."""
    now = timezone.now()
    rows = lists.returned_handoffs(request.workspace, now=now)
    counts = [
        {"key": key, "label": ReturnReason(key).label if key else _("理由の記録なし"), "n": n}
        for key, n in lists.reason_counts(rows)
    ]
    wanted = request.GET.get("reason", "")
    if wanted in ReturnReason.values:
        rows = rows.filter(return_reason=wanted)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "counts": counts,
        "wanted": wanted,
        "days": lists.RETURNED_DAYS,
        "total": sum(one["n"] for one in counts),
        "now": now,
        "candidate_count": lists.candidates(request.workspace).count(),
    }
    return render(request, "nurturing/returned.html", context)


@workspace_view(rights.MANAGE_HANDOFFS)
@require_http_methods(["GET", "POST"])
def candidates(request: WorkspaceRequest) -> HttpResponse:
    """引き渡し候補: over the threshold, but a marketer decides; one, some or all are handed over."""
    now = timezone.now()
    if request.method == "POST":
        return _hand_over(request)
    rows = lists.candidates(request.workspace)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    reasons = lists.reasons_for(request.workspace, page, now=now)
    shown = [{"candidate": row, "reasons": words.in_one_line(reasons.get(row.journey.lead_id, []))} for row in page]
    context = {
        "page": page,
        "rows": shown,
        "candidate_count": page.paginator.count,
        "has_sellers": bool(sales_people(request.workspace)),
        "rule": live_rule(request.workspace, now),
    }
    return render(request, "nurturing/candidates.html", context)


def _hand_over(request: WorkspaceRequest) -> HttpResponse:
    """One, some or all to sales; or some off the list."""
    now, workspace, action = timezone.now(), request.workspace, request.POST.get("action", "some")
    if action not in ("some", "all", "dismiss"):
        raise PermissionDenied
    one = request.POST.get("one", "")
    ids = [int(text) for text in ([one] if one else request.POST.getlist("ids")) if text.isdigit()]
    if action != "all" and not ids:
        messages.warning(request, _("引き渡す人を選んでください") if action == "some" else _("外す人を選んでください"))
        return redirect("nurturing:candidates", slug=workspace.slug)
    if action == "dismiss":
        return _dismiss(request, ids)
    made = handoffs.hand_over_candidates(
        workspace=workspace,
        candidate_ids=None if action == "all" else ids,
        actor=request.user,
        now=now,
        rule=live_rule(workspace, now),
    )
    said = ngettext("%(n)d件を営業に引き渡しました", "%(n)d件を営業に引き渡しました", made) % {"n": made}
    messages.success(request, said) if made else messages.warning(request, _("引き渡せる人がいませんでした"))
    return redirect("nurturing:candidates", slug=workspace.slug)


def _dismiss(request: WorkspaceRequest, ids: list[int]) -> HttpResponse:
    gone = handoffs.dismiss_candidates(workspace=request.workspace, candidate_ids=ids)
    messages.success(
        request, ngettext("%(n)d名を一覧から外しました", "%(n)d名を一覧から外しました", gone) % {"n": gone}
    )
    return redirect("nurturing:candidates", slug=request.workspace.slug)
