"""The channel mix of a strategy with the verdicts of the three principles, against the leads its plan needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from channels.calc import mix
from channels.calc.bands import Band, bands_of, leads_for
from channels.calc.supply import Supplier, default_ramp
from channels.calc.timeline import WINDOW_MONTHS, Bar, bar_of, window_months
from channels.models import PlannedChannel
from crm.calc.periods import add_months
from crm.models import Source
from strategy.calc.plan.inputs import Ramp
from strategy.models import ArtefactKind, ArtefactVersion, Strategy
from strategy.selectors import latest_artefact
from strategy.selectors.plans import plan_of_strategy
from targeting.models import BuyingStage
from workspaces.models import Workspace

# Expected leads against what the plan needs, by the thresholds of every signal.
GOOD_SHARE, WATCH_SHARE = Fraction(95, 100), Fraction(85, 100)


@dataclass(frozen=True)
class StagePlace:
    """A buying stage and how many active channels serve it."""

    key: str
    name: str
    count: int


@dataclass(frozen=True)
class MixPage:
    """Everything the page of channels prints: rows with their bars, sums, principles, supply against need.

    `ramping`: the channels that are 立ち上がり中, with the day from which they are expected to work.
    """

    channels: list[PlannedChannel]
    bars: dict[int, Bar]
    months: list[dt.date]
    stages: list[StagePlace]
    balance: mix.TermBalance
    coverage: mix.StageCoverage
    next_steps: mix.NextSteps
    supply: mix.Supply
    dependence: mix.Dependence | None
    plan_label: str
    ramping: dict[int, dt.date] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def active(self) -> list[PlannedChannel]:
        return [channel for channel in self.channels if channel.is_active]

    @property
    def cost_total(self) -> Decimal:
        return sum((channel.monthly_cost_amount or Decimal(0) for channel in self.active), Decimal(0))

    @property
    def lead_total(self) -> Fraction:
        return self.supply.expected

    @property
    def supply_share(self) -> Fraction | None:
        """Expected leads ÷ needed leads."""
        return self.supply.expected / self.supply.required if self.supply.required else None

    @property
    def supply_signal(self) -> str:
        """good, watch, act; no_target without a plan."""
        share = self.supply_share
        if share is None:
            return "no_target"
        if share >= GOOD_SHARE:
            return "good"
        return "watch" if share >= WATCH_SHARE else "act"

    @property
    def groundless(self) -> list[PlannedChannel]:
        """Active channels without a 選定理由."""
        return [channel for channel in self.active if not channel.choice_basis]

    @property
    def loose(self) -> list[PlannedChannel]:
        """Active channels that lead nowhere."""
        return [channel for channel in self.active if channel.key in self.next_steps.missing]


def channels_of(artefact: ArtefactVersion) -> list[PlannedChannel]:
    """The channels of a version, in order."""
    return list(
        PlannedChannel.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact).select_related("source")
    )


def sources_of(workspace: Workspace) -> list[Source]:
    """The sources that records know, by name."""
    return list(Source.objects.for_workspace(workspace))


def buying_stages(strategy: Strategy) -> list[BuyingStage]:
    """The buying stages that the newest ICP version describes."""
    artefact = latest_artefact(strategy, ArtefactKind.ICP)
    if artefact is None:
        return []
    return list(BuyingStage.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact))


def required_leads(strategy: Strategy) -> tuple[Fraction | None, str]:
    """Leads a month that the plan of this strategy needs (a twelfth of the year), and what the plan is worth."""
    plan = plan_of_strategy(strategy)
    if plan is None:
        return None, ""
    return plan.calculation.need("lead").exact / 12, plan.label


def expected_leads(channel: PlannedChannel) -> Decimal | Fraction | None:
    """Leads a month as typed, else what the cost buys in the channel's CPL bands; None where neither is known."""
    if channel.monthly_lead_count is not None:
        return channel.monthly_lead_count
    bands = bands_of_channel(channel)
    if not bands or channel.monthly_cost_amount is None:
        return None
    return leads_for(channel.monthly_cost_amount, bands)


def bands_of_channel(channel: PlannedChannel) -> tuple[Band, ...]:
    """The CPL bands of a channel, cheapest first."""
    return bands_of([(Decimal(up_to), Decimal(cpl)) for up_to, cpl in channel.cost_bands])


def as_calculated(channel: PlannedChannel) -> mix.Channel:
    """A stored channel as the calculation of the principles takes it."""
    return mix.Channel(
        key=channel.key,
        stages=channel.stages,
        months_to_effect=channel.months_to_effect,
        is_event=channel.is_single_event,
        cost=channel.monthly_cost_amount,
        leads=expected_leads(channel),
        next_step=channel.next_step,
        is_active=channel.is_active,
    )


def as_supplier(channel: PlannedChannel) -> Supplier:
    """A stored channel as the calculation of the months takes it."""
    usual = default_ramp(channel.months_to_effect, is_event=channel.is_single_event)
    begins = usual.begins if channel.ramp_from is None else channel.ramp_from
    full = max(begins, usual.full if channel.ramp_full is None else channel.ramp_full)
    return Supplier(
        key=channel.key,
        leads=Fraction(expected_leads(channel) or 0),
        cost=None if channel.monthly_cost_amount is None else Fraction(channel.monthly_cost_amount),
        months_to_effect=channel.months_to_effect,
        ramp=Ramp(begins, full),
        starts_on=channel.starts_on,
        ends_on=channel.ends_on,
        is_event=channel.is_single_event,
        events_per_year=channel.events_per_year or 1,
        bands=bands_of_channel(channel),
    )


def mix_page(strategy: Strategy, channels: list[PlannedChannel], *, today: dt.date) -> MixPage:
    """The mix as it stands in `channels` (saved or as typed), on a window of six months from this month."""
    months = window_months(today)
    stages = buying_stages(strategy)
    calculated = [as_calculated(channel) for channel in channels]
    coverage = mix.stage_coverage(calculated, [stage.key for stage in stages])
    required, label = required_leads(strategy)
    return MixPage(
        channels=channels,
        bars={channel.pk: _bar(channel, months[0]) for channel in channels},
        ramping=ramping_channels(channels, today=today),
        months=months,
        stages=[StagePlace(stage.key, stage.name, coverage.channel_counts[stage.key]) for stage in stages],
        balance=mix.term_balance(calculated),
        coverage=coverage,
        next_steps=mix.next_steps(calculated),
        supply=mix.supply(calculated, required),
        dependence=mix.dependence(calculated),
        plan_label=label,
        names={channel.key: channel.name for channel in channels},
    )


def ramping_channels(channels: list[PlannedChannel], *, today: dt.date) -> dict[int, dt.date]:
    """Channels in use that are 立ち上がり中, by id with the day from which they are expected to work: until then
    nothing is judged by what they bring.
    """
    return {
        channel.pk: add_months(channel.starts_on, channel.months_to_effect)
        for channel in channels
        if channel.is_active and channel.starts_on and as_supplier(channel).is_ramping_up(today)
    }


def _bar(channel: PlannedChannel, window_start: dt.date) -> Bar:
    return bar_of(
        window_start=window_start,
        starts_on=channel.starts_on,
        months_to_effect=channel.months_to_effect,
        is_single_event=channel.is_single_event,
        ends_on=channel.ends_on,
        event_days=as_supplier(channel).event_days(window_start, WINDOW_MONTHS) if channel.events_per_year else (),
    )
