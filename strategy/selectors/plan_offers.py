"""What records and Layer 3 offer a plan, so that nobody types what is known: each is taken over by a press of a button."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from crm.models import Deal
from strategy.models import Goal
from strategy.selectors.deal_actuals import deal_actuals
from strategy.selectors.fitting import close_curve, measured_steps
from strategy.selectors.plan_channels import mix_channels
from strategy.services.goals import plain
from workspaces.calc.display import as_fraction, round_half_up


def offers_of(goal: Goal, today: dt.date) -> dict[str, Any]:
    """Parts of `PlanDetail.document` as the records know them, by name; what they do not know is missing.

    channels: the mix of Layer 3. lags: the months to the win in percent, fitted from leads and wins. ranges: the lower and
    upper tenth of the last quarters' rates, where the planned rate lies within. carry_in_wins: open deals × the rate at which
    deals were won.
    """
    found = {
        "channels": mix_channels(goal.artefact.strategy),
        "lags": _lags(goal, today),
        "ranges": _ranges(goal, today),
        "carry_in_wins": _carry_in(goal, today),
    }
    return {name: part for name, part in found.items() if part}


def _lags(goal: Goal, today: dt.date) -> dict[str, str]:
    curve = close_curve(goal.workspace, today)
    if curve.method != "cohort":
        return {}
    shares = {months: round_half_up(share * 100, 1) for months, share in sorted(curve.shares.items())}
    return {str(months): plain(share) for months, share in shares.items() if share}


def _ranges(goal: Goal, today: dt.date) -> dict[str, list[str]]:
    found = {}
    for step in measured_steps(goal.artefact.strategy, goal.stages, today):
        spread, planned = step.spread, goal.rates.get(step.key)
        if spread is None or spread.low is None or spread.high is None or planned is None:
            continue
        low, high = round_half_up(spread.low, 3), round_half_up(spread.high, 3)
        if 0 < low <= as_fraction(Decimal(planned)) <= high:
            found[step.key] = [plain(low), plain(high)]
    return found


def _carry_in(goal: Goal, today: dt.date) -> str:
    won = deal_actuals(goal.workspace, today).get("sql_to_won")
    if won is None:
        return ""
    n = Deal.objects.for_workspace(goal.workspace).filter(outcome=Deal.Outcome.OPEN).count()
    expected = round_half_up(n * as_fraction(won.value), 1)
    return plain(expected) if expected else ""
