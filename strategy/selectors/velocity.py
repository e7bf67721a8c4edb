"""The speed of a workspace's open deals, from its own closed ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from crm.models import Deal
from strategy.calc.velocity import sales_velocity
from strategy.selectors.deal_actuals import DAYS_A_MONTH, deal_actuals
from workspaces.models import Workspace


@dataclass(frozen=True)
class DealVelocity:
    """Revenue a day (`per_day`, in the workspace's currency) and its four parts; the cycle in months as it is measured."""

    per_day: Fraction
    opportunities: int
    win_rate: Decimal
    average_deal: Decimal
    cycle_months: Decimal


def deal_velocity(workspace: Workspace, today: dt.date) -> DealVelocity | None:
    """None without open deals, or with too few closed ones for one of the three measured parts."""
    measured = deal_actuals(workspace, today)
    parts = [measured.get(name) for name in ("sql_to_won", "average_deal_amount", "sales_cycle_months")]
    count = Deal.objects.for_workspace(workspace).filter(outcome=Deal.Outcome.OPEN).count()
    if not count or not all(parts):
        return None
    rate, amount, months = (part.value for part in parts if part)
    per_day = sales_velocity(
        opportunities=count, win_rate=rate, average_deal=amount, cycle_days=Fraction(months) * DAYS_A_MONTH
    )
    return None if per_day is None else DealVelocity(per_day, count, rate, amount, months)
