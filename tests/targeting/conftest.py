"""Records with a pattern to find, and a strategy whose ICP is a draft."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from crm.models import Company, Deal
from strategy.models import ArtefactVersion, Strategy
from strategy.services.goals import GoalEntry
from strategy.services.strategies import create_strategy
from tests.factories import make_company
from workspaces.models import Membership, Workspace

TODAY = dt.date(2026, 11, 20)


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
def icp(strategy: Strategy) -> ArtefactVersion:
    return strategy.artefacts.get(kind="icp")


def add_deals(workspace: Workspace, *, company: Company, won: int, lost: int, product: str = "") -> None:
    """Closed deals of one company: `won` of them won, `lost` lost."""
    Deal.objects.bulk_create(
        Deal(
            workspace=workspace,
            external_id=f"{company.pk}-{number}",
            company=company,
            product=product,
            outcome="won" if number < won else "lost",
            opened_on=TODAY,
            closed_on=TODAY,
        )
        for number in range(won + lost)
    )


@pytest.fixture
def pattern(acme: Workspace) -> Workspace:
    """244 closed deals: 製造 wins 23 of 74, 小売 20 of 170."""
    maker = make_company(workspace=acme, name="東海部品", industry="製造", employee_count=320, region="愛知県")
    shop = make_company(workspace=acme, name="みなと商店", industry="小売", employee_count=80, region="東京都")
    add_deals(acme, company=maker, won=23, lost=51)
    add_deals(acme, company=shop, won=20, lost=150)
    return acme
