"""現状分析: what buyers are like, what is known today, how far each layer has come, and where to begin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from strategy.calc.diagnosis import HIGHEST
from strategy.calc.radar import radar
from strategy.forms_state import LevelsForm, SectionForm, SeenForm, TraitsForm
from strategy.models import Assessment, Strategy
from strategy.selectors.assessments import StateOverview, assessment_of, diagnosis_of, overview_of
from strategy.selectors.roadmaps import open_task_count, roadmap_of
from strategy.services import assessments
from strategy.services.assessments import ChangedMeanwhile
from strategy.state import traits, wording
from strategy.state.known import known_of
from strategy.state.sections import SECTIONS, section_of
from strategy.views.finding import find_strategy, page_url
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view

LAYERS = range(1, 6)


@workspace_view(rights.VIEW_STRATEGY)
@require_GET
def overview(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """The result, and the parts with how far each has come."""
    strategy = find_strategy(request, strategy_id)
    assessment = assessment_of(strategy)
    today = request.workspace.today()
    diagnosis = diagnosis_of(strategy, assessment, today)
    parts = overview_of(assessment, known_of(strategy, today))
    context = {
        "strategy": strategy,
        "assessment": assessment,
        "parts": parts,
        "diagnosis": diagnosis,
        "radar": radar([result.score.score for result in diagnosis.layers], highest=HIGHEST),
        "reason": wording.reason_sentence(diagnosis, request.workspace.currency),
        "first": wording.first_sentence(diagnosis),
        "basis": wording.basis_sentence(diagnosis),
        "waiting": wording.waiting_sentence(diagnosis),
        "misfit": traits.misfit_sentence(assessment.traits),
        "next_url": _next_part(request, strategy, assessment, parts),
        "roadmap": roadmap_of(strategy),
        "tasks": open_task_count(strategy, today),
    }
    return render(request, "strategy/state.html", context)


@workspace_view(rights.EDIT_STRATEGY)
@require_http_methods(["GET", "POST"])
def buyer_traits(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """The six BtoB traits; answers become defaults of the steps that use them."""
    strategy = find_strategy(request, strategy_id)
    form = TraitsForm(request.POST or None, stored=assessment_of(strategy).traits)

    def keep(form: TraitsForm) -> None:
        for sentence in assessments.answer_traits(
            strategy=strategy, answers=form.answers(), seen=form.cleaned_data["seen"], actor=request.user
        ):
            messages.success(request, sentence)

    next_url = page_url(request, "strategy:state-section", strategy, section=SECTIONS[0].key)
    return _part(request, strategy, form, "strategy/state_traits.html", keep, next_url)


@workspace_view(rights.EDIT_STRATEGY)
@require_http_methods(["GET", "POST"])
def section(request: WorkspaceRequest, strategy_id: int, section: str) -> HttpResponse:
    """One section of what is known."""
    strategy, found = find_strategy(request, strategy_id), section_of(section)
    if found is None:
        raise Http404
    keys = {item.key for item in found.items}
    stored = {key: value for key, value in assessment_of(strategy).facts.items() if key in keys}
    records = known_of(strategy, request.workspace.today(), keys)
    form = SectionForm(request.POST or None, section=found, stored=stored, records=records)

    def keep(form: SectionForm) -> None:
        assessments.answer_facts(
            strategy=strategy, keys=keys, values=form.values(), seen=form.cleaned_data["seen"], actor=request.user
        )

    place = SECTIONS.index(found)
    after = SECTIONS[place + 1 : place + 2]
    next_url = (
        page_url(request, "strategy:state-section", strategy, section=after[0].key)
        if after
        else page_url(request, "strategy:state-layer", strategy, layer=1)
    )
    context = {"section": found, "position": f"{place + 1}/{len(SECTIONS)}"}
    return _part(request, strategy, form, "strategy/state_section.html", keep, next_url, context)


@workspace_view(rights.EDIT_STRATEGY)
@require_http_methods(["GET", "POST"])
def layer(request: WorkspaceRequest, strategy_id: int, layer: int) -> HttpResponse:
    """Six questions of a layer."""
    strategy = find_strategy(request, strategy_id)
    if layer not in LAYERS:
        raise Http404
    assessment = assessment_of(strategy)
    result = diagnosis_of(strategy, assessment, request.workspace.today()).layer(layer)
    keys = {row.question.key for row in result.rows}
    stored = {key: value for key, value in assessment.levels.items() if key in keys}
    form = LevelsForm(request.POST or None, rows=result.rows, stored=stored)

    def keep(form: LevelsForm) -> None:
        assessments.answer_levels(
            strategy=strategy, keys=keys, values=form.values(), seen=form.cleaned_data["seen"], actor=request.user
        )

    next_url = (
        page_url(request, "strategy:state-layer", strategy, layer=layer + 1)
        if layer < LAYERS[-1]
        else page_url(request, "strategy:diagnosis", strategy)
    )
    return _part(request, strategy, form, "strategy/state_layer.html", keep, next_url, {"result": result})


def _part(
    request: WorkspaceRequest,
    strategy: Strategy,
    form: Any,
    template: str,
    keep: Callable[[Any], None],
    next_url: str,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a part, or keep it and go on; a part somebody else has answered meanwhile comes back with both answers."""
    status, conflict = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                keep(form)
                return redirect(next_url)
            except ChangedMeanwhile as changed:
                conflict, status = _conflict(request, changed, form), 409
    context = {"strategy": strategy, "form": form, "conflict": conflict, **(context or {})}
    return render(request, template, context, status=status)


def _conflict(request: WorkspaceRequest, changed: ChangedMeanwhile, form: SeenForm) -> dict[str, Any]:
    """Who answered meanwhile and what; the entries stay in the form, and saving again then means one's own."""
    data = request.POST.copy()
    data["seen"] = SeenForm(stored=changed.values).fields["seen"].initial
    form.data = data
    answers = []
    for key, value in changed.values.items():
        if key in form.fields:
            answers.append((str(form.fields[key].label), _shown(form.fields[key], value)))
    return {"who": changed.assessment.updated_by, "when": changed.assessment.updated_at, "answers": answers}


def _shown(field: Any, value: Any) -> str:
    """A stored answer in words."""
    choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    if isinstance(value, list):
        return _("、").join(choices.get(str(one), str(one)) for one in value)
    if value.get("unknown"):
        return _("不明")
    if "level" in value:
        return choices.get(str(value["level"]), "")
    return str(value.get("text", ""))


def _next_part(request: WorkspaceRequest, strategy: Strategy, assessment: Assessment, parts: StateOverview) -> str:
    """The first part that neither people nor records have answered; empty when all are."""
    if parts.traits < parts.trait_total:
        return page_url(request, "strategy:state-traits", strategy)
    for one in parts.sections:
        if one.answered < one.total:
            return page_url(request, "strategy:state-section", strategy, section=one.section.key)
    open_layers = [number for number in LAYERS if not any(key.startswith(f"l{number}_") for key in assessment.levels)]
    return page_url(request, "strategy:state-layer", strategy, layer=open_layers[0]) if open_layers else ""
