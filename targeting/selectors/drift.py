"""The quarterly look at an ICP: the last closed quarter of the records against the year before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from crm.calc.periods import add_months
from targeting.calc.drift import Drift, Window, drift_of
from targeting.models import IcpRule
from targeting.selectors.attributes import Attribute
from targeting.selectors.matching import DEAL, LEAD
from targeting.selectors.rule_conditions import rule_set
from targeting.selectors.units import UnitKey, unit_for
from workspaces.models import Workspace

QUARTER, YEAR = 3, 12


@dataclass(frozen=True)
class QuarterlyCheck:
    """The comparison with its spans (both days included) and the day of the next look."""

    drift: Drift
    unit: UnitKey
    recent_from: dt.date
    recent_to: dt.date
    before_from: dt.date
    next_on: dt.date


def quarterly_check(
    workspace: Workspace, rules: Sequence[IcpRule], attributes: Sequence[Attribute], *, today: dt.date
) -> QuarterlyCheck | None:
    """The last closed quarter of the fiscal year against the 12 months before it; None for an ICP without conditions.

    A case belongs to the day it closed (deals) or came (leads).
    """
    unit = unit_for(workspace)
    asked = rule_set(rules, attributes, DEAL if unit.key == "deal" else LEAD)
    if not asked.has_includes:
        return None
    next_on = _next_quarter(today, workspace.fiscal_year_first_month)
    start, end = add_months(next_on, -2 * QUARTER), add_months(next_on, -QUARTER)
    before = add_months(start, -YEAR)
    day = "d.closed_on" if unit.key == "deal" else "l.created_on"
    statement = f"""
        SELECT u.day >= %s, count(*) FILTER (WHERE u.is_inside),
            count(*) FILTER (WHERE u.is_inside AND u.is_success), count(*) FILTER (WHERE u.is_success)
        FROM (SELECT {day} AS day, {unit.success} AS is_success, {asked.sql} AS is_inside
              FROM {unit.source} WHERE {unit.where} AND {day} >= %s AND {day} < %s) u
        GROUP BY 1"""
    values = [start, *unit.success_parameters, *asked.parameters, *unit.where_parameters, before, end]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        windows = {is_recent: Window(n, won, all_won) for is_recent, n, won, all_won in cursor.fetchall()}
    empty = Window(0, 0, 0)
    return QuarterlyCheck(
        drift=drift_of(windows.get(True, empty), windows.get(False, empty)),
        unit=unit.key,
        recent_from=start,
        recent_to=end - dt.timedelta(days=1),
        before_from=before,
        next_on=next_on,
    )


def _next_quarter(today: dt.date, first_month: int) -> dt.date:
    """The first day of the next quarter of a fiscal year that begins in `first_month`."""
    passed = (today.month - first_month) % QUARTER
    return add_months(today.replace(day=1), QUARTER - passed)
