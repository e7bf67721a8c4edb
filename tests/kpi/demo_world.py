"""Loading the sample company for a module's tests, at a moment at which the clock then stands still."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import time_machine

from kpi.demo.loading import LoadedDemo, load_demo

TOKYO = ZoneInfo("Asia/Tokyo")
STORY_NOW = dt.datetime(2026, 11, 20, 10, 42, tzinfo=TOKYO)


@contextmanager
def loaded_at(moment: dt.datetime) -> Iterator[LoadedDemo]:
    """The sample company as it stands at a moment; it is the same moment inside."""
    with time_machine.travel(moment, tick=False):
        yield load_demo()
