"""目安 becomes 実績: a drafted plan takes what the company's own past deals say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from strategy.models import ArtefactKind, Goal, Strategy
from strategy.selectors.artefacts import latest_artefact
from strategy.selectors.deal_actuals import DealActual, deal_actuals
from strategy.sentences import RATE_NAMES, language
from strategy.services.artefacts import NotEditable, save_draft
from strategy.services.goals import GoalEntry, write_goal
from workspaces.calc.display import format_money, format_number, format_rate
from workspaces.models import User

AMOUNT, PERIOD, WIN_RATE = "average_deal_amount", "sales_cycle_months", "sql_to_won"
# The numbers that past deals can say something about, in the order of the page.
DEAL_NUMBERS = (AMOUNT, PERIOD, WIN_RATE)
FIELD_NAMES = {AMOUNT: _lazy("平均受注単価"), PERIOD: _lazy("検討期間"), WIN_RATE: RATE_NAMES[WIN_RATE]}


def replaceable(goal: Goal, today: dt.date) -> list[dict[str, Any]]:
    """The numbers of a goal that are 目安 (or empty) although past deals know them: name, value in words, n."""
    return [
        {"name": str(FIELD_NAMES[key]), "text": actual_text(key, actual, goal.workspace.currency), "n": actual.n}
        for key, actual in deal_actuals(goal.workspace, today).items()
        if _is_open(goal, key)
    ]


def actual_text(key: str, actual: DealActual, currency: str) -> str:
    """208万円, 1.4か月, 25.0%."""
    if actual.is_rate:
        return format_rate(actual.value)
    if key == PERIOD:
        return _("%(n)sか月") % {"n": format_number(actual.value, 1)}
    return format_money(actual.value, currency, language())


def take_actuals(*, strategy: Strategy, today: dt.date, actor: User | None) -> list[str]:
    """Put the 実績 into the drafted goal where it holds a 目安 or nothing; returns the names of what was replaced.

    Raises NotEditable when the goal is in review or agreed.
    """
    artefact = latest_artefact(strategy, ArtefactKind.GOAL)
    if artefact is None or not artefact.is_editable:
        raise NotEditable
    goal = Goal.objects.get(artefact=artefact)
    taken = {key: actual for key, actual in deal_actuals(goal.workspace, today).items() if _is_open(goal, key)}
    if not taken:
        return []
    entry = GoalEntry(
        values={key: actual.value for key, actual in taken.items() if not actual.is_rate},
        rates={key: actual.value for key, actual in taken.items() if actual.is_rate},
        provenance={key: actual.as_provenance() for key, actual in taken.items()},
    )
    save_draft(artefact=artefact, token=artefact.token, actor=actor, change=lambda: write_goal(artefact, entry))
    return [str(FIELD_NAMES[key]) for key in taken]


def _is_open(goal: Goal, key: str) -> bool:
    """Whether a number is a 目安 or empty; what a person typed stays."""
    if key == WIN_RATE and WIN_RATE not in goal.rates:
        return False  # another chain: its steps have other rates
    if key == PERIOD:
        return goal.sales_cycle_months is None
    return goal.provenance.get(key, {}).get("kind", "assumed") == "template"
