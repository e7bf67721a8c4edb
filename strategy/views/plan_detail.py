"""詳細設定 of the back-calculation: what a plan says beyond the six numbers."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from strategy import sentences
from strategy.calc.funnel import rate_keys
from strategy.forms_plan import PlanDetailForm, initial_of
from strategy.frame import step_page
from strategy.models import Goal
from strategy.plan_presenting import detail_context
from strategy.selectors.plan_details import detail_of
from strategy.selectors.plans import fiscal_months
from strategy.services.plan_details import write_detail
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.calc.numbers_text import NumberTextError, read_number
from workspaces.templatetags.formats import month_label

ASKED = ("leads", "asked_budget", "mqls", "rate_leads")


@workspace_view(rights.VIEW_STRATEGY)
@require_http_methods(["GET", "POST"])
def detail(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=1, step="backcalc")
    goal = Goal.objects.select_related("artefact__strategy", "workspace").get(artefact=page.artefact)
    form = PlanDetailForm(page.data, initial=initial_of(detail_of(page.artefact)), rate_keys=rate_keys(goal.stages))
    context = detail_context(goal, _asked(request))
    context["month_rows"] = list(
        zip(
            [month_label(day) for day in fiscal_months(page.strategy.starts_on)],
            context.get("months", []),
            strict=False,
        )
    )
    context["currency_word"] = sentences.currency_unit(request.workspace.currency)
    context["asked"] = {name: request.GET.get(name, "") for name in ASKED}
    if request.method == "POST":
        return page.save(
            form=form,
            change=lambda: write_detail(page.artefact, form.document()),
            template="strategy/plan_detail.html",
            context=context,
            next_url=reverse("strategy:plan-detail", args=[request.workspace.slug, page.strategy.pk]),
        )
    return page.render("strategy/plan_detail.html", {"form": form, **context})


def _asked(request: WorkspaceRequest) -> dict[str, Decimal | None]:
    """The questions asked backwards, as typed; what cannot be read is not asked."""
    return {name: _number(request.GET.get(name, "")) for name in ASKED}


def _number(text: str) -> Decimal | None:
    try:
        value = read_number(text)
    except NumberTextError:
        return None
    return value if value > 0 else None
