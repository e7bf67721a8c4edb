"""What a company's own closed deals say about the numbers of a new strategy: 目安 becomes 実績(n)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, Q, QuerySet

from crm.models import Deal
from strategy.selectors.actuals import ENOUGH
from workspaces.calc.display import round_half_up
from workspaces.models import Workspace

# How far back closed deals count, and how many amounts or periods make a typical one.
WINDOW = dt.timedelta(days=730)
FEWEST_WINS = 5
DAYS_A_MONTH = Fraction(365, 12)
MANAGEABLE = 20_000  # periods that are read one by one for their median


@dataclass(frozen=True)
class DealActual:
    """A number as the records show it: its value (money, months, or a fraction), the deals behind it, their days."""

    value: Decimal
    n: int
    first: dt.date | None
    last: dt.date | None
    is_rate: bool = False

    def as_provenance(self) -> dict[str, Any]:
        """What a number that was taken from here remembers."""
        remembered: dict[str, Any] = {"kind": "actual", "n": self.n}
        if self.is_rate:
            remembered["value"] = str(self.value)
        if self.first and self.last:
            remembered |= {"from": self.first.isoformat(), "to": self.last.isoformat()}
        return remembered


def deal_actuals(workspace: Workspace, today: dt.date) -> dict[str, DealActual]:
    """平均受注単価, 検討期間 and SQL→受注率 from the deals closed in the last 24 months, by field of the start page.

    A number with too few deals behind it is missing: 30 closed deals of both outcomes for the rate, 5 won ones for amount
    and period. Amount is the mean of won amounts, the period the median from opening to closing in months (one decimal).
    """
    closed = Deal.objects.for_workspace(workspace).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=today - WINDOW, closed_on__lte=today),
        outcome__in=[Deal.Outcome.WON, Deal.Outcome.LOST],
    )
    won = closed.filter(outcome=Deal.Outcome.WON)
    found = {
        "average_deal_amount": _amount(won),
        "sales_cycle_months": _period(won),
        "sql_to_won": _rate(closed, won),
    }
    return {name: actual for name, actual in found.items() if actual is not None}


def closed_deal_count(workspace: Workspace) -> int:
    """Deals that are won or lost."""
    return Deal.objects.for_workspace(workspace).exclude(outcome=Deal.Outcome.OPEN).count()


def _amount(won: QuerySet[Deal]) -> DealActual | None:
    figures = won.filter(amount__gt=0).aggregate(
        mean=Avg("amount"), n=Count("pk"), first=Min("closed_on"), last=Max("closed_on")
    )
    if figures["n"] < FEWEST_WINS:
        return None
    return DealActual(round_half_up(figures["mean"]), figures["n"], figures["first"], figures["last"])


def _period(won: QuerySet[Deal]) -> DealActual | None:
    known = won.filter(opened_on__isnull=False, closed_on__gte=F("opened_on"))
    pairs = known.values_list("opened_on", "closed_on")[:MANAGEABLE]
    days = [(closed - opened).days for opened, closed in pairs if opened and closed]
    if len(days) < FEWEST_WINS:
        return None
    months = max(round_half_up(Fraction(median(days)) / DAYS_A_MONTH, 1), Decimal("0.1"))
    ends = known.aggregate(first=Min("closed_on"), last=Max("closed_on"))
    return DealActual(months, len(days), ends["first"], ends["last"])


def _rate(closed: QuerySet[Deal], won: QuerySet[Deal]) -> DealActual | None:
    n, k = closed.count(), won.count()
    if n < ENOUGH or not 0 < k < n:
        return None
    ends = closed.aggregate(first=Min("closed_on"), last=Max("closed_on"))
    return DealActual(round_half_up(Fraction(k, n), 3), n, ends["first"], ends["last"], is_rate=True)
