"""What is planted is found, what is shuffled is not; the checks say what holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from targeting.calc.analysis import Analysis, Options, analyse, middle_day
from targeting.calc.bands import bands_of
from targeting.calc.cases import Column, numbers, quartiles
from targeting.calc.evidence import EvidenceRow
from tests.targeting.cases_world import Named, cases_of, column_of, planted

SEEDS = range(12)


def found(analysis: Analysis) -> dict[tuple[str, str], str]:
    return {
        (row.attribute.key, row.value): row.verdict
        for row in analysis.evidence.rows
        if row.verdict in ("strong", "weak")
    }


def row_of(analysis: Analysis, key: str, value: str) -> EvidenceRow:
    return next(row for row in analysis.evidence.rows if (row.attribute.key, row.value) == (key, value))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_planted_pattern_is_recovered_with_its_checks(seed: int) -> None:
    cases, columns = planted(seed)
    analysis = analyse(cases, columns, Options())
    row = row_of(analysis, "x.0", "a")
    assert (row.verdict, row.holds_later) == ("strong", True)
    assert row.mix is not None and row.mix.survives is not False
    assert row.is_recommended


def test_of_all_that_is_announced_one_in_twenty_may_be_chance() -> None:
    said = [key for seed in SEEDS for key, _value in found(analyse(*planted(seed), Options()))]
    assert len(said) >= 2 * len(SEEDS)
    assert sum(key != "x.0" for key in said) <= 0.1 * len(said)


def test_a_permuted_copy_recovers_nothing() -> None:
    announced = 0
    for seed in SEEDS:
        cases, columns = planted(seed)
        shuffled = replace(cases, success=np.random.default_rng(1000 + seed).permutation(cases.success))
        said = found(analyse(shuffled, columns, Options()))
        assert ("x.0", "a") not in said
        announced += len(said)
    # 40 values in each of 12 runs; the correction keeps false findings to one run in twenty.
    assert announced <= 1


def test_the_order_of_cases_and_columns_changes_nothing() -> None:
    cases, columns = planted(3)
    order = np.random.default_rng(5).permutation(cases.n)
    moved = cases_of(cases.success[order], day=cases.day[order])
    turned = [Column(c.attribute, c.codes[order], c.values, c.bands) for c in reversed(columns)]

    def told(analysis: Analysis) -> set[tuple[object, ...]]:
        return {(r.attribute.key, r.value, r.n, r.won, r.q, r.holds_later) for r in analysis.evidence.rows}

    assert told(analyse(cases, columns, Options())) == told(analyse(moved, turned, Options()))


def halves(older: tuple[float, float], newer: tuple[float, float], n: int = 400) -> Analysis:
    """One attribute of two values, `n` of each in each half; the rates of "a" and "b" in each."""
    values = np.array((["a"] * n + ["b"] * n) * 2)
    success = np.concatenate([np.arange(n) < rate * n for rate in (*older, *newer)])
    day = np.repeat([738_000, 738_500], 2 * n)
    options = Options(split_at=dt.date.fromordinal(738_500))
    return analyse(cases_of(success, day=day), [column_of("x", values)], options)


def test_a_difference_of_both_halves_holds() -> None:
    row = row_of(halves((0.4, 0.2), (0.35, 0.2)), "x", "a")
    assert (row.verdict, row.holds_later) == ("strong", True)
    assert row.earlier is not None and row.later is not None
    assert (row.earlier.n, row.earlier.won, row.later.n, row.later.won) == (400, 160, 400, 140)


def test_a_difference_that_has_gone_is_told_even_when_all_cases_together_hide_it() -> None:
    assert row_of(halves((0.5, 0.2), (0.25, 0.25)), "x", "a").holds_later is False
    row = row_of(halves((0.4, 0.2), (0.2, 0.4)), "x", "a")
    assert (row.verdict, row.holds_later) == ("none", False)


def test_too_few_later_cases_say_neither() -> None:
    values = np.array(["a"] * 400 + ["b"] * 400 + ["a"] * 15 + ["b"] * 400)
    success = np.concatenate([np.arange(400) < 160, np.arange(400) < 80, np.arange(15) < 3, np.arange(400) < 80])
    day = np.repeat([738_000, 738_500], [800, 415])
    analysis = analyse(
        cases_of(success, day=day), [column_of("x", values)], Options(split_at=dt.date.fromordinal(738_500))
    )
    assert row_of(analysis, "x", "a").holds_later is None


def test_the_later_half_begins_where_half_the_cases_are() -> None:
    day = np.array([0, 0, 738_001, 738_002, 738_003, 738_004])
    assert middle_day(cases_of(np.zeros(6), day=day)) == dt.date.fromordinal(738_003)
    assert middle_day(cases_of(np.zeros(3), day=np.array([0, 738_001, 738_001]))) is None


def test_a_difference_that_is_another_groups_does_not_survive_in_it() -> None:
    """Makers win because they are large: among the large the others win as often."""
    rng = np.random.default_rng(2)
    n = 4000
    size = rng.choice(["large", "small"], size=n, p=[0.4, 0.6])
    sector = np.where(rng.random(n) < np.where(size == "large", 0.8, 0.1), "maker", "shop")
    success = rng.random(n) < np.where(size == "large", 0.45, 0.15)
    analysis = analyse(cases_of(success), [column_of("size", size), column_of("sector", sector)], Options())
    maker, large = row_of(analysis, "sector", "maker"), row_of(analysis, "size", "large")
    assert (maker.verdict, large.verdict) == ("strong", "strong")
    assert maker.mix is not None and large.mix is not None
    assert maker.mix.column.values[maker.mix.place or 0] == "large"
    assert (maker.mix.survives, large.mix.survives) == (False, True)
    assert not maker.is_recommended and large.is_recommended


def test_a_value_that_wins_only_because_it_is_filled_in_does_not_survive() -> None:
    values = np.array(["a"] * 200 + ["b"] * 200 + [""] * 800)
    success = np.concatenate([np.arange(200) < 90, np.arange(200) < 90, np.arange(800) < 120])
    row = row_of(analyse(cases_of(success), [column_of("x", values)], Options()), "x", "a")
    assert row.verdict == "strong" and row.mix is not None
    assert (row.mix.place, row.mix.survives) == (None, False)


def worth(churn: tuple[int, int], value: tuple[float, float]) -> EvidenceRow:
    """ "a" wins 200 of 400, "b" 100 of 400; customers of each that left, and what they are worth."""
    rng = np.random.default_rng(0)
    values = np.array(["a"] * 400 + ["b"] * 400)
    success = np.concatenate([np.arange(400) < 200, np.arange(400) < 100])
    churned = np.concatenate([np.arange(400) < churn[0], np.arange(400) < churn[1]])
    figures = np.concatenate([rng.normal(value[0], 10, 400), rng.normal(value[1], 10, 400)])
    cases = cases_of(success, churned=churned, lifetime_value=figures, amount=figures * 2)
    return row_of(analyse(cases, [column_of("x", values)], Options()), "x", "a")


@pytest.mark.parametrize(
    ("churn", "value", "advice", "is_recommended"),
    [
        ((20, 10), (100, 100), "target", True),
        ((90, 5), (100, 100), "wins_but_churns", False),
        ((20, 10), (80, 100), "wins_but_low_value", False),
        ((5, 40), (120, 100), "target", True),
    ],
)
def test_win_rate_churn_and_worth_are_judged_together(
    churn: tuple[int, int], value: tuple[float, float], advice: str, is_recommended: bool
) -> None:
    row = worth(churn, value)
    assert (row.verdict, row.advice, row.is_recommended) == ("strong", advice, is_recommended)
    assert row.outcomes.churn_rate == pytest.approx(churn[0] / 200)
    assert row.outcomes.average_amount == pytest.approx((row.outcomes.lifetime_value or 0) * 2)


def test_without_a_churn_on_record_nothing_is_known_of_it() -> None:
    assert worth((0, 0), (100, 100)).outcomes.churn_rate is None


def test_only_what_was_asked_for_is_tested() -> None:
    cases, columns = planted(1)
    analysis = analyse(cases, columns, Options(attributes=frozenset({"x.0"})))
    assert {row.attribute.key for row in analysis.evidence.rows} == {"x.0"}
    # The other attributes are still looked into for the same group.
    assert row_of(analysis, "x.0", "a").mix is not None


def test_the_fewest_cases_are_one_setting() -> None:
    values = np.array(["a"] * 30 + ["b"] * 970)
    cases = cases_of(np.concatenate([np.arange(30) < 25, np.arange(970) < 200]))
    for minimum, verdict in ((20, "strong"), (40, "insufficient")):
        analysis = analyse(cases, [column_of("x", values)], Options(minimum_cases=minimum))
        assert row_of(analysis, "x", "a").verdict == verdict


def test_a_text_that_hardly_repeats_is_named_and_no_row() -> None:
    values = np.array([f"note {number}" for number in range(300)])
    analysis = analyse(cases_of(np.arange(300) < 100), [column_of("note", values)], Options())
    assert analysis.evidence.rows == ()
    assert [attribute.key for attribute in analysis.too_various] == ["note"]


def test_of_many_spellings_those_that_can_be_tested_are_rows() -> None:
    values = np.array([f"title {number}" for number in range(60)] + ["部長"] * 100)
    analysis = analyse(cases_of(np.arange(160) < 60), [column_of("title", values)], Options())
    assert [row.value for row in analysis.evidence.rows] == ["部長"]


def test_numbers_fall_into_the_band_that_names_them() -> None:
    figures = np.array([9, 10, 99.5, 100, np.nan, 5000], dtype=float)
    column = numbers(Named("n"), figures, bands_of([10, 100]))
    assert [column.values[code] for code in column.codes] == ["..9", "10..99", "10..99", "100..", "", "100.."]
    assert quartiles(np.array([4, np.nan, 1, 3, 2])) == [1, 2, 3]
    assert quartiles(np.array([np.nan])) == []
