"""Layer 4 in the current-state analysis: an SLA nobody answers to is none."""

from __future__ import annotations

import datetime as dt

import pytest

from crm.lifecycle import ensure_journeys
from nurturing.models import HandOff
from strategy.models import ArtefactVersion, Strategy
from strategy.state.facts import facts_of
from tests.factories import make_lead
from workspaces.models import Workspace

TODAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 18, 3, 0, tzinfo=dt.UTC)


def hand_offs(workspace: Workspace, *states: str) -> None:
    for number, state in enumerate(states):
        lead = make_lead(workspace=workspace, email=f"p{number}@example.jp")
        ensure_journeys(workspace, [lead.pk])
        HandOff.objects.create(
            workspace=workspace, lead=lead, journey=lead.journeys.get(), state=state, delivered_at=NOW,
            due_at=NOW + dt.timedelta(hours=4),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("states", "floor", "ceiling"),
    [
        (["delivered"] * 5, 0, 0),
        (["accepted"] * 4 + ["delivered"], 3, 4),
        (["accepted"] * 2 + ["delivered"] * 3, 0, 2),
    ],
)
def test_first_responses_are_counted(
    acme: Workspace, strategy: Strategy, states: list[str], floor: int, ceiling: int
) -> None:
    hand_offs(acme, *states)
    fact = facts_of(strategy, TODAY)["l4_first_response"]
    assert (fact.floor, fact.ceiling) == (floor, ceiling)


def test_few_hand_offs_say_nothing(acme: Workspace, strategy: Strategy) -> None:
    hand_offs(acme, "delivered", "returned")
    facts = facts_of(strategy, TODAY)
    assert "l4_first_response" not in facts
    assert facts["l4_reasons"].floor == 3


def test_an_agreed_sla_by_which_nobody_answers_is_only_written(acme: Workspace, strategy: Strategy) -> None:
    ArtefactVersion.objects.create(
        workspace=acme, strategy=strategy, kind="sla", number=1, status="agreed", agreed_at=NOW, is_touched=True
    )
    agreed = facts_of(strategy, TODAY)["l4_sla"]
    assert (agreed.floor, agreed.ceiling) == (3, 4)
    hand_offs(acme, *["delivered"] * 5)
    unused = facts_of(strategy, TODAY)["l4_sla"]
    assert (unused.floor, unused.ceiling) == (2, 2)
    assert "対応の記録があるのは0%です" in unused.sentence
