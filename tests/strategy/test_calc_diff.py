"""Differences of snapshots, and the layer to begin with: pure functions."""

from __future__ import annotations

import pytest

from strategy.calc.diagnosis import first_layer
from strategy.calc.diff import Change, changes


def test_single_values_by_their_path():
    before = {"threshold": 65, "caps": {"fit": 50}}
    after = {"threshold": 60, "caps": {"fit": 50}}
    assert changes(before, after) == [Change("threshold", "", 65, 60)]


def test_rows_are_compared_by_key_not_by_place():
    before = {
        "rules": [{"key": "price", "name": "料金ページ", "points": 10}, {"key": "case", "name": "事例", "points": 5}]
    }
    after = {
        "rules": [{"key": "case", "name": "事例", "points": 5}, {"key": "price", "name": "料金ページ", "points": 15}]
    }
    assert changes(before, after) == [Change("rules.*.points", "料金ページ", 10, 15)]


def test_a_row_that_is_new_and_one_that_has_gone():
    before = {"rows": [{"scope": "獲得", "duty": "広告"}]}
    after = {"rows": [{"scope": "維持", "duty": "訪問"}]}
    found = {
        (change.row, change.before, change.after) for change in changes(before, after) if change.path == "rows.*.duty"
    }
    assert found == {("維持", None, "訪問"), ("獲得", "広告", None)}


def test_rows_of_the_same_title_are_told_apart():
    rows = [{"key": "title-1", "scope": "役職", "words": "部長"}, {"key": "title-2", "scope": "役職", "words": "課長"}]
    found = [change for change in changes({}, {"titles": rows}) if change.path == "titles.*.words"]
    assert [(change.row, change.key, change.after) for change in found] == [
        ("役職", "title-1", "部長"),
        ("役職", "title-2", "課長"),
    ]


def test_a_list_of_plain_values_is_one_value():
    assert changes({"stages": ["a", "b"]}, {"stages": ["a", "c"]}) == [Change("stages", "", ["a", "b"], ["a", "c"])]


def test_nothing_differs():
    snapshot = {"a": 1, "rows": [{"key": "x", "v": 1}], "empty": []}
    assert changes(snapshot, snapshot) == []


@pytest.mark.parametrize(
    ("yes", "layer"),
    [
        ([1, 3, 5], 2),
        ([1, 2, 3, 5], 4),
        ([1, 2, 4], 3),
        ([1, 2, 3, 4], 5),
        ([2, 3, 4, 5], 1),
        ([1, 2, 3, 4, 5], 5),
        ([], 2),
    ],
)
def test_the_weakest_layer_comes_first_and_ties_go_to_two_then_four(yes, layer):
    assert first_layer({number: number in yes for number in range(1, 6)}) == layer
