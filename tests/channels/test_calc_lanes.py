"""Long joints get a point in every column they pass, so that no line runs behind a place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from channels.calc.lanes import lanes
from channels.calc.paths import Edge, Node, columns

NAMES = [f"n{number}" for number in range(7)]


def test_a_joint_over_two_columns_has_two_points() -> None:
    row = [["ads"], ["paper"], ["mail"], ["deal"]]
    edges = [Edge("ads", "paper"), Edge("paper", "mail"), Edge("mail", "deal"), Edge("ads", "deal")]
    found = lanes(row, edges)
    points = found.points[Edge("ads", "deal")]
    assert [len(column) for column in found.columns] == [1, 2, 2, 1]
    assert [point in column for point, column in zip(points, found.columns[1:3], strict=True)] == [True, True]
    assert found.is_point(points[0]) and not found.is_point("mail")


def test_next_column_and_backwards_need_none() -> None:
    found = lanes([["a"], ["b"], ["c"]], [Edge("a", "b"), Edge("b", "c"), Edge("c", "a")])
    assert found.points == {} and found.columns == [["a"], ["b"], ["c"]]


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=14, unique=True))
def test_every_place_stays_in_its_column_and_every_long_joint_is_led_through(pairs: list[tuple[str, str]]) -> None:
    nodes, edges = [Node(name) for name in NAMES], [Edge(*pair) for pair in pairs]
    before = columns(nodes, edges)
    found = lanes(before, edges)
    places = [[key for key in column if not found.is_point(key)] for column in found.columns]
    assert [sorted(column) for column in places] == [sorted(column) for column in before]
    column_of = {key: number for number, column in enumerate(found.columns) for key in column}
    for edge in edges:
        between = range(column_of[edge.start] + 1, column_of[edge.end])
        assert [column_of[point] for point in found.points.get(edge, [])] == list(between)
