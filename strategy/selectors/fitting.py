"""What imported history says about a plan's assumptions: rates with their ranges, lead times, the close curve.

Set-based: the database counts by month, the pure functions of `strategy.calc.plan.fitting` read the counts.
Source: docs/calculations.md 「前提の実績」.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from django.db import connection

from crm.calc.periods import add_months
from crm.funnel import UNCOUNTED_JOURNEYS
from strategy.calc.funnel import rate_keys
from strategy.calc.plan.fitting import (
    LONGEST_MONTHS,
    MOST_QUARTERS,
    CloseCurve,
    FittedRate,
    fit_close_curve,
    fit_rate,
    month_ordinal,
)
from strategy.models import Strategy
from strategy.selectors.actuals import ENOUGH, ActualRate, actual_rates
from workspaces.models import Workspace

QUARTER = 3
# How far back leads are followed: the longest curve, and a year of leads that can show it.
CURVE_MONTHS = LONGEST_MONTHS + 12
OLD_AFTER_MONTHS = 3  # a rate whose records end longer ago is 古い


@dataclass(frozen=True)
class MeasuredStep:
    """A step of the chain as the records show it. `spread` is the range of its quarters (None below four quarters),
    `median_days` how long the people who took it needed, `age_months` how long ago its records end."""

    key: str
    actual: ActualRate
    spread: FittedRate | None
    median_days: float | None
    age_months: int

    @property
    def is_old(self) -> bool:
        return self.age_months > OLD_AFTER_MONTHS


def measured_steps(strategy: Strategy, stages: Sequence[str], today: dt.date) -> list[MeasuredStep]:
    """The steps of a chain that rest on enough records, in the order of the chain.

    Rate and cases are those that every page shows (`actual_rates`); the spread is taken from the last eight closed
    quarters, counted back from the last closed month.
    """
    actuals = actual_rates(strategy, list(stages), today)
    if not actuals:
        return []
    quarters = _quarters(strategy.workspace, stages, today)
    days = _median_days(strategy.workspace, stages)
    return [
        MeasuredStep(
            key=key,
            actual=actuals[key],
            spread=fit_rate([(row[after], row[before]) for row in quarters]),
            median_days=days.get(_entry(after)),
            age_months=max(0, month_ordinal(today) - month_ordinal(actuals[key].last) - 1),
        )
        for key, before, after in zip(rate_keys(stages), stages, stages[1:], strict=False)
        if key in actuals
    ]


def close_curve(workspace: Workspace, today: dt.date, *, fallback_months: Any = None) -> CloseCurve:
    """How the wins of leads spread over the months after they came; one lead time, said so, while wins are few.

    Leads of the last 36 closed months; a win is the journey's first entry into customer, in whatever cycle.
    """
    last = today.replace(day=1) - dt.timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(
            CURVE, {"workspace": workspace.pk, "first": add_months(today.replace(day=1), -CURVE_MONTHS), "last": last}
        )
        counted = cursor.fetchall()
    return fit_close_curve(_journeys(counted), as_of=month_ordinal(last), fallback_months=fallback_months)


def _journeys(counted: Sequence[tuple[dt.date, dt.date | None, int]]) -> Iterator[tuple[int, int | None]]:
    for came, won, count in counted:
        yield from repeat((month_ordinal(came), month_ordinal(won) if won else None), count)


# One index-only pass over the entries; joined by journey, counted by pair of months.
CURVE = f"""
SELECT date_trunc('month', l.came)::date, date_trunc('month', w.won)::date, count(*)
FROM (
    SELECT journey_id, min(occurred_on) AS came FROM crm_stageevent
    WHERE workspace_id = %(workspace)s AND kind = 'advance' AND to_stage = 'lead'
      AND occurred_on BETWEEN %(first)s AND %(last)s
    GROUP BY journey_id
) l
LEFT JOIN (
    SELECT journey_id, min(occurred_on) AS won FROM crm_stageevent
    WHERE workspace_id = %(workspace)s AND kind = 'advance' AND to_stage = 'customer' AND NOT is_out_of_order
    GROUP BY journey_id
) w ON w.journey_id = l.journey_id
WHERE l.journey_id NOT IN ({UNCOUNTED_JOURNEYS})
GROUP BY 1, 2
"""  # noqa: S608 - constants of ours
# Entries as a funnel counts them, by stage and month, in one pass.
ENTRIES = f"""
SELECT to_stage, date_trunc('month', occurred_on)::date, count(*) FROM crm_stageevent
WHERE workspace_id = %(workspace)s AND kind = 'advance' AND to_stage = ANY(%(stages)s)
  AND occurred_on BETWEEN %(first)s AND %(last)s AND journey_id NOT IN ({UNCOUNTED_JOURNEYS})
GROUP BY 1, 2
"""  # noqa: S608 - constants of ours
STEP_DAYS = """
SELECT e.to_stage, percentile_cont(0.5) WITHIN GROUP (ORDER BY e.occurred_on - b.occurred_on), count(*)
FROM crm_stageevent e
JOIN crm_stageevent b ON b.workspace_id = e.workspace_id AND b.journey_id = e.journey_id
  AND b.cycle_number = e.cycle_number AND b.to_stage = e.from_stage AND b.kind = 'advance'
WHERE e.workspace_id = %(workspace)s AND e.kind = 'advance' AND e.to_stage = ANY(%(stages)s)
  AND NOT e.is_backfilled AND NOT b.is_backfilled AND NOT e.is_out_of_order
GROUP BY 1
"""


def _median_days(workspace: Workspace, stages: Sequence[str]) -> dict[str, float]:
    """Median days from the stage before, per stage; back-filled entries say nothing about time."""
    with connection.cursor() as cursor:
        cursor.execute(STEP_DAYS, {"workspace": workspace.pk, "stages": [_entry(stage) for stage in stages]})
        return {stage: float(days) for stage, days, count in cursor.fetchall() if count >= ENOUGH}


def _quarters(workspace: Workspace, stages: Sequence[str], today: dt.date) -> list[dict[str, int]]:
    """Entries per stage of the closed quarters before this month, the newest last."""
    end = today.replace(day=1)
    first = add_months(end, -QUARTER * MOST_QUARTERS)
    names = {_entry(stage): stage for stage in stages}
    values: dict[str, Any] = {
        "workspace": workspace.pk,
        "stages": list(names),
        "first": first,
        "last": end - dt.timedelta(days=1),
    }
    found: list[dict[str, int]] = [defaultdict(int) for _number in range(MOST_QUARTERS)]
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, values)
        for entry, month, count in cursor.fetchall():
            found[(month_ordinal(month) - month_ordinal(first)) // QUARTER][names[entry]] += count
    return found


def _entry(stage: str) -> str:
    """A plan calls the entry into `customer` won."""
    return "customer" if stage == "won" else stage
