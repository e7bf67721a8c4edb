from __future__ import annotations

from django.http import HttpResponse

from kpi.defaults import in_the_readers_language
from kpi.forms import KpiTreeForm
from kpi.layer import nodes_of
from kpi.selectors.design import design_rows, members_for_owner
from kpi.selectors.scopes import in_scope, names_left_out
from kpi.services.design import chain_of, follow_chain, write_choices
from strategy.frame import step_page
from strategy.selectors.scopes import scopes_left_out
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view


@workspace_view(rights.VIEW_STRATEGY)
def kpi_tree_design(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """Layer 5: the tree that follows from the plan; people choose who answers for what, and how often it is looked at."""
    page = step_page(request, strategy_id, layer=5, step="kpi:kpi")
    if page.is_editable:
        follow_chain(page.artefact)
    named = in_the_readers_language(nodes_of(page.artefact), chain_of(page.artefact))
    left_out = scopes_left_out(page.strategy)
    nodes = in_scope(named, left_out)
    form = KpiTreeForm(page.data, nodes=nodes, members=members_for_owner(page.strategy))
    context = {
        "form": form,
        "rows": design_rows(page.strategy, nodes, form),
        "left_out": names_left_out(named, left_out),
    }
    if request.method == "POST":
        return page.save(
            form=form,
            change=lambda: write_choices(page.artefact, form.choices()),
            template="kpi/design.html",
            context=context,
        )
    return page.render("kpi/design.html", context)
