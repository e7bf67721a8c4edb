"""The ideal customer profiles: executable conditions with a live count, the value they promise, what is known of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from strategy.frame import StepPage, step_page
from targeting.forms import IcpForm
from targeting.selectors.pages import IcpContents, icp_contents
from targeting.services.icp import TooManyIcps, add_icp, remove_icp, write_icp
from targeting.views.chosen_icp import number_of, path_of
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view

TEMPLATE = "targeting/icp.html"


@workspace_view()
def icp(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=2, step="icp")
    contents = icp_contents(page.artefact, number_of(request))
    form = _form(page, contents)
    today = request.workspace.today()
    context = {
        "icp": contents.icp,
        "contents": contents,
        "preview": contents.preview(today=today),
        "check": contents.check(today=today),
        "rule_lines": contents.rule_lines(),
        "elements": list(zip(contents.element_lines(), form.elements.rows(form), strict=True)),
    }
    if request.method != "POST":
        return page.render(TEMPLATE, {"form": form, **context})
    action = request.POST.get("action", "next")
    shown = _shown_after(action, contents)

    def change() -> None:
        write_icp(artefact=page.artefact, entry=form.entry)
        if action == "add-icp":
            add_icp(artefact=page.artefact, name=_("新しいICP"))
        elif action == "remove-icp":
            remove_icp(artefact=page.artefact, number=contents.icp.number)

    try:
        return page.save(
            form=form,
            change=change,
            template=TEMPLATE,
            context=context,
            next_url="" if action == "next" or shown == 1 else path_of(request, shown),
        )
    except TooManyIcps:
        messages.error(request, _("同じ商品のICPは5つまでです。似たICPをまとめてください"))
        return page.render(TEMPLATE, {"form": form, **context}, status=422)


def _shown_after(action: str, contents: IcpContents) -> int:
    """The ICP to show after a row button."""
    if action == "add-icp":
        return max(one.number for one in contents.icps) + 1
    return 1 if action == "remove-icp" else contents.icp.number


@require_POST
@workspace_view(rights.EDIT_STRATEGY)
def icp_preview(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """The preview of what is typed and not yet saved."""
    page = step_page(request, strategy_id, layer=2, step="icp")
    contents = icp_contents(page.artefact, number_of(request))
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
        elements=contents.elements,
        siblings=contents.siblings,
        takes_new=not page.is_autosave,
        removed=action.removeprefix("delete-") if action.startswith("delete-") else "",
    )
