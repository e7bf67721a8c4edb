"""The list of leads and its filters; what stands behind one lead is in `lead_page`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from crm.models import Source, Stage
from nurturing.presenting_leads import chips_of, handoff_choices, kept_parameters
from nurturing.selectors.forgotten import forgotten_by_age
from nurturing.selectors.leads import LeadFilter, lead_rows
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view

PER_PAGE = 50


@workspace_view(rights.VIEW_RECORDS)
def lead_list(request: WorkspaceRequest) -> HttpResponse:
    """Leads, narrowed by the query string; every count of a dashboard leads here with the filter it counted by."""
    wanted = filter_of(request)
    page = Paginator(lead_rows(request.workspace, wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "wanted": wanted,
        "stages": Stage.choices,
        "sources": Source.objects.for_workspace(request.workspace),
        "handoff_states": handoff_choices(wanted),
        "chips": chips_of(request.workspace, wanted, request.GET),
        "kept": kept_parameters(request.GET),
        "mark_label": dict(Stage.choices, won=Stage.CUSTOMER.label).get(wanted.mark, ""),
    }
    if wanted.next == "none":
        context["ages"] = forgotten_by_age(request.workspace, today=request.workspace.today(), wanted=wanted)
    return render(request, "nurturing/lead_list.html", context)


def filter_of(request: WorkspaceRequest) -> LeadFilter:
    """The filter of the query string; what cannot be read is left out."""
    query = request.GET
    values: dict[str, Any] = {
        name: query.get(name, "").strip()
        for name in ("q", "stage", "origin", "entered", "next", "handoff", "reason", "mark")
    }
    days = {"created_from": "created_from", "created_to": "created_to", "start": "from", "end": "to"}
    values |= {name: _day(query.get(parameter, "")) for name, parameter in days.items()}
    return LeadFilter(
        **values,
        now=timezone.now() if values["handoff"] == "overdue" else None,
        source=_whole(query.get("source", "")),
        company=_whole(query.get("company", "")),
        min_score=_number(query.get("min_score", "")),
    )


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _whole(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _number(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
