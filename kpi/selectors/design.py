"""The KPI tree as one edits it: rows in tiers, each with its target of the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from kpi.models import KpiNode
from kpi.selectors.lines import COUNT, MONEY, RATE
from strategy.models import Strategy
from strategy.selectors.plans import PlanInForce, plan_of_strategy
from workspaces.calc.display import Number
from workspaces.models import Membership


@dataclass(frozen=True)
class DesignRow:
    """One indicator: how deep it hangs, what it is made of, its target, its two fields."""

    node: KpiNode
    depth: int
    formula: str
    target: Number | None
    unit: str
    owner: forms.BoundField
    frequency: forms.BoundField


def members_for_owner(strategy: Strategy) -> list[Membership]:
    """Who may answer for an indicator: every active member, by name."""
    members = Membership.objects.active().filter(workspace=strategy.workspace_id).select_related("user")
    return list(members.order_by("user__full_name", "user__email"))


def design_rows(strategy: Strategy, nodes: Sequence[KpiNode], form: forms.Form) -> list[DesignRow]:
    """The tree from the top down with the year's targets of this strategy's plan (none while it is incomplete)."""
    plan = plan_of_strategy(strategy)
    parents = {node.key: node.parent_key for node in nodes}
    return [
        DesignRow(
            node=node,
            depth=depth_of(node.key, parents),
            formula=formula_of(node.key, nodes),
            target=year_target(plan, node.key),
            unit=unit_of(node.key),
            owner=form[f"{node.key}-owner"],
            frequency=form[f"{node.key}-frequency"],
        )
        for node in nodes
    ]


def depth_of(key: str, parents: dict[str, str]) -> int:
    """How many indicators stand above one."""
    depth, seen = 0, {key}
    while (key := parents.get(key, "")) and key not in seen:
        depth, seen = depth + 1, seen | {key}
    return depth


def formula_of(key: str, nodes: Sequence[KpiNode]) -> str:
    """「＝ MQL数 × MQL→SQL率」 for what is a product of the two below it; blank for the rest."""
    below = [node for node in nodes if node.parent_key == key and node.key not in ("site_visits", "mail_open_rate")]
    if len(below) != 2:
        return ""
    below.sort(key=lambda node: "_to_" in node.key)
    return _("＝ %(one)s × %(other)s") % {"one": below[0].name, "other": below[1].name}


def unit_of(key: str) -> str:
    if key in ("revenue", "average_deal_size"):
        return MONEY
    return RATE if "_to_" in key or key.endswith("_rate") else COUNT


def year_target(plan: PlanInForce | None, key: str) -> Number | None:
    """The year's target of an indicator, exact; None for what the plan does not set."""
    if plan is None:
        return None
    if key == "revenue":
        return plan.calculation.revenue
    if key == "average_deal_size":
        return plan.average_deal_amount
    if key in plan.rates:
        return plan.rates[key]
    return plan.calculation.need(key).exact if key in plan.stages else None
