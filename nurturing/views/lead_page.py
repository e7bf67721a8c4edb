"""One lead: why it has its score, where it stands, what happened; and the plain form to add or edit it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.models import Entity, Lead, Stage
from crm.selectors.custom_values import custom_values
from crm.services.leads import NoIdentity, save_lead
from crm.services.saving import ExternalIdTaken
from nurturing import presenting_handoffs as words
from nurturing.forms_handoffs import LeadForm
from nurturing.selectors.story import LATEST, story_of
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view


@workspace_view(rights.VIEW_RECORDS)
def lead(request: WorkspaceRequest, lead_id: int) -> HttpResponse:
    """Who this person is to us: the score adds up line by line, the stages stand in their cycles."""
    found = get_object_or_404(_rows(request), pk=lead_id)
    now = timezone.now()
    story = story_of(found, now=now)
    context: dict[str, Any] = {"lead": found, "story": story, "now": now, "latest": LATEST}
    context["custom_values"] = custom_values(request.workspace, Entity.LEAD, found.custom)
    context["why_mql"] = words.why_mql(story.mql_event, request.workspace)
    if story.explanation:
        bar, sentence = words.bar(story.explanation)
        context |= {"bar": bar, "bar_sentence": sentence, "ledger": words.ledger(story.explanation)}
    return render(request, "nurturing/lead.html", context)


@workspace_view(rights.EDIT_RECORDS)
@require_http_methods(["GET", "POST"])
def lead_edit(request: WorkspaceRequest, lead_id: int | None = None) -> HttpResponse:
    """One plain form to add or edit a lead by hand."""
    found = get_object_or_404(_rows(request), pk=lead_id) if lead_id else None
    # The form writes into the instance it gets, so it has one of its own.
    instance = get_object_or_404(_rows(request), pk=lead_id) if lead_id else None
    form = LeadForm(
        request.POST if request.method == "POST" else None,
        instance=instance,
        workspace=request.workspace,
        initial=_initial(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, found, form)
            messages.success(request, _("リードを保存しました"))
            return redirect("nurturing:lead", slug=request.workspace.slug, lead_id=saved.pk)
        except ExternalIdTaken:
            form.add_error("external_id", _("この外部IDは、ほかのリードが使っています"))
        except NoIdentity:
            form.add_error("email", _("メールアドレスか外部IDのどちらかを入力してください"))
    status = 422 if request.method == "POST" else 200
    return render(request, "nurturing/lead_form.html", {"form": form, "lead": found}, status=status)


def _save(request: WorkspaceRequest, found: Lead | None, form: LeadForm) -> Lead:
    values = dict(form.cleaned_data)
    extra = {name: values.pop(name) for name in ("consent_basis", "consent_on", "consent_source")}
    stage = values.pop("stage", Stage.LEAD)
    if found and "company_name" not in form.changed_data:
        del values["company_name"]
    return save_lead(
        workspace=request.workspace,
        actor=request.user,
        lead=found,
        values=values,
        stage=stage,
        now=timezone.now(),
        **extra,
    )


def _initial(found: Lead | None) -> dict[str, str]:
    """The company's own name, and a Japanese name in its two parts where only the whole is known."""
    if found is None:
        return {}
    initial = {"company_name": found.company.name if found.company else found.company_name}
    parts = found.full_name.split()
    if not (found.family_name or found.given_name) and len(parts) == 2 and not found.full_name.isascii():
        initial |= {"family_name": parts[0], "given_name": parts[1]}
    return initial


def _rows(request: WorkspaceRequest) -> Any:
    return Lead.objects.for_workspace(request.workspace).select_related(
        "workspace", "company", "source", "campaign", "owner"
    )
