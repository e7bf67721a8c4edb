"""What sales decide about a hand-off on a page of its own: back to marketing with a reason, SQL, another person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nurturing import presenting_handoffs as words
from nurturing.forms_handoffs import QualifyForm, ReassignForm, ReturnForm
from nurturing.models import HandOff, ReturnReason
from nurturing.selectors import desk as desks
from nurturing.selectors.in_force import sla_terms
from nurturing.selectors.story import Attempts, attempts_at
from nurturing.services import handoffs
from nurturing.services.decisions import proposed_date
from nurturing.views.inbox import own, posted, somebody_was_faster
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view


@workspace_view(rights.WORK_HANDOFFS)
@require_http_methods(["GET", "POST"])
def return_to_marketing(request: WorkspaceRequest, handoff_id: int) -> HttpResponse:
    """マーケに戻す: one reason, and what follows from it on its row."""
    found, now = own(request, handoff_id), timezone.now()
    form = ReturnForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            handoffs.return_handoff(handoff=found, actor=request.user, now=now, **form.cleaned_data)
            return _to_list(request, found)
        except handoffs.HandOffMoved as moved:
            return somebody_was_faster(request, moved.handoff)
        except handoffs.AttemptsMissing as missing:
            form.add_error("reason", _too_few(Attempts(missing.done, missing.needed)))
        except handoffs.ReasonMissing:
            form.add_error("reason", _("戻す理由を1つ選んでください"))
    elif found.state not in desks.OPEN:
        return somebody_was_faster(request, found)
    context = {"options": _options(found, now), "today": request.workspace.local_date(now)}
    return _page(request, "nurturing/handoff_return.html", found, form, context)


@workspace_view(rights.WORK_HANDOFFS)
@require_http_methods(["GET", "POST"])
def qualify(request: WorkspaceRequest, handoff_id: int) -> HttpResponse:
    """SQLにする: the need that was confirmed and how it goes on."""
    found = own(request, handoff_id)
    form = QualifyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            handoffs.qualify(handoff=found, actor=request.user, now=timezone.now(), **form.cleaned_data)
            return _to_list(request, found)
        except handoffs.HandOffMoved as moved:
            return somebody_was_faster(request, moved.handoff)
        except handoffs.NoteMissing:
            form.add_error("need", _("確認できたニーズを記入してください"))
    elif found.state not in desks.OPEN:
        return somebody_was_faster(request, found)
    return _page(request, "nurturing/handoff_qualify.html", found, form, {})


@workspace_view(rights.WORK_HANDOFFS)
@require_http_methods(["GET", "POST"])
def reassign(request: WorkspaceRequest, handoff_id: int) -> HttpResponse:
    """担当を変更: another member takes over; the due moment stays."""
    found, now = own(request, handoff_id), timezone.now()
    form = ReassignForm(posted(request), workspace=request.workspace)
    if request.method == "POST" and form.is_valid():
        try:
            handoffs.reassign(handoff=found, to=form.cleaned_data["to"], actor=request.user, now=now)
            return _to_list(request, found)
        except handoffs.HandOffMoved as moved:
            return somebody_was_faster(request, moved.handoff)
        except handoffs.NotASeller:
            form.add_error("to", _("引き渡しに対応できるメンバーではありません"))
    elif found.state not in desks.OPEN:
        return somebody_was_faster(request, found)
    return _page(request, "nurturing/handoff_reassign.html", found, form, {"now": now})


def _page(request: WorkspaceRequest, template: str, found: HandOff, form: Any, more: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"chosen": found, "lead": found.lead, "form": form, **more}, status=status)


def _to_list(request: WorkspaceRequest, found: HandOff) -> HttpResponse:
    response = redirect("nurturing:inbox", slug=request.workspace.slug)
    response["Location"] += f"?done={found.pk}"
    return response


def _options(found: HandOff, now: dt.datetime) -> list[words.Destined]:
    """Every reason with where the SLA in force sends the lead."""
    terms, attempts = sla_terms(found.workspace, now), attempts_at(found, now=now)
    options = []
    for key in ReturnReason.values:
        target, days = terms.destination_of(key)
        day = proposed_date(found, target, days, key, now)
        blocked = _too_few(attempts) if key == ReturnReason.UNREACHABLE and attempts.missing else ""
        options.append(words.destined(key, target, day, blocked=blocked))
    return options


def _too_few(attempts: Attempts) -> str:
    return _("接触の記録は%(done)d回です。取り決めの%(needed)d回に達すると選べます") % {
        "done": attempts.done,
        "needed": attempts.needed,
    }
