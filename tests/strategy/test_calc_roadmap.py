"""The roadmap: laid out in weeks, moved by delays (docs/calculations.md 「ロードマップ」)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.calc.radar import radar
from strategy.calc.roadmap import PHASES, SIZE_FACTORS, Bar, lay_out, phases_of, replan, slack

MONDAY = dt.date(2026, 4, 6)


def days(bars: list[Bar]) -> dict[str, tuple[int, int]]:
    """First and last day of each phase, counted from the start."""
    return {bar.key: ((bar.starts_on - MONDAY).days, (bar.ends_on - MONDAY).days) for bar in bars}


def test_the_standard_plan_in_weeks():
    placed = days(lay_out(PHASES, starts_on=MONDAY))
    assert {key: (first // 7 + 1, last // 7 + 1) for key, (first, last) in placed.items()} == {
        "analysis": (1, 3),
        "l1": (3, 5),
        "l2": (4, 7),
        "l3": (6, 9),
        "l4": (8, 11),
        "l5": (10, 12),
        "setup": (13, 18),
        "pilot": (19, 24),
        "operation": (25, 37),
    }


@pytest.mark.parametrize(("size", "design_ends"), [("small", 67 - 1), ("standard", 84 - 1), ("large", 126 - 1)])
def test_the_size_stretches_the_plan(size, design_ends):
    assert days(lay_out(PHASES, starts_on=MONDAY, factor=SIZE_FACTORS[size]))["l5"][1] == design_ends


def test_a_delay_moves_what_rests_on_it():
    bars = lay_out(PHASES, starts_on=MONDAY)
    late = MONDAY + dt.timedelta(days=30)  # analysis should have ended on day 20
    moved = days(replan(bars, late))
    assert moved["analysis"] == (0, 30)
    assert moved["l1"] == (14 + 10, 34 + 10)
    assert moved["operation"][1] == 37 * 7 - 1 + 10


def test_what_is_done_stays_and_nothing_moves_without_a_delay():
    bars = lay_out(PHASES, starts_on=MONDAY)
    assert replan(bars, MONDAY) == bars
    early = [replace(bars[0], done_on=MONDAY + dt.timedelta(days=10)), *bars[1:]]
    moved = replan(early, MONDAY + dt.timedelta(days=12))
    assert moved[0].ends_on == MONDAY + dt.timedelta(days=10)
    assert moved[1] == bars[1]


def test_a_small_team_begins_with_two_layers():
    bars = lay_out(phases_of([2, 4]), starts_on=MONDAY)
    assert [bar.key for bar in bars] == ["analysis", "l2", "l4", "setup", "pilot", "operation"]
    assert days(bars)["l2"] == (21, 48)
    assert phases_of() == list(PHASES)


def test_slack_is_room_before_the_end():
    room = slack(lay_out(PHASES, starts_on=MONDAY))
    assert room["operation"] == 0
    assert room["pilot"] == 0
    spare = [Bar("a", MONDAY, MONDAY + dt.timedelta(4)), Bar("b", MONDAY, MONDAY + dt.timedelta(9))]
    assert slack(spare) == {"a": 5, "b": 0}


sizes = st.sampled_from(sorted(SIZE_FACTORS))


@given(sizes, st.integers(0, 400), st.sets(st.integers(1, 5), max_size=2))
def test_a_new_lay_out_keeps_every_dependency(size, today, layers):
    bars = lay_out(phases_of(sorted(layers)), starts_on=MONDAY, factor=SIZE_FACTORS[size])
    day = MONDAY + dt.timedelta(days=today)
    moved = {bar.key: bar for bar in replan(bars, day)}
    assert replan(list(moved.values()), day) == list(moved.values())
    for bar in bars:
        new = moved[bar.key]
        assert new.starts_on >= bar.starts_on and new.ends_on >= max(
            bar.ends_on, day if bar.ends_on < day else new.starts_on
        )
        for key, overlap in bar.after.items():
            assert (moved[key].ends_on - new.starts_on).days + 1 <= overlap


def test_factors_are_exact():
    assert SIZE_FACTORS["small"] == Fraction(4, 5)


def test_the_radar_draws_levels_on_five_axes():
    drawn = radar([4, None, 2, 0, 1], highest=4, radius=100)
    assert len(drawn.axes) == 5 and len(drawn.rings) == 4
    assert drawn.dots[0] == (0.0, -100.0)
    assert drawn.dots[1] == drawn.dots[3] == (0.0, 0.0)
    assert [axis.anchor for axis in drawn.axes] == ["middle", "start", "start", "end", "end"]
