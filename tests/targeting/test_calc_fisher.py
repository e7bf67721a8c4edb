from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from targeting.calc.fisher import one_sided, q_values, two_sided


@pytest.mark.parametrize(
    ("table", "both", "higher"),
    [
        # Published: the lady tasting tea; the worked table of docs/calculations.md.
        ((4, 3, 8, 4), 0.485714, 0.242857),
        ((74, 23, 244, 43), 0.000471, 0.000402),
    ],
)
def test_published_and_worked_tables(table: tuple[int, ...], both: float, higher: float) -> None:
    assert two_sided(*table)[0] == pytest.approx(both, abs=1e-6)
    assert one_sided(*table, is_higher=True)[0] == pytest.approx(higher, abs=1e-6)


tables = st.integers(1, 400).flatmap(
    lambda all_n: st.tuples(st.integers(0, all_n), st.integers(0, all_n)).flatmap(
        lambda margins: st.tuples(
            st.just(margins[0]),
            st.integers(max(0, margins[0] + margins[1] - all_n), min(margins)),
            st.just(all_n),
            st.just(margins[1]),
        )
    )
)


@settings(max_examples=150, deadline=None)
@given(tables)
def test_the_same_as_scipy(table: tuple[int, int, int, int]) -> None:
    from scipy.stats import fisher_exact

    n, won, all_n, all_won = table
    cells = [[won, n - won], [all_won - won, all_n - n - (all_won - won)]]
    assert two_sided(*table)[0] == pytest.approx(fisher_exact(cells)[1], rel=1e-6, abs=1e-12)
    for word, is_higher in (("greater", True), ("less", False)):
        expected = fisher_exact(cells, alternative=word)[1]
        assert one_sided(*table, is_higher=is_higher)[0] == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_many_large_tables_take_no_time() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(20, 900_000, size=200)
    won = rng.binomial(n, 0.3)
    two_sided(n[:1], won[:1], 1_000_000, 300_000)
    start = time.perf_counter()
    p = two_sided(n, won, 1_000_000, 300_000)
    assert time.perf_counter() - start < 2
    assert ((p >= 0) & (p <= 1)).all()


def test_a_difference_beyond_all_floats_is_certain() -> None:
    assert two_sided(50_000, 50_000, 100_000, 50_000)[0] == 0.0
    assert two_sided([], [], 10, 5).shape == (0,)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=30))
def test_the_correction_is_benjamini_and_hochbergs(p: list[float]) -> None:
    from scipy.stats import false_discovery_control

    found = q_values(np.array(p))
    assert found.tolist() == pytest.approx(false_discovery_control(p).tolist() if p else [])


def test_the_correction_of_the_worked_table() -> None:
    assert q_values(np.array([0.01, 0.04, 0.03, 0.5])).tolist() == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
