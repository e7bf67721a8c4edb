"""確認と三者合意: who has agreed what, the answers, and putting a rule to work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from strategy import sentences
from strategy.forms import PartiesForm
from strategy.forms_owners import OwnersForm
from strategy.models import ArtefactVersion, Party, Strategy, StrategyParty
from strategy.selectors import plans
from strategy.selectors.addresses import step_url
from strategy.selectors.owners import owned_kinds
from strategy.selectors.reviews import not_submitted, review_cards, review_rows, voices
from strategy.selectors.statuses import artefact_states
from strategy.services import agreement, going_live
from strategy.services import parties as party_services
from strategy.services.contents import problems_of
from strategy.services.notices import ANSWER_DAYS
from strategy.views.finding import find_artefact, find_strategy, next_url, page_url
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.selectors import members_of


@workspace_view(rights.VIEW_STRATEGY)
@require_GET
def review(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    return _review_page(request, find_strategy(request, strategy_id))


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def parties(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    strategy = find_strategy(request, strategy_id)
    members = list(party_services.possible_approvers(strategy))
    shown = voices(strategy)
    form = PartiesForm(request.POST, voices=shown, members=members)
    if not form.is_valid():
        return _review_page(request, strategy, parties_form=form, status=422)
    people = {str(member.user_id): member.user for member in members}
    for voice in shown:
        approver = people[form.cleaned_data[f"{voice.party}-approver"]]
        deputy = people.get(form.cleaned_data[f"{voice.party}-deputy"])
        if (approver, deputy) != (voice.approver, voice.deputy):
            party_services.name_party(
                strategy=strategy, party=voice.party, approver=approver, deputy=deputy, actor=request.user
            )
    messages.success(request, _("承認者を保存しました"))
    return redirect(page_url(request, "strategy:review", strategy))


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def submit(request: WorkspaceRequest, strategy_id: int, kind: str) -> HttpResponse:
    strategy = find_strategy(request, strategy_id)
    artefact = find_artefact(strategy, kind)
    try:
        agreement.submit_for_agreement(artefact=artefact, actor=request.user, due_on=_due_on(request))
    except agreement.NotReady as problem:
        return _review_page(request, strategy, refusal={"kind": kind, "sentences": problem.problems}, status=422)
    except agreement.NotInReview:
        return _out_of_date(request, strategy)
    messages.success(request, _("「%(name)s」を合意に出しました") % {"name": artefact})
    return redirect(page_url(request, "strategy:review", strategy))


@workspace_view(rights.APPROVE)
@require_POST
def approve(request: WorkspaceRequest, strategy_id: int, kind: str) -> HttpResponse:
    def answer(artefact: ArtefactVersion) -> str:
        answered = agreement.approve(artefact=artefact, actor=request.user, token=_token(request))
        if answered.is_frozen:
            return _("「%(name)s」が合意済みになりました") % {"name": artefact}
        return _("「%(name)s」を承認しました") % {"name": artefact}

    return _answered(request, strategy_id, kind, answer)


@workspace_view(rights.APPROVE)
@require_POST
def send_back(request: WorkspaceRequest, strategy_id: int, kind: str) -> HttpResponse:
    def answer(artefact: ArtefactVersion) -> str:
        reason = request.POST.get("reason", "")
        agreement.send_back(artefact=artefact, actor=request.user, token=_token(request), reason=reason)
        return _("「%(name)s」を差し戻しました") % {"name": artefact}

    return _answered(request, strategy_id, kind, answer)


@workspace_view(rights.APPROVE)
@require_POST
def ask(request: WorkspaceRequest, strategy_id: int, kind: str) -> HttpResponse:
    def answer(artefact: ArtefactVersion) -> str:
        agreement.ask(artefact=artefact, actor=request.user, text=request.POST.get("reason", ""))
        return _("書き込みました")

    return _answered(request, strategy_id, kind, answer)


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def withdraw(request: WorkspaceRequest, strategy_id: int, kind: str) -> HttpResponse:
    def answer(artefact: ArtefactVersion) -> str:
        agreement.withdraw_submission(artefact=artefact, actor=request.user)
        return _("「%(name)s」を下書きに戻しました") % {"name": artefact}

    return _answered(request, strategy_id, kind, answer)


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def go_live(request: WorkspaceRequest, strategy_id: int, kind: str) -> HttpResponse:
    """Start a rule; refused with who is awaited and where they answer."""
    strategy = find_strategy(request, strategy_id)
    artefact = find_artefact(strategy, kind)
    try:
        going_live.go_live(artefact=artefact, actor=request.user)
    except going_live.AwaitingParties as awaited:
        refusal = {"kind": kind, "sentences": [_awaited_sentence(strategy, artefact, awaited.parties)]}
        return _review_page(request, strategy, refusal=refusal, status=409)
    except going_live.CannotRun:
        return _out_of_date(request, strategy)
    messages.success(request, _("「%(name)s」の運用を始めました") % {"name": artefact})
    return redirect(next_url(request, page_url(request, "strategy:review", strategy)))


@workspace_view(rights.MANAGE_WORKSPACE)
@require_POST
def trial(request: WorkspaceRequest, strategy_id: int, kind: str) -> HttpResponse:
    strategy = find_strategy(request, strategy_id)
    artefact = find_artefact(strategy, kind)
    try:
        going_live.start_trial(artefact=artefact, actor=request.user)
    except going_live.CannotRun:
        return _out_of_date(request, strategy)
    messages.success(request, _("「%(name)s」の試験運用を始めました。すべての画面に表示されます") % {"name": artefact})
    return redirect(next_url(request, page_url(request, "strategy:review", strategy)))


@workspace_view(rights.MANAGE_WORKSPACE)
@require_POST
def stop_trial(request: WorkspaceRequest, strategy_id: int, kind: str) -> HttpResponse:
    strategy = find_strategy(request, strategy_id)
    artefact = find_artefact(strategy, kind)
    going_live.stop_trial(artefact=artefact, actor=request.user)
    messages.success(request, _("「%(name)s」の試験運用を終えました") % {"name": artefact})
    return redirect(next_url(request, page_url(request, "strategy:review", strategy)))


def _answered(
    request: WorkspaceRequest, strategy_id: int, kind: str, answer: Callable[[ArtefactVersion], str]
) -> HttpResponse:
    """Do what the button says and come back to the table; every refusal is said there in words."""
    strategy = find_strategy(request, strategy_id)
    artefact = find_artefact(strategy, kind)
    try:
        messages.success(request, answer(artefact))
    except agreement.ReasonNeeded:
        refusal = {"kind": kind, "sentences": [_("理由を入力してください。次に直す人が、何を変えればよいか分かります")]}
        return _review_page(request, strategy, refusal=refusal, status=422)
    except agreement.NotAParty:
        refusal = {"kind": kind, "sentences": [_("この項目にあなたの承認は必要ありません。承認者は表のとおりです")]}
        return _review_page(request, strategy, refusal=refusal, status=409)
    except (agreement.NotInReview, agreement.ChangedMeanwhile):
        return _out_of_date(request, strategy)
    return redirect(next_url(request, f"{page_url(request, 'strategy:review', strategy)}#{kind}"))


def _out_of_date(request: WorkspaceRequest, strategy: Strategy) -> HttpResponse:
    refusal = {"kind": "", "sentences": [_("画面を開いたあとに状態が変わりました。下の最新の内容を確認してください")]}
    return _review_page(request, strategy, refusal=refusal, status=409)


def _token(request: WorkspaceRequest) -> int:
    token = request.POST.get("token", "")
    return int(token) if token.isdigit() else -1


def _due_on(request: WorkspaceRequest) -> dt.date | None:
    """The day that was typed, if it is one and lies ahead."""
    try:
        day = dt.date.fromisoformat(request.POST.get("due_on", ""))
    except ValueError:
        return None
    return day if day >= request.workspace.today() else None


def _awaited_sentence(strategy: Strategy, artefact: ArtefactVersion, awaited: list[Party]) -> str:
    rows = StrategyParty.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy, party__in=awaited)
    names = _("、").join(
        f"{row.get_party_display()}（{row.approver.short_name}）" for row in rows.select_related("approver")
    )
    return _("「%(name)s」の運用には営業とマーケの承認が必要です。%(names)sの承認を待っています") % {
        "name": artefact,
        "names": names,
    }


def _review_page(
    request: WorkspaceRequest,
    strategy: Strategy,
    *,
    refusal: dict[str, Any] | None = None,
    parties_form: PartiesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    states = artefact_states(strategy)
    rows = review_rows(states)
    shown = voices(strategy)
    plan = plans.plan_of_strategy(strategy)
    members = list(party_services.possible_approvers(strategy))
    owned = owned_kinds(strategy, states)
    today = request.workspace.today()
    cards = review_cards(strategy, rows, request.user)
    context = {
        "strategy": strategy,
        "rows": rows,
        "voices": shown,
        "cards": cards,
        "first_to_answer": next((card.row.artefact.kind for card in cards if card.may_answer), ""),
        "drafts": [(state, problems_of(state.artefact), step_url(state.artefact)) for state in not_submitted(states)],
        "kinds_with_card": [card.row.artefact.kind for card in cards],
        "agreed_rows": [
            row for row in rows if row.artefact.is_frozen and row.artefact not in [card.row.artefact for card in cards]
        ],
        "parties_form": parties_form or PartiesForm(voices=shown, members=members),
        "owners_form": OwnersForm(kinds=owned, members=list(members_of(request.workspace))),
        "owners": owned,
        "parties_open": "parties" in request.GET,
        "owners_open": "owners" in request.GET,
        "dates_open": request.GET.get("dates", ""),
        "today": today,
        "default_due_on": today + dt.timedelta(days=ANSWER_DAYS),
        "goal_sentence": sentences.goal_sentence(plan.calculation) if plan else "",
        "plan_label": plan.label if plan else "",
        "refusal": refusal,
    }
    return render(request, "strategy/review.html", context, status=status)
