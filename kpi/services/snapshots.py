"""How the stages pass people on, counted from the stage history and kept for the dashboards (no page counts while one waits).

The base of a step are journeys that entered it in the trailing window and are older than the step's p80 lag, so that
whoever could still move on does not lower the rate; k of these n have reached the next stage by now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from crm.calc.periods import add_months
from crm.funnel import UNCOUNTED_JOURNEYS
from kpi.calc.periods import DAY, MONTH, WEEK
from kpi.models import FunnelSnapshot
from kpi.services.rollup_sql import SETTINGS
from workspaces.models import Workspace

# A plan calls the entry into `customer` won.
EVENT_STAGE = {"won": "customer"}
DEFAULT_CHAIN = ["lead", "mql", "sql", "won"]
WITH_OPPORTUNITY = ["lead", "mql", "sql", "opportunity", "won"]
HISTORY_MONTHS = 18


@transaction.atomic
def store_funnel_snapshots(
    *, workspace: Workspace, today: dt.date, now: dt.datetime, chain: Sequence[str] = DEFAULT_CHAIN
) -> None:
    """Count the joints of the plan's chain for the windows of the month page (6 months) and the other pages (90 days)."""
    windows = {MONTH: (today - add_months(today, -6)).days, WEEK: 90, DAY: 90}
    steps = _count_steps(
        workspace, today, sorted(set(windows.values())), joints([chain, DEFAULT_CHAIN, WITH_OPPORTUNITY])
    )
    for grain, days in windows.items():
        FunnelSnapshot.objects.update_or_create(
            workspace=workspace,
            grain=grain,
            defaults={"as_of": today, "computed_at": now, "figures": {"window_days": days, "steps": steps[days]}},
        )


def joints(chains: Iterable[Sequence[str]]) -> dict[str, tuple[str, str]]:
    """The joints of some chains as stages of events, keyed as rates are: {"sql_to_won": ("sql", "customer")}."""
    return {
        f"{source}_to_{target}": (EVENT_STAGE.get(source, source), EVENT_STAGE.get(target, target))
        for chain in chains
        for source, target in zip(chain, chain[1:], strict=False)
    }


def _count_steps(
    workspace: Workspace, today: dt.date, windows: list[int], joints: dict[str, tuple[str, str]]
) -> dict[int, dict[str, Any]]:
    """Per window and joint: lag and median in days, and `n`, `k`, `since`, `until` for マーケ起点 and for everybody."""
    parameters: dict[str, Any] = {
        "workspace": workspace.pk,
        "today": today,
        "windows": windows,
        "history": add_months(today, -HISTORY_MONTHS),
        "names": list(joints),
    }
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        cursor.execute(_statement(joints), parameters)
        rows = cursor.fetchall()
    steps: dict[int, dict[str, Any]] = {days: {} for days in windows}
    for days, name, lag, median, *counts in rows:
        steps[days][name] = _step(today, days, lag, median, counts)
    return steps


def _step(today: dt.date, days: int, lag: int, median: float | None, counts: list[int]) -> dict[str, Any]:
    n, k, marketing_n, marketing_k = counts
    return {
        "lag_days": lag,
        "median_days": median,
        "since": (today - dt.timedelta(days=days - 1)).isoformat(),
        "until": (today - dt.timedelta(days=lag)).isoformat(),
        "all": {"n": n, "k": k},
        "marketing": {"n": marketing_n, "k": marketing_k},
    }


def _statement(joints: dict[str, tuple[str, str]]) -> str:
    """One row per journey and cycle with the day of each stage, then every joint read from it.

    Laid side by side instead of joined to itself, so that its speed does not rest on what the planner guesses. Stage
    names are the product's own vocabulary, never typed by anybody.
    """
    stages = sorted({stage for pair in joints.values() for stage in pair})
    days = ", ".join(
        f"min(e.occurred_on) FILTER (WHERE e.to_stage = '{stage}') AS {stage}_on,"
        f" bool_or(e.is_backfilled) FILTER (WHERE e.to_stage = '{stage}') AS {stage}_backfilled,"
        f" bool_or(e.is_out_of_order) FILTER (WHERE e.to_stage = '{stage}') AS {stage}_disordered"
        for stage in stages
    )
    steps = " UNION ALL ".join(
        f"SELECT '{name}' AS name, is_marketing, {source}_on AS entered_on, {target}_on AS moved_on,"
        f" {target}_on IS NOT NULL AND NOT {source}_backfilled AND NOT {target}_disordered AS is_timed"
        f" FROM way WHERE {source}_on IS NOT NULL"
        for name, (source, target) in joints.items()
    )
    return _STEPS.format(days=days, steps=steps, uncounted=UNCOUNTED_JOURNEYS)


_STEPS = """
WITH uncounted AS MATERIALIZED ({uncounted}),
marks AS (
    SELECT j.id, coalesce(s.origin, '') = 'marketing' AS is_marketing
    FROM crm_journey j JOIN crm_lead l ON l.id = j.lead_id LEFT JOIN crm_source s ON s.id = l.source_id
    WHERE j.workspace_id = %(workspace)s
),
way AS MATERIALIZED (
    SELECT e.journey_id, e.cycle_number, bool_or(m.is_marketing) AS is_marketing, {days}
    FROM crm_stageevent e JOIN marks m ON m.id = e.journey_id
    WHERE e.workspace_id = %(workspace)s AND e.kind = 'advance' AND e.occurred_on BETWEEN %(history)s AND %(today)s
      AND e.journey_id NOT IN (SELECT id FROM uncounted)
    GROUP BY e.journey_id, e.cycle_number
),
step AS MATERIALIZED ({steps}),
timing AS (
    SELECT joint.name,
           coalesce(ceil(percentile_cont(0.8) WITHIN GROUP (ORDER BY moved_on - entered_on) FILTER (WHERE is_timed)), 0)::int
               AS lag,
           (percentile_cont(0.5) WITHIN GROUP (ORDER BY moved_on - entered_on) FILTER (WHERE is_timed))::float8 AS median
    FROM unnest(%(names)s::text[]) AS joint (name) LEFT JOIN step ON step.name = joint.name
    GROUP BY joint.name
)
SELECT w.days, t.name, t.lag, t.median,
       count(s.name), count(s.moved_on),
       count(s.name) FILTER (WHERE s.is_marketing), count(s.moved_on) FILTER (WHERE s.is_marketing)
FROM timing t
CROSS JOIN unnest(%(windows)s::int[]) AS w (days)
LEFT JOIN step s ON s.name = t.name AND s.entered_on > %(today)s::date - w.days AND s.entered_on <= %(today)s::date - t.lag
GROUP BY w.days, t.name, t.lag, t.median
"""
