"""The business calendar of a workspace: its hours, closing days and the national holidays, for every business-time figure."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import jpholiday

from workspaces.calc.business_time import BusinessCalendar
from workspaces.models import ClosingDay, Workspace


@lru_cache(maxsize=4096)
def is_national_holiday(day: dt.date) -> bool:
    return bool(jpholiday.is_holiday(day))


def calendar_for(workspace: Workspace) -> BusinessCalendar:
    """The calendar by which SLA clocks, send windows and pacing of this workspace run."""
    closed = frozenset(ClosingDay.objects.for_workspace(workspace).values_list("day", flat=True))
    holidays = is_national_holiday if workspace.closes_on_national_holidays else (lambda day: False)
    return BusinessCalendar(
        zone=workspace.zone,
        hours_start=workspace.working_hours_start,
        hours_end=workspace.working_hours_end,
        weekdays=frozenset(workspace.working_weekdays),
        is_holiday=holidays,
        closing_days=closed,
    )
