"""Who may enter the design pages of Layer 4."""

from __future__ import annotations

from typing import Any

from strategy.services.goals import GoalEntry
from strategy.services.strategies import create_strategy
from tests.access_table import EDITORS, EVERYBODY, Row


def fill_world(world: Any) -> None:
    if not hasattr(world, "strategy"):
        world.strategy = create_strategy(
            workspace=world.workspace,
            actor=world.cast["marketer"].user,
            today=world.workspace.today(),
            goal=GoalEntry(),
        )


def _strategy(world: Any) -> dict[str, int]:
    return {"strategy_id": world.strategy.pk}


ROWS = [
    Row("nurturing:stages", EVERYBODY, kwargs=_strategy),
    Row("nurturing:stages", EDITORS, "post", kwargs=_strategy),
    Row("nurturing:scoring", EVERYBODY, kwargs=_strategy),
    Row("nurturing:scoring", EDITORS, "post", kwargs=_strategy),
    Row("nurturing:scoring-preview", EDITORS, "post", kwargs=_strategy),
    Row("nurturing:sla", EVERYBODY, kwargs=_strategy),
    Row("nurturing:sla", EDITORS, "post", kwargs=_strategy),
    Row("nurturing:sla-sentence", EDITORS, "post", kwargs=_strategy),
]
