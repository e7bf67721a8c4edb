"""The ideal customer profile: executable conditions with a live count, and the value it promises."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from strategy.frame import StepPage, step_page
from targeting import selectors
from targeting.forms import IcpForm
from targeting.selectors.pages import icp_of, rule_lines, rules_of
from targeting.selectors.pages import icp_preview as preview_of
from targeting.services.icp import write_icp
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view

TEMPLATE = "targeting/icp.html"


@workspace_view()
def icp(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=2, step="icp")
    form = _form(page)
    context = _context(page)
    if request.method == "POST":
        return page.save(
            form=form,
            change=lambda: write_icp(artefact=page.artefact, entry=form.entry),
            template=TEMPLATE,
            context=context,
        )
    return page.render(TEMPLATE, {"form": form, **context})


@require_POST
@workspace_view(rights.EDIT_STRATEGY)
def icp_preview(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """The preview of what is typed and not yet saved."""
    page = step_page(request, strategy_id, layer=2, step="icp")
    form = _form(page)
    preview = preview_of(
        request.workspace, icp_of(page.artefact), form.readable_rules(), today=request.workspace.today()
    )
    return page.render("targeting/_icp_preview.html", {"preview": preview})


def _form(page: StepPage) -> IcpForm:
    action = page.request.POST.get("action", "")
    return IcpForm(
        page.data,
        icp=icp_of(page.artefact),
        rules=rules_of(page.artefact),
        attributes=selectors.attributes_for(page.request.workspace),
        takes_new=not page.is_autosave,
        removed=action.removeprefix("delete-") if action.startswith("delete-") else "",
    )


def _context(page: StepPage) -> dict[str, object]:
    workspace, rules = page.request.workspace, rules_of(page.artefact)
    icp = icp_of(page.artefact)
    return {
        "icp": icp,
        "preview": preview_of(workspace, icp, rules, today=workspace.today()),
        "rule_lines": rule_lines(workspace, rules),
    }
