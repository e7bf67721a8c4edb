"""Layer 2: everybody in the workspace reads, those who may edit strategies change."""

from __future__ import annotations

import datetime as dt
from typing import Any

from strategy.services.goals import GoalEntry
from strategy.services.strategies import create_strategy
from tests.access_table import EDITORS, EVERYBODY, RECORD_EDITORS, Row
from tests.factories import make_lead


def strategy_of(world: Any) -> dict[str, Any]:
    """The strategy of the test's world, made when nobody has made one yet."""
    if not hasattr(world, "strategy"):
        world.strategy = create_strategy(
            workspace=world.workspace, actor=world.cast["marketer"].user, today=dt.date(2026, 11, 20), goal=GoalEntry()
        )
    return {"strategy_id": world.strategy.pk}


def lead_of(world: Any) -> dict[str, Any]:
    """A lead of the test's world, beside a strategy whose ICP has the roles."""
    strategy_of(world)
    return {"lead_id": make_lead(workspace=world.workspace).pk}


def _row(name: str, **fields: Any) -> Row:
    return Row(name, kwargs=strategy_of, **fields)


ROWS = [
    _row("targeting:wins", allowed=EVERYBODY),
    _row("targeting:wins", allowed=EDITORS, method="post", data={"action": "hypothesis"}),
    _row("targeting:icp", allowed=EVERYBODY),
    _row("targeting:icp", allowed=EDITORS, method="post"),
    _row("targeting:icp-preview", allowed=EDITORS, method="post"),
    _row("targeting:committee", allowed=EVERYBODY),
    _row("targeting:committee", allowed=EDITORS, method="post"),
    _row("targeting:journey", allowed=EVERYBODY),
    _row("targeting:journey", allowed=EDITORS, method="post"),
    _row("targeting:messages", allowed=EVERYBODY),
    _row("targeting:messages", allowed=EDITORS, method="post"),
    _row("targeting:personas", allowed=EVERYBODY),
    _row("targeting:personas", allowed=EDITORS, method="post"),
    _row("targeting:personas-print", allowed=EVERYBODY),
    Row("targeting:lead-role", kwargs=lead_of, allowed=RECORD_EDITORS, method="post"),
]
