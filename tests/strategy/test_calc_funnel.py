"""The back-calculation: worked numbers first, then what must hold for every plan."""

import json
import os
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.calc.funnel import (
    Plan,
    PlanError,
    as_json,
    back_calculate,
    budget_for,
    check_plan,
    goal_numbers,
    leads_to_revenue,
    rate_keys,
    rate_needed,
    required_leads_if,
    sensitivity,
    stage_to_revenue,
)
from workspaces.calc.display import format_rate


def three_rates(lead_to_mql: str, mql_to_sql: str, sql_to_won: str) -> dict[str, Decimal]:
    return {
        "lead_to_mql": Decimal(lead_to_mql),
        "mql_to_sql": Decimal(mql_to_sql),
        "sql_to_won": Decimal(sql_to_won),
    }


def plan(target: str, share: str, deal: str, *rates: str) -> Plan:
    return Plan(Decimal(target), Decimal(share), Decimal(deal), three_rates(*rates))


SET_A = plan("1000000000", "0.4", "5000000", "0.2", "0.3", "0.25")
SET_G = Plan(
    Decimal("1000000000"),
    Decimal("0.4"),
    Decimal("5000000"),
    {
        "lead_to_mql": Decimal("0.2"),
        "mql_to_sql": Decimal("0.5"),
        "sql_to_opportunity": Decimal("0.6"),
        "opportunity_to_won": Decimal("0.25"),
    },
    stages=("lead", "mql", "sql", "opportunity", "won"),
)
SETS = {
    "A": SET_A,
    "A'": plan("500000000", "0.4", "2500000", "0.2", "0.3", "0.25"),
    "demo": plan("400000000", "0.4", "2000000", "0.2", "0.3", "0.25"),
    "B": plan("1000000000", "0.4", "5000000", "0.2", "0.25", "0.3"),
    "C": plan("1000000000", "0.6", "5000000", "0.2", "0.45", "0.25"),
    "D": plan("500000000", "0.4", "5000000", "0.2", "0.15", "0.25"),
    "E": plan("1200000000", "0.4", "5000000", "0.2", "0.3", "0.3"),
    "F": plan("800000000", "0.4", "5000000", "0.2", "0.3", "0.2"),
    "G": SET_G,
}


@pytest.mark.parametrize("name", SETS)
def test_every_set_needs_1067_mqls_and_5333_leads(name):
    result = back_calculate(SETS[name])
    assert (result.need("mql").exact, result.need("mql").display) == (Fraction(3200, 3), 1067)
    assert (result.need("lead").exact, result.need("lead").display) == (Fraction(16000, 3), 5333)
    assert result.need("lead").ceiling == 5334


def test_set_a_step_by_step():
    result = back_calculate(SET_A)
    assert result.revenue == 400_000_000
    assert [(need.stage, need.display) for need in result.stages] == [
        ("won", 80),
        ("sql", 320),
        ("mql", 1067),
        ("lead", 5333),
    ]
    assert goal_numbers(result).leads == 5333
    assert goal_numbers(result).mqls == 1067


def test_the_five_stage_chain_keeps_its_fractions():
    result = back_calculate(SET_G)
    assert result.need("opportunity").exact == 320
    assert result.need("sql").exact == Fraction(1600, 3)


def test_the_forward_check_is_exact_to_the_yen():
    result = back_calculate(SET_A)
    assert (result.forward.leads, result.forward.revenue, result.forward.gap) == (5333, 399_975_000, -25_000)
    assert (result.forward_ceiling.leads, result.forward_ceiling.revenue) == (5334, 400_050_000)
    assert not result.forward.is_enough
    assert result.forward_ceiling.is_enough
    demo = back_calculate(SETS["demo"])
    assert (demo.forward.revenue, demo.forward.gap) == (159_990_000, -10_000)


