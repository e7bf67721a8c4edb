"""The paths: a picture of what leads where, what is broken in it, and the rows in which it is edited."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from channels.defaults import CONTENT_KINDS
from channels.forms.paths import PathsForm
from channels.path_wording import problems_of_paths, verdict_of_paths
from channels.selectors.paths import PathMap, path_map
from channels.services import paths as services
from strategy.frame import StepPage, step_page
from workspaces.access import WorkspaceRequest, workspace_view

TEMPLATE = "channels/paths.html"


@workspace_view()
def paths(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=3, step="paths")
    found = path_map(page.artefact)
    form = _form(page, found)
    context = _context(page, found)
    if request.method != "POST":
        return page.render(TEMPLATE, {"form": form, **context})
    try:
        return page.save(form=form, change=partial(_change, page, form), template=TEMPLATE, context=context)
    except services.TooManySteps:
        messages.error(request, _("これ以上は増やせません（60行まで）"))
        return page.render(TEMPLATE, {"form": form, **context}, status=422)


def _form(page: StepPage, found: PathMap) -> PathsForm:
    removed = _removed(page)
    return PathsForm(
        page.data,
        channels=[place.channel for place in found.places.values() if place.channel is not None],
        steps=[step for step in found.steps if step.pk != removed],
        open_ends=[place.name for place in found.open_ends],
    )


def _removed(page: StepPage) -> int | None:
    verb, _dash, pk = page.request.POST.get("action", "").partition("-")
    return int(pk) if verb == "delete" and pk.isdigit() else None


def _change(page: StepPage, form: PathsForm) -> None:
    services.write_next_steps(artefact=page.artefact, entries=form.next_steps)
    services.write_steps(artefact=page.artefact, entries=form.entries, opened=form.opened, removed=_removed(page))
    if page.request.POST.get("action") == "add":
        services.add_step(artefact=page.artefact)


def _context(page: StepPage, found: PathMap) -> dict[str, Any]:
    names = [place.name for place in found.places.values()]
    return {
        "paths": found,
        "verdict": verdict_of_paths(found),
        "problems": problems_of_paths(page.strategy, page.artefact, found),
        "places": list(dict.fromkeys([*names, _("商談"), *(str(kind) for kind in CONTENT_KINDS)])),
    }
