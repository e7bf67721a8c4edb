"""The ideal customer profile: executable conditions with a live count, and the value it promises."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from strategy.frame import StepPage, step_page
from targeting.forms import IcpForm
from targeting.selectors.pages import IcpContents, icp_contents
from targeting.services.icp import write_icp
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view

TEMPLATE = "targeting/icp.html"


@workspace_view()
def icp(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=2, step="icp")
    contents = icp_contents(page.artefact)
    form = _form(page, contents)
    context = {
        "icp": contents.icp,
        "preview": contents.preview(today=request.workspace.today()),
        "rule_lines": contents.rule_lines(),
    }
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
    contents = icp_contents(page.artefact)
    rules = _form(page, contents).readable_rules()
    preview = contents.preview(today=request.workspace.today(), rules=rules)
    return page.render("targeting/_icp_preview.html", {"preview": preview})


def _form(page: StepPage, contents: IcpContents) -> IcpForm:
    action = page.request.POST.get("action", "")
    return IcpForm(
        page.data,
        icp=contents.icp,
        rules=contents.rules,
        attributes=contents.attributes,
        takes_new=not page.is_autosave,
        removed=action.removeprefix("delete-") if action.startswith("delete-") else "",
    )