def test_months_add_up_and_the_first_months_take_the_rest():
    result = back_calculate(SET_A)
    printed = [month.printed for month in result.months]
    assert printed[0] == {"lead": 445, "mql": 89, "sql": 27, "won": 7}
    assert [row["lead"] for row in printed] == [445] * 5 + [444] * 7
    assert [row["mql"] for row in printed] == [89] * 11 + [88]
    assert sum(row["lead"] for row in printed) == 5333
    assert sum(month.exact["lead"] for month in result.months) == Fraction(16000, 3)
    assert sum(month.exact["revenue"] for month in result.months) == 400_000_000


def test_weights_of_the_months():
    weights = (7, 7, 8, 8, 7, 9, 9, 9, 9, 8, 9, 10)
    result = back_calculate(replace(SETS["demo"], month_weights=weights))
    assert [month.printed["lead"] for month in result.months] == [
        *(373, 373, 427, 427, 373, 480, 480, 480, 480, 427, 480, 533)
    ]
    april_to_october = sum(month.exact["lead"] for month in result.months[:7])
    assert april_to_october == Fraction(8800, 3)


def test_json_has_the_agreed_shape():
    document = as_json(back_calculate(SET_A))
    assert list(document) == ["stages", "forward", "months"]
    assert document["stages"][0] == {"stage": "won", "exact": "80", "display": 80, "ceiling": 80}
    assert document["stages"][-1] == {"stage": "lead", "exact": "16000/3", "display": 5333, "ceiling": 5334}
    assert document["forward"] == {"leads": 5333, "revenue": 399975000}
    assert document["months"][0] == {"month": 1, "lead": 445, "mql": 89, "sql": 27, "won": 7}
    assert len(document["months"]) == 12
    assert json.loads(json.dumps(document)) == document


def test_json_money_of_a_currency_with_cents():
    dollars = plan("1000", "0.4", "7", "0.2", "0.3", "0.25")
    document = as_json(back_calculate(dollars), minor_digits=2)
    assert document["forward"] == {"leads": 3810, "revenue": 400.05}


def test_the_inverse_modes():
    assert leads_to_revenue(SET_A, 5333) == 399_975_000
    assert stage_to_revenue(SET_A, "mql", Fraction(3200, 3)) == 400_000_000
    assert required_leads_if(SETS["demo"], "lead_to_mql", Decimal("0.141")) == Fraction(3200, 3) / Fraction(141, 1000)
    assert round(required_leads_if(SETS["demo"], "lead_to_mql", Decimal("0.141"))) == 7565
    assert rate_needed(SET_A, "mql_to_sql", 4000) == Fraction(2, 5)
    assert rate_needed(SET_A, "mql_to_sql", 0) is None
    assert budget_for(SET_A, 53_340_000, 10_000) == 400_050_000
    assert budget_for(SET_A, 53_340_000, 0) is None


@pytest.mark.parametrize(
    ("key", "value", "leads"),
    [
        ("sql_to_won", "0.225", 5926),
        ("mql_to_sql", "0.33", 4848),
        ("average_deal_size", "4500000", 5926),
        ("revenue_target", "900000000", 4800),
        ("marketing_share", "0.44", 5867),
        ("sql_to_won", "0.26", 5128),
        ("mql_to_sql", "0.31", 5161),
        ("lead_to_mql", "0.21", 5079),
    ],
)
def test_sensitivity_of_set_a(key, value, leads):
    assert round(required_leads_if(SET_A, key, Decimal(value))) == leads


