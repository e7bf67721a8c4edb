"""次の予定がないリード by source and age: whom nobody looks after, and for how long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Q

from nurturing.selectors.leads import LeadFilter, lead_rows
from workspaces.models import Workspace

MONTH, QUARTER = 30, 90


@dataclass(frozen=True)
class AgeRow:
    """Leads of one source (None: 不明) with nothing planned, by days since they came."""

    source_id: int | None
    source: str
    fresh: int
    older: int
    oldest: int
    undated: int

    @property
    def total(self) -> int:
        return self.fresh + self.older + self.oldest + self.undated


@dataclass(frozen=True)
class Ages:
    """The rows, most people first, and the first days of the two younger groups."""

    rows: Sequence[AgeRow]
    fresh_from: dt.date
    older_from: dt.date

    @property
    def has_undated(self) -> bool:
        return any(row.undated for row in self.rows)


def forgotten_by_age(workspace: Workspace, *, today: dt.date, wanted: LeadFilter) -> Ages:
    """How many leads with nothing planned each source has: up to 30 days old, up to 90, older, of unknown age.

    `wanted` is the list's own filter; its days and source are left out, so that the table stays while one narrows.
    """
    fresh_from, older_from = today - dt.timedelta(days=MONTH), today - dt.timedelta(days=QUARTER)
    whole = replace(wanted, source=None, created_from=None, created_to=None, origin="")
    counts = (
        lead_rows(workspace, whole)
        .prefetch_related(None)
        .order_by()
        .values_list("source", "source__name")
        .annotate(
            fresh=Count("pk", filter=Q(created_on__gte=fresh_from)),
            older=Count("pk", filter=Q(created_on__gte=older_from, created_on__lt=fresh_from)),
            oldest=Count("pk", filter=Q(created_on__lt=older_from)),
            undated=Count("pk", filter=Q(created_on__isnull=True)),
        )
    )
    rows = [AgeRow(source_id, name or "", *rest) for source_id, name, *rest in counts]
    return Ages(sorted(rows, key=lambda row: (-row.total, row.source)), fresh_from, older_from)
