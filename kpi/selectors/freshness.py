"""As of when the figures are: the stamp of every page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kpi.models import FunnelSnapshot


@dataclass(frozen=True)
class Freshness:
    """Figures up to the day `until`, computed at `computed_at`; `days_old` when the worker has not been here today."""

    until: dt.date
    computed_at: dt.datetime | None
    days_old: int = 0


def freshness_of(snapshot: FunnelSnapshot | None, *, until: dt.date, today: dt.date) -> Freshness:
    if snapshot is None:
        return Freshness(until, None)
    return Freshness(until, snapshot.computed_at, max(0, (today - snapshot.as_of).days))
