"""新しい戦略 in three pages: industry, six numbers, result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.imports.problems import ImportProblem
from crm.models import ImportRun
from crm.services import uploads
from strategy import layers, presenting, sentences
from strategy.benchmarks import TEMPLATES, IndustryTemplate, template_for
from strategy.calc.funnel import rate_keys
from strategy.forms import RATE_KEYS, VALUES, BackcalcForm, StartForm
from strategy.models import Goal, Strategy
from strategy.selectors import calculation_of
from strategy.selectors.assessments import begin_layer
from strategy.selectors.blueprint import blueprint
from strategy.selectors.deal_actuals import DealActual, closed_deal_count, deal_actuals
from strategy.services import strategies as services
from strategy.services.actuals import DEAL_NUMBERS, FIELD_NAMES, actual_text, replaceable, take_actuals
from strategy.services.artefacts import NotEditable
from strategy.services.goals import GoalEntry, plain
from strategy.state import wording
from strategy.views.finding import find_artefact, find_strategy, next_url, page_url
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.templatetags.formats import clock

# Entries of the second page survive a reload until the strategy is made.
SESSION_KEY = "new_strategy"


@workspace_view(rights.VIEW_STRATEGY)
@require_GET
def strategies(request: WorkspaceRequest) -> HttpResponse:
    rows = Strategy.objects.for_workspace(request.workspace).prefetch_related("versions")
    return render(request, "strategy/list.html", {"strategies": rows})


@workspace_view(rights.EDIT_STRATEGY)
@require_GET
def new(request: WorkspaceRequest) -> HttpResponse:
    """Page 1: the industry."""
    templates = [
        {
            "template": template,
            "values": presenting.template_values(template, request.workspace.currency),
            "source": template.source_line(),
        }
        for template in TEMPLATES.values()
    ]
    return render(request, "strategy/new_industry.html", {"templates": templates})


@workspace_view(rights.EDIT_STRATEGY)
@require_http_methods(["GET", "POST"])
def numbers(request: WorkspaceRequest) -> HttpResponse:
    """Page 2: six numbers, each of which may be left to the 目安."""
    kept = request.session.get(SESSION_KEY, {})
    industry = request.POST.get("industry") or request.GET.get("industry") or kept.get("industry", "")
    template = template_for(industry)
    actuals = deal_actuals(request.workspace, request.workspace.today())
    typical = presenting.template_values(template, request.workspace.currency)
    typical |= {name: actual.value for name, actual in actuals.items()}
    if request.method == "POST" and (request.headers.get("X-Autosave") or request.POST.get("autosave")):
        return _keep(request)
    form = StartForm(request.POST or None, initial=_kept_for(kept, industry))
    if request.method == "POST" and form.is_valid():
        strategy = services.create_strategy(
            workspace=request.workspace,
            actor=request.user,
            today=request.workspace.today(),
            industry=industry if industry in TEMPLATES else "",
            goal=entry_of(form.cleaned_data, typical, actuals),
        )
        request.session.pop(SESSION_KEY, None)
        return redirect(page_url(request, "strategy:result", strategy))
    context = {
        "form": form,
        "template": template,
        "industry": industry,
        "typical": typical,
        "fields": _start_fields(form, typical, actuals, template, request.workspace.currency),
        "deals": _deals_context(request, actuals),
        "currency_word": sentences.currency_unit(request.workspace.currency),
        **_preview(request, form, typical, actuals),
    }
    return render(request, "strategy/new_numbers.html", context, status=422 if form.errors else 200)


@workspace_view(rights.EDIT_STRATEGY)
@require_http_methods(["GET", "POST"])
def result(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """Page 3: the chain, the goal sentence, and the layer to begin with."""
    strategy = find_strategy(request, strategy_id)
    if request.method == "POST":
        answers = {f"l{number}": request.POST.get(f"l{number}") == "yes" for number in range(1, 6)}
        services.answer_diagnosis(strategy=strategy, answers=answers, actor=request.user)
        return redirect(f"{request.path}#first-layer")
    artefact = find_artefact(strategy, "goal")
    goal = Goal.objects.get(artefact=artefact)
    calculation = calculation_of(goal)
    return render(
        request,
        "strategy/new_result.html",
        {
            "strategy": strategy,
            "artefact": artefact,
            "questions": _questions(strategy),
            "recommended": _recommended(strategy, request.workspace.today()),
            "replaceable": replaceable(goal, request.workspace.today()) if artefact.is_editable else [],
            "deals": _deals_context(request, {}),
            **plan_context(strategy, goal, calculation),
            **_movable(goal),
        },
    )


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def current(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    services.make_current(strategy=find_strategy(request, strategy_id), actor=request.user)
    return redirect("strategy:list", slug=request.workspace.slug)


@workspace_view(rights.IMPORT_RECORDS)
@require_POST
def deals_file(request: WorkspaceRequest) -> HttpResponse:
    """A file of past deals dropped on the start page goes the way of every file: mapping, check, import, and back."""
    back = next_url(request, reverse("strategy:new-numbers", kwargs={"slug": request.workspace.slug}))
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > uploads.LARGEST_FILE:
        messages.error(request, _("読み込むファイルを選んでください（100MBまで）"))
        return redirect(back)
    try:
        run = uploads.receive_file(
            workspace=request.workspace,
            actor=request.user,
            entity=ImportRun.Entity.DEALS,
            name=file.name or "",
            content=file.read(),
        )
    except ImportProblem as problem:
        messages.error(request, str(problem))
        return redirect(back)
    request.session[uploads.AFTER_IMPORT] = {"run": run.pk, "url": back}
    return redirect("crm:import-run", slug=request.workspace.slug, run_id=run.pk)


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def use_actuals(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """目安 becomes 実績(n) in the draft; what a person has typed stays."""
    strategy = find_strategy(request, strategy_id)
    try:
        taken = take_actuals(strategy=strategy, today=request.workspace.today(), actor=request.user)
    except NotEditable:
        taken = []
    if taken:
        messages.success(request, _("%(names)sを実績に置き換えました") % {"names": _("、").join(taken)})
    else:
        messages.info(request, _("置き換えられる目安はありませんでした"))
    return redirect(next_url(request, page_url(request, "strategy:result", strategy)))


def plan_context(strategy: Strategy, goal: Goal, calculation: Any) -> dict[str, Any]:
    """What every page with a chain needs; empty while the numbers make no plan."""
    currency = strategy.workspace.currency
    context: dict[str, Any] = {
        "goal": goal,
        "calculation": calculation,
        "provenance": presenting.provenance_of(goal),
        "currency_word": sentences.currency_unit(currency),
    }
    if calculation is not None:
        context |= {
            "chain": presenting.chain(calculation, currency),
            "goal_sentence": sentences.goal_sentence(calculation),
            "forward_sentence": sentences.forward_sentence(calculation, currency),
            "warnings": presenting.plan_warnings(calculation),
        }
    return context


def entry_of(
    cleaned: dict[str, Any], typical: dict[str, Any], actuals: Mapping[str, DealActual] | None = None
) -> GoalEntry:
    """Typed numbers are 仮置き; what was left out takes the 実績 of past deals, else the 目安, and is marked so."""
    actuals = actuals or {}
    names = [*VALUES[:3], *RATE_KEYS]
    chosen = {name: cleaned.get(name) or typical[name] for name in names}
    provenance: dict[str, dict[str, Any]] = {
        name: {"kind": "assumed"}
        if cleaned.get(name)
        else actuals[name].as_provenance()
        if name in actuals
        else {"kind": "template"}
        for name in names
    }
    months = cleaned.get(VALUES[3]) or (actuals[VALUES[3]].value if VALUES[3] in actuals else None)
    return GoalEntry(
        values={name: chosen[name] for name in VALUES[:3]} | {VALUES[3]: months},
        rates={key: chosen[key] for key in RATE_KEYS},
        provenance=provenance,
    )


def _preview(
    request: WorkspaceRequest, form: StartForm, typical: dict[str, Any], actuals: Mapping[str, DealActual]
) -> dict[str, Any]:
    """The result of what stands on the page, with 目安 in the empty places."""
    cleaned = {}
    for name, field in form.fields.items():
        try:
            cleaned[name] = field.clean(form[name].value())
        except ValidationError:
            cleaned[name] = None
    entry = entry_of(cleaned, typical, actuals)
    goal = Goal(**entry.values, rates={key: plain(rate) for key, rate in entry.rates.items()})
    calculation = calculation_of(goal)
    if calculation is None:
        return {}
    return {
        "chain": presenting.chain(calculation, request.workspace.currency),
        "goal_sentence": sentences.goal_sentence(calculation),
    }


def _movable(goal: Goal) -> dict[str, Any]:
    """The rates as sliders, the other numbers beside them with where they come from."""
    form = BackcalcForm(
        initial={name: getattr(goal, name) for name in VALUES}
        | {key: Decimal(rate) for key, rate in goal.rates.items()},
        rate_keys=rate_keys(goal.stages),
    )
    chips = presenting.provenance_of(goal)
    money = sentences.currency_unit(goal.workspace.currency)
    units = dict(zip(VALUES, (money, "%", money, _("か月")), strict=True))
    numbers = [
        {
            "html_name": name,
            "label": form[name].label,
            "value": form[name].value(),
            "unit": units[name],
            "chip": chips.get(name),
        }
        for name in VALUES
    ]
    return {"rates": presenting.rate_rows(form, goal), "hidden_numbers": numbers}


def _kept_for(kept: dict[str, Any], industry: str) -> dict[str, Any]:
    return kept if kept.get("industry", "") == industry else {}


def _keep(request: WorkspaceRequest) -> HttpResponse:
    request.session[SESSION_KEY] = {
        name: value for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "autosave")
    }
    return HttpResponse(status=204, headers={"X-Saved-At": clock(timezone.now(), request.workspace.zone)})


def _start_fields(
    form: StartForm,
    typical: dict[str, Any],
    actuals: Mapping[str, DealActual],
    template: IndustryTemplate,
    currency: str,
) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "field": form[name],
            "typical": form.fields[name].prepare_value(typical[name]),
            "typical_value": typical[name],
            "actual_n": actuals[name].n if name in actuals else None,
            "actual_text": actual_text(name, actuals[name], currency) if name in actuals else "",
            "published": presenting.published_range(name),
            "source": template.source_of(name),
            "slider": presenting.slider(name),
        }
        for name in form.fields
    }


def _deals_context(request: WorkspaceRequest, actuals: Mapping[str, DealActual]) -> dict[str, Any]:
    """The place to drop past deals, and what those already there have replaced."""
    return {
        "may_import": request.membership.may(rights.IMPORT_RECORDS),
        "count": closed_deal_count(request.workspace),
        "taken": [(str(FIELD_NAMES[name]), actual.n) for name, actual in actuals.items()],
        "missing": [str(FIELD_NAMES[name]) for name in DEAL_NUMBERS if name not in actuals],
        "back": request.get_full_path() if request.method == "GET" else request.path,
    }


def _questions(strategy: Strategy) -> list[dict[str, Any]]:
    texts = {
        1: _("売上目標とマーケの分担を、経営と営業に説明して合意していますか"),
        2: _("過去の受注をもとに、狙う企業の条件を文章にしていますか"),
        3: _("認知・検討・決定のそれぞれに、使っているチャネルがありますか"),
        4: _("どうなったら営業に渡すかを、営業と同じ基準で話せますか"),
        5: _("リードからの転換率を、毎月数字で見ていますか"),
    }
    return [
        {"number": number, "text": text, "answer": strategy.diagnosis.get(f"l{number}")}
        for number, text in texts.items()
    ]


def _recommended(strategy: Strategy, today: dt.date) -> dict[str, Any] | None:
    """The layer to begin with and why; by the detailed diagnosis where there is one. None while nothing is answered."""
    number = begin_layer(strategy, today)
    if not number:
        return None
    report = layers.report_for(number)
    row = next((row for row in blueprint(strategy).rows if row.number == number), None)
    return {
        "number": number,
        "name": report.name if report else "",
        "reason": wording.reason_of_five(number),
        "url": row.url if row else "",
    }
