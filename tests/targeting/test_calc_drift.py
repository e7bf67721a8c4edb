"""The quarterly check: the worked numbers of docs/calculations.md."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targeting.calc.drift import Window, drift_of


def test_a_lower_win_rate_is_said() -> None:
    found = drift_of(Window(n=60, won=6, all_won=20), Window(n=240, won=74, all_won=110))
    assert (found.win_rate, found.share) == ("lower", "lower")
    assert found.has_moved
    assert found.recent.win_rate == pytest.approx(0.1)
    assert found.before.share == pytest.approx(74 / 110)


def test_the_same_rate_has_not_moved() -> None:
    found = drift_of(Window(60, 18, 25), Window(240, 74, 110))
    assert (found.win_rate, found.share, found.has_moved) == ("none", "none", False)


def test_a_higher_win_rate_is_said() -> None:
    assert drift_of(Window(60, 35, 40), Window(240, 74, 110)).win_rate == "higher"


def test_few_cases_say_nothing() -> None:
    found = drift_of(Window(19, 0, 9), Window(240, 74, 110))
    assert (found.win_rate, found.share, found.has_moved) == ("insufficient", "insufficient", False)


def test_wins_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError):
        drift_of(Window(5, 6, 6), Window(0, 0, 0))
    with pytest.raises(ValueError):
        drift_of(Window(9, 6, 5), Window(0, 0, 0))


@given(st.integers(0, 300), st.data())
def test_a_quarter_like_the_year_has_not_moved(n: int, data: st.DataObject) -> None:
    won = data.draw(st.integers(0, n))
    window = Window(n, won, won + data.draw(st.integers(0, 50)))
    found = drift_of(window, window)
    assert found.win_rate in ("none", "insufficient") and not found.has_moved