def test_levers_are_ranked_on_their_own_ranges():
    ranges = {
        "sql_to_won": (Decimal("0.20"), Decimal("0.28")),
        "lead_to_mql": (Decimal("0.12"), Decimal("0.26")),
        "average_deal_size": (Decimal(1800000), Decimal(2300000)),
        "mql_to_sql": (Decimal("0.25"), Decimal("0.34")),
    }
    bars = sensitivity(ranges, partial(required_leads_if, SETS["demo"]))
    assert [(key, round(low), round(high)) for key, low, high in bars] == [
        ("lead_to_mql", 8889, 4103),
        ("sql_to_won", 6667, 4762),
        ("mql_to_sql", 6400, 4706),
        ("average_deal_size", 5926, 4638),
    ]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"revenue_target": None}, "revenue_target", "missing"),
        ({"revenue_target": Decimal(0)}, "revenue_target", "not_positive"),
        ({"average_deal_size": Decimal(-1)}, "average_deal_size", "not_positive"),
        ({"marketing_share": Decimal("1.01")}, "marketing_share", "above_one"),
        ({"rates": three_rates("0", "0.3", "0.25")}, "lead_to_mql", "not_positive"),
        ({"rates": three_rates("0.2", "1.2", "0.25")}, "mql_to_sql", "above_one"),
        ({"rates": {}}, "sql_to_won", "missing"),
        ({"stages": ("mql", "won")}, "stages", "bad_chain"),
        ({"stages": ("lead", "mql", "mql", "won")}, "stages", "bad_chain"),
        ({"month_weights": (1,) * 11}, "month_weights", "twelve_weights"),
        ({"month_weights": (0,) * 12}, "month_weights", "weights_not_positive"),
        ({"month_weights": (-1,) + (1,) * 11}, "month_weights", "weights_not_positive"),
    ],
)
def test_impossible_plans_are_refused_with_the_field(changes, field, code):
    impossible = replace(SET_A, **changes)
    assert (field, code) in [(issue.field, issue.code) for issue in check_plan(impossible) if issue.is_error]
    with pytest.raises(PlanError):
        back_calculate(impossible)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"marketing_share": Decimal("0.61")}, "marketing_share", "share_high"),
        ({"rates": three_rates("0.2", "0.8", "0.25")}, "mql_to_sql", "rate_high"),
        ({"average_deal_size": Decimal(200_000_000_000)}, "average_deal_size", "deal_size_high"),
    ],
)
def test_unusual_plans_are_questioned_but_computed(changes, field, code):
    unusual = replace(SET_A, **changes)
    result = back_calculate(unusual)
    assert (field, code) in [(issue.field, issue.code) for issue in result.warnings]


def test_a_plain_plan_has_no_findings():
    assert check_plan(SET_A) == []


def test_a_chain_may_skip_the_mql():
    short = Plan(1000, 1, 10, {"lead_to_won": Decimal("0.1")}, stages=("lead", "won"))
    result = back_calculate(short)
    assert [need.display for need in result.stages] == [100, 1000]
    assert goal_numbers(result).mqls is None


rates = st.decimals(min_value="0.001", max_value="1", places=3)
plans = st.builds(
    lambda target, share, deal, a, b, c, weights: Plan(
        target, share, deal, {"lead_to_mql": a, "mql_to_sql": b, "sql_to_won": c}, month_weights=tuple(weights)
    ),
    st.integers(min_value=1, max_value=10**13),
    st.decimals(min_value="0.01", max_value="1", places=2),
    st.integers(min_value=1, max_value=10**10),
    rates,
    rates,
    rates,
    st.lists(st.integers(min_value=0, max_value=20), min_size=12, max_size=12).filter(any),
)


@given(plans)
def test_rolling_forward_gives_the_goal_again(some_plan):
    result = back_calculate(some_plan)
    assert leads_to_revenue(some_plan, result.need("lead").exact) == some_plan.revenue
    assert result.forward_ceiling.gap >= 0
    assert leads_to_revenue(some_plan, result.need("lead").ceiling - 1) < some_plan.revenue


@given(plans)
def test_months_always_add_up(some_plan):
    result = back_calculate(some_plan)
    for need in result.stages:
        assert sum(month.exact[need.stage] for month in result.months) == need.exact
        assert sum(month.printed[need.stage] for month in result.months) == need.display
        assert all(abs(month.printed[need.stage] - month.exact[need.stage]) < 2 for month in result.months)


