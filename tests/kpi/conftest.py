"""The demo's plan, its printed figures as a roll-up, and a small hand-made world of real records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from crm.changes import mark_days_changed
from crm.models import SeriesMetric, SeriesValue
from kpi.models import DailyFigure
from kpi.services.queue import queue_recompute
from kpi.services.recompute import recompute_workspace
from strategy.models import Strategy
from strategy.services.goals import GoalEntry
from strategy.services.strategies import create_strategy
from tests.factories import make_deal, make_journey, make_lead, make_source
from workspaces.models import Membership, Workspace

TODAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)  # Friday noon in Tokyo
WEIGHTS = [7, 7, 8, 8, 7, 9, 9, 9, 9, 8, 9, 10]


@pytest.fixture
def friday() -> Iterator[None]:
    """It is Friday, 20 November 2026, noon in Tokyo."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def strategy(acme: Workspace, cast: dict[str, Membership]) -> Strategy:
    """4億円 × 40 % ÷ 200万円 at 20/30/25 %, with the demo's months: 88,000,000 and 8800/3 leads until October."""
    values = {"revenue_target_amount": "400000000", "marketing_share_rate": "0.4", "average_deal_amount": "2000000"}
    rates = {"lead_to_mql": "0.2", "mql_to_sql": "0.3", "sql_to_won": "0.25"}
    goal = GoalEntry(
        values={name: Decimal(value) for name, value in values.items()},
        rates={key: Decimal(rate) for key, rate in rates.items()},
    )
    made = create_strategy(workspace=acme, actor=cast["marketer"].user, today=TODAY, goal=goal)
    row = made.artefacts.get(kind="goal").goal
    row.month_weights = [Decimal(weight) for weight in WEIGHTS]
    row.save()
    return made


@pytest.fixture
def printed_story(acme: Workspace, strategy: Strategy) -> Workspace:
    """The figures every page prints: 7,530万円, 37, 142, 458, 3,248 from April to October, all from one source."""
    source = make_source(workspace=acme, name="Web広告")
    story = {"lead": 3248, "mql": 458, "sql": 142, "won": 37, "customer": 37, "won_amount": 75_300_000}
    for metric, total in story.items():
        for month in range(7):
            share = total * WEIGHTS[month] // 55 if month < 6 else total - sum(total * w // 55 for w in WEIGHTS[:6])
            DailyFigure.objects.create(
                workspace=acme,
                day=dt.date(2026, 4 + month, 15),
                metric=metric,
                source=source,
                origin="marketing",
                value=share,
            )
    return acme


def entered(workspace: Workspace, stage: str, day: dt.date, **fields: Any) -> Any:
    """A lead that reached `stage` on a day at noon in Tokyo."""
    lead = make_lead(workspace=workspace, created_on=day, **fields)
    make_journey(lead=lead, stage=stage, entered_at=dt.datetime.combine(day, dt.time(3), tzinfo=dt.UTC))
    return lead


@pytest.fixture
def small_world(acme: Workspace, strategy: Strategy) -> SimpleNamespace:
    """Real records on real days: two marked sources, one unmarked, people of every stage, deals with and without a lead."""
    web = make_source(workspace=acme, name="Web広告", origin="marketing", channel="search_ads")
    referral = make_source(workspace=acme, name="紹介", origin="sales")
    unmarked = make_source(workspace=acme, name="名刺", origin="")
    october, november = dt.date(2026, 10, 14), dt.date(2026, 11, 18)
    for day, stages in (
        (october, ["lead"] * 5 + ["mql"] * 3 + ["sql"] * 2),
        (november, ["lead"] * 4 + ["mql"] * 2 + ["sql"]),
    ):
        for stage in stages:
            entered(acme, stage, day, source=web)
    winner = entered(acme, "customer", october, source=web)
    entered(acme, "mql", november, source=referral)
    entered(acme, "lead", november, source=unmarked)
    entered(acme, "lead", november, source=None)
    entered(acme, "lead", november, source=web, is_test=True)
    make_deal(workspace=acme, lead=winner, outcome="won", closed_on=october, amount=Decimal(2_400_000))
    make_deal(workspace=acme, outcome="won", closed_on=october, amount=Decimal(900_000))
    for key, name, value in (
        ("site_visits", "サイト訪問数", 1200),
        ("mail_sent", "配信数", 500),
        ("mail_opened", "開封数", 140),
    ):
        metric = SeriesMetric.objects.create(workspace=acme, key=key, name=name)
        SeriesValue.objects.create(workspace=acme, metric=metric, day=november, value=value)
    cost = SeriesMetric.objects.create(workspace=acme, key="cost", name="費用", unit="money")
    SeriesValue.objects.create(workspace=acme, metric=cost, day=november, dimension="Web広告", value=140_000)
    mark_days_changed(acme, [october, november])
    queue_recompute(workspace_id=acme.pk, reasons={"records"})
    recompute_workspace(workspace_id=acme.pk, now=NOW)
    return SimpleNamespace(workspace=acme, web=web, referral=referral, october=october, november=november)
