"""Companies and deals: the lists, what stands behind one, and one plain form each."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.forms import CompanyForm, DealForm
from crm.models import Company, Deal, Entity, Source
from crm.panels import company_panels
from crm.selectors import lists
from crm.selectors.custom_values import custom_values
from crm.selectors.lists import DealFilter
from crm.services.companies import save_company
from crm.services.deals import save_deal
from crm.services.saving import ExternalIdTaken
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view

PER_PAGE = 50


@workspace_view(rights.VIEW_RECORDS)
def company_list(request: WorkspaceRequest) -> HttpResponse:
    q, industry = request.GET.get("q", "").strip(), request.GET.get("industry", "")
    page = Paginator(lists.companies(request.workspace, q=q, industry=industry), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "q": q, "industry": industry, "industries": lists.industries(request.workspace)}
    return render(request, "crm/company_list.html", context)


@workspace_view(rights.VIEW_RECORDS)
def company(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    found = get_object_or_404(Company.objects.for_workspace(request.workspace), pk=company_id)
    value, is_ltv = lists.company_value(found)
    context = {
        "company": found,
        "value": value,
        "is_ltv": is_ltv,
        "leads": found.leads.select_related("source").order_by("-created_on")[:100],
        "deals": found.deals.select_related("lead").order_by("-opened_on")[:100],
        "custom_values": custom_values(request.workspace, Entity.COMPANY, found.custom),
        "panels": company_panels(request, found),
    }
    return render(request, "crm/company.html", context)


@workspace_view(rights.EDIT_RECORDS)
@require_http_methods(["GET", "POST"])
def company_edit(request: WorkspaceRequest, company_id: int | None = None) -> HttpResponse:
    found = _own(request, Company, company_id)
    form = CompanyForm(request.POST or None, instance=_own(request, Company, company_id))
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_company(
                workspace=request.workspace, actor=request.user, company=found, values=dict(form.cleaned_data)
            )
            messages.success(request, _("会社を保存しました"))
            return redirect("crm:company", slug=request.workspace.slug, company_id=saved.pk)
        except ExternalIdTaken:
            form.add_error("external_id", _("この外部IDは、ほかの会社が使っています"))
    status = 422 if request.method == "POST" else 200
    return render(request, "crm/company_form.html", {"form": form, "company": found}, status=status)


@workspace_view(rights.VIEW_RECORDS)
def deal_list(request: WorkspaceRequest) -> HttpResponse:
    wanted = _deal_filter(request)
    rows = lists.deals(request.workspace, wanted)
    n, amount = lists.deal_totals(rows)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "n": n,
        "amount": amount,
        "outcomes": Deal.Outcome.choices,
        "origins": [*Source.Origin.choices[:3], ("unmarked", _("未設定")), ("unknown", _("不明"))],
    }
    return render(request, "crm/deal_list.html", context)


@workspace_view(rights.VIEW_RECORDS)
def deal(request: WorkspaceRequest, deal_id: int) -> HttpResponse:
    rows = Deal.objects.for_workspace(request.workspace).select_related("lead__source", "company", "owner")
    found = get_object_or_404(rows, pk=deal_id)
    context = {"deal": found, "custom_values": custom_values(request.workspace, Entity.DEAL, found.custom)}
    return render(request, "crm/deal.html", context)


@workspace_view(rights.EDIT_RECORDS)
@require_http_methods(["GET", "POST"])
def deal_edit(request: WorkspaceRequest, deal_id: int | None = None) -> HttpResponse:
    found = _own(request, Deal, deal_id)
    instance = _own(request, Deal, deal_id)
    form = DealForm(request.POST or None, instance=instance, workspace=request.workspace, initial=_deal_initial(found))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values["company_name"] = values.pop("company")
        try:
            saved = save_deal(workspace=request.workspace, actor=request.user, deal=found, values=values)
            messages.success(request, _("商談を保存しました"))
            return redirect("crm:deal", slug=request.workspace.slug, deal_id=saved.pk)
        except ExternalIdTaken:
            form.add_error("external_id", _("この外部IDは、ほかの商談が使っています"))
    status = 422 if request.method == "POST" else 200
    return render(request, "crm/deal_form.html", {"form": form, "deal": found}, status=status)


def _own(request: WorkspaceRequest, model: Any, record_id: int | None) -> Any:
    """The workspace's record of an address, or None for a new one."""
    if record_id is None:
        return None
    return get_object_or_404(model.objects.for_workspace(request.workspace), pk=record_id)


def _deal_initial(found: Deal | None) -> dict[str, str]:
    if found is None:
        return {}
    lead = found.lead
    return {
        "company": found.company.name if found.company else found.company_name,
        "lead": (lead.external_id or lead.email) if lead else "",
    }


def _deal_filter(request: WorkspaceRequest) -> DealFilter:
    """The filter of the query string; a day that cannot be read is left out."""

    def read(name: str, is_day: bool) -> str | dt.date | None:
        text = request.GET.get(name, "").strip()
        if not is_day:
            return text
        try:
            return parse_date(text)
        except ValueError:
            return None

    return DealFilter(**{one.name: read(one.name, one.name[-3:] in ("rom", "_to")) for one in fields(DealFilter)})  # type: ignore[arg-type]
