"""Writing daily figures: by hand on the grid, or made ready when a workspace first opens it."""
# japanese-data

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from crm.changes import mark_days_changed
from crm.models import SeriesMetric, SeriesValue
from workspaces.models import Workspace
from workspaces.signals import workspace_changed

# The framework's activity KPIs need these: key, name in both languages, unit.
DEFAULT_METRICS = [
    ("site_visits", "サイト訪問数", "Site visits", SeriesMetric.Unit.COUNT),
    ("page_views", "ページビュー", "Page views", SeriesMetric.Unit.COUNT),
    ("mail_sent", "メール配信数", "Mails sent", SeriesMetric.Unit.COUNT),
    ("mail_opened", "メール開封数", "Mails opened", SeriesMetric.Unit.COUNT),
    ("mail_clicked", "メールクリック数", "Mails clicked", SeriesMetric.Unit.COUNT),
    ("cost", "費用", "Cost", SeriesMetric.Unit.MONEY),
]


def ensure_default_metrics(workspace: Workspace) -> None:
    """Declare the metrics that the activity KPIs read, in the workspace's language; existing ones stay as they are."""
    rows = [
        SeriesMetric(workspace=workspace, key=key, name=ja if workspace.language == "ja" else en, unit=unit)
        for key, ja, en, unit in DEFAULT_METRICS
    ]
    SeriesMetric.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def save_values(*, workspace: Workspace, values: dict[tuple[int, dt.date], Decimal | None], dimension: str = "") -> int:
    """Write values keyed by (metric id, day); None removes one. Returns how many were written or removed.

    Metrics of another workspace are ignored: ids come from a form.
    """
    own = set(SeriesMetric.objects.for_workspace(workspace).values_list("pk", flat=True))
    wanted = {key: value for key, value in values.items() if key[0] in own}
    gone = [key for key, value in wanted.items() if value is None]
    for metric_id, day in gone:
        SeriesValue.objects.for_workspace(workspace).filter(metric=metric_id, day=day, dimension=dimension).delete()
    SeriesValue.objects.bulk_create(
        [
            SeriesValue(workspace=workspace, metric_id=metric_id, day=day, dimension=dimension, value=value)
            for (metric_id, day), value in wanted.items()
            if value is not None
        ],
        update_conflicts=True,
        unique_fields=["workspace", "metric", "day", "dimension"],
        update_fields=["value"],
    )
    if wanted:
        mark_days_changed(workspace, [day for _metric, day in wanted])
        workspace_changed.send(sender=SeriesValue, workspace_id=workspace.pk, what={"records"})
    return len(wanted)
