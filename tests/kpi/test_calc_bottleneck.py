"""The bottleneck is the proven step that costs most, not the lowest rate."""

from fractions import Fraction

import pytest

from kpi.calc.bottleneck import Step, diagnose, judge_step, wins_if_restored


def test_the_worked_example():
    steps = [
        Step("lead_to_mql", 444, Fraction(444 * 21, 100), Fraction(20, 100)),
        Step("mql_to_sql", Fraction(9324, 100), Fraction(9324 * 20, 10000), Fraction(30, 100)),
        Step("sql_to_won", Fraction(18648, 1000), Fraction(18648, 4000), Fraction(25, 100)),
    ]
    diagnosis = diagnose(steps, average_deal_size=5_000_000)
    assert diagnosis.bottleneck.step.key == "mql_to_sql"
    assert diagnosis.bottleneck.lost_wins == Fraction(2331, 1000)
    assert diagnosis.bottleneck.lost_amount == 11_655_000
    assert [verdict.verdict for verdict in diagnosis.steps] == ["fine", "below", "unproven"]
    assert diagnosis.steps[0].lost_wins < 0


@pytest.mark.parametrize(
    ("entered", "advanced", "reference", "verdict"),
    [
        (89, 20, 0.3, "unproven"),
        (267, 60, 0.3, "below"),
        (29, 0, 0.3, "unproven"),
        (30, 0, 0.3, "below"),
        (100, 30, 0.3, "fine"),
        (100, 45, 0.3, "fine"),
        (0, 0, 0.3, "unknown"),
        (100, 10, None, "unknown"),
    ],
)
def test_proof_needs_numbers(entered, advanced, reference, verdict):
    assert judge_step(Step("x", entered, advanced, reference)) == verdict


def test_a_step_that_is_ramping_up_is_not_judged():
    assert judge_step(Step("x", 500, 5, 0.3, is_ramping=True)) == "ramping"


def test_the_lowest_rate_alone_is_not_the_bottleneck():
    early = Step("lead_to_mql", 3248, 458, Fraction(20, 100))
    late = Step("sql_to_won", 400, 60, Fraction(25, 100))
    middle = Step("mql_to_sql", 458, 142, Fraction(30, 100))
    diagnosis = diagnose([early, middle, late], average_deal_size=2_000_000)
    assert diagnosis.bottleneck.step is late
    assert diagnosis.steps[0].lost_wins == (Fraction(6496, 10) - 458) * Fraction(142, 458) * Fraction(15, 100)


def test_without_a_deal_size_the_wins_decide():
    diagnosis = diagnose([Step("a", 267, 60, Fraction(3, 10))], average_deal_size=None)
    assert diagnosis.bottleneck.lost_wins == Fraction(201, 10)
    assert diagnosis.bottleneck.lost_amount is None


def test_an_empty_later_step_counts_with_its_reference():
    steps = [Step("a", 267, 60, Fraction(3, 10)), Step("b", 0, 0, Fraction(1, 4))]
    assert diagnose(steps, average_deal_size=1).bottleneck.lost_wins == Fraction(201, 40)
    unknown = [steps[0], Step("b", 0, 0)]
    assert diagnose(unknown, average_deal_size=1).bottleneck is None


def test_a_healthy_funnel_has_no_bottleneck():
    assert diagnose([Step("a", 267, 90, 0.3)], average_deal_size=1).bottleneck is None
    assert diagnose([], average_deal_size=1).bottleneck is None


def test_wins_if_a_rate_were_back_at_its_target():
    per_week = Fraction(37) / Fraction(306, 10)
    restored = wins_if_restored(per_week, Fraction(458, 3248), Fraction(1, 5))
    assert (round(float(per_week), 1), round(float(restored), 1)) == (1.2, 1.7)
    assert wins_if_restored(3, 0, 0.2) is None
