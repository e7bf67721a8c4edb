"""What the sample's plan came to when its last two months closed: the log of what changed and why begins with a story."""

from __future__ import annotations

import datetime as dt

from crm.calc.periods import add_months
from strategy.services.readings import renew_readings
from workspaces.models import Workspace

AFTER_MIDNIGHT = dt.timedelta(minutes=30)


def write_readings(workspace: Workspace, as_of: dt.date) -> None:
    """The readings of the first nights of last month and of this one, from the story's own records."""
    this_month = as_of.replace(day=1)
    for day in (add_months(this_month, -1), this_month):
        renew_readings(workspace, now=workspace.local_midnight(day) + AFTER_MIDNIGHT)
