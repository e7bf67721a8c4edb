"""The quarterly look at an ICP over real records: which quarter, which year before it, what is said."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from crm.models import Company, Deal
from strategy import layers
from strategy.models import ArtefactVersion, Strategy
from targeting.models import IcpRule
from targeting.selectors import attributes_for
from targeting.selectors.drift import quarterly_check
from tests.factories import make_company
from tests.targeting.test_pages import address, text_of
from workspaces.models import Workspace

TODAY = dt.date(2026, 11, 20)  # the third quarter of a fiscal year that begins in April
RULES = [IcpRule(attribute="company.industry", operator="in", values=["製造"])]


def close(company: Company, day: str, *, won: int, lost: int) -> None:
    closed_on = dt.date.fromisoformat(day)
    Deal.objects.bulk_create(
        Deal(
            workspace=company.workspace,
            external_id=f"{company.pk}-{day}-{number}",
            company=company,
            outcome="won" if number < won else "lost",
            opened_on=closed_on,
            closed_on=closed_on,
        )
        for number in range(won + lost)
    )


@pytest.fixture
def moved(acme: Workspace) -> Workspace:
    """The numbers of docs/calculations.md: 74 of 240 before, 6 of 60 in the quarter; 36 and 14 wins elsewhere."""
    maker, shop = make_company(workspace=acme, industry="製造"), make_company(workspace=acme, industry="小売")
    close(maker, "2025-07-01", won=74, lost=166)
    close(shop, "2026-06-30", won=36, lost=0)
    close(maker, "2026-07-01", won=6, lost=0)
    close(maker, "2026-09-30", won=0, lost=54)
    close(shop, "2026-08-01", won=14, lost=3)
    # Neither the running quarter nor what is older than the year before counts.
    close(maker, "2026-10-01", won=50, lost=0)
    close(maker, "2025-06-30", won=50, lost=0)
    return acme


def test_the_last_closed_quarter_stands_against_the_year_before_it(moved: Workspace) -> None:
    found = quarterly_check(moved, RULES, attributes_for(moved), today=TODAY)
    assert found is not None
    assert (found.recent_from, found.recent_to) == (dt.date(2026, 7, 1), dt.date(2026, 9, 30))
    assert (found.before_from, found.next_on) == (dt.date(2025, 7, 1), dt.date(2027, 1, 1))
    assert (found.drift.recent.n, found.drift.recent.won, found.drift.recent.all_won) == (60, 6, 20)
    assert (found.drift.before.n, found.drift.before.won, found.drift.before.all_won) == (240, 74, 110)
    assert (found.drift.win_rate, found.drift.share) == ("lower", "lower")


def test_without_conditions_there_is_nothing_to_check(moved: Workspace) -> None:
    assert quarterly_check(moved, [], attributes_for(moved), today=TODAY) is None


@pytest.mark.parametrize(
    ("month", "next_on"), [(4, dt.date(2027, 1, 1)), (1, dt.date(2027, 1, 1)), (2, dt.date(2027, 2, 1))]
)
def test_quarters_are_those_of_the_fiscal_year(acme: Workspace, month: int, next_on: dt.date) -> None:
    acme.fiscal_year_first_month = month
    found = quarterly_check(acme, RULES, attributes_for(acme), today=TODAY)
    assert found is not None and found.next_on == next_on


def test_an_icp_that_holds_no_longer_is_said_on_its_page_and_the_blueprint(
    client_for: Any, strategy: Strategy, icp: ArtefactVersion, moved: Workspace
) -> None:
    IcpRule.objects.create(workspace=moved, artefact=icp, attribute="company.industry", values=["製造"])
    ArtefactVersion.objects.filter(pk=icp.pk).update(is_touched=True)
    with time_machine.travel("2026-11-20T03:00:00Z", tick=False):
        html = text_of(client_for("marketer").get(address("icp", strategy)))
        links = layers.report_for(2).broken_links(strategy)
    assert "ICP内の受注率が 30.8% から 10.0% に下がりました" in html
    assert "新しい受注のうちICPに入るのは30%で、前の1年の67%から減りました" in html
    assert [link.to_label for link in links] == ["新しい受注"]
