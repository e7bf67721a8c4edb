"""Wilson intervals against published proportions; medians and percentiles."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.calc.rates import median, percentile, rate_of, wilson_interval


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 89, 0.150, 0.322),
        (60, 267, 0.179, 0.278),
        (226, 780, 0.259, 0.323),
        (203, 655, 0.276, 0.346),
    ],
)
def test_published_intervals(k, n, low, high):
    places = 4 if low == 0.0 or len(str(low)) > 5 else 3
    assert tuple(round(limit, places) for limit in wilson_interval(k, n)) == (low, high)


def test_nothing_counted_has_no_rate_and_no_interval():
    assert wilson_interval(0, 0) is None
    assert rate_of(0, 0) is None
    assert rate_of(1, 4) == 0.25


def test_more_hits_than_tries_are_refused():
    with pytest.raises(ValueError, match="no share"):
        wilson_interval(5, 4)


def test_percentiles():
    assert median([3, 1, 2]) == 2
    assert median([4, 1, 2, 3]) == 2.5
    assert percentile([10, 20, 30, 40, 50], 0.8) == 42
    assert percentile([7], 0.9) == 7
    assert median([]) is None
    with pytest.raises(ValueError, match="percentile"):
        percentile([1], 80)


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_rate(counts):
    k, n = counts
    low, high = wilson_interval(k, n)
    assert 0 <= low <= k / n <= high <= 1


@pytest.mark.real_data
@pytest.mark.skipif("REAL_DATA_DIR" not in os.environ, reason="REAL_DATA_DIR names no folder")
def test_intervals_of_the_published_examples():
    text = (Path(os.environ["REAL_DATA_DIR"]) / "oracles/published_worked_examples.json").read_text()
    for case in json.loads(text)["statistics"][0]["cases"]:
        low, high = wilson_interval(case["k"], case["n"])
        assert (round(low, 4), round(high, 4)) == (case["lo"], case["hi"])
