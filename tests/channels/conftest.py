"""A strategy of `acme` (needs 444.4 leads a month) with the demo's mix, which expects 361."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from channels.models import PlannedChannel
from strategy.models import ArtefactVersion, Strategy
from strategy.services.goals import GoalEntry
from strategy.services.strategies import create_strategy
from workspaces.models import Membership, Workspace

TODAY = dt.date(2026, 11, 20)
# key: cost in 万円, leads, next step
MIX = {
    "whitepaper": (32, 94, "メール"),
    "webinar": (40, 88, "個別相談"),
    "seo": (45, 52, "ホワイトペーパー"),
    "search_ads": (60, 38, "料金ページ → 問い合わせ"),
    "event": (42, 20, ""),
    "social": (8, 9, "ブログ"),
    "mail": (12, None, "ウェビナー"),
}


@pytest.fixture
def strategy(acme: Workspace, cast: dict[str, Membership]) -> Strategy:
    goal = GoalEntry(
        values={
            "revenue_target_amount": Decimal(400000000),
            "marketing_share_rate": Decimal("0.4"),
            "average_deal_amount": Decimal(2000000),
        },
        rates={"lead_to_mql": Decimal("0.2"), "mql_to_sql": Decimal("0.3"), "sql_to_won": Decimal("0.25")},
    )
    return create_strategy(workspace=acme, actor=cast["marketer"].user, today=TODAY, goal=goal)


@pytest.fixture
def mix(strategy: Strategy) -> ArtefactVersion:
    """The draft of the channels, filled: 274万円 and 361 leads a month, 比較サイト included."""
    artefact = strategy.artefacts.get(kind="channels")
    for channel in PlannedChannel.objects.filter(artefact=artefact):
        cost, leads, step = MIX[channel.key]
        channel.is_active = True
        channel.monthly_cost_amount, channel.monthly_lead_count = Decimal(cost * 10000), leads
        channel.next_step, channel.is_next_example, channel.choice_basis = step, False, "interview"
        channel.save()
    PlannedChannel.objects.create(
        workspace=strategy.workspace,
        artefact=artefact,
        key="own-1",
        position=8,
        name="比較サイト",
        stages=["consideration", "decision"],
        monthly_cost_amount=350000,
        monthly_lead_count=60,
        next_step="資料請求 → 営業",
        choice_basis="won_deals",
        months_to_effect=1,
    )
    return artefact


@pytest.fixture
def marketer(client_for: Any) -> Client:
    return client_for("marketer")


@pytest.fixture
def content(strategy: Strategy) -> ArtefactVersion:
    return strategy.artefacts.get(kind="content")


@pytest.fixture
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is TODAY in every workspace."""
    monkeypatch.setattr(Workspace, "today", lambda self: TODAY)
