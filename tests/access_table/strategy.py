"""Strategies, the steps of Layer 1, the agreement."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.access_table import ADMINISTRATORS, APPROVERS, EDITORS, EVERYBODY, Row


def fill_world(world: Any) -> None:
    from strategy.services.goals import GoalEntry
    from strategy.services.strategies import create_strategy

    rates = {"lead_to_mql": Decimal("0.2"), "mql_to_sql": Decimal("0.3"), "sql_to_won": Decimal("0.25")}
    amounts = {"revenue_target_amount": "400000000", "marketing_share_rate": "0.4", "average_deal_amount": "2000000"}
    goal = GoalEntry(values={name: Decimal(value) for name, value in amounts.items()}, rates=rates)
    world.strategy = create_strategy(
        workspace=world.workspace, actor=world.cast["marketer"].user, today=dt.date(2026, 11, 20), goal=goal
    )
    from strategy.services.roadmaps import create_roadmap

    world.roadmap = create_roadmap(
        strategy=world.strategy, starts_on=dt.date(2026, 11, 20), size="standard", actor=world.cast["marketer"].user
    )


def _roadmap_task(name: str, method: str = "post") -> Row:
    """A task that nobody has deleted yet."""
    return Row(
        f"strategy:{name}",
        EDITORS,
        method,
        kwargs=lambda world: {
            "strategy_id": world.strategy.pk,
            "task_id": world.roadmap.tasks.exclude(kind="phase").first().pk,
        },
    )


def _one(**more: Any) -> Any:
    return lambda world: {"strategy_id": world.strategy.pk, **more}


def _page(name: str, **more: Any) -> Row:
    return Row(f"strategy:{name}", EVERYBODY, kwargs=_one(**more))


def _post(name: str, allowed: frozenset[str], data: dict[str, Any] | None = None, **more: Any) -> Row:
    return Row(f"strategy:{name}", allowed, "post", kwargs=_one(**more), data=data or {})


def _comment(world: Any) -> dict[str, Any]:
    from strategy.models.agreement import FieldComment

    artefact = world.strategy.artefacts.get(kind="roles", number=1)
    comment, _is_new = FieldComment.objects.get_or_create(
        workspace=world.workspace, artefact=artefact, text="なぜですか", author=world.cast["marketer"].user
    )
    return _one(comment_id=comment.pk)(world)


ROWS = [
    Row("strategy:list", EVERYBODY),
    Row("strategy:current", EVERYBODY),
    Row("strategy:new", EDITORS),
    Row("strategy:new-numbers", EDITORS),
    Row("strategy:new-numbers", EDITORS, "post", data={"industry": "saas", "lead_to_mql": "200"}),
    _page("blueprint"),
    Row("strategy:reference", EVERYBODY),
    Row("strategy:new-deals", EDITORS, "post"),
    _post("use-actuals", EDITORS),
    _page("diagnosis"),
    Row("strategy:state-traits", EDITORS, kwargs=_one()),
    _post("state-traits", EDITORS),
    Row("strategy:state-section", EDITORS, kwargs=_one(section="business")),
    _post("state-section", EDITORS, section="business"),
    Row("strategy:state-layer", EDITORS, kwargs=_one(layer=2)),
    _post("state-layer", EDITORS, layer=2),
    _page("roadmap"),
    _post("roadmap", EDITORS),
    _post("roadmap-replan", EDITORS),
    Row("strategy:roadmap-task-new", EDITORS, kwargs=_one(), data={"phase": "setup"}),
    _post("roadmap-task-new", EDITORS, {"phase": "setup"}),
    _roadmap_task("roadmap-task", "get"),
    _roadmap_task("roadmap-task"),
    _roadmap_task("roadmap-task-done"),
    _roadmap_task("roadmap-task-delete"),
    Row("strategy:result", EDITORS, kwargs=_one()),
    _post("result", EDITORS, {"l1": "yes"}),
    _post("make-current", EDITORS),
    _page("goal"),
    _post("goal", EDITORS),
    _page("backcalc"),
    _page("plan-detail"),
    _post("plan-detail", EDITORS),
    _page("plan-workbook"),
    _post("backcalc", EDITORS),
    _post("propose-measured", EDITORS),
    _page("roles"),
    _post("roles", EDITORS),
    _page("check", layer=1),
    _post("check", EDITORS, layer=1),
    _page("review"),
    _post("parties", EDITORS),
    _post("submit", EDITORS, kind="roles"),
    _post("approve", APPROVERS, kind="roles"),
    _post("send-back", APPROVERS, kind="roles"),
    _post("ask", APPROVERS, kind="roles"),
    _post("withdraw", EDITORS, kind="roles"),
    _post("go-live", EDITORS, kind="roles"),
    _post("trial", ADMINISTRATORS, kind="roles"),
    _post("stop-trial", ADMINISTRATORS, kind="roles"),
    _post("revise", EDITORS, kind="roles"),
    _post("keep", EDITORS, {"upstream": "goal", "hash": "0" * 64}, kind="roles"),
    _page("diff", version="v1.0"),
    _post("dates", EDITORS, kind="roles"),
    _post("owners", EDITORS),
    _post("comment", APPROVERS, {"text": "なぜですか", "field": ""}, kind="roles"),
    Row("strategy:comment-settle", APPROVERS, "post", kwargs=_comment),
]
