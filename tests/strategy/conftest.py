"""A strategy of `acme` with the demo's numbers: 4億円 × 40 % ÷ 200万円 at 20/30/25 %."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from strategy.models import ArtefactVersion, Strategy
from strategy.services.goals import GoalEntry
from strategy.services.strategies import create_strategy
from workspaces.models import Membership, Workspace

TODAY = dt.date(2026, 11, 20)
DEMO = {"revenue_target_amount": "400000000", "marketing_share_rate": "0.4", "average_deal_amount": "2000000"}
SET_A = {"revenue_target_amount": "1000000000", "marketing_share_rate": "0.4", "average_deal_amount": "5000000"}
RATES = {"lead_to_mql": "0.2", "mql_to_sql": "0.3", "sql_to_won": "0.25"}


def entry(values: dict[str, str] = DEMO, **fields: Any) -> GoalEntry:
    """The numbers of a plan as the start page hands them over."""
    return GoalEntry(
        values={name: Decimal(value) for name, value in values.items()},
        rates={key: Decimal(rate) for key, rate in RATES.items()},
        **fields,
    )


@pytest.fixture
def strategy(acme: Workspace, cast: dict[str, Membership]) -> Strategy:
    return create_strategy(workspace=acme, actor=cast["marketer"].user, today=TODAY, goal=entry())


def draft(strategy: Strategy, kind: str) -> ArtefactVersion:
    return strategy.artefacts.get(kind=kind, number=1)
