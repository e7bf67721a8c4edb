"""Dates of an agreement and the people who look after its definitions."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from strategy.forms_owners import OwnersForm
from strategy.selectors.owners import owned_kinds
from strategy.selectors.statuses import artefact_states
from strategy.services import agreement
from strategy.services import owners as owner_services
from strategy.views.finding import find_artefact, find_strategy, page_url
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.selectors import members_of


class DatesForm(forms.Form):
    """By when to answer, when to look again, until when it holds; each may stay empty."""

    due_on = forms.DateField(label=_lazy("回答期限"), required=False)
    review_on = forms.DateField(label=_lazy("見直し日"), required=False)
    valid_until = forms.DateField(label=_lazy("合意の期限"), required=False)


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def dates(request: WorkspaceRequest, strategy_id: int, kind: str) -> HttpResponse:
    strategy = find_strategy(request, strategy_id)
    artefact = find_artefact(strategy, kind)
    form = DatesForm(request.POST)
    if form.is_valid():
        agreement.set_dates(artefact=artefact, actor=request.user, **form.cleaned_data)
        messages.success(request, _("「%(name)s」の日付を保存しました") % {"name": artefact})
    else:
        messages.error(request, _("日付は2026-04-01のように入力してください"))
    return redirect(f"{page_url(request, 'strategy:review', strategy)}#{kind}")


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def owners(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    strategy = find_strategy(request, strategy_id)
    shown = owned_kinds(strategy, artefact_states(strategy))
    members = list(members_of(request.workspace))
    form = OwnersForm(request.POST, kinds=shown, members=members)
    if form.is_valid():
        people = {str(member.user_id): member.user for member in members}
        for one in shown:
            owner = people.get(form.cleaned_data[f"{one.kind}-owner"])
            if owner != one.owner:
                owner_services.name_owner(strategy=strategy, kind=one.kind, owner=owner, actor=request.user)
        messages.success(request, _("担当者を保存しました"))
    return redirect(page_url(request, "strategy:review", strategy))
