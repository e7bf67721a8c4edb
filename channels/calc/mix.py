"""The three principles of a channel mix as checks with numbers, the supply of leads, and dependence on one channel.

Source: docs/calculations.md 「チャネルの3原則」.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from workspaces.calc.display import Number, as_fraction

QUICK_MONTHS = 3
FOUNDATION_MONTHS = 6
MINIMUM_TERM_SHARE = Fraction(1, 5)
DEPENDENCE_SHARE = Fraction(3, 5)


@dataclass(frozen=True)
class Channel:
    """A channel of the mix: what it costs and brings a month, after how many months, for which buying stages.

    `cost` and `leads` may be unknown (None). An event (開催単位) counts as quick whatever its months.
    """

    key: str
    stages: Sequence[str] = ()
    months_to_effect: int = 0
    is_event: bool = False
    cost: Number | None = None
    leads: Number | None = None
    next_step: str = ""
    is_active: bool = True

    @property
    def term(self) -> str:
        """quick 早い成果 (within 3 months, or an event) · foundation 成長の土台 (6 months or more) · middle."""
        if self.is_event or self.months_to_effect <= QUICK_MONTHS:
            return "quick"
        return "foundation" if self.months_to_effect >= FOUNDATION_MONTHS else "middle"


@dataclass(frozen=True)
class TermShares:
    """Shares of one measure, 0–1; all None when nothing of it is known."""

    quick: Fraction | None
    foundation: Fraction | None

    @property
    def is_lopsided(self) -> bool:
        """Whether either term has less than 20 %; unknown is not lopsided."""
        return any(share is not None and share < MINIMUM_TERM_SHARE for share in (self.quick, self.foundation))


@dataclass(frozen=True)
class TermBalance:
    """Principle 1, 短期と中長期の釣り合い: shares of cost and of expected leads."""

    key = "term_balance"
    cost: TermShares
    leads: TermShares

    @property
    def verdict(self) -> str:
        is_unknown = self.cost.quick is None and self.leads.quick is None
        return "watch" if is_unknown or self.cost.is_lopsided or self.leads.is_lopsided else "ok"


@dataclass(frozen=True)
class StageCoverage:
    """Principle 2, 段階ごとに最低1チャネル: active channels per buying stage, in the order of the stages."""

    key = "stage_coverage"
    channel_counts: dict[str, int]

    @property
    def empty_stages(self) -> list[str]:
        return [stage for stage, count in self.channel_counts.items() if count == 0]

    @property
    def verdict(self) -> str:
        return "watch" if self.empty_stages or not self.channel_counts else "ok"


@dataclass(frozen=True)
class NextSteps:
    """Principle 3, 次の段階へのつなぎ: active channels that lead nowhere."""

    key = "next_steps"
    missing: tuple[str, ...]
    channel_count: int

    @property
    def verdict(self) -> str:
        return "watch" if self.missing or not self.channel_count else "ok"


@dataclass(frozen=True)
class Supply:
    """Expected leads a month of all active channels against what the plan needs; `unknown` channels name no number."""

    expected: Fraction
    required: Fraction | None
    unknown: tuple[str, ...]

    @property
    def shortfall(self) -> Fraction | None:
        """Leads a month that are missing; 0 when the mix is enough, None without a plan."""
        return None if self.required is None else max(Fraction(0), self.required - self.expected)


@dataclass(frozen=True)
class Dependence:
    """The channel with the largest share of expected leads; a warning above 60 %."""

    channel: str
    share: Fraction

    @property
    def verdict(self) -> str:
        return "watch" if self.share > DEPENDENCE_SHARE else "ok"


def term_balance(channels: Sequence[Channel]) -> TermBalance:
    """Shares of quick and foundation channels in the cost and in the leads of all active channels."""
    active = [channel for channel in channels if channel.is_active]
    return TermBalance(cost=_shares(active, "cost"), leads=_shares(active, "leads"))


def stage_coverage(channels: Sequence[Channel], stages: Sequence[str]) -> StageCoverage:
    """How many active channels serve each buying stage."""
    return StageCoverage(
        {stage: sum(1 for channel in channels if channel.is_active and stage in channel.stages) for stage in stages}
    )


def next_steps(channels: Sequence[Channel]) -> NextSteps:
    """Which active channels have no next step."""
    active = [channel for channel in channels if channel.is_active]
    return NextSteps(tuple(channel.key for channel in active if not channel.next_step.strip()), len(active))


def supply(channels: Sequence[Channel], required: Number | None) -> Supply:
    """Expected leads a month and what is missing of `required`."""
    active = [channel for channel in channels if channel.is_active]
    return Supply(
        expected=sum((as_fraction(channel.leads) for channel in active if channel.leads is not None), Fraction(0)),
        required=None if required is None else as_fraction(required),
        unknown=tuple(channel.key for channel in active if channel.leads is None),
    )


def dependence(channels: Sequence[Channel]) -> Dependence | None:
    """The channel most leads are expected from; None when fewer than two channels bring any."""
    amounts = {channel.key: as_fraction(channel.leads) for channel in channels if channel.is_active and channel.leads}
    if len(amounts) < 2:
        return None
    largest = max(amounts, key=lambda key: amounts[key])
    return Dependence(largest, amounts[largest] / sum(amounts.values()))


def cost_per_lead(channel: Channel) -> Fraction | None:
    """リード単価（CPL）: cost ÷ leads; None when either is unknown or nothing comes."""
    if channel.cost is None or not channel.leads:
        return None
    return as_fraction(channel.cost) / as_fraction(channel.leads)


def _shares(channels: Sequence[Channel], measure: str) -> TermShares:
    known = [(channel.term, as_fraction(value)) for channel in channels if (value := getattr(channel, measure))]
    whole = sum((value for _term, value in known), Fraction(0))
    if whole == 0:
        return TermShares(None, None)
    return TermShares(*(sum(value for of, value in known if of == term) / whole for term in ("quick", "foundation")))
