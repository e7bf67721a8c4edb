"""The hand-off list for sales: whom to answer next and why, one hand-off beside it, and what takes one tap."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from crm.services.activities import NewActivity, record_activities
from nurturing import presenting_handoffs as words
from nurturing.forms_handoffs import ReassignForm, sellers_of
from nurturing.models import HandOff
from nurturing.selectors import desk as desks
from nurturing.selectors.handoff_lists import candidates
from nurturing.selectors.story import contact_of
from nurturing.services import handoffs
from nurturing.services.decisions import ATTEMPT_TYPES
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.calendar import calendar_for
from workspaces.models import User

PER_PAGE = 50
UNDO_SHOWN = dt.timedelta(minutes=10)
SNOOZE_HOURS = 1


@dataclass(frozen=True)
class Undo:
    """The bar that says what was done and takes it back."""

    sentence: str
    url: str
    ids: list[int]


@workspace_view(rights.VIEW_HANDOFFS)
def inbox(request: WorkspaceRequest) -> HttpResponse:
    """The list; on a wide screen with the detail of the first row, or of the one named by `?id=`."""
    context = desk_context(request)
    rows = context["rows"]
    chosen = _whole(request.GET.get("id", ""))
    row = next((row for row in rows if row.handoff.pk == chosen), rows[0] if rows else None)
    detail = detail_context(request, row.handoff, context) if row else {}
    return render(request, "nurturing/inbox.html", {**context, **detail})


@workspace_view(rights.VIEW_HANDOFFS)
def handoff(request: WorkspaceRequest, handoff_id: int) -> HttpResponse:
    """One hand-off; on a wide screen beside the list it is in."""
    found = get_object_or_404(_rows(request), pk=handoff_id)
    context = desk_context(request)
    context |= detail_context(request, found, context)
    ids = [row.handoff.pk for row in context["rows"]]
    if found.pk in ids:
        place = ids.index(found.pk)
        context |= {"place": place + 1, "following": ids[place + 1] if place + 1 < len(ids) else None}
    return render(request, "nurturing/inbox.html", {**context, "is_one": True})


def desk_context(request: WorkspaceRequest) -> dict[str, Any]:
    """The list with its groups, who may see whose, what can be undone."""
    workspace, member, now = request.workspace, request.membership, timezone.now()
    may_work, may_manage = member.may(rights.WORK_HANDOFFS), member.may(rights.MANAGE_HANDOFFS)
    may_switch = may_work and may_manage
    is_team = not may_work or (may_manage and request.GET.get("scope") != "mine")
    person = None if is_team else request.user
    rows = desks.desk(workspace, person=person, now=now)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    calendar = calendar_for(workspace)
    shown = [desks.desk_row(one, calendar, now) for one in page]
    return {
        "now": now,
        "calendar": calendar,
        "page": page,
        "rows": shown,
        "timer_frame": words.timer_frame(calendar, now),
        "groups": _groups(shown, desks.bucket_counts(rows)),
        "is_team": is_team,
        "may_switch": may_switch,
        "may_work": may_work,
        "undo": _undo(request, now),
        "first_response": None if shown else desks.first_response(workspace, person=person, now=now),
        "sellers": sellers_of(workspace) if may_work and shown else [],
        "candidate_count": candidates(workspace).count() if may_manage else 0,
        "back": _here(request),
        "back_query": "scope=mine" if may_switch and not is_team else "",
        "keys": _keys(),
    }


def detail_context(request: WorkspaceRequest, found: HandOff, list_context: dict[str, Any]) -> dict[str, Any]:
    """One hand-off: the reasons, the score line by line, the company, what happened, what can be done."""
    found.workspace = found.lead.workspace = request.workspace
    now, calendar = list_context["now"], list_context["calendar"]
    contact = contact_of(found, now=now)
    bar, bar_sentence = words.bar_of(found, contact.explanation)
    row = desks.desk_row(found, calendar, now)
    return {
        "chosen": found,
        "row": row,
        "lead": found.lead,
        "contact": contact,
        "reasons": words.reasons(found),
        "bar": bar,
        "bar_sentence": bar_sentence,
        "ledger": words.ledger_by_rule(contact.explanation) if contact.explanation else [],
        "may_decide": desks.may_decide(request.membership, found) and found.state in desks.OPEN,
    }


def _keys() -> list[tuple[str, str]]:
    return [
        ("j / k", _("次・前へ")),
        ("Enter", _("開く")),
        ("a", _("受け取る")),
        ("q", _("SQLにする")),
        ("r", _("マーケに戻す")),
        ("t", _("担当を変更")),
        ("s", _("あとで")),
        ("x", _("選ぶ")),
        ("u", _("元に戻す")),
    ]


def _groups(rows: list[desks.DeskRow], counts: dict[int, int]) -> list[dict[str, Any]]:
    labels = {
        desks.OVERDUE: _("期限超過"),
        desks.TODAY: _("今日中"),
        desks.LATER: _("明日以降"),
        desks.TAKEN: _("受け取り済み"),
    }
    groups = [
        {"label": label, "n": counts.get(key, 0), "rows": [row for row in rows if row.bucket == key]}
        for key, label in labels.items()
    ]
    return [group for group in groups if group["rows"]]


# --- what takes one tap -----------------------------------------------------------------------------------------


@workspace_view(rights.WORK_HANDOFFS)
@require_POST
def accept(request: WorkspaceRequest, handoff_id: int) -> HttpResponse:
    """受け取る."""
    found = own(request, handoff_id)
    try:
        handoffs.accept(handoff=found, actor=request.user, now=timezone.now())
    except handoffs.HandOffMoved as moved:
        return somebody_was_faster(request, moved.handoff)
    return back(request, found)


@workspace_view(rights.WORK_HANDOFFS)
@require_POST
def snooze(request: WorkspaceRequest, handoff_id: int) -> HttpResponse:
    """あとで: behind the others for one business hour; the clock runs on."""
    found, now = own(request, handoff_id), timezone.now()
    until = calendar_for(request.workspace).add_business_hours(now, SNOOZE_HOURS)
    try:
        handoffs.snooze(handoff=found, actor=request.user, now=now, until=until)
    except handoffs.HandOffMoved as moved:
        return somebody_was_faster(request, moved.handoff)
    return back(request, found)


@workspace_view(rights.WORK_HANDOFFS)
@require_POST
def undo(request: WorkspaceRequest, handoff_id: int) -> HttpResponse:
    """元に戻す: whoever acted takes it back, or a manager."""
    found = get_object_or_404(_rows(request), pk=handoff_id)
    if not _may_undo(request, found):
        raise PermissionDenied
    _take_back(request, [found])
    return redirect(_with(_next(request), id=str(found.pk)))


@workspace_view(rights.WORK_HANDOFFS)
@require_POST
def attempt(request: WorkspaceRequest, handoff_id: int) -> HttpResponse:
    """接触を記録: a call, a meeting or a mail by sales, at this moment."""
    found, kind = own(request, handoff_id), request.POST.get("type", "")
    if kind in ATTEMPT_TYPES:
        made = NewActivity(found.lead_id, kind, timezone.now(), attributes={"by": request.user.short_name})
        record_activities(workspace=request.workspace, activities=[made])
        messages.success(request, _("接触を記録しました"))
    return redirect(_with(_next(request), id=str(found.pk)))


@workspace_view(rights.WORK_HANDOFFS)
@require_POST
def bulk(request: WorkspaceRequest) -> HttpResponse:
    """受け取る, 担当を変更 or 元に戻す for several at once; those that moved on meanwhile are left as they are."""
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdigit()]
    action, chosen = request.POST.get("action", ""), list(_rows(request).filter(pk__in=ids))
    if action == "undo":
        _take_back(request, [one for one in chosen if _may_undo(request, one)])
        return redirect(_next(request))
    if not all(desks.may_decide(request.membership, one) for one in chosen):
        raise PermissionDenied
    form = ReassignForm(request.POST, workspace=request.workspace)
    if not chosen or (action == "reassign" and not form.is_valid()):
        wanting = _("引き渡しを選んでください") if not chosen else _("新しい担当を選んでください")
        messages.warning(request, wanting)
        return redirect(_next(request))
    person = form.cleaned_data["to"] if action == "reassign" else None
    done = [one for one in chosen if _bulk_one(request, one, person)]
    if n := len(chosen) - len(done):
        said = ngettext("%(n)d件は、すでに別の状態に進んでいました", "%(n)d件は、すでに別の状態に進んでいました", n)
        messages.warning(request, said % {"n": n})
    return redirect(_with(_next(request), done=",".join(str(one.pk) for one in done)))


def _bulk_one(request: WorkspaceRequest, one: HandOff, person: User | None) -> bool:
    """Take one, or pass it on to `person`; False when it moved on meanwhile."""
    now = timezone.now()
    try:
        if person:
            handoffs.reassign(handoff=one, to=person, actor=request.user, now=now)
        elif one.state == HandOff.State.DELIVERED:
            handoffs.accept(handoff=one, actor=request.user, now=now)
        else:
            return False
    except handoffs.HandOffMoved:
        return False
    return True


# --- shared by the pages of decisions -----------------------------------------------------------------------------


def own(request: WorkspaceRequest, handoff_id: int) -> HandOff:
    """The hand-off of the address, if this member decides about it (404 outside the workspace, 403 on another's desk)."""
    found = get_object_or_404(_rows(request), pk=handoff_id)
    if not desks.may_decide(request.membership, found):
        raise PermissionDenied
    return found


def posted(request: WorkspaceRequest) -> Any:
    """What a form is bound to: the entries of a POST, be they none."""
    return request.POST if request.method == "POST" else None


def back(request: WorkspaceRequest, found: HandOff) -> HttpResponse:
    """To where the person was, with the bar that can undo what was done."""
    return redirect(_with(_next(request), done=str(found.pk)))


def somebody_was_faster(request: WorkspaceRequest, found: HandOff) -> HttpResponse:
    """Nothing was changed; the hand-off is shown as it stands now."""
    state = found.get_state_display()
    messages.warning(request, _("この引き渡しは、すでに別の状態に進んでいます（%(state)s）") % {"state": state})
    return redirect("nurturing:handoff", slug=request.workspace.slug, handoff_id=found.pk)


def _rows(request: WorkspaceRequest) -> Any:
    rows = HandOff.objects.for_workspace(request.workspace)
    return rows.select_related(
        "workspace", "lead__company", "assigned_to", "journey__score", "handed_over_by", "decided_by"
    )


def _may_undo(request: WorkspaceRequest, found: HandOff) -> bool:
    by_me = found.last_action.get("by") == request.user.pk
    return by_me or request.membership.may(rights.MANAGE_HANDOFFS)


def _take_back(request: WorkspaceRequest, chosen: list[HandOff]) -> None:
    undone = 0
    for one in chosen:
        try:
            handoffs.undo(handoff=one, actor=request.user, now=timezone.now())
            undone += 1
        except handoffs.NothingToUndo:
            continue
    if undone:
        messages.success(request, _("元に戻しました"))
    else:
        messages.warning(request, _("このあとに別の操作があったため、元に戻せません"))


def _undo(request: WorkspaceRequest, now: dt.datetime) -> Undo | None:
    """What this person has just done, as the address names it; None when something followed or it is long ago."""
    ids = [int(one) for one in request.GET.get("done", "").split(",") if one.isdigit()]
    if not ids:
        return None
    rows = [one for one in _rows(request).filter(pk__in=ids) if _is_fresh(one, request.user, now)]
    if not rows:
        return None
    slug = request.workspace.slug
    if len(rows) == 1:
        url = reverse("nurturing:handoff-undo", kwargs={"slug": slug, "handoff_id": rows[0].pk})
        return Undo(words.done(rows[0]), url, [])
    url = reverse("nurturing:inbox-bulk", kwargs={"slug": slug})
    return Undo(words.done_together(rows), url, [one.pk for one in rows])


def _is_fresh(one: HandOff, user: User, now: dt.datetime) -> bool:
    last = one.last_action
    return last.get("by") == user.pk and now - dt.datetime.fromisoformat(last["at"]) < UNDO_SHOWN


def _here(request: WorkspaceRequest) -> str:
    """The page's own address without what was just done or chosen."""
    kept = {name: value for name, value in request.GET.items() if name in ("scope", "page")}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _next(request: WorkspaceRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return reverse("nurturing:inbox", kwargs={"slug": request.workspace.slug})


def _with(address: str, **parameters: str) -> str:
    parameters = {name: value for name, value in parameters.items() if value}
    if not parameters:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters, safe=',')}"


def _whole(text: str) -> int | None:
    return int(text) if text.isdigit() else None
