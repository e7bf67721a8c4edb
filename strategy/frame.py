"""The frame of every design step (`/s/<id>/l*/…`): what it edits, who may, its save, its conflict, its next page.

A view of any layer reads:

    page = step_page(request, strategy_id, layer=4, step="nurturing:sla")
    form = SlaForm(page.data, initial=…)
    if request.method == "POST":
        return page.save(form=form, change=lambda: write_sla(page.artefact, form.cleaned_data), template=…, context=…)
    return page.render("nurturing/sla.html", {"form": form})
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from strategy import layers
from strategy.models import ArtefactStatus, ArtefactVersion, Strategy
from strategy.selectors.artefacts import latest_artefact
from strategy.selectors.comments import Thread, fields_to_talk_about, threads_of
from strategy.selectors.scopes import scopes_left_out
from strategy.selectors.statuses import ArtefactState, artefact_states
from strategy.services.artefacts import NotEditable, StaleDraft, is_running, save_draft, start_draft
from workspaces import rights
from workspaces.access import WorkspaceRequest
from workspaces.templatetags.formats import clock

MINE, THEIRS = "mine", "theirs"
# How long a save may be under way when the page behind it is closed.
UNDER_WAY = dt.timedelta(seconds=10)


@dataclass(frozen=True)
class StepLink:
    """A page of the layer in the list of steps."""

    label: str
    url: str
    is_current: bool
    status: str = ""


@dataclass(frozen=True)
class FieldConflict:
    """One field in which my entry and the saved value differ."""

    name: str
    label: str
    mine: str
    theirs: str
    theirs_raw: str


@dataclass
class Conflict:
    """Somebody saved while this form was open."""

    token: int
    who: str
    when: str
    fields: list[FieldConflict] = field(default_factory=list)


@dataclass
class StepPage:
    """A design step of one strategy, as its view and template need it."""

    request: WorkspaceRequest
    strategy: Strategy
    report: layers.LayerReport
    step: layers.Step
    artefact: ArtefactVersion
    states: dict[str, ArtefactState]
    right: str
    conflict: Conflict | None = None
    token: int = 0

    def __post_init__(self) -> None:
        self.token = self.artefact.token
        self.is_running = self.artefact.is_editable and is_running(self.artefact)

    # ---- what the page shows ----

    @property
    def state(self) -> ArtefactState | None:
        return self.states.get(self.artefact.kind)

    @property
    def status(self) -> str:
        """The key for `{% status_tag %}`."""
        return self.state.status.key if self.state else "not_started"

    @property
    def may_edit(self) -> bool:
        return self.request.membership.may(self.right)

    @property
    def is_editable(self) -> bool:
        """A draft, not running as a trial, and a person who may edit."""
        return self.may_edit and self.artefact.is_editable and not self.is_running

    @property
    def may_revise(self) -> bool:
        return self.may_edit and self.artefact.is_frozen

    @property
    def may_withdraw(self) -> bool:
        return self.may_edit and self.artefact.status == ArtefactStatus.IN_REVIEW

    @cached_property
    def threads(self) -> list[Thread]:
        """The talk beside this version."""
        return threads_of(self.artefact)

    @property
    def open_thread_count(self) -> int:
        return sum(not thread.is_settled for thread in self.threads)

    @property
    def fields_to_talk_about(self) -> list[tuple[str, str]]:
        return fields_to_talk_about(self.artefact)

    @property
    def steps(self) -> list[StepLink]:
        return [
            StepLink(
                label=str(step.label),
                url=self._url(step.url_name),
                is_current=step.url_name == self.step.url_name,
                status=self.states[step.kind].status.key if step.kind in self.states else "",
            )
            for step in self.report.steps
        ]

    @cached_property
    def left_out(self) -> str:
        """The row of 役割分担 that this step belongs to and that marketing does not carry; blank for the rest."""
        return scopes_left_out(self.strategy).get(self.step.scope, "") if self.step.scope else ""

    @property
    def position(self) -> str:
        """2/4"""
        names = [step.url_name for step in self.report.steps]
        return f"{names.index(self.step.url_name) + 1}/{len(names)}"

    @property
    def next_url(self) -> str:
        """The next step; after the last one the check page of the layer."""
        names = [step.url_name for step in self.report.steps]
        after = names[names.index(self.step.url_name) + 1 :]
        return self._url(after[0]) if after else self.check_url

    @property
    def check_url(self) -> str:
        return self._url("strategy:check", layer=self.report.number)

    @property
    def roles_url(self) -> str:
        return self._url("strategy:roles")

    @property
    def blueprint_url(self) -> str:
        return self._url("strategy:blueprint")

    def _url(self, name: str, **kwargs: Any) -> str:
        try:
            return reverse(
                name, kwargs={"slug": self.request.workspace.slug, "strategy_id": self.strategy.pk, **kwargs}
            )
        except NoReverseMatch:
            return ""

    # ---- what was sent ----

    @property
    def is_autosave(self) -> bool:
        return self.request.headers.get("X-Autosave") == "1" or self.request.POST.get("autosave") == "1"

    @property
    def data(self) -> QueryDict | None:
        """The sent form (None on GET), with 「相手の値」 put in where the person chose it in the conflict panel."""
        if self.request.method != "POST":
            return None
        data = self.request.POST.copy()
        for key in list(data):
            name = key.removeprefix("keep-")
            if key.startswith("keep-") and data[key] == THEIRS:
                data[name] = data.get(f"theirs-{name}", "")
        return data

    @property
    def sent_token(self) -> int:
        """The save count the form was opened with; after a conflict the one that its panel showed, but only on a
        deliberate press of a button: an autosave never overwrites what the person has not answered."""
        seen = "" if self.is_autosave else self.request.POST.get("token-seen", "")
        token = seen or self.request.POST.get("token", "")
        return int(token) if token.isdigit() else -1

    # ---- answers ----

    def render(self, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        """The page of this step."""
        return render(
            self.request, template, {"page": self, "strategy": self.strategy, **(context or {})}, status=status
        )

    def save(
        self,
        *,
        form: forms.BaseForm | None,
        change: Callable[[], Any],
        template: str,
        context: dict[str, Any] | Callable[[], dict[str, Any]] | None = None,
        is_valid: bool | None = None,
        conflicts: list[FieldConflict] | None = None,
        next_url: str = "",
    ) -> HttpResponse:
        """Save a sent form into the draft and answer it, with or without scripts.

        422 keeps the entries beside their errors, 409 shows both values per field; `context` needs no `form`. One that
        takes work is given as a function: a save that succeeds shows nothing of it.
        `is_valid` stands in for `form.is_valid()` where several forms make the page; `conflicts` for the comparison
        of the form's entries with its initial values.
        """

        def shown() -> dict[str, Any]:
            return {"form": form, **(context() if callable(context) else context or {})}

        if not (form.is_valid() if is_valid is None and form is not None else is_valid):
            return self._answer(template, "strategy/_save_errors.html", shown(), status=422)
        try:
            saved = self._save_draft(change)
        except StaleDraft as stale:
            return self._stale(stale, template, shown(), conflicts if conflicts is not None else field_conflicts(form))
        except NotEditable:
            messages.error(self.request, _("この版は編集できません。改訂を始めてから変更してください"))
            return self._gone()
        return self.saved(saved, next_url=next_url)

    def _save_draft(self, change: Callable[[], Any]) -> ArtefactVersion:
        """Save, and save again where the only save in between is the one this very page had under way when it was closed."""
        try:
            return save_draft(artefact=self.artefact, token=self.sent_token, actor=self.request.user, change=change)
        except StaleDraft as stale:
            is_next = stale.current_token == self.sent_token + 1 and stale.updated_by == self.request.user
            if self.request.POST.get("follows") != "1" or not is_next or timezone.now() - stale.updated_at > UNDER_WAY:
                raise
            return save_draft(artefact=self.artefact, token=stale.current_token, actor=self.request.user, change=change)

    def saved(self, artefact: ArtefactVersion, *, next_url: str = "") -> HttpResponse:
        """204 for an autosave, else on to the next page (back to this one for a row button)."""
        if self.is_autosave:
            at = clock(artefact.updated_at, self.request.workspace.zone)
            return HttpResponse(status=204, headers={"X-Draft-Token": str(artefact.token), "X-Saved-At": at})
        stays = self.request.POST.get("action", "next") != "next"
        return redirect(next_url or (self.request.path if stays else self.next_url))

    def _gone(self) -> HttpResponse:
        return HttpResponse(status=409) if self.is_autosave else redirect(self.request.path)

    def _stale(
        self, stale: StaleDraft, template: str, context: dict[str, Any], conflicts: list[FieldConflict]
    ) -> HttpResponse:
        self.token = self.sent_token
        self.conflict = Conflict(
            token=stale.current_token,
            who=stale.updated_by.short_name if stale.updated_by else _("ほかの人"),
            when=clock(stale.updated_at, self.request.workspace.zone),
            fields=conflicts,
        )
        return self._answer(template, "strategy/_conflict.html", context, status=409)

    def _answer(self, template: str, fragment: str, context: dict[str, Any], *, status: int) -> HttpResponse:
        return self.render(fragment if self.is_autosave else template, context, status=status)


def step_page(
    request: WorkspaceRequest, strategy_id: int, *, layer: int, step: str, right: str = rights.EDIT_STRATEGY
) -> StepPage:
    """Find the strategy and the newest version that a step edits; a POST needs `right` (else 403).

    `step` is the URL name of the step ("nurturing:sla") or its last part ("sla"). Raises Http404 for a strategy of
    another workspace and for a layer or step nobody has registered.
    """
    strategy = get_object_or_404(
        Strategy.objects.for_workspace(request.workspace).select_related("workspace"), pk=strategy_id
    )
    if request.method == "POST" and not request.membership.may(right):
        raise PermissionDenied(right)
    report = layers.report_for(layer)
    if report is None:
        raise Http404
    found = next((one for one in report.steps if step in (one.url_name, one.url_name.partition(":")[2])), None)
    if found is None:
        raise Http404
    kind = found.kind or report.kinds[0]
    artefact = latest_artefact(strategy, kind) or start_draft(strategy=strategy, kind=kind, actor=request.user)
    return StepPage(
        request=request,
        strategy=strategy,
        report=report,
        step=found,
        artefact=artefact,
        states=artefact_states(strategy),
        right=right,
    )


def field_conflicts(form: forms.BaseForm | None) -> list[FieldConflict]:
    """The visible fields whose entry differs from the saved value (the form's initial value)."""
    if form is None:
        return []
    found = []
    for bound in form:
        mine, theirs = _raw(bound.value()), _raw(bound.field.prepare_value(bound.initial))
        was_sent = not bound.field.widget.value_omitted_from_data(form.data, form.files, bound.html_name)
        if bound.is_hidden or not was_sent or not bound.field.has_changed(bound.initial, bound.data):
            continue
        found.append(
            FieldConflict(
                name=bound.html_name,
                label=str(bound.label),
                mine=_shown(bound, mine),
                theirs=_shown(bound, theirs),
                theirs_raw=theirs,
            )
        )
    return found


def _raw(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "、".join(str(item) for item in value)
    return "" if value is None else str(value)


def _shown(bound: forms.BoundField, value: str) -> str:
    choices = dict(getattr(bound.field, "choices", []) or [])
    return str(choices.get(value, value)) or _("（空欄）")
