"""「受注しやすい条件」: what past deals say, adopted by one click; below 20 wins a hypothesis to begin with."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from strategy.frame import StepPage, step_page
from strategy.services.artefacts import NotEditable, StaleDraft, start_draft
from targeting.defaults import template_for
from targeting.selectors.evidence import evidence_for
from targeting.selectors.pages import icp_contents, wins_page
from targeting.services.icp import NotAdoptable, adopt_value, start_from_hypothesis
from workspaces.access import WorkspaceRequest, workspace_view

TEMPLATE = "targeting/wins.html"


@workspace_view()
def wins(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=2, step="wins")
    if request.method == "POST":
        return _answer(page)
    contents = icp_contents(page.artefact)
    context = {
        "wins": wins_page(contents),
        "template": template_for(page.strategy.industry),
        "preview": contents.preview(today=request.workspace.today()),
    }
    return page.render(TEMPLATE, context)


def _answer(page: StepPage) -> HttpResponse:
    action, _colon, key = page.request.POST.get("action", "next").partition(":")
    try:
        if action == "adopt":
            _adopt(page, key)
        elif action == "hypothesis":
            _start(page)
            return redirect(page.next_url)
        else:
            return redirect(page.next_url)
    except NotAdoptable:
        messages.error(page.request, _("この値は根拠が足りないため、ICPに加えられません"))
    except (NotEditable, StaleDraft):
        messages.error(
            page.request, _("ほかの人が変更したため、加えられませんでした。内容を確かめて、もう一度選んでください")
        )
    return redirect(page.request.path)


def _adopt(page: StepPage, key: str) -> None:
    attribute, _equals, value = key.partition("=")
    won = evidence_for(page.request.workspace)
    row = won.row_for(attribute, value)
    if row is None:
        raise NotAdoptable
    artefact = page.artefact
    if artefact.is_frozen:
        artefact = start_draft(strategy=page.strategy, kind=artefact.kind, actor=page.request.user)
    adopt_value(
        artefact=artefact,
        actor=page.request.user,
        row=row,
        unit=won.unit.key,
        as_of=page.request.workspace.today(),
    )
    messages.success(page.request, _("ICPに加えました"))


def _start(page: StepPage) -> None:
    start_from_hypothesis(
        artefact=page.artefact,
        actor=page.request.user,
        template=template_for(page.strategy.industry),
        today=page.request.workspace.today(),
    )
    messages.success(page.request, _("仮説のICPを入れました。自社に合わせて直してください"))
