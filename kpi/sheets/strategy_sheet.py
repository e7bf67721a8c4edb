"""戦略シート: the whole strategy on one page, as ready words for the print page and the PDF alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from channels.models import PlannedChannel
from channels.selectors import channels_of, mix_page
from channels.wording import supply_sentence
from kpi.sheets.answers import Answer, answers_of, version_shown
from nurturing.models import Sla
from nurturing.wording import sla_sentence
from strategy import sentences
from strategy.models import ArtefactKind, Strategy, StrategyVersion
from strategy.selectors.plans import PlanInForce, plan_of_strategy
from strategy.selectors.reviews import Voice, voices
from workspaces.calc.display import Number, format_day, format_money, format_number, format_rate
from workspaces.templatetags.formats import language


@dataclass(frozen=True)
class ChannelLine:
    """A channel in use, in words."""

    name: str
    role: str
    cost: str
    leads: str
    next_step: str


@dataclass(frozen=True)
class StrategySheet:
    """What stands on the sheet; every text is ready to print."""

    title: str
    company: str
    version: str
    answers: list[Answer]
    goal_sentence: str
    goal_facts: list[tuple[str, str]]
    chain: list[tuple[str, str]]
    rates: list[tuple[str, str]]
    channels: list[ChannelLine]
    supply: str
    sla: str
    parties: list[Voice] = field(default_factory=list)


def strategy_sheet(strategy: Strategy, *, today: dt.date) -> StrategySheet:
    """Read the sheet of a strategy: of what is agreed, where nothing is agreed yet of the draft, and it says which."""
    plan = plan_of_strategy(strategy)
    channels, supply = _channels(strategy, today)
    return StrategySheet(
        title=strategy.name,
        company=strategy.workspace.name,
        version=version_in_words(strategy),
        answers=answers_of(strategy),
        goal_sentence=sentences.goal_sentence(plan.calculation) if plan else "",
        goal_facts=_goal_facts(plan, strategy.workspace.currency),
        chain=_chain(plan),
        rates=[(sentences.rate_name(key), format_rate(rate)) for key, rate in plan.rates.items()] if plan else [],
        channels=channels,
        supply=supply,
        sla=_sla(strategy),
        parties=voices(strategy),
    )


def version_in_words(strategy: Strategy) -> str:
    """「合意済み v1.2（2026/09/30）」, 「下書き v1.0」."""
    versions = StrategyVersion.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy)
    agreed = versions.filter(status=StrategyVersion.Status.AGREED).order_by("-major", "-minor").first()
    if agreed is not None and agreed.agreed_at:
        day = format_day(strategy.workspace.local_date(agreed.agreed_at), "table", language())
        return _("合意済み %(version)s（%(day)s）") % {"version": agreed.label, "day": day}
    draft = versions.order_by("-major", "-minor").first()
    return _("下書き %(version)s") % {"version": draft.label if draft else "v1.0"}


def _goal_facts(plan: PlanInForce | None, currency: str) -> list[tuple[str, str]]:
    if plan is None:
        return []
    return [
        (_("事業の売上目標"), _money(plan.calculation.plan.revenue_target, currency)),
        (_("マーケが担う割合"), format_rate(plan.marketing_share_rate)),
        (_("マーケ起点の売上"), _money(plan.calculation.revenue, currency)),
        (_("平均受注単価"), _money(plan.average_deal_amount, currency)),
    ]


def _chain(plan: PlanInForce | None) -> list[tuple[str, str]]:
    """From the leads to the won deals, as they flow."""
    if plan is None:
        return []
    stages = plan.calculation.plan.stages
    needs = sorted(plan.calculation.stages, key=lambda need: stages.index(need.stage))
    return [(sentences.stage_name(need.stage, stages), format_number(need.display)) for need in needs]


def _channels(strategy: Strategy, today: dt.date) -> tuple[list[ChannelLine], str]:
    artefact = version_shown(strategy, ArtefactKind.CHANNELS)
    if artefact is None:
        return [], ""
    rows = PlannedChannel.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact, is_active=True)
    currency = strategy.workspace.currency
    lines = [
        ChannelLine(
            name=row.name,
            role=row.role,
            cost=_money(row.monthly_cost_amount, currency),
            leads="–" if row.monthly_lead_count is None else format_number(Decimal(row.monthly_lead_count)),
            next_step=row.next_step or str(_("未定")),
        )
        for row in rows
    ]
    mix = mix_page(strategy, channels_of(artefact), today=today)
    return lines, supply_sentence(mix) if lines and mix.supply.required is not None else ""


def _sla(strategy: Strategy) -> str:
    artefact = version_shown(strategy, ArtefactKind.SLA)
    sla = Sla.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact).first() if artefact else None
    return sla_sentence(sla) if sla and sla.method else ""


def _money(amount: Number | None, currency: str) -> str:
    return "–" if amount is None else format_money(amount, currency, language())
