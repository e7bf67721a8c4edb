"""How fast open deals turn into revenue: the worked table, what must hold, and what the page says of the records."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.models import Deal
from strategy.calc.velocity import sales_velocity
from strategy.measured import speed_sentence
from strategy.selectors.velocity import deal_velocity
from tests.calculations import table
from tests.factories import make_deal
from workspaces.models import Workspace

TODAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize("row", table("商談の進む速さ"), ids=lambda row: row[0])
def test_the_worked_table(row: list[str]) -> None:
    count, rate, price, days, a_day, a_month = (Decimal(re.sub(r"[^\d.]", "", cell)) for cell in row)
    factor = 10_000 if "万" in row[2] else 1
    found = sales_velocity(opportunities=count, win_rate=rate / 100, average_deal=price * factor, cycle_days=days)
    assert found is not None
    assert (round(float(found), 2), round(float(found * 30), 2)) == (float(a_day), float(a_month))


def test_what_is_won_on_the_day_it_is_opened_has_no_speed() -> None:
    assert sales_velocity(opportunities=1, win_rate=1, average_deal=1, cycle_days=0) is None


numbers = st.integers(min_value=1, max_value=10**9)


@given(numbers, st.fractions(0, 1), numbers, numbers, st.integers(2, 9))
def test_half_the_days_twice_the_speed(count: int, rate: Fraction, price: int, days: int, factor: int) -> None:
    once = sales_velocity(opportunities=count, win_rate=rate, average_deal=price, cycle_days=days)
    for changed in (
        {"opportunities": count * factor},
        {"average_deal": price * factor},
        {"cycle_days": Fraction(days, factor)},
    ):
        given_ = {"opportunities": count, "win_rate": rate, "average_deal": price, "cycle_days": days, **changed}
        assert sales_velocity(**given_) == once * factor  # type: ignore[arg-type, operator]


def close(workspace: Workspace, outcome: str, count: int, **fields: Any) -> None:
    for _number in range(count):
        make_deal(
            workspace=workspace, outcome=outcome, opened_on=dt.date(2026, 3, 1), closed_on=dt.date(2026, 7, 1), **fields
        )


@pytest.mark.django_db
class TestRecords:
    def test_the_page_names_the_four_parts(self, acme: Workspace) -> None:
        close(acme, Deal.Outcome.WON, 10, amount=2_000_000)
        close(acme, Deal.Outcome.LOST, 30)
        for _number in range(12):
            make_deal(workspace=acme, opened_on=TODAY)
        speed = deal_velocity(acme, TODAY)
        assert speed is not None
        # 122 days are 4.0 months of 365 ÷ 12 days
        assert (speed.opportunities, speed.win_rate, speed.average_deal, speed.cycle_months) == (
            12, Decimal("0.25"), 2_000_000, Decimal("4.0"),
        )  # fmt: skip
        assert speed.per_day == Fraction(12 * 2_000_000, 4) / (4 * Fraction(365, 12))
        assert speed_sentence(speed, "JPY") == (
            "進行中の商談12件 × 商談の受注率25.0% × 平均受注単価200万円 ÷ 検討期間4.0か月 ＝ 1日あたり4.9万円の受注"
        )

    def test_without_open_deals_or_with_few_closed_ones_nothing_is_said(self, acme: Workspace) -> None:
        close(acme, Deal.Outcome.WON, 10, amount=2_000_000)
        close(acme, Deal.Outcome.LOST, 19)
        make_deal(workspace=acme, opened_on=TODAY)
        assert deal_velocity(acme, TODAY) is None, "29 closed deals are no rate"
        close(acme, Deal.Outcome.LOST, 1)
        assert deal_velocity(acme, TODAY) is not None
        Deal.objects.filter(outcome=Deal.Outcome.OPEN).delete()
        assert deal_velocity(acme, TODAY) is None
