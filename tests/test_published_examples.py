"""Published worked examples that no single calculation's tests hold, and the check that none of them goes unused."""

from __future__ import annotations

import datetime as dt
import json
import os
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from kpi.calc.decomposition import Factor, decompose
from nurturing.calc.handoffs import clock, due_moment
from nurturing.models import Sla
from strategy.benchmarks import TEMPLATES
from strategy.calc.funnel import Plan, back_calculate
from strategy.calc.velocity import sales_velocity
from workspaces.calc.business_time import BusinessCalendar

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif("REAL_DATA_DIR" not in os.environ, reason="REAL_DATA_DIR names no folder"),
]
ROOT = Path(__file__).resolve().parent.parent
# Open all day, every day: hours of the clock.
ROUND_THE_CLOCK = BusinessCalendar(
    zone=dt.UTC, hours_start=dt.time.min, hours_end=dt.time.max, weekdays=frozenset(range(7))
)
# Which tests hold each published example; those of this file are its own.
HERE = "tests/test_published_examples.py"
HELD_BY = {
    "ff1": "tests/strategy/test_calc_funnel.py",
    "ff2": "tests/strategy/test_calc_funnel.py",
    "fb1": "tests/strategy/test_calc_funnel.py",
    "fb2": "tests/strategy/test_calc_funnel.py",
    "fb3": "tests/strategy/test_calc_funnel.py",
    "sla1": "tests/strategy/test_calc_funnel.py",
    "sla2": HERE,
    "sla3": HERE,
    "v1": HERE,
    "v2": HERE,
    "pvm1": HERE,
    "bd1": "tests/workspaces/test_calc_business_time.py",
    "bd2": "tests/workspaces/test_calc_business_time.py",
    "bd3": "tests/workspaces/test_calc_business_time.py",
    "w1": "tests/crm/test_calc_rates.py",
    "f1": "tests/targeting/test_calc_evidence.py",
    "sr1": "tests/nurturing/test_calc_published_scores.py",
    "sr2": "tests/nurturing/test_calc_published_scores.py",
    "b1": HERE,
}


def published() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (Path(os.environ["REAL_DATA_DIR"]) / "oracles/published_worked_examples.json").read_text()
    )
    return found


def entry(group: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in published()[group] if one["id"] == name)
    return found


def test_every_published_example_is_held_by_a_test() -> None:
    groups = {one["id"]: group for group, entries in published().items() if group != "about" for one in entries}
    assert groups.keys() == HELD_BY.keys()
    for name, path in HELD_BY.items():
        assert f'"{groups[name]}"' in (ROOT / path).read_text(), f"{path} does not read {groups[name]}"


@pytest.mark.parametrize("name", ["v1", "v2"])
def test_sales_velocity(name: str) -> None:
    case = entry("sales_velocity", name)
    a_day = sales_velocity(**{key: Decimal(str(value)) for key, value in case["inputs"].items()})
    assert a_day is not None
    assert int(a_day) == case["published"]["per_day"]  # the source cuts, it does not round
    if "per_month" in case["published"]:
        assert int(a_day * 30) == case["published"]["per_month"]


def test_leads_that_a_quota_takes() -> None:
    """quota × share = goal; goal ÷ average deal = customers; customers ÷ lead-to-customer rate = leads."""
    assert "quota x share from marketing" in entry("marketing_sla", "sla2")["formula"]
    quota, share, deal, rate = Decimal(1_000_000), Decimal("0.3"), Decimal(20_000), Decimal("0.05")
    result = back_calculate(Plan(quota, share, deal, {"lead_to_won": rate}, ("lead", "won")))
    assert result.revenue == quota * share
    assert result.need("won").exact == Fraction(quota * share / deal)
    assert result.need("lead").exact == Fraction(quota * share / deal / rate)


def test_a_lead_not_called_within_a_day_shows_as_overdue() -> None:
    hours = entry("marketing_sla", "sla3")["rules"]["first_call_within_hours"]
    delivered = dt.datetime(2026, 11, 20, 18, 30, tzinfo=dt.UTC)
    due = due_moment(ROUND_THE_CLOCK, delivered, hours)
    steps = {
        minutes: clock(
            ROUND_THE_CLOCK, delivered_at=delivered, due_at=due, now=delivered + dt.timedelta(minutes=minutes)
        ).step
        for minutes in (hours * 30, hours * 60 - 1, hours * 60 + 1)
    }
    assert list(steps.values()) == ["good", "watch", "act"]


def test_the_agreed_attempts_are_five_in_two_weeks() -> None:
    rules = entry("marketing_sla", "sla3")["rules"]
    usual = Sla()
    assert usual.attempt_count == rules["min_attempts_in_two_weeks"]
    monday = dt.date(2026, 11, 2)
    assert BusinessCalendar().add_business_days(monday, usual.attempt_days) == monday + dt.timedelta(weeks=2)


def test_price_and_volume_of_three_products() -> None:
    """Our parts take in the joint effect that the source calls mix; together they are the whole change."""
    case = entry("variance_decomposition", "pvm1")
    derived, before, after = case["derived"], case["inputs"]["year1"], case["inputs"]["year2"]
    parts = {"price": Fraction(0), "volume": Fraction(0)}
    for product in before:
        factors = [Factor(key, before[product][key], after[product][key]) for key in parts]
        for part in decompose(factors).contributions:
            parts[part.key] += part.exact
    assert float(sum(parts.values())) == pytest.approx(derived["change"])
    for key, sole in (("price", derived["price_effect"]), ("volume", derived["volume_effect"])):
        joint = sorted((sole, sole + derived["mix_effect"]))
        assert joint[0] <= parts[key] <= joint[1]


def test_the_usual_rates_lie_within_published_medians() -> None:
    case = entry("benchmarks", "b1")
    medians = [row[case["columns"].index("median")] for row in case["rows"]]
    for industry in TEMPLATES.values():
        assert min(medians) <= industry.rates["mql_to_sql"] * 100 <= max(medians)
