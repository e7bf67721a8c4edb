"""Where the server's small drawings put things."""

from __future__ import annotations

from workspaces.calc import drawing


def test_a_bullet_leaves_room_behind_the_longer_of_value_and_target():
    below = drawing.bullet(75, 100, room=1.25)
    assert (below.bar, below.mark) == (60.0, 80.0)
    above = drawing.bullet(100, 50, room=1.25)
    assert (above.bar, above.mark) == (80.0, 40.0)


def test_a_bullet_without_target_or_value():
    assert drawing.bullet(10, None).mark is None
    assert drawing.bullet(None, 10).bar == 0.0
    assert drawing.bullet(None, None) == drawing.Bullet(0.0, None)


def test_a_spark_goes_from_zero_and_breaks_where_values_are_missing():
    line = drawing.spark([0, 10, None, 10, 0], height=20, padding=0)
    assert line is not None
    assert line.segments == ["0,20 25,0", "75,0 100,20"]
    assert (line.last_x, line.last_y) == (100.0, 20.0)


def test_two_points_are_needed_for_a_line():
    assert drawing.spark([None, 3, None]) is None


def test_ticks_are_round_and_reach_the_top():
    assert drawing.ticks(767) == [0, 200, 400, 600, 800]
    assert drawing.ticks(1.6) == [0, 0.4, 0.8, 1.2, 1.6] or drawing.ticks(1.6)[-1] >= 1.6
    assert drawing.ticks(0)[-1] > 0


def test_columns_stand_on_the_base_line():
    drawn = drawing.columns([400, 800, None], height=160)
    assert [bar.y + bar.height for bar in drawn.columns] == [160.0, 160.0, 160.0]
    assert [bar.height for bar in drawn.columns] == [80.0, 160.0, 0.0]
    assert drawn.ticks[-1].place == 0.0


def test_a_waterfall_ends_where_its_changes_lead():
    bars = drawing.waterfall(8800, [830, -2848, 268, 337, 142 + 1])
    assert [bar.kind for bar in bars] == ["total", "better", "worse", "better", "better", "better", "total"]
    assert bars[-1].end == bars[-2].end
    assert bars[2].start == bars[2].end


def test_a_tornado_keeps_both_sides_of_the_base():
    drawn = drawing.tornado(5333, [(4103, 8889), (6667, 4762)])
    widest, other = drawn.bars
    assert widest.low < drawn.base < widest.high
    assert other.low_width > 0 and other.high_width > 0
    assert widest.high_width > other.high_width


def test_parts_of_a_whole_lie_side_by_side():
    assert drawing.share_widths([69, 31]) == [(0.0, 69.0), (69.0, 31.0)]
