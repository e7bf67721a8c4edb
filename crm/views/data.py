"""The data pages: what is there, daily figures, sources, quality."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from crm.forms import MetricForm
from crm.models import ImportRun, SeriesMetric, Source
from crm.selectors import quality as quality_selectors
from crm.selectors import series as series_selectors
from crm.services.series import ensure_default_metrics, save_values
from crm.services.sources import mark_sources
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.calc.numbers_text import read_number

GRID_DAYS = 14
CHANNELS = ("seo", "search_ads", "whitepaper", "mail", "webinar", "event", "social")


@workspace_view(rights.IMPORT_RECORDS)
def data(request: WorkspaceRequest) -> HttpResponse:
    runs = ImportRun.objects.for_workspace(request.workspace).filter(is_dry_run=False).select_related("started_by")[:20]
    context = {"runs": runs, "counts": quality_selectors.record_counts(request.workspace)}
    return render(request, "crm/data.html", context)


@workspace_view(rights.IMPORT_RECORDS)
def quality(request: WorkspaceRequest) -> HttpResponse:
    return render(request, "crm/quality.html", {"findings": quality_selectors.findings(request.workspace)})


@workspace_view(rights.IMPORT_RECORDS)
@require_http_methods(["GET", "POST"])
def sources(request: WorkspaceRequest) -> HttpResponse:
    if request.method == "POST":
        count = mark_sources(workspace=request.workspace, actor=request.user, marks=_marks(request))
        messages.success(
            request, ngettext("%(n)d件の流入元を保存しました", "%(n)d件の流入元を保存しました", count) % {"n": count}
        )
        return redirect("crm:sources", slug=request.workspace.slug)
    rows = (
        Source.objects.for_workspace(request.workspace)
        .annotate(lead_count=Count("leads"))
        .order_by("-lead_count", "name")
    )
    context = {"sources": rows, "origins": Source.Origin.choices, "channels": CHANNELS}
    return render(request, "crm/sources.html", context)


def _marks(request: WorkspaceRequest) -> dict[int, dict[str, str]]:
    marks: dict[int, dict[str, str]] = {}
    for name, value in request.POST.dict().items():
        field, _sep, source_id = name.partition("-")
        is_known = (
            field == "origin" and value in Source.Origin.values or field == "channel" and value in ("", *CHANNELS)
        )
        if is_known and source_id.isdigit():
            marks.setdefault(int(source_id), {})[field] = value
    return marks


@workspace_view(rights.IMPORT_RECORDS)
@require_http_methods(["GET", "POST"])
def series(request: WorkspaceRequest) -> HttpResponse:
    """Daily figures in a grid of two weeks; a POST saves every cell that came."""
    ensure_default_metrics(request.workspace)
    dimension = request.GET.get("dimension", "")
    if request.method == "POST":
        values, problems = _cells(request)
        if not problems:
            save_values(workspace=request.workspace, values=values, dimension=dimension)
            messages.success(request, _("日別の数値を保存しました"))
            return redirect(request.get_full_path())
        return _series_page(request, dimension, problems, 422)
    return _series_page(request, dimension, {}, 200)


@workspace_view(rights.IMPORT_RECORDS)
@require_http_methods(["POST"])
def metric_add(request: WorkspaceRequest) -> HttpResponse:
    form = MetricForm(request.POST, workspace=request.workspace)
    if not form.is_valid():
        return _series_page(request, "", {}, 422, form)
    metric = form.save(commit=False)
    metric.workspace = request.workspace
    metric.key = f"own_{SeriesMetric.objects.for_workspace(request.workspace).count() + 1}_{request.user.pk}"
    metric.save()
    return redirect("crm:series", slug=request.workspace.slug)


def _cells(request: WorkspaceRequest) -> tuple[dict[tuple[int, dt.date], Decimal | None], dict[str, str]]:
    """The cells of a POST by (metric, day), and those that cannot be read by their field name."""
    values: dict[tuple[int, dt.date], Decimal | None] = {}
    problems: dict[str, str] = {}
    for name, text in request.POST.dict().items():
        if not name.startswith("v-"):
            continue
        _prefix, metric_id, day = name.split("-", 2)
        try:
            values[int(metric_id), dt.date.fromisoformat(day)] = read_number(text) if text.strip() else None
        except ValueError:
            problems[name] = text
    return values, problems


def _series_page(
    request: WorkspaceRequest, dimension: str, problems: dict[str, str], status: int, form: MetricForm | None = None
) -> HttpResponse:
    end = parse_date(request.GET.get("to", "")) or request.workspace.today()
    context = {
        "rows": series_selectors.grid(
            request.workspace, start=end - dt.timedelta(days=GRID_DAYS - 1), end=end, dimension=dimension
        ),
        "metrics": series_selectors.metrics(request.workspace),
        "dimensions": series_selectors.dimensions(request.workspace),
        "dimension": dimension,
        "typed": request.POST if problems else {},
        "problems": problems,
        "end": end,
        "earlier": end - dt.timedelta(days=GRID_DAYS),
        "later": min(end + dt.timedelta(days=GRID_DAYS), request.workspace.today()),
        "form": form or MetricForm(workspace=request.workspace),
    }
    return render(request, "crm/series.html", context, status=status)
