"""The three steps of Layer 1: 目標, 逆算, 役割分担."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from strategy import presenting
from strategy.benchmarks import template_for
from strategy.calc.funnel import rate_keys
from strategy.forms import VALUES, BackcalcForm, GoalForm
from strategy.forms_roles import RolesForm
from strategy.frame import StepPage, step_page
from strategy.measured import measured_context
from strategy.models import Goal, RoleSplitRow
from strategy.plan_pages.sections import door_sentence
from strategy.selectors import calculation_of
from strategy.selectors.actuals import ActualRate, actual_rates
from strategy.selectors.plan_details import detail_of
from strategy.selectors.plans import fiscal_months
from strategy.services.goals import GoalEntry, plain, write_goal
from strategy.services.roles import add_row, remove_row, write_roles
from strategy.views.start import plan_context
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.calc.display import round_half_up
from workspaces.selectors import members_of
from workspaces.templatetags.formats import month_label

USE_ACTUAL, USE_TYPICAL = "use_actual", "use_typical"


@workspace_view(rights.VIEW_STRATEGY)
@require_http_methods(["GET", "POST"])
def goal(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=1, step="goal")
    contents = Goal.objects.get(artefact=page.artefact)
    form = GoalForm(_sent(page), initial={name: getattr(contents, name) for name in VALUES})
    context = _context(page, contents)
    if request.method == "POST":
        return page.save(
            form=form,
            change=lambda: write_goal(page.artefact, entry_of(form, contents, chosen=_chosen(page))),
            template="strategy/goal.html",
            context=context,
        )
    return page.render("strategy/goal.html", {"form": form, **context})


@workspace_view(rights.VIEW_STRATEGY)
@require_http_methods(["GET", "POST"])
def backcalc(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=1, step="backcalc")
    contents = Goal.objects.get(artefact=page.artefact)
    actuals = actual_rates(page.strategy, contents.stages, request.workspace.today())
    form = _backcalc_form(page, contents)
    context = _context(page, contents) | _backcalc_context(page, contents, form, actuals)
    if request.method == "POST":
        return page.save(
            form=form,
            change=lambda: write_goal(page.artefact, entry_of(form, contents, actuals, chosen=_chosen(page))),
            template="strategy/backcalc.html",
            context=context,
        )
    return page.render("strategy/backcalc.html", {"form": form, **context})


@workspace_view(rights.VIEW_STRATEGY)
@require_http_methods(["GET", "POST"])
def roles(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=1, step="roles")
    rows = RoleSplitRow.objects.for_workspace(request.workspace).filter(artefact=page.artefact)
    form = RolesForm(
        page.data,
        rows=list(rows.select_related("responsible", "accountable")),
        members=list(members_of(request.workspace)),
    )
    if request.method == "POST":
        return page.save(form=form, change=lambda: _write_roles(page, form), template="strategy/roles.html")
    return page.render("strategy/roles.html", {"form": form})


def _write_roles(page: StepPage, form: RolesForm) -> None:
    """The whole table, and the row that a button adds or removes."""
    write_roles(page.artefact, form.values())
    button, row = _chosen(page)
    if button == "remove" and row.isdigit():
        remove_row(page.artefact, int(row))
    if button == "add" and form.cleaned_data["new-scope"]:
        add_row(page.artefact, form.cleaned_data["new-scope"])


def entry_of(
    form: forms.Form,
    contents: Goal,
    actuals: dict[str, ActualRate] | None = None,
    *,
    chosen: tuple[str, str] = ("", ""),
) -> GoalEntry:
    """The typed numbers; one that differs from the stored one is 仮置き, one taken from the records 実績, one from the
    industry 目安. `chosen` is the button that was pressed: ("use_actual", "lead_to_mql")."""
    cleaned = form.cleaned_data
    keys = [key for key in rate_keys(contents.stages) if key in cleaned]
    changed = [name for name in VALUES[:3] if cleaned[name] != getattr(contents, name)]
    changed += [key for key in keys if cleaned[key] != _stored_rate(contents, key)]
    provenance: dict[str, dict[str, Any]] = {name: {"kind": "assumed"} for name in changed}
    rates = {key: cleaned[key] for key in keys}
    button, name = chosen
    if button == USE_TYPICAL and name:
        provenance[name] = {"kind": "template"}
    if button == USE_ACTUAL and actuals and name in actuals:
        rates[name] = as_printed(actuals[name])
        provenance[name] = actuals[name].as_provenance()
    return GoalEntry(
        values={name: cleaned[name] for name in VALUES},
        rates=rates,
        month_weights=form.weights() if isinstance(form, BackcalcForm) else None,
        provenance=provenance,
    )


def as_printed(actual: ActualRate) -> Decimal:
    """A measured rate as it stands on the page (14.1 %): what one takes over is what one has read."""
    return round_half_up(actual.value, 3)


def _chosen(page: StepPage) -> tuple[str, str]:
    button, _sep, name = page.request.POST.get("action", "").partition(":")
    return button, name


def _sent(page: StepPage) -> QueryDict | None:
    """What was sent; 「目安を使う」 fills in its field."""
    data = page.data
    button, name = _chosen(page)
    if data is not None and button == USE_TYPICAL:
        template = template_for(page.strategy.industry)
        typical = presenting.template_values(template, page.strategy.workspace.currency)
        if name in typical:
            data[name] = plain(typical[name] * (100 if typical[name] < 1 else 1))
    return data


def _stored_rate(contents: Goal, key: str) -> Decimal | None:
    stored = contents.rates.get(key)
    return Decimal(stored) if stored else None


def _context(page: StepPage, contents: Goal) -> dict[str, Any]:
    return plan_context(page.strategy, contents, calculation_of(contents))


def _backcalc_form(page: StepPage, contents: Goal) -> BackcalcForm:
    keys = rate_keys(contents.stages)
    months = [month_label(day) for day in fiscal_months(page.strategy.starts_on)]
    initial: dict[str, Any] = {name: getattr(contents, name) for name in VALUES}
    initial |= {key: _stored_rate(contents, key) for key in keys}
    initial |= {f"weight_{index}": weight for index, weight in enumerate(contents.month_weights)}
    return BackcalcForm(_sent(page), initial=initial, rate_keys=keys, months=months)


def _backcalc_context(
    page: StepPage, contents: Goal, form: BackcalcForm, actuals: dict[str, ActualRate]
) -> dict[str, Any]:
    calculation = calculation_of(contents)
    detail = detail_of(page.artefact)
    months = [month_label(day) for day in fiscal_months(page.strategy.starts_on)]
    return {
        "rates": presenting.rate_rows(form, contents),
        "weights": list(zip(months, form.weight_fields, strict=True)),
        "has_own_weights": len(set(contents.month_weights)) > 1,
        "has_detail": bool(detail),
        "door_sentence": door_sentence(contents),
        **measured_context(page.strategy, contents, page.request.workspace.today()),
        "hints": presenting.actual_hints(contents, actuals) if calculation else [],
        "tornado": presenting.tornado(contents, calculation, detail.get("ranges")) if calculation else None,
        "month_table": presenting.month_table(page.strategy, calculation) if calculation else None,
    }
