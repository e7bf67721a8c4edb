"""Who takes part in a purchase, and the stages it passes through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from strategy.frame import StepPage, step_page
from targeting.forms import BuyersForm, CommitteeForm, JourneyForm
from targeting.selectors.pages import roles_of, stages_of
from targeting.services import buyers
from workspaces.access import WorkspaceRequest, workspace_view


@workspace_view()
def committee(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=2, step="committee")
    form = CommitteeForm(page.data, records=roles_of(page.artefact), removed=_removed(page))
    add = partial(buyers.add_role, artefact=page.artefact, name=_("新しい関与者"))
    return _answer(page, form, "targeting/committee.html", write=buyers.write_roles, add=add)


@workspace_view()
def journey(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=2, step="journey")
    form = JourneyForm(page.data, records=stages_of(page.artefact), removed=_removed(page))
    add = partial(buyers.add_stage, artefact=page.artefact, name=_("新しいステージ"))
    return _answer(page, form, "targeting/journey.html", write=buyers.write_stages, add=add)


def _removed(page: StepPage) -> str:
    action = page.request.POST.get("action", "")
    return action.removeprefix("delete-") if action.startswith("delete-") else ""


def _answer(
    page: StepPage, form: BuyersForm, template: str, *, write: Callable[..., None], add: Callable[[], Any]
) -> HttpResponse:
    if page.request.method != "POST":
        return page.render(template, {"form": form})
    removed = _removed(page)

    def change() -> None:
        write(artefact=page.artefact, entries=form.entries, removed=int(removed) if removed.isdigit() else None)
        if page.request.POST.get("action") == "add":
            add()

    try:
        return page.save(form=form, change=change, template=template)
    except buyers.TooManyRows:
        messages.error(page.request, _("これ以上は増やせません（7つまで）"))
        return page.render(template, {"form": form}, status=422)
