"""Daily figures as a grid: days down, metrics across."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from crm.models import SeriesMetric, SeriesValue
from workspaces.models import Workspace


@dataclass(frozen=True)
class GridRow:
    """A day and its value per metric, in the order of the grid's metrics (None: nothing entered)."""

    day: dt.date
    cells: list[tuple[SeriesMetric, Decimal | None]]


def metrics(workspace: Workspace) -> list[SeriesMetric]:
    return list(SeriesMetric.objects.for_workspace(workspace).select_related("target_of"))


def grid(workspace: Workspace, *, start: dt.date, end: dt.date, dimension: str = "") -> list[GridRow]:
    """The values of every metric from `start` to `end`, newest day first, for one channel or page (blank: the whole)."""
    columns = metrics(workspace)
    values = SeriesValue.objects.for_workspace(workspace).filter(day__range=(start, end), dimension=dimension)
    found = {(value.day, value.metric_id): value.value for value in values}
    days = [end - dt.timedelta(days=offset) for offset in range((end - start).days + 1)]
    return [GridRow(day, [(metric, found.get((day, metric.pk))) for metric in columns]) for day in days]


def dimensions(workspace: Workspace) -> list[str]:
    """The channels and pages for which something was entered."""
    rows = SeriesValue.objects.for_workspace(workspace).exclude(dimension="").order_by("dimension")
    return list(rows.values_list("dimension", flat=True).distinct()[:100])
