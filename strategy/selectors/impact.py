"""What a plan loses at the stages that each layer governs: the weights of the diagnosis."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from django.db.models import Sum

from crm.funnel import counted_entries
from crm.models import Deal
from strategy.calc.funnel import rate_keys
from strategy.models import Strategy
from strategy.selectors.actuals import ENOUGH
from strategy.selectors.plans import PlanInForce
from workspaces.models import Workspace

# Which layer governs the loss at a step; a step that is not named belongs to the hand-over to sales.
LAYER_OF_STEP = {"lead_to_mql": 2, "sql_to_won": 2, "opportunity_to_won": 2}
VOLUME, HAND_OVER, UNKNOWN_DATA = 3, 4, 5


def lost_revenue(plan: PlanInForce, today: dt.date) -> dict[int, Fraction]:
    """Revenue that did not come in the closed months of the plan's year, by the layer that governs the stage.

    Layer 3: leads short of target × the plan's rates. Layer 2 and 4: what each rate short of the plan's costs at its
    step. Layer 5: won amounts nobody can trace to a lead. Empty before the first closed month, and steps with fewer than
    30 entries are left out. Source: docs/calculations.md 「5層の診断」.
    """
    last = today.replace(day=1) - dt.timedelta(days=1)
    months = [month for month in plan.months if month <= last]
    if not months:
        return {}
    counts = _counts(plan.strategy, plan.stages, months[0], last)
    worth = _worth_per_entry(plan)
    target = sum((plan.month_target("lead", month) or Fraction(0) for month in months), Fraction(0))
    lost = dict.fromkeys((2, VOLUME, HAND_OVER), Fraction(0))
    if counts["lead"] >= ENOUGH:
        lost[VOLUME] = max(Fraction(0), target - counts["lead"]) * worth["lead"]
    for key, before, after in zip(rate_keys(plan.stages), plan.stages, plan.stages[1:], strict=False):
        if counts[before] < ENOUGH:
            continue
        short = plan.rates[key] * counts[before] - counts[after]
        lost[LAYER_OF_STEP.get(key, HAND_OVER)] += max(Fraction(0), short) * worth[after]
    lost[UNKNOWN_DATA] = _untraced(plan.strategy.workspace, months[0], last)
    return lost


def _counts(strategy: Strategy, stages: tuple[str, ...], first: dt.date, last: dt.date) -> dict[str, int]:
    return {
        stage: counted_entries(
            strategy.workspace, "customer" if stage == "won" else stage, start=first, end=last
        ).count()
        for stage in stages
    }


def _worth_per_entry(plan: PlanInForce) -> dict[str, Fraction]:
    """Planned revenue of one entry into each stage."""
    worth = {plan.stages[-1]: Fraction(plan.average_deal_amount)}
    for before, after in zip(reversed(plan.stages[:-1]), reversed(plan.stages[1:]), strict=True):
        worth[before] = worth[after] * plan.rates[f"{before}_to_{after}"]
    return worth


def _untraced(workspace: Workspace, first: dt.date, last: dt.date) -> Fraction:
    won = Deal.objects.for_workspace(workspace).filter(
        outcome=Deal.Outcome.WON, lead__isnull=True, closed_on__gte=first, closed_on__lte=last
    )
    return Fraction(won.aggregate(total=Sum("amount"))["total"] or 0)
