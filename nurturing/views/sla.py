"""Layer 4, step 3: the SLA as six fields that print one sentence, and where returned leads go."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from nurturing.forms_design import SlaForm
from nurturing.models import ReturnDestination, Sla
from nurturing.services.design import write_sla
from nurturing.wording import sla_sentence
from strategy.frame import StepPage, step_page
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view

TEMPLATE = "nurturing/sla.html"


@workspace_view(rights.VIEW_STRATEGY)
@require_http_methods(["GET", "POST"])
def sla(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=4, step="sla")
    terms, form = _form(page)
    context = {"sentence": sla_sentence(form.readable(terms) if request.method == "POST" else terms)}
    if request.method == "POST":
        return page.save(
            form=form,
            change=lambda: write_sla(artefact=page.artefact, values=form.values, destinations=form.destinations),
            template=TEMPLATE,
            context=context,
        )
    return page.render(TEMPLATE, {"form": form, **context})


@require_POST
@workspace_view(rights.EDIT_STRATEGY)
def sla_sentence_part(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """The sentence of what is typed and not yet saved."""
    page = step_page(request, strategy_id, layer=4, step="sla")
    terms, form = _form(page)
    return page.render("nurturing/_sla_sentence.html", {"sentence": sla_sentence(form.readable(terms))})


def _form(page: StepPage) -> tuple[Sla, SlaForm]:
    workspace = page.request.workspace
    terms = Sla.objects.for_workspace(workspace).get(artefact=page.artefact)
    destinations = ReturnDestination.objects.for_workspace(workspace).filter(artefact=page.artefact)
    return terms, SlaForm(page.data, sla=terms, destinations=list(destinations))
