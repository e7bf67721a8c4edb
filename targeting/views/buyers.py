"""Who takes part in a purchase, the stages it passes through, what each is told, and the personas behind the roles."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from strategy.frame import StepPage, step_page
from targeting.defaults import OPTIONAL_ROLES
from targeting.forms import BuyersForm, CommitteeForm, JourneyForm, MessagesForm, PersonasForm
from targeting.models import Element
from targeting.selectors import elements_of
from targeting.selectors.lead_roles import deal_committees
from targeting.selectors.messages import message_table
from targeting.selectors.pages import personas_of, roles_of, stages_of, titles_of, written_messages
from targeting.services import buyers
from workspaces.access import WorkspaceRequest, workspace_view

# What the ICP says in words that messages are made of.
MATERIAL = (Element.PROBLEM, Element.TRIGGER, Element.TOOLS, Element.BUDGET)


@workspace_view()
def committee(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=2, step="committee")
    roles = roles_of(page.artefact)
    form = CommitteeForm(
        page.data,
        records=roles,
        titles=titles_of(page.artefact),
        removed=_removed(page),
        takes_new=not page.is_autosave,
    )
    added = page.request.POST.get("action", "").partition(":")[2]

    def write(*, artefact: Any, entries: Any, removed: int | None) -> None:
        buyers.write_roles(artefact=artefact, entries=entries, removed=removed)
        buyers.write_titles(artefact=artefact, entries=form.titles.entries)

    context = {
        "organisation": elements_of(page.artefact).get(Element.ORGANISATION),
        "deals": deal_committees(request.workspace, roles),
        "optional_roles": [role for role in OPTIONAL_ROLES if role.key not in {one.key for one in roles}],
    }
    add = partial(buyers.add_role, artefact=page.artefact, name=_("新しい関与者"), key=added)
    return _answer(page, form, "targeting/committee.html", write=write, add=add, context=context)


@workspace_view()
def journey(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=2, step="journey")
    form = JourneyForm(page.data, records=stages_of(page.artefact), removed=_removed(page))
    add = partial(buyers.add_stage, artefact=page.artefact, name=_("新しいステージ"))
    return _answer(page, form, "targeting/journey.html", write=buyers.write_stages, add=add)


@workspace_view()
def personas(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=2, step="personas")
    form = PersonasForm(
        page.data, records=personas_of(page.artefact), roles=roles_of(page.artefact), removed=_removed(page)
    )
    add = partial(buyers.add_persona, artefact=page.artefact, name=_("新しいペルソナ"))
    return _answer(page, form, "targeting/personas.html", write=buyers.write_personas, add=add)


@workspace_view()
def personas_print(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=2, step="personas")
    form = PersonasForm(records=personas_of(page.artefact), roles=roles_of(page.artefact))
    return page.render("targeting/personas_print.html", {"form": form})


@workspace_view()
def message_page(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=2, step="messages")
    table = message_table(page.artefact)
    form = MessagesForm(page.data, table=table, written=written_messages(page.artefact))
    elements = elements_of(page.artefact)
    context = {"table": table, "material": [elements[key] for key in MATERIAL if key in elements]}
    if request.method != "POST":
        return page.render("targeting/messages.html", {"form": form, **context})
    return page.save(
        form=form,
        change=lambda: buyers.write_messages(artefact=page.artefact, entries=form.entries),
        template="targeting/messages.html",
        context=context,
    )


def _removed(page: StepPage) -> str:
    action = page.request.POST.get("action", "")
    return action.removeprefix("delete-") if action.startswith("delete-") else ""


def _answer(
    page: StepPage,
    form: BuyersForm,
    template: str,
    *,
    write: Callable[..., None],
    add: Callable[[], Any],
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    if page.request.method != "POST":
        return page.render(template, {"form": form, **(context or {})})
    removed = _removed(page)

    def change() -> None:
        write(artefact=page.artefact, entries=form.entries, removed=int(removed) if removed.isdigit() else None)
        if page.request.POST.get("action", "").partition(":")[0] == "add":
            add()

    try:
        return page.save(form=form, change=change, template=template, context=context)
    except buyers.TooManyRows:
        messages.error(page.request, _("これ以上は増やせません（7つまで）"))
        return page.render(template, {"form": form, **(context or {})}, status=422)
