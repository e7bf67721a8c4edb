"""Lead times, seasons, ramps and years of a plan."""

import datetime as dt
from fractions import Fraction

from strategy.calc.plan.document import as_document
from strategy.calc.plan.fitting import fit_close_curve, fit_rate, month_ordinal
from strategy.calc.plan.inputs import Ramp
from strategy.calc.plan.lags import roll_forward, single_lag, total_lag
from tests.strategy.plans import LAG, result_of

SHARES = {3: Fraction(2, 10), 4: Fraction(3, 10), 5: Fraction(3, 10), 6: Fraction(2, 10)}


def test_the_worked_example_50_30_8533():
    flow = result_of(lags=LAG).first.flow
    assert (flow.in_year, flow.carry_in, flow.spill_over) == (50, 30, 30)
    assert flow.leads_without_carry_in == Fraction(25600, 3)  # 8,533
    assert (flow.useful_months, flow.last_useful_month) == (Fraction(15, 2), 9)
    assert flow.spill_over_revenue == 150_000_000


def test_flat_leads_rolled_forward_give_the_wins_of_the_example():
    wins = roll_forward([Fraction(16000, 36)] * 12, Fraction("0.015"), SHARES)
    assert sum(wins[:12]) == 50
    assert sum(wins) == 80


def test_leads_that_had_to_come_before_the_year():
    line = result_of(lags=LAG).timeline
    # 30 wins ÷ 1.5 % = 2,000 leads in the six months before
    assert (len(line.before), sum(line.before)) == (6, 2000)
    assert sum(line.needed["lead"]) == Fraction(16000, 3)
    assert sum(line.printed["lead"]) == 5333


def test_what_is_carried_in_is_weighed_against_what_it_takes():
    enough = result_of(lags=LAG, carry_in_wins=30).first.flow
    assert (enough.carry_in_known, enough.extra_leads) == (30, 0)
    nothing = result_of(lags=LAG, carry_in_wins=0).first.flow
    # 30 wins are missing: 30 ÷ 80 of 8,533
    assert nothing.extra_leads == Fraction(3200)


def test_leads_are_shown_in_the_month_they_are_needed():
    season = [0] * 11 + [1]  # everything is won in March
    line = result_of(lags=4, season=season).timeline
    assert [month for month, count in enumerate(line.needed["lead"], 1) if count] == [8]
    assert [month for month, count in enumerate(line.needed["won"], 1) if count] == [12]


def test_lead_times_per_step_move_every_stage():
    steps = {"lead_to_mql": 1, "mql_to_sql": 1, "sql_to_won": 2}
    line = result_of(lags={"steps": steps}, season=[0] * 11 + [1]).timeline
    needed = {stage: [m for m, count in enumerate(series, 1) if count] for stage, series in line.needed.items()}
    assert needed == {"lead": [8], "mql": [9], "sql": [10], "won": [12]}
    assert total_lag([single_lag(Fraction(one)) for one in (1, 1, 2)]) == {4: 1}


def test_half_a_month_is_split():
    assert single_lag(Fraction("4.5")) == {4: Fraction(1, 2), 5: Fraction(1, 2)}


def test_the_season_of_the_sample_company():
    weights = [7, 7, 8, 8, 7, 9, 9, 9, 9, 8, 9, 10]
    line = result_of(season=weights).timeline
    assert line.printed["lead"] == [373, 373, 427, 427, 373, 480, 480, 480, 480, 427, 480, 533]


def test_a_slow_channel_brings_nothing_before_it_begins():
    ramp = Ramp(begins=6, full=12, starts=1)
    assert [ramp.factor(month) for month in (1, 5, 6, 9, 12, 20)] == [0, 0, Fraction(1, 7), Fraction(4, 7), 1, 1]
    assert Ramp().factor(1) == 1
    assert Ramp(begins=1, full=3, starts=4).factor(3) == 0


def test_supply_falls_short_while_channels_grow():
    channels = [
        {"key": "seo", "lead_share": 0.5, "ramp": {"starts": 1, "begins": 6, "full": 12}},
        {"key": "ads", "lead_share": 0.5},
    ]
    months = as_document(result_of(channels=channels))["months"]
    assert months[0]["supply"] == 222
    assert months[11]["supply"] == 445
    assert Fraction(months[0]["shortfall"]) == Fraction(2000, 9)


def test_years_grow_and_leads_flow_between_them():
    result = result_of(lags=LAG, years=[{}, {"growth": 0.5}, {"growth": 0, "marketing_share": 0.5}])
    assert [year.counts["won"] for year in result.years] == [80, 120, 150]
    first_year = sum(result.timeline.needed["lead"][:12])
    # Part of the first year's leads is won in the second, larger one: 2,000 of 5,333 become 3,000.
    assert first_year == Fraction(16000, 3) - 2000 + 3000
    assert len(as_document(result)["months"]) == 36


def test_months_are_named_when_the_beginning_is_known():
    labels = [month["label"] for month in as_document(result_of(starts_on="2026-04"))["months"]]
    assert (labels[0], labels[8], labels[11]) == ("2026-04", "2026-12", "2027-03")


# ---- curves and rates from history ----


def test_a_close_curve_from_full_cohorts():
    history = [(0, 3)] * 20 + [(0, 4)] * 30 + [(0, 5)] * 30 + [(0, 6)] * 20 + [(0, None)] * 900
    curve = fit_close_curve(history, as_of=12)
    assert curve.method == "cohort"
    assert curve.shares == SHARES
    assert (curve.close_rate, curve.n_leads, curve.n_wins) == (Fraction(1, 10), 1000, 100)


def test_young_leads_are_censored_not_lost():
    old = [(0, 1)] * 20 + [(0, 4)] * 20 + [(0, None)] * 160
    young = [(9, 10)] * 20 + [(9, None)] * 180  # at month 10 nothing of theirs can have taken four months
    curve = fit_close_curve(old + young, as_of=10)
    # 40 of 400 after one month, 20 of the 200 that are old enough after four
    assert curve.shares == {1: Fraction(1, 2), 4: Fraction(1, 2)}
    assert curve.close_rate == Fraction(1, 5)


def test_few_wins_fall_back_on_one_lead_time_and_say_so():
    history = [(0, 3)] * 5 + [(0, None)] * 95
    assert fit_close_curve(history, as_of=12).shares == {3: 1}
    fallback = fit_close_curve(history, as_of=12, fallback_months=4)
    assert (fallback.shares, fallback.method, fallback.reason) == ({4: 1}, "single", "few_wins")
    assert fit_close_curve([], as_of=12, fallback_months=4).reason == "no_history"


def test_later_months_are_not_looked_at():
    history = [(0, 2)] * 30 + [(0, 20)] * 30 + [(15, 16)] * 30
    curve = fit_close_curve(history, as_of=12)
    assert (curve.shares, curve.n_leads, curve.n_wins) == ({2: 1}, 60, 30)
    assert month_ordinal(dt.date(2026, 11, 20)) - month_ordinal(dt.date(2025, 12, 31)) == 11


def test_a_rate_takes_its_range_from_quarters():
    rate = fit_rate([(20, 100), (25, 100), (30, 100), (25, 100), (25, 100)])
    assert (rate.value, rate.n, rate.quarters) == (Fraction(1, 4), 500, 5)
    assert (rate.low, rate.high) == (Fraction("0.22"), Fraction("0.28"))
    assert fit_rate([(1, 4), (0, 0)]).low is None
    assert fit_rate([(0, 0)]) is None
    assert fit_rate([(9, 10)] + [(1, 10)] * 8).value == Fraction(1, 10)  # the oldest of nine is left out
