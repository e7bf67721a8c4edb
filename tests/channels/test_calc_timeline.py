from __future__ import annotations

import datetime as dt

import pytest

from channels.calc.timeline import bar_of, place_of, window_months

START = dt.date(2026, 11, 1)


def test_the_window_has_six_months() -> None:
    assert window_months(dt.date(2026, 11, 20))[-1] == dt.date(2027, 4, 1)


def test_a_channel_runs_up_and_then_works() -> None:
    bar = bar_of(window_start=START, starts_on=dt.date(2026, 12, 1), months_to_effect=3, is_single_event=False)
    assert (bar.start, bar.effect) == (pytest.approx(1 / 6), pytest.approx(4 / 6))
    assert bar.works_on == dt.date(2027, 3, 1)


def test_what_began_long_ago_works_all_the_time() -> None:
    bar = bar_of(window_start=START, starts_on=dt.date(2026, 1, 1), months_to_effect=6, is_single_event=False)
    assert (bar.run_up, bar.working) == (0, 1)


def test_without_a_start_it_begins_with_the_window() -> None:
    bar = bar_of(window_start=START, starts_on=None, months_to_effect=6, is_single_event=False)
    assert (bar.run_up, bar.working) == (1, 0)


def test_an_event_is_a_mark_on_its_day() -> None:
    bar = bar_of(window_start=START, starts_on=dt.date(2027, 1, 16), months_to_effect=0, is_single_event=True)
    assert bar.event == pytest.approx((2 + 15 / 31) / 6)


@pytest.mark.parametrize("day", [None, dt.date(2026, 10, 31), dt.date(2027, 5, 2)])
def test_an_event_outside_the_window_has_no_mark(day: dt.date | None) -> None:
    assert bar_of(window_start=START, starts_on=day, months_to_effect=0, is_single_event=True).event is None


def test_every_month_is_equally_wide() -> None:
    assert place_of(dt.date(2027, 2, 1), START, 6) == pytest.approx(0.5)
