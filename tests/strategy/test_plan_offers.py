"""What records offer a plan: lead times, ranges, the deals that are open when it begins."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from crm.models import Deal
from strategy.models import Strategy
from strategy.selectors import latest_artefact
from strategy.selectors.plan_details import detail_of
from strategy.selectors.plan_offers import offers_of
from tests.factories import make_deal
from tests.strategy.test_measured import NOW, TODAY, a_year, bring, plan
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
__all__ = ["plan"]


@pytest.fixture(autouse=True)
def friday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def offers(plan: Strategy) -> dict[str, Any]:
    return offers_of(latest_artefact(plan, "goal").goal, TODAY)


def test_without_records_nothing_is_offered(plan: Strategy) -> None:
    assert offers(plan) == {}


def test_lead_times_come_from_the_fitted_curve(acme: Workspace, plan: Strategy) -> None:
    a_year(acme)
    assert offers(plan)["lags"] == {"0": "50", "1": "50"}


def test_ranges_come_from_the_quarters_that_hold_the_planned_rate(acme: Workspace, plan: Strategy) -> None:
    for number, mqls in enumerate((20, 10, 30, 20, 40)):
        bring(acme, dt.date(2025, 9, 5) + dt.timedelta(days=91 * number), 100, mql=(mqls, 3))
    assert offers(plan)["ranges"] == {"lead_to_mql": ["0.14", "0.36"]}
    goal = latest_artefact(plan, "goal").goal
    goal.rates |= {"lead_to_mql": "0.5"}
    goal.save()
    assert "ranges" not in offers(plan)


def test_open_deals_are_worth_their_share_of_wins(acme: Workspace, plan: Strategy) -> None:
    for number in range(40):
        outcome = Deal.Outcome.WON if number < 10 else Deal.Outcome.LOST
        make_deal(workspace=acme, outcome=outcome, opened_on=dt.date(2026, 5, 1), closed_on=dt.date(2026, 8, 1))
    for _number in range(30):
        make_deal(workspace=acme, outcome=Deal.Outcome.OPEN, opened_on=dt.date(2026, 10, 1), closed_on=None)
    assert offers(plan)["carry_in_wins"] == "7.5"


def test_an_offer_is_taken_by_a_button(acme: Workspace, plan: Strategy, client_for: Any) -> None:
    a_year(acme)
    path = f"/w/acme/s/{plan.pk}/l1/plan"
    assert 'value="take:lags"' in client_for("marketer").get(path).content.decode()
    artefact = latest_artefact(plan, "goal")
    answer = client_for("marketer").post(path, {"token": artefact.token, "action": "take:lags", "budget": "5000万"})
    assert answer.status_code == 302
    assert detail_of(artefact) == {"lags": {"0": "50", "1": "50"}, "limits": {"budget": "50000000"}}
