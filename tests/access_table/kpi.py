"""Who sees home, dashboards and the KPI tree, and who edits its owners."""

from __future__ import annotations

import datetime as dt
from typing import Any

from strategy.services.strategies import create_strategy
from tests.access_table import EDITORS, EVERYBODY, Row


def fill_world(world: Any) -> None:
    if not hasattr(world, "strategy"):
        world.strategy = create_strategy(
            workspace=world.workspace, actor=world.cast["marketer"].user, today=dt.date(2026, 11, 20)
        )


def _strategy(world: Any) -> dict[str, Any]:
    return {"strategy_id": world.strategy.pk}


def _finding(world: Any) -> dict[str, Any]:
    from kpi.models import Finding

    day = dt.date(2026, 11, 1)
    finding, _is_new = Finding.objects.get_or_create(
        workspace=world.workspace,
        strategy=world.strategy,
        pattern="F2",
        closed_on=None,
        defaults={"first_seen_on": day, "last_seen_on": day},
    )
    return {**_strategy(world), "finding_id": finding.pk}


ROWS = [
    Row("kpi:home", EVERYBODY),
    Row("kpi:dashboard-exec", EVERYBODY),
    Row("kpi:dashboard-marketing", EVERYBODY),
    Row("kpi:dashboard-sales", EVERYBODY),
    Row("kpi:tree", EVERYBODY),
    Row("kpi:kpi", EVERYBODY, kwargs=_strategy),
    Row("kpi:kpi", EDITORS, method="post", kwargs=_strategy, data={"token": "0"}),
    Row("kpi:findings", EVERYBODY, kwargs=_strategy),
    Row("kpi:findings-look", EDITORS, method="post", kwargs=_strategy),
    Row("kpi:finding-dismiss", EDITORS, method="post", kwargs=_finding, data={"action": "show"}),
    Row("kpi:sheet", EVERYBODY, kwargs=_strategy),
    Row("kpi:sheet-pdf", EVERYBODY, kwargs=_strategy),
    Row("kpi:pack", EVERYBODY, kwargs=_strategy),
    Row("kpi:pack-pdf", EVERYBODY, kwargs=_strategy),
]
