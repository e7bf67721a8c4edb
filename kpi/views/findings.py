from __future__ import annotations

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_POST

from kpi.models import Finding
from kpi.selectors.findings import pattern_board
from kpi.services import detectors
from strategy.models import Strategy
from strategy.views.finding import find_strategy, page_url
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view

DISMISSED_FOR = dt.timedelta(days=90)


class DismissForm(forms.Form):
    """Why a finding does not apply, and until when."""

    reason = forms.CharField(label=_lazy("該当しない理由"), widget=forms.Textarea(attrs={"rows": 2}))
    until = forms.DateField(label=_lazy("いつまで"), widget=forms.DateInput(attrs={"type": "date"}))


@workspace_view(rights.VIEW_STRATEGY)
@require_GET
def findings(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """失敗パターンの兆し: what goes wrong with strategies like this one, and is it happening here?"""
    return _page(request, find_strategy(request, strategy_id))


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def look(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    strategy = find_strategy(request, strategy_id)
    detectors.look(strategy=strategy, now=timezone.now())
    messages.success(request, _("いまの設計と記録で調べ直しました"))
    return redirect(page_url(request, "kpi:findings", strategy))


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def dismiss(request: WorkspaceRequest, strategy_id: int, finding_id: int) -> HttpResponse:
    strategy = find_strategy(request, strategy_id)
    finding = _find(strategy, finding_id)
    if request.POST.get("action") == "show":
        detectors.show_again(finding=finding, actor=request.user)
        return redirect(page_url(request, "kpi:findings", strategy))
    form = DismissForm(request.POST)
    if form.is_valid():
        try:
            detectors.dismiss(
                finding=finding,
                actor=request.user,
                reason=form.cleaned_data["reason"],
                until=form.cleaned_data["until"],
                today=request.workspace.today(),
            )
            messages.success(request, _("期限の日まで表示しません。理由は記録に残ります"))
            return redirect(page_url(request, "kpi:findings", strategy))
        except detectors.BadExpiry:
            form.add_error("until", _("明日から半年以内の日付を選んでください"))
    return _page(request, strategy, form=form, finding=finding, status=422)


def _find(strategy: Strategy, finding_id: int) -> Finding:
    rows = Finding.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy, closed_on__isnull=True)
    return get_object_or_404(rows, pk=finding_id)


def _page(
    request: WorkspaceRequest,
    strategy: Strategy,
    *,
    form: DismissForm | None = None,
    finding: Finding | None = None,
    status: int = 200,
) -> HttpResponse:
    today = request.workspace.today()
    context = {
        "strategy": strategy,
        "board": pattern_board(strategy, today=today),
        "form": form,
        "finding": finding,
        "until": today + DISMISSED_FOR,
    }
    return render(request, "kpi/findings.html", context, status=status)
