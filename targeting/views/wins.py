"""「受注しやすい条件」: what past deals say, adopted by one click; below 20 wins a hypothesis to begin with."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from strategy.frame import StepPage, step_page
from strategy.services.artefacts import NotEditable, StaleDraft, start_draft
from targeting.defaults import template_for
from targeting.forms.analyser import AnalyserForm
from targeting.models import AnalyserSettings
from targeting.selectors.analyser_settings import options_of, settings_of
from targeting.selectors.evidence import evidence_for
from targeting.selectors.findings import WinsPage, wins_page
from targeting.selectors.pages import icp_contents
from targeting.services.analyser import save_analyser_settings
from targeting.services.icp import NotAdoptable, adopt_value, start_from_hypothesis
from targeting.views.chosen_icp import number_of, path_of
from workspaces.access import WorkspaceRequest, workspace_view

TEMPLATE = "targeting/wins.html"


@workspace_view()
def wins(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=2, step="wins")
    return _answer(page) if request.method == "POST" else _show(page)


def _show(page: StepPage, form: AnalyserForm | None = None) -> HttpResponse:
    contents = icp_contents(page.artefact, number_of(page.request))
    settings = settings_of(page.strategy)
    found = wins_page(contents.workspace, contents.rules, settings)
    context = {
        "wins": found,
        "icp": contents.icp,
        "contents": contents,
        "template": template_for(page.strategy.industry),
        "preview": contents.preview(today=page.request.workspace.today()),
        "settings_form": form or _form(settings, found),
        "form": form,
    }
    return page.render(TEMPLATE, context, status=422 if form else 200)


def _form(settings: AnalyserSettings, found: WinsPage, data: QueryDict | None = None) -> AnalyserForm:
    return AnalyserForm(
        data,
        settings=settings,
        numbers=[(one.attribute, one.edges) for one in found.numbers],
        keepable=[(one.key, one.label) for one in [*found.left_out, *found.overruled]],
    )


def _answer(page: StepPage) -> HttpResponse:
    if page.is_autosave:
        return HttpResponse(status=204)
    action, _colon, key = page.request.POST.get("action", "next").partition(":")
    if action == "settings":
        return _save_settings(page)
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
    return redirect(path_of(page.request, number_of(page.request)))


def _save_settings(page: StepPage) -> HttpResponse:
    contents, settings = icp_contents(page.artefact, number_of(page.request)), settings_of(page.strategy)
    form = _form(settings, wins_page(contents.workspace, contents.rules, settings), page.request.POST)
    if not form.is_valid():
        return _show(page, form)
    save_analyser_settings(strategy=page.strategy, actor=page.request.user, entry=form.entry())
    messages.success(page.request, _("この設定で見直しました"))
    return redirect(path_of(page.request, number_of(page.request)))


def _adopt(page: StepPage, key: str) -> None:
    attribute, _equals, value = key.partition("=")
    won = evidence_for(page.request.workspace, options=options_of(settings_of(page.strategy)))
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
        number=number_of(page.request),
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
