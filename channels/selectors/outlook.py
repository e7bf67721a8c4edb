"""The mix over the months of the plan: supply against need, two tracks, one channel off, the cheapest fix, where people look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from channels.calc.supply import (
    FOUNDATION,
    QUICK,
    Fix,
    Off,
    Supplier,
    SupplyMonth,
    cheapest_fix,
    supply_by_month,
    without_each,
)
from channels.models import PlannedChannel
from channels.selectors.mix import as_supplier
from strategy.models import Strategy
from strategy.selectors.plans import fiscal_months, plan_of_strategy
from targeting.models import BuyingRole
from targeting.selectors.personas import PersonaScores

# Where people look is asked on a scale of 0–3.
MOST_SCORE = 3


@dataclass(frozen=True)
class Track:
    """早い成果 or 成長の土台: its channels, and its part of the leads in the first and the last month."""

    key: str
    channels: list[PlannedChannel]
    first_share: Fraction | None
    last_share: Fraction | None


@dataclass(frozen=True)
class Outlook:
    """The months of the plan; `fix` closes the gap of a month at full strength, None without a gap or a plan."""

    months: list[SupplyMonth]
    tracks: list[Track]
    offs: list[tuple[PlannedChannel, Off]]
    fix: Fix | None
    channels: dict[str, PlannedChannel]
    has_plan: bool

    @property
    def short_months(self) -> list[SupplyMonth]:
        return [month for month in self.months if month.shortfall]

    @property
    def missing(self) -> Fraction:
        """Leads missing over all months that fall short; what another month has too much does not help it."""
        return sum((month.shortfall for month in self.months), Fraction(0))

    @property
    def largest(self) -> Fraction:
        """The highest column or mark, for the scale of the drawing."""
        return max(
            (max(month.total, month.need or Fraction(0)) for month in self.months), default=Fraction(0)
        ) or Fraction(1)


@dataclass(frozen=True)
class Attention:
    """A channel where people look, beside what is spent on it.

    `scores` per role in the order of the roles (None: not asked), and what the personas of the ICP say, which counts
    where nobody was asked (`supposed`; None without a persona); `score_share` its part of all scores by the weight of
    the roles, `cost_share` its part of the cost; None where nothing is known.
    """

    channel: PlannedChannel
    scores: list[int | None]
    supposed: list[int | None]
    score_share: Fraction | None
    cost_share: Fraction | None

    @property
    def answers(self) -> list[tuple[int | None, int | None]]:
        """Per role what was asked, and what the personas say."""
        return list(zip(self.scores, self.supposed, strict=True))

    @property
    def gap(self) -> Fraction:
        """Above 0: looked at more than paid for."""
        if self.score_share is None or self.cost_share is None:
            return Fraction(0)
        return self.score_share - self.cost_share


def outlook_of(strategy: Strategy, channels: Sequence[PlannedChannel], *, shortfall: Fraction | None) -> Outlook:
    """The mix in `channels` over the twelve months of the strategy's fiscal year."""
    active = [channel for channel in channels if channel.is_active]
    suppliers = [as_supplier(channel) for channel in active]
    plan = plan_of_strategy(strategy)
    months = plan.months if plan else fiscal_months(strategy.starts_on)
    needs = [plan.month_target("lead", month) if plan else None for month in months]
    supplied = supply_by_month(suppliers, months, needs)
    by_key = {channel.key: channel for channel in active}
    return Outlook(
        months=supplied,
        tracks=[_track(key, active, suppliers, supplied) for key in (QUICK, FOUNDATION)],
        offs=[(by_key[off.key], off) for off in without_each(supplied) if off.lost],
        fix=cheapest_fix(suppliers, shortfall) if shortfall else None,
        channels=by_key,
        has_plan=plan is not None,
    )


def _track(
    key: str, active: Sequence[PlannedChannel], suppliers: Sequence[Supplier], months: Sequence[SupplyMonth]
) -> Track:
    shares = [month.by_track[key] / month.total if month.total else None for month in months]
    channels = [channel for channel, supplier in zip(active, suppliers, strict=True) if supplier.track == key]
    return Track(key, channels, shares[0], shares[-1])


def attention_of(
    channels: Sequence[PlannedChannel], roles: Sequence[BuyingRole], personas: PersonaScores | None = None
) -> list[Attention]:
    """Where the ICP's people look, beside the money: every channel in use, the least paid for first."""
    active = [channel for channel in channels if channel.is_active]
    personas = personas or PersonaScores()
    asked = {one.pk: [one.audience_scores.get(role.key) for role in roles] for one in active}
    supposed = {one.pk: [personas.of(role.key, one.key, scale=MOST_SCORE) for role in roles] for one in active}
    scores = {one.pk: _weighted_score(roles, asked[one.pk], supposed[one.pk]) for one in active}
    all_scores = sum(scores.values(), Fraction(0))
    cost = sum((channel.monthly_cost_amount or Decimal(0) for channel in active), Decimal(0))
    rows = [
        Attention(
            channel=channel,
            scores=asked[channel.pk],
            supposed=supposed[channel.pk],
            score_share=scores[channel.pk] / all_scores if all_scores else None,
            cost_share=Fraction(channel.monthly_cost_amount or 0) / Fraction(cost) if cost else None,
        )
        for channel in active
    ]
    return sorted(rows, key=lambda row: row.gap, reverse=True)


def _weighted_score(
    roles: Sequence[BuyingRole], asked: Sequence[int | None], supposed: Sequence[int | None]
) -> Fraction:
    scores = [own if own is not None else said or 0 for own, said in zip(asked, supposed, strict=True)]
    return sum((Fraction(role.weight) * int(score) for role, score in zip(roles, scores, strict=True)), Fraction(0))
