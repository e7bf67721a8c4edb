"""Can it be done at all? Five gates: market, sales, budget, traffic, content. Source: docs/calculations.md 「実現性の確認」.

A gate is a finding, never an exception: `status` ok, tight (above 80 % of what there is), short, or unknown (a limit is
not entered). The sentences are in `strategy.plan_pages.sentences`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from strategy.calc.plan.chains import SegmentNeed, channel_totals
from strategy.calc.plan.inputs import MONTHS, Limits
from strategy.calc.plan.inverse import leads_of
from strategy.calc.plan.money import totals_cost

TIGHT = Fraction(8, 10)
NONE = Fraction(0)


@dataclass(frozen=True)
class Gate:
    """`needed` against `available` (None: not known) in the gate's own unit; `largest_share` of the target that fits.

    gate: market (companies), sales (attempts or MQLs a month), budget (money), traffic (visits a month), content (assets).
    `details` are further figures of its sentence.
    """

    gate: str
    status: str
    needed: Fraction | None = None
    available: Fraction | None = None
    details: dict[str, Fraction | str] = field(default_factory=dict)

    @property
    def largest_share(self) -> Fraction | None:
        if self.status != "short" or not self.needed or self.available is None:
            return None
        return self.available / self.needed


def check_gates(needs: Sequence[SegmentNeed], limits: Limits) -> list[Gate]:
    """All five, in the order in which a plan fails: the market first."""
    checks: tuple[Callable[[Sequence[SegmentNeed], Limits], Gate], ...] = (_market, _sales, _budget, _traffic, _content)
    return [check(needs, limits) for check in checks]


def _gate(name: str, needed: Fraction | None, available: Fraction | None, **details: Fraction | str) -> Gate:
    if needed is None or available is None:
        return Gate(name, "unknown", needed, available, details)
    status = "short" if needed > available else "tight" if needed > available * TIGHT else "ok"
    return Gate(name, status, needed, available, details)


def _market(needs: Sequence[SegmentNeed], limits: Limits) -> Gate:
    """Distinct companies that the leads come from: 50 are needed, 27 exist."""
    companies = Fraction(ceil(leads_of(needs) / limits.leads_per_company))
    return _gate("market", companies, limits.icp_companies, leads=leads_of(needs), per_company=limits.leads_per_company)


def _sales(needs: Sequence[SegmentNeed], limits: Limits) -> Gate:
    """Attempts a month (set A: 89 MQL × 5 ≈ 444), or MQLs a month where that is what is known of a rep."""
    if not all("mql" in need.counts for need in needs):
        return Gate("sales", "unknown")
    mqls = sum((need.counts["mql"] for need in needs), NONE) / MONTHS
    reps = limits.sales_reps
    if limits.mqls_per_rep_month is not None:
        capacity = reps * limits.mqls_per_rep_month if reps is not None else None
        return _gate("sales", mqls, capacity, unit="mql", mqls=mqls)
    capacity = None
    if reps is not None and limits.attempts_per_rep_month is not None:
        capacity = reps * limits.attempts_per_rep_month
    attempts = mqls * limits.attempts_per_mql
    return _gate("sales", attempts, capacity, unit="attempts", mqls=mqls, per_mql=limits.attempts_per_mql)


def _budget(needs: Sequence[SegmentNeed], limits: Limits) -> Gate:
    totals = channel_totals(needs)
    cost = totals_cost(totals)[0] if totals else None
    return _gate("budget", cost, limits.budget)


def _traffic(needs: Sequence[SegmentNeed], limits: Limits) -> Gate:
    """Visits a month that the leads from forms take: form leads ÷ 12 ÷ 訪問→リード率."""
    form = sum((_form_leads(need) for need in needs), NONE)
    visits = form / MONTHS / limits.visit_to_lead_rate
    return _gate("traffic", visits, limits.visits_per_month, leads=form, rate=limits.visit_to_lead_rate)


def _form_leads(need: SegmentNeed) -> Fraction:
    if not need.channels:
        return need.counts["lead"]
    return sum((one.counts["lead"] for one in need.channels if one.channel.is_form), NONE)


def _content(needs: Sequence[SegmentNeed], limits: Limits) -> Gate:
    """Contents per channel: leads ÷ leads one content brings, against those there are; the worst channel is named."""
    rows = []
    for total in channel_totals(needs):
        channel = total.parts[0][1].channel
        if channel.leads_per_content is not None and channel.contents is not None:
            wanted = Fraction(ceil(total.counts["lead"] / channel.leads_per_content))
            rows.append((wanted - channel.contents, total.name, wanted, Fraction(channel.contents)))
    if not rows:
        return Gate("content", "unknown")
    _missing, name, wanted, there = max(rows)
    return _gate("content", wanted, there, channel=name)
