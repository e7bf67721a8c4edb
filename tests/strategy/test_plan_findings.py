"""Money, inverse modes, levers, probability, scenarios, limits and feedback of a plan, in worked numbers."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from strategy.calc.plan.document import as_document
from tests.strategy.plans import LAG, RATES, SET_A, leads, result_of
from workspaces.calc.display import round_half_up_int

PUBLISHED = json.loads((Path(__file__).parent / "data/published_funnels.json").read_text())
DEMO = SET_A | {"revenue_target": 400_000_000, "average_deal_size": 2_000_000}
ONE_CHANNEL = [{"key": "ads", "lead_share": 1, "cost_per_lead": 10_000}]


def in_range(value, low, high):
    return {"value": value, "low": low, "high": high}


# ---- money ----


def test_money_of_set_a_at_a_cpl_of_10000():
    line = as_document(result_of(channels=ONE_CHANNEL, gross_margin=0.6))["money"][0]
    assert line["cost"] == 53_333_333
    assert line["cost_per"] == {"lead": 10_000, "mql": 50_000, "sql": 166_667, "won": 666_667}
    assert (line["cpl"], line["cac_marketing"], line["revenue"]) == (10_000, 666_667, 400_000_000)
    assert (line["gross_profit"], line["roi"], line["roas"]) == (240_000_000, 3.5, 7.5)
    # 666,667 ÷ (5,000,000 × 60 % ÷ 12 months)
    assert line["payback_months"] == pytest.approx(2.666667)
    assert line["allowable_cpl"] == 45_000


def test_allowable_cpl_for_a_target_roi():
    result = result_of(channels=ONE_CHANNEL, gross_margin=0.6, target_roi=2)
    assert result.first.money[0].allowable_cpl == 15_000  # 45,000 ÷ (1 + 2)


def test_labour_tools_and_sales_are_shown_apart():
    channels = [{**ONE_CHANNEL[0], "fixed_cost": 2_000_000, "other_cost": 4_000_000}]
    line = result_of(channels=channels, sales_cost=80_000_000, gross_margin=0.6).first.money[0]
    assert line.media_cost == Fraction(160_000_000, 3) + 2_000_000
    assert line.cost == line.media_cost + 4_000_000
    assert line.cac == line.costs_per["won"] + 1_000_000


def test_lifetime_value_and_churn():
    line = result_of(channels=ONE_CHANNEL, gross_margin=0.6, annual_churn=0.2).first.money[0]
    assert line.ltv == 15_000_000  # 3,000,000 a year for 5 years
    assert line.ltv_to_cac == Fraction(45, 2)


def test_the_last_line_is_all_channels_together():
    channels = [
        {"key": "a", "lead_share": 0.5, "cost_per_lead": 10_000},
        {"key": "b", "lead_share": 0.5, "cost_per_lead": 20_000, "rates": {"lead_to_mql": 0.4}},
    ]
    *parts, whole = result_of(channels=channels, gross_margin=0.6).first.money
    assert whole.cost == sum(part.cost for part in parts)
    assert whole.counts["won"] == 80
    assert whole.costs_per["lead"] == 15_000


def test_a_channel_without_costs_says_nothing_about_money():
    line = result_of(channels=[{"key": "a", "lead_share": 1}]).first.money[0]
    assert (line.cost, line.roi, line.ltv, line.cac, line.payback_months) == (None,) * 5


# ---- backwards ----


def test_from_leads_and_budget_to_revenue():
    answers = result_of(
        channels=ONE_CHANNEL, questions={"leads": 5333, "budget": 26_666_665, "mqls_per_month": 100}
    ).inverse
    assert answers.from_leads.revenue == 399_975_000
    assert (answers.from_budget.leads, answers.from_budget.revenue) == (
        Fraction(5333333, 2000),
        Fraction("199999987.5"),
    )
    assert (answers.from_capacity.leads, answers.from_capacity.revenue) == (6000, 450_000_000)


def test_fixed_costs_are_paid_before_leads_are_bought():
    channels = [{**ONE_CHANNEL[0], "fixed_cost": 3_330_000}]
    answer = result_of(channels=channels, questions={"budget": 56_660_000}).inverse.from_budget
    assert answer.leads == 5333


def test_the_rate_that_4000_leads_need():
    solved = result_of(questions={"solve": {"rate": "mql_to_sql", "leads": 4000}}).inverse.solved
    assert solved.rates == (("all", "", Fraction(3, 10), Fraction(4, 10)),)
    assert solved.is_possible
    assert not result_of(questions={"solve": {"rate": "mql_to_sql", "leads": 1000}}).inverse.solved.is_possible


def test_the_published_capacity_of_ten_reps():
    case = PUBLISHED["capacity"]
    document = {
        "revenue_target": 12 * case["revenue_per_month"],
        "average_deal_size": case["revenue_per_win"],
        "stages": ["lead", "won"],
        "rates": {"lead_to_won": case["lead_to_won"]},
    }
    result = result_of(document)
    assert leads(result) == 12 * case["leads_per_month"]
    assert result.first.counts["won"] == 12 * case["wins_per_month"]


def test_the_published_value_of_an_mql():
    case = PUBLISHED["value_per_mql"]
    document = {
        "revenue_target": 12 * case["monthly_goal"],
        "average_deal_size": case["revenue_per_customer"],
        "stages": ["lead", "mql", "won"],
        "rates": {"lead_to_mql": 0.5, "mql_to_won": case["mql_to_won"]},
    }
    assert result_of(document).first.counts["mql"] == 12 * case["mqls_per_month"]


# ---- which assumption matters ----


def test_ten_percent_is_worth_the_same_at_every_rate():
    nudges = {one.lever.key: one for one in result_of().nudges}
    shown = {key: (round_half_up_int(one.less), round_half_up_int(one.more)) for key, one in nudges.items()}
    assert shown == {
        **dict.fromkeys(("average_deal_size", *RATES), (5926, 4848)),
        **dict.fromkeys(("marketing_share", "revenue_target"), (4800, 5867)),
    }
    points = {key: round_half_up_int(nudges[key].point) for key in RATES}
    assert points == {"sql_to_won": 5128, "mql_to_sql": 5161, "lead_to_mql": 5079}


def test_the_tornado_takes_each_range_of_its_own():
    result = result_of(
        DEMO,
        average_deal_size=in_range(2_000_000, 1_800_000, 2_300_000),
        rates={
            "lead_to_mql": in_range(0.2, 0.12, 0.26),
            "mql_to_sql": in_range(0.3, 0.25, 0.34),
            "sql_to_won": in_range(0.25, 0.2, 0.28),
        },
    )
    bars = [(bar.lever.key, *map(round_half_up_int, (bar.leads_at_low, bar.leads_at_high))) for bar in result.tornado]
    assert bars == [
        ("lead_to_mql", 8889, 4103),
        ("sql_to_won", 6667, 4762),
        ("mql_to_sql", 6400, 4706),
        ("average_deal_size", 5926, 4638),
    ]


def test_a_lever_of_one_channel_moves_only_its_leads():
    channels = [
        {"key": "a", "lead_share": 0.5, "rates": {"lead_to_mql": in_range(0.2, 0.1, 0.3)}},
        {"key": "b", "lead_share": 0.5},
    ]
    (bar,) = result_of(channels=channels).tornado
    assert bar.lever.path == "segments.all.channels.a.rates.lead_to_mql"
    assert bar.leads_at_low == Fraction(80) / (Fraction("0.0075") / 2 + Fraction("0.015") / 2)


# ---- probability ----

UNCERTAIN = SET_A | {"rates": RATES | {"sql_to_won": in_range(0.25, 0.2, 0.3)}}


def test_the_same_seed_gives_the_same_answer():
    first, again, other = (
        result_of(UNCERTAIN, monte_carlo={"draws": 2000, "seed": seed}).outlook for seed in (7, 7, 8)
    )
    assert first == again
    assert first != other
    assert sum(count for _low, _high, count in first.bins) == 2000


def test_a_symmetric_range_reaches_its_target_half_the_time():
    outlook = result_of(UNCERTAIN, monte_carlo={"draws": 20_000, "seed": 1}).outlook
    assert outlook.probability == pytest.approx(0.5, abs=0.02)
    low, middle, high = outlook.revenue
    # P10 of the triangle 0.20–0.25–0.30 lies at 0.20 + √(0.1 × 0.05 × 0.1) = 0.22236
    assert low == pytest.approx(400_000_000 * 0.22236 / 0.25, rel=0.01)
    assert middle == pytest.approx(400_000_000, rel=0.01)
    assert high == pytest.approx(400_000_000 * 0.27764 / 0.25, rel=0.01)


def test_without_a_range_there_is_no_probability():
    assert result_of(monte_carlo={"draws": 100}).outlook is None


def test_the_budget_of_the_draws():
    channels = [{"key": "a", "lead_share": 1, "cost_per_lead": in_range(10_000, 8_000, 12_000), "fixed_cost": 1000}]
    fields = {"channels": channels, "monte_carlo": {"draws": 5000, "seed": 1}}
    half = result_of(UNCERTAIN, **fields, limits={"budget": 53_334_333}).outlook
    assert half.within_budget == pytest.approx(0.5, abs=0.03)
    assert result_of(UNCERTAIN, **fields, limits={"budget": 70_000_000}).outlook.within_budget == 1


# ---- scenarios ----


def test_scenarios_show_only_what_differs_and_what_it_does():
    scenarios = [
        {"name": "慎重", "overrides": {"rates": {"mql_to_sql": 0.25}}},
        {"name": "強気", "overrides": {"average_deal_size": 6_000_000}, "is_agreed": True},
    ]
    careful, bold = as_document(result_of(scenarios=scenarios))["scenarios"]
    assert careful["differs"] == [{"path": "rates.mql_to_sql", "row": "", "before": 0.3, "after": 0.25}]
    assert (careful["stages"]["lead"]["display"], careful["stages"]["won"]["change"]) == (6400, 0)
    assert careful["stages"]["mql"]["exact"] == "1280"
    assert (bold["is_agreed"], bold["stages"]["lead"]["display"]) == (True, 4444)


def test_a_scenario_changes_one_segment_by_its_key():
    document = {
        "segments": [{"key": "a", "revenue_share": 0.5}, {"key": "b", "revenue_share": 0.5}],
        "scenarios": [{"name": "x", "overrides": {"segments": {"b": {"rates": {"sql_to_won": 0.5}}}}}],
    }
    (one,) = result_of(**document).scenarios
    assert one.counts["lead"] == Fraction(8000, 3) + Fraction(4000, 3)


# ---- limits ----


def gates(document=None, **fields):
    return {gate.gate: gate for gate in result_of(document or SET_A, **fields).gates}


def test_a_market_with_too_few_companies_makes_the_plan_impossible():
    document = {"revenue_target": 50, "average_deal_size": 1, "stages": ["lead", "won"], "rates": {"lead_to_won": 1}}
    found = gates(document, limits={"icp_companies": 27})["market"]
    assert (found.status, found.needed, found.available) == ("short", 50, 27)
    assert gates(limits={"icp_companies": 9000, "leads_per_company": 2})["market"].needed == 2667


def test_calls_that_the_mqls_take():
    found = gates(limits={"sales_reps": 2, "attempts_per_rep_month": 200})["sales"]
    assert (found.status, round_half_up_int(found.needed), found.available) == ("short", 444, 400)
    by_mqls = gates(limits={"sales_reps": 2, "mqls_per_rep_month": 60})["sales"]
    assert (by_mqls.status, round_half_up_int(by_mqls.needed)) == ("ok", 89)


def test_budget_traffic_and_content():
    channels = [{**ONE_CHANNEL[0], "contents": 10, "leads_per_content": 400}]
    limits = {"budget": 30_000_000, "visits_per_month": 50_000}
    found = gates(channels=channels, limits=limits)
    assert (found["budget"].status, found["budget"].largest_share) == ("short", Fraction(9, 16))
    assert (found["traffic"].status, round_half_up_int(found["traffic"].needed)) == ("tight", 44_444)
    assert (found["content"].status, found["content"].needed) == ("short", 14)


def test_what_is_not_known_is_said_to_be_unknown():
    assert {gate.status for gate in result_of().gates} == {"unknown"}


# ---- feedback ----


def months(count, **counts):
    return [{"month": month, **counts} for month in range(1, count + 1)]


def test_measured_rates_project_the_year_and_propose_a_draft():
    actuals = months(6, lead=450, mql=63, sql=20, won=5, revenue=25_000_000)
    found = result_of(actuals=actuals).feedback
    assert {rate.key: rate.measured for rate in found.rates}["lead_to_mql"] == Fraction(14, 100)
    assert found.so_far.revenue == 150_000_000
    # Six months more of 444.4 leads at 0.2 × 0.3 × 0.25 and 5,000,000 each
    assert found.landing_planned.revenue == 350_000_000
    chain = Fraction(63, 450) * Fraction(20, 63) * Fraction(5, 20)
    assert found.landing_measured.revenue == 150_000_000 + Fraction(8000, 3) * chain * 5_000_000
    assert found.leads_for_rest == Fraction(250_000_000, 5_000_000) / chain
    assert set(found.proposal) == {"lead_to_mql", "mql_to_sql"}
    assert found.leads_after == 80 / chain


def test_few_entries_propose_nothing():
    found = result_of(actuals=months(1, lead=20, mql=2, sql=1, won=0)).feedback
    assert found.proposal == {}
    assert found.leads_after == Fraction(16000, 3)


def test_leads_that_come_too_late_for_the_year():
    found = result_of(lags=LAG, actuals=months(11, lead=100, mql=20, sql=6, won=1)).feedback
    assert found.leads_for_rest is None


def test_a_plan_that_is_kept_lands_on_its_target():
    actuals = [
        {"month": month, "lead": "4000/9", "mql": "800/9", "sql": "80/3", "won": "20/3", "revenue": "100000000/3"}
        for month in range(1, 7)
    ]
    found = result_of(actuals=actuals, lags=LAG).feedback
    assert found.landing_planned.revenue == 400_000_000
    assert found.leads_for_rest == Fraction(8000, 3)
