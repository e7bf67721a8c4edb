"""What Layer 5 knows about the questions of the diagnosis."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from kpi.models import DailyFigure, KpiNode
from strategy.models import ArtefactKind, Strategy
from strategy.selectors import latest_artefact
from strategy.selectors.facts import artefact_fact, monthly_fact
from strategy.selectors.plans import plan_of_strategy
from strategy.state import facts
from strategy.state.facts import Fact

RECENT = dt.timedelta(days=35)


def outcome_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    plan = plan_of_strategy(strategy)
    if plan is None:
        return Fact(_("成果の目標になる計画がありません"), ceiling=1)
    if plan.is_agreed:
        return Fact(_("成果KPIの目標は、合意済みの計画から出ています"), floor=3)
    return Fact(_("成果KPIの目標は、下書きの計画から出ています"), floor=2)


def link_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    artefact = latest_artefact(strategy, ArtefactKind.KPI)
    if artefact is None or not artefact.is_touched:
        return artefact_fact(strategy, ArtefactKind.KPI)
    loose = KpiNode.objects.for_workspace(strategy.workspace_id).filter(
        artefact=artefact, tier=KpiNode.Tier.ACTIVITY, parent_key=""
    )
    if loose.exists():
        return Fact(_("成果につながっていない活動KPIがあります"), ceiling=1)
    return Fact(_("活動KPIは、すべて成果KPIの下にあります"), floor=2)


def dashboards_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    """A dashboard without a figure of the last weeks cannot have been used; figures alone do not show that it was."""
    since = today - RECENT
    if DailyFigure.objects.for_workspace(strategy.workspace_id).filter(day__gt=since, day__lte=today).exists():
        return None
    return Fact(_("この35日の数字がなく、ダッシュボードで見られるものがありません"), ceiling=1)


def review_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    """A month cannot be reviewed without its figures and a plan to hold them against."""
    fact = monthly_fact(strategy, today)
    return fact if fact and fact.ceiling == 1 else None


def register_state() -> None:
    """Take part in the current-state analysis; called once, when the app starts."""
    facts.register("l5_outcome", outcome_fact)
    facts.register("l5_link", link_fact)
    facts.register("l5_dashboards", dashboards_fact)
    facts.register("l5_review", review_fact)
