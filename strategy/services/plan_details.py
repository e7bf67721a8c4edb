"""Writing the 詳細設定 of a goal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from strategy.calc.funnel import rate_keys
from strategy.models import ArtefactVersion, Goal, PlanDetail
from strategy.selectors.plan_details import detail_of
from strategy.services.goals import GoalEntry, plain, write_goal
from strategy.services.targets import write_plan_targets

TYPED = ("marketing_share_rate", "average_deal_amount")


def write_detail(artefact: ArtefactVersion, document: dict[str, Any]) -> None:
    """Put the details into a draft and renew its targets; without any the row goes. Called inside `save_draft`."""
    _store(artefact, document)
    write_plan_targets(artefact)


def _store(artefact: ArtefactVersion, document: dict[str, Any]) -> None:
    own = PlanDetail.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    if not document:
        own.delete()
        return
    PlanDetail.objects.update_or_create(
        workspace=artefact.workspace, artefact=artefact, defaults={"document": document}
    )


def copy_detail(source: ArtefactVersion, target: ArtefactVersion) -> None:
    """The details go with their goal into its next version."""
    document = detail_of(source)
    if document:
        _store(target, document)


def adopt_scenario(artefact: ArtefactVersion, name: str) -> None:
    """Make a scenario the plan: its numbers go into the draft, the plan's own stay beside it as 「これまでの計画」.

    Called inside `save_draft`; a name that no scenario has changes nothing.
    """
    goal = Goal.objects.get(artefact=artefact)
    document = detail_of(artefact)
    rows = document.get("scenarios", [])
    taken = next((row for row in rows if row["name"] == name), None)
    if taken is None:
        return
    before = _numbers_of(goal, taken)
    kept = [row for row in rows if row is not taken and row["name"] != before["name"]]
    rates = {key: Decimal(taken[key]) for key in rate_keys(goal.stages) if key in taken}
    values: dict[str, Decimal | None] = {key: Decimal(taken[key]) for key in TYPED if key in taken}
    assumed = {key: {"kind": "assumed"} for key in (*values, *rates)}
    write_goal(artefact, GoalEntry(values=values, rates=rates, provenance=assumed))
    write_detail(artefact, document | {"scenarios": [before, *kept]})


def _numbers_of(goal: Goal, scenario: dict[str, str]) -> dict[str, str]:
    """What the plan says where a scenario says something else."""
    own: dict[str, Any] = {key: getattr(goal, key) for key in TYPED} | dict(goal.rates)
    numbers = {key: plain(Decimal(own[key])) for key in scenario if key != "name" and own.get(key) is not None}
    return {"name": _("これまでの計画"), **numbers}
