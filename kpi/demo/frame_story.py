"""What the frame knows of the sample: the failure patterns, seen since the day after the last closed month."""

from __future__ import annotations

import datetime as dt

from kpi.demo.months import CLOSED, Timeline
from kpi.models import Finding
from kpi.services import detectors
from strategy.models import Strategy
from workspaces.models import Workspace


def find_patterns(workspace: Workspace, timeline: Timeline) -> None:
    """Judge the sample as of its day; what is seen has been seen since the last month was closed."""
    strategy = Strategy.objects.for_workspace(workspace).get(is_current=True)
    detectors.look(strategy=strategy, now=timeline.now)
    since = timeline.last_day(CLOSED) + dt.timedelta(days=1)
    Finding.objects.for_workspace(workspace).update(first_seen_on=since)
