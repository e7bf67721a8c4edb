"""The plan that targets come from: the newest agreed goal of the current strategy, else its draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from strategy.calc.funnel import BackCalculation, Plan, PlanError, back_calculate, check_plan, rate_keys
from strategy.calc.plan.totals import totals
from strategy.models import ArtefactKind, ArtefactVersion, Goal, Strategy, StrategyVersion
from strategy.selectors.artefacts import agreed_artefact, current_strategy, open_artefact
from strategy.selectors.plan_details import detail_of_goal, has_own_chain, plan_input
from workspaces.models import Workspace


@dataclass(frozen=True)
class PlanInForce:
    """The plan of the current strategy, with its exact targets per month.

    `label` says what it is worth: 「合意済み v1.0」 or 「下書き」. `months` are the twelve first days of the fiscal year.
    """

    artefact: ArtefactVersion
    strategy: Strategy
    is_agreed: bool
    label: str
    calculation: BackCalculation
    marketing_share_rate: Decimal
    average_deal_amount: Decimal
    rates: dict[str, Fraction]
    months: list[dt.date]

    @property
    def stages(self) -> tuple[str, ...]:
        """The chain from `lead` to `won`."""
        return self.calculation.plan.stages

    def month_target(self, metric: str, month: dt.date) -> Fraction | None:
        """The exact target of a stage or of `revenue` in the month of a day; None outside the plan or its chain."""
        first = month.replace(day=1)
        if first not in self.months:
            return None
        return self.calculation.months[self.months.index(first)].exact.get(metric)


def plan_of(goal: Goal) -> Plan:
    """The typed numbers of a goal as the calculation takes them."""
    return Plan(
        revenue_target=goal.revenue_target_amount,
        marketing_share=goal.marketing_share_rate,
        average_deal_size=goal.average_deal_amount,
        rates={key: _decimal(goal.rates.get(key)) for key in rate_keys(goal.stages)},
        stages=tuple(goal.stages),
        month_weights=tuple(goal.month_weights),
    )


def has_typed_errors(goal: Goal) -> bool:
    """Whether the six numbers alone make no plan yet."""
    return any(issue.is_error for issue in check_plan(plan_of(goal)))


def calculation_of(goal: Goal) -> BackCalculation | None:
    """The back-calculation of a goal with its 詳細設定, None while its numbers do not make a plan.

    Segments, channels, existing customers and lead times count in: every page, target and file has these totals.
    """
    return _calculated(goal, detail_of_goal(goal), {})


Rates = Mapping[str, Decimal | Fraction]


def leads_asker(goal: Goal) -> Callable[[Rates], Fraction | None]:
    """Asks a plan for the exact leads it needs when some rates (fractions) are others; for asking often.

    Segments and channels keep their own rates. None while the numbers do not make a plan.
    """
    detail = detail_of_goal(goal)

    def leads_if(rates: Rates) -> Fraction | None:
        calculation = _calculated(goal, detail, rates)
        return calculation.stages[-1].exact if calculation else None

    return leads_if


def _calculated(goal: Goal, detail: Mapping[str, Any], rates: Rates) -> BackCalculation | None:
    typed = plan_of(goal)
    typed = replace(typed, rates={**typed.rates, **rates})
    if not has_own_chain(detail):
        try:
            return back_calculate(typed)
        except PlanError:
            return None
    plan = plan_input(goal, detail, rates=rates)
    return replace(totals(plan), warnings=tuple(check_plan(typed))) if plan else None


def fiscal_months(starts_on: dt.date) -> list[dt.date]:
    """The first days of the twelve months that begin with `starts_on`."""
    first = starts_on.year * 12 + starts_on.month - 1
    return [dt.date((first + step) // 12, (first + step) % 12 + 1, 1) for step in range(12)]


def plan_in_force(workspace: Workspace) -> PlanInForce | None:
    """The plan from which all targets of a workspace come; None without a strategy or with an incomplete goal."""
    strategy = current_strategy(workspace)
    return plan_of_strategy(strategy) if strategy else None


def plan_of_strategy(strategy: Strategy) -> PlanInForce | None:
    """The plan of one strategy: its newest agreed goal, else the draft, labelled so."""
    agreed = agreed_artefact(strategy, ArtefactKind.GOAL)
    artefact = agreed or open_artefact(strategy, ArtefactKind.GOAL)
    goal = Goal.objects.filter(artefact=artefact).first() if artefact else None
    calculation = calculation_of(goal) if goal else None
    if artefact is None or goal is None or calculation is None:
        return None
    return PlanInForce(
        artefact=artefact,
        strategy=strategy,
        is_agreed=agreed is not None,
        label=plan_label(artefact),
        calculation=calculation,
        marketing_share_rate=goal.marketing_share_rate or Decimal(0),
        average_deal_amount=goal.average_deal_amount or Decimal(0),
        rates={key: calculation.plan.rate(key) for key in rate_keys(goal.stages)},
        months=fiscal_months(strategy.starts_on),
    )


def plan_label(artefact: ArtefactVersion) -> str:
    """「合意済み v1.0」 of the newest agreed strategy version that holds the goal, 「合意済み（目標 v2）」 before that, 「下書き」."""
    if not artefact.is_frozen:
        return _("下書き")
    version = (
        StrategyVersion.objects.for_workspace(artefact.workspace_id)
        .exclude(status=StrategyVersion.Status.DRAFT)
        .filter(pointers__artefact=artefact)
        .order_by("-major", "-minor")
        .first()
    )
    if version is not None:
        return _("合意済み %(version)s") % {"version": version.label}
    return _("合意済み（目標 v%(number)s）") % {"number": artefact.number}


def _decimal(text: str | None) -> Decimal | None:
    return None if text in (None, "") else Decimal(str(text))
