"""詳細設定 of the back-calculation: what a plan says beyond the six numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strategy import sentences
from strategy.calc.funnel import rate_keys
from strategy.frame import StepPage, step_page
from strategy.models import Goal
from strategy.plan_pages.forms import PlanDetailForm, initial_of
from strategy.plan_pages.groups import plan_groups
from strategy.plan_pages.presenting import detail_context
from strategy.plan_pages.sections import section_sentences
from strategy.selectors.plan_details import detail_of, plan_problems
from strategy.selectors.plan_offers import offers_of
from strategy.selectors.plans import fiscal_months
from strategy.services.plan_details import adopt_scenario, write_detail
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.calc.numbers_text import NumberTextError, read_number
from workspaces.templatetags.formats import month_label

USUAL_RATE = "mql_to_sql"
ASKED = ("leads", "asked_budget", "mqls", "rate_leads")


@workspace_view(rights.VIEW_STRATEGY)
@require_http_methods(["GET", "POST"])
def detail(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=1, step="backcalc")
    goal = Goal.objects.select_related("artefact__strategy", "workspace").get(artefact=page.artefact)
    form = _form(page, goal)
    if request.method == "POST":
        return page.save(
            form=form,
            change=lambda: _write(page, goal, form),
            template="strategy/plan_detail.html",
            context=lambda: _context(page, goal, form),
            next_url=reverse("strategy:plan-detail", args=[request.workspace.slug, page.strategy.pk]),
        )
    return page.render("strategy/plan_detail.html", {"form": form, **_context(page, goal, form)})


def _form(page: StepPage, goal: Goal) -> PlanDetailForm:
    stored, keys = detail_of(page.artefact), rate_keys(goal.stages)
    groups = plan_groups(keys, sentences.currency_unit(page.request.workspace.currency), stored, page.data)
    return PlanDetailForm(
        page.data,
        initial=initial_of(stored, groups),
        rate_keys=keys,
        groups=groups,
        months=_months(page),
        problems_of=lambda document: plan_problems(goal, document),
    )


def _context(page: StepPage, goal: Goal, form: PlanDetailForm) -> dict[str, Any]:
    request = page.request
    keys = rate_keys(goal.stages)
    rate_key = request.GET.get("rate_key") or next((key for key in keys if key == USUAL_RATE), keys[0])
    asked = {name: _number(request.GET.get(name, "")) for name in ASKED}
    context = detail_context(goal, asked, rate_key=rate_key)
    return context | {
        "rate_choices": [(key, sentences.rate_name(key), key == rate_key) for key in keys],
        "goal": goal,
        "month_rows": list(zip(_months(page), context.get("months", []), strict=False)),
        "currency_word": sentences.currency_unit(request.workspace.currency),
        "unit_deals": _("件"),
        "asked": {name: request.GET.get(name, "") for name in ASKED},
        "sections": section_sentences(goal),
        "segment_rows": form.rows_of(form.groups.segments),
        "channel_rows": form.rows_of(form.groups.channels),
        "scenario_rows": form.rows_of(form.groups.scenarios),
        "offers": offers_of(goal, request.workspace.today()) if page.is_editable else {},
    }


def _write(page: StepPage, goal: Goal, form: PlanDetailForm) -> None:
    """The whole form, and what a button beside a row adds to it."""
    document = form.document()
    action, _sep, rest = page.request.POST.get("action", "").partition(":")
    if action == "remove":
        document = _without(document, *rest.partition(":")[::2])
    if action == "take":
        offers = offers_of(goal, page.request.workspace.today())
        document |= {name: part for name, part in offers.items() if name == rest}
    write_detail(page.artefact, {name: value for name, value in document.items() if value})
    if action == "adopt":
        adopt_scenario(page.artefact, rest)


def _without(document: dict[str, Any], name: str, key: str) -> dict[str, Any]:
    """The document without one row of a table."""
    rows = [row for row in document.get(name, []) if row.get("key", row.get("name")) != key]
    return document | {name: rows}


def _months(page: StepPage) -> list[str]:
    return [month_label(day) for day in fiscal_months(page.strategy.starts_on)]


def _number(text: str) -> Decimal | None:
    """A question as typed; what cannot be read is not asked."""
    try:
        value = read_number(text)
    except NumberTextError:
        return None
    return value if value > 0 else None
