"""What a detailed plan is made of: segments with their own chains, channels, lags, seasons, ranges and limits.

Everything is exact (`Fraction`); money is in the workspace's currency, shares and rates are fractions of 1.
Read from JSON by `strategy.calc.plan.reading`. Source: docs/calculations.md 「詳しい計画」.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from strategy.calc.funnel import DEFAULT_STAGES
from strategy.calc.plan_checks import rate_keys

MONTHS = 12
EQUAL_MONTHS = (Fraction(1, MONTHS),) * MONTHS
SAME_MONTH: dict[int, Fraction] = {0: Fraction(1)}


@dataclass(frozen=True)
class Estimate:
    """A number with its plausible range and where it comes from (kind: actual 実績, assumed 仮置き, template 目安)."""

    value: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    kind: str = "assumed"
    n: int | None = None
    first: str = ""
    last: str = ""

    @property
    def has_range(self) -> bool:
        return self.low is not None and self.high is not None and self.low < self.high


@dataclass(frozen=True)
class Lag:
    """Months from one stage to the next: per step of the chain the share that takes k months.

    `basis`: none (everything in the same month), one (only lead → won is known; it is waited before the win),
    steps (known per step), fitted (one distribution, taken from the records).
    """

    steps: tuple[Mapping[int, Fraction], ...]
    basis: str = "none"


@dataclass(frozen=True)
class Season:
    """Shares of the twelve months, each list summing to 1: of the revenue target and of the supply of leads."""

    revenue: tuple[Fraction, ...] = EQUAL_MONTHS
    leads: tuple[Fraction, ...] = EQUAL_MONTHS


@dataclass(frozen=True)
class Ramp:
    """How a channel grows: nothing before month `begins`, full from month `full` on (months counted from its start).

    `starts` is the plan's month in which it is begun (1 = first); 0 means that it has been running for long.
    """

    begins: int = 1
    full: int = 1
    starts: int = 0

    def factor(self, month: int) -> Fraction:
        """Share of the full yield in a month of the plan (1 = first)."""
        if self.starts == 0:
            return Fraction(1)
        age = month - self.starts + 1
        return self.share(age) if age >= 1 else Fraction(0)

    def share(self, age: int) -> Fraction:
        """Share of the full yield at an age in months, in equal steps: 0 before `begins`, 1 from `full` on."""
        if age < self.begins:
            return Fraction(0)
        if age >= self.full:
            return Fraction(1)
        return Fraction(age - self.begins + 1, self.full - self.begins + 1)


@dataclass(frozen=True)
class Channel:
    """A source of leads: its share of a segment's leads, its own rates, what it costs.

    `cost_per_lead` varies with the leads; `fixed_cost` (fees, stands) and `other_cost` (labour, tools) are per year.
    """

    key: str
    name: str
    lead_share: Fraction
    rates: Mapping[str, Estimate] = field(default_factory=dict)
    cost_per_lead: Estimate | None = None
    fixed_cost: Fraction = Fraction(0)
    other_cost: Fraction = Fraction(0)
    ramp: Ramp = Ramp()
    is_form: bool = True
    contents: int | None = None
    leads_per_content: Fraction | None = None


@dataclass(frozen=True)
class Segment:
    """A segment or product line with its own revenue, share, price, chain, lag and season.

    `revenue_target` is of the business; `renewal` and `upsell` are the parts of it that come from customers one has.
    `share_of`: marketing's share counts `revenue` or `won` deals (then `average_deal_size_all` prices all deals).
    """

    key: str
    name: str
    revenue_target: Estimate
    marketing_share: Estimate
    average_deal_size: Estimate
    rates: Mapping[str, Estimate]
    lag: Lag
    season: Season = Season()
    channels: tuple[Channel, ...] = ()
    renewal: Fraction = Fraction(0)
    upsell: Fraction = Fraction(0)
    share_of: str = "revenue"
    average_deal_size_all: Fraction | None = None
    gross_margin: Fraction | None = None
    contract_months: Fraction = Fraction(MONTHS)
    lifetime_months: Fraction | None = None
    sales_cost: Fraction = Fraction(0)
    carry_in_wins: Fraction | None = None

    @property
    def new_revenue(self) -> Fraction:
        """What has to come from new customers: the target without renewals and upsell."""
        return self.revenue_target.value - self.renewal - self.upsell

    @property
    def wins(self) -> Fraction:
        """受注 that marketing has to start."""
        price = self.average_deal_size.value
        if self.share_of == "won":
            price = self.average_deal_size_all or price
        return self.new_revenue * self.marketing_share.value / price

    @property
    def revenue(self) -> Fraction:
        """マーケ起点の売上 of the segment."""
        return self.wins * self.average_deal_size.value


@dataclass(frozen=True)
class Limits:
    """What the plan must fit into; None: not known, the gate says so."""

    icp_companies: Fraction | None = None
    leads_per_company: Fraction = Fraction(1)
    sales_reps: Fraction | None = None
    attempts_per_mql: Fraction = Fraction(5)
    attempts_per_rep_month: Fraction | None = None
    mqls_per_rep_month: Fraction | None = None
    budget: Fraction | None = None
    visits_per_month: Fraction | None = None
    visit_to_lead_rate: Fraction = Fraction(1, 100)


@dataclass(frozen=True)
class Scenario:
    """A named variant of the plan: what differs ([{"path", "row", "before", "after"}]) and the plan it makes."""

    name: str
    differs: Sequence[Mapping[str, Any]]
    years: tuple[tuple[Segment, ...], ...]
    is_agreed: bool = False


@dataclass(frozen=True)
class MonthActual:
    """What the records say of one month of the plan (1 = first)."""

    month: int
    counts: Mapping[str, Fraction]
    revenue: Fraction = Fraction(0)


@dataclass(frozen=True)
class Questions:
    """The inverse modes that are asked for; None: not asked."""

    leads: Fraction | None = None
    budget: Fraction | None = None
    mqls_per_month: Fraction | None = None
    solve_rate: str = ""
    solve_leads: Fraction | None = None


@dataclass(frozen=True)
class PlanInput:
    """A whole plan: per year its segments (already with growth and overrides), and what is asked of it."""

    years: tuple[tuple[Segment, ...], ...]
    stages: tuple[str, ...] = DEFAULT_STAGES
    currency: str = "JPY"
    first_month: str = ""
    limits: Limits = Limits()
    scenarios: tuple[Scenario, ...] = ()
    questions: Questions = Questions()
    actuals: tuple[MonthActual, ...] = ()
    draws: int = 0
    seed: int = 1
    target_roi: Fraction | None = None

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The first year's segments."""
        return self.years[0]

    @property
    def rate_keys(self) -> list[str]:
        return rate_keys(self.stages)

    @property
    def months(self) -> int:
        return MONTHS * len(self.years)


def shares_of(weights: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Weights of any sum as shares of 1; equal shares when all are 0."""
    whole = sum(weights, Fraction(0))
    if whole == 0:
        return (Fraction(1, len(weights)),) * len(weights)
    return tuple(weight / whole for weight in weights)
