"""The channel mix: which channels, for which stages, from when, at what cost, and where each leads next."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from channels.forms import MixForm
from channels.outlook_wording import outlook_words
from channels.selectors.actuals import actual_of_channel
from channels.selectors.content_map import axes_of
from channels.selectors.mix import buying_stages, channels_of, mix_page, sources_of
from channels.selectors.outlook import attention_of, outlook_of
from channels.services import mix as services
from channels.wording import dependence_sentence, principles, supply_sentence
from strategy.frame import StepPage, step_page
from targeting.selectors.personas import persona_scores
from workspaces.access import WorkspaceRequest, workspace_view

TEMPLATE = "channels/channels.html"


@workspace_view()
def channels(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=3, step="channels")
    form = _form(page)
    if request.method != "POST":
        return page.render(TEMPLATE, {"form": form, **_context(page)})
    try:
        return page.save(form=form, change=partial(_change, page, form), template=TEMPLATE, context=_context(page))
    except services.TooManyChannels:
        messages.error(request, _("これ以上は増やせません（20まで）"))
        return page.render(TEMPLATE, {"form": form, **_context(page)}, status=422)


def _action(page: StepPage) -> tuple[str, int | None]:
    """The pressed row button: its verb and the channel's id."""
    verb, _dash, pk = page.request.POST.get("action", "").partition("-")
    return verb, int(pk) if pk.isdigit() else None


def _form(page: StepPage) -> MixForm:
    verb, pk = _action(page)
    return MixForm(
        page.data,
        channels=channels_of(page.artefact),
        stages=[(stage.key, stage.name) for stage in buying_stages(page.strategy)],
        sources=sources_of(page.request.workspace),
        currency=page.request.workspace.currency,
        roles=axes_of(page.strategy)[1],
        personas=persona_scores(page.strategy),
        removed=str(pk) if verb == "delete" else "",
    )


def _change(page: StepPage, form: MixForm) -> None:
    verb, pk = _action(page)
    services.write_channels(artefact=page.artefact, entries=form.entries, removed=pk if verb == "delete" else None)
    if verb == "add":
        services.add_channel(artefact=page.artefact, name=_("新しいチャネル"))
    if verb == "actual" and pk is not None:
        actual = actual_of_channel(page.artefact, pk, today=page.request.workspace.today())
        if actual is not None:
            services.take_actual(artefact=page.artefact, channel_id=pk, actual=actual)


def _context(page: StepPage) -> dict[str, Any]:
    today = page.request.workspace.today()
    channels = channels_of(page.artefact)
    mix = mix_page(page.strategy, channels, today=today)
    outlook = outlook_of(page.strategy, channels, shortfall=mix.supply.shortfall)
    roles = axes_of(page.strategy)[1]
    attention = attention_of(channels, roles, persona_scores(page.strategy))
    return {
        "mix": mix,
        "principles": principles(mix),
        "supply_sentence": supply_sentence(mix),
        "dependence_sentence": dependence_sentence(mix),
        "outlook": outlook,
        "words": outlook_words(outlook, attention, page.request.workspace.currency, today=today),
        "attention": attention,
        "roles": roles,
    }