@given(plans, rates)
def test_a_changed_rate_and_its_inverse_agree(some_plan, rate):
    for key in rate_keys(some_plan.stages):
        leads = required_leads_if(some_plan, key, rate)
        assert rate_needed(some_plan, key, leads) == Fraction(rate)


@pytest.mark.real_data
@pytest.mark.skipif("REAL_DATA_DIR" not in os.environ, reason="REAL_DATA_DIR names no folder")
def test_published_back_calculations():
    text = (Path(os.environ["REAL_DATA_DIR"]) / "oracles/published_worked_examples.json").read_text()
    first, second, third = json.loads(text)["funnel_backward"]
    stages = ("lead", "opportunity", "won")
    inputs = first["inputs"]
    result = back_calculate(
        Plan(
            inputs["target_revenue_jpy"],
            1,
            inputs["average_deal_jpy"],
            {"lead_to_opportunity": inputs["prospect_to_opportunity"], "opportunity_to_won": inputs["win_rate"]},
            stages=stages,
        )
    )
    assert [need.exact for need in result.stages] == list(first["published"].values())
    inputs = second["inputs"]
    result = back_calculate(
        Plan(
            inputs["target_revenue"],
            1,
            inputs["average_deal"],
            {"lead_to_opportunity": inputs["meeting_to_opportunity"], "opportunity_to_won": inputs["win_rate"]},
            stages=stages,
        )
    )
    assert [need.exact for need in result.stages] == list(second["published"].values())
    inputs, derived = third["inputs"], third["derived"]
    monthly = Plan(1, 1, inputs["mrr_per_customer"], {"lead_to_won": derived["lead_to_customer"]}, ("lead", "won"))
    leads = inputs["leads_per_rep_per_month"] * inputs["reps"]
    assert leads_to_revenue(monthly, leads) == derived["new_mrr_per_month_10_reps"]


@pytest.mark.real_data
@pytest.mark.skipif("REAL_DATA_DIR" not in os.environ, reason="REAL_DATA_DIR names no folder")
def test_published_forward_funnels_and_agreements():
    text = (Path(os.environ["REAL_DATA_DIR"]) / "oracles/published_worked_examples.json").read_text()
    cases = json.loads(text)
    stages = ("lead", "mql", "sql", "opportunity", "won")
    counted, planned = cases["funnel_forward"]
    counts = dict(zip(stages, counted["inputs"].values(), strict=True))
    observed = {key: Fraction(counts[after], counts[before]) for key, before, after in steps_of(stages)}
    assert {key: format_rate(rate, 2) for key, rate in observed.items()} == {
        "lead_to_mql": "30.00%",
        "mql_to_sql": "40.00%",
        "sql_to_opportunity": counted["published"]["sql_to_opportunity"],
        "opportunity_to_won": "30.00%",
    }
    assert format_rate(Plan(1, 1, 1, observed, stages).lead_to_won_rate) == counted["published"]["lead_to_won"]
    chain = Plan(1, 1, 1, {key: Decimal(str(rate)) for key, rate in planned["inputs"].items()}, stages)
    assert float(chain.lead_to_won_rate) == planned["derived"]["lead_to_won_exact"]
    assert format_rate(chain.lead_to_won_rate) == planned["published"]["lead_to_won"]
    agreement = cases["marketing_sla"][0]
    inputs = agreement["inputs"]
    promised = Plan(
        inputs["marketing_monthly_dollar_goal"],
        1,
        inputs["average_revenue_per_customer"],
        {"lead_to_mql": 1, "mql_to_won": inputs["mql_close_rate"]},
        ("lead", "mql", "won"),
    )
    assert stage_to_revenue(promised, "mql", 1) == agreement["published"]["value_per_mql"]
    assert back_calculate(promised).need("mql").exact == agreement["derived"]["mqls_per_month"]


def steps_of(stages):
    return zip(rate_keys(stages), stages, stages[1:], strict=False)
