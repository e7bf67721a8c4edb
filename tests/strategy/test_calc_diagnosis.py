"""The diagnosis: which layer to begin with, and what to do next (docs/calculations.md 「5層の診断」)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.calc.diagnosis import Answer, first_layer, impact_weights, layer_scores, next_actions, recommend

ONES = dict.fromkeys(range(1, 6), Fraction(1))


def six(layer: int, *levels: int | None, **first: object) -> list[Answer]:
    """Six answers of a layer; `first` changes the first one."""
    rows = [Answer(f"l{layer}_{place}", layer, level) for place, level in enumerate(levels)]
    if first:
        rows[0] = Answer(rows[0].key, layer, **{"level": rows[0].level, **first})  # type: ignore[arg-type]
    return rows


@pytest.mark.parametrize(
    ("answer", "settled"),
    [
        (Answer("a", 4, 3), 3),
        (Answer("a", 4, 3, ceiling=0), 0),  # says there is an SLA, but no first response was ever recorded
        (Answer("a", 4, 1, floor=3), 3),
        (Answer("a", 4, None), None),
        (Answer("a", 4, None, floor=2), 2),
        (Answer("a", 4, None, ceiling=0), 0),
        (Answer("a", 4, None, ceiling=2), None),
        (Answer("a", 4, is_unknown=True), 0),
        (Answer("a", 4, is_unknown=True, floor=2), 2),
    ],
)
def test_the_records_win_over_the_self_report(answer, settled):
    assert answer.settled == settled


def test_the_worked_table():
    answers = [
        *six(1, 3, 3, 3, 2, 2, 2),
        *six(2, 2, 2, 1, 2, 2, 2),
        *six(3, 2, 2, 2, 2, 2, 2),
        *six(4, 1, 2, 1, 2, 3, 1, ceiling=1),
        *six(5, 2, 2, 2, 2, 2, 2),
    ]
    planned = Fraction(160_000_000)
    weights = impact_weights({2: Fraction(16_000_000), 4: Fraction(24_000_000)}, planned)
    scores = layer_scores(answers, weights)
    assert [score.score for score in scores] == [Fraction(5, 2), Fraction(11, 6), 2, Fraction(5, 3), 2]
    assert [weights[2], weights[4], weights[1]] == [Fraction(11, 10), Fraction(23, 20), 1]
    assert scores[1].priority == Fraction(77, 60)
    assert scores[3].priority == Fraction(23, 15)
    found = recommend(scores)
    assert found is not None
    assert (found.layer, found.first) == (4, [2])
    assert next_actions(answers, found) == ["l2_2", "l4_0", "l4_2"]


def test_ties_go_to_layer_two_then_four():
    scores = layer_scores([one for layer in range(1, 6) for one in six(layer, *[2] * 6)], ONES)
    found = recommend(scores)
    assert found is not None and found.layer == 2
    weak = [one for layer in range(1, 6) for one in six(layer, *[1 if layer in (3, 4) else 3] * 6)]
    assert recommend(layer_scores(weak, ONES)).layer == 4


def test_nothing_is_recommended_while_one_layer_is_unknown():
    assert recommend(layer_scores(six(1, *[None] * 6), ONES)) is None
    four = [one for layer in (1, 2, 3, 5) for one in six(layer, *[1] * 6)]
    assert recommend(layer_scores(four, ONES)) is None
    assert recommend(layer_scores([*four, *six(4, None, None, None, None, None, 2)], ONES)).layer == 2


def test_without_a_gap_one_keeps_measuring():
    assert recommend(layer_scores([one for layer in range(1, 6) for one in six(layer, *[4] * 6)], ONES)).layer == 5


def test_weights_without_a_plan_are_one():
    assert impact_weights({2: Fraction(9)}, None) == ONES


def test_five_answers_still_name_a_layer():
    assert first_layer({1: True, 2: True, 3: False, 4: False, 5: False}) == 4


levels = st.lists(st.integers(0, 4) | st.none(), min_size=6, max_size=6)


@given(st.lists(levels, min_size=5, max_size=5), st.lists(st.integers(0, 10**9), min_size=5, max_size=5))
def test_the_layer_to_begin_with_has_the_largest_product(rows, lost):
    answers = [one for layer, own in enumerate(rows, 1) for one in six(layer, *own)]
    weights = impact_weights({number: Fraction(sum_) for number, sum_ in enumerate(lost, 1)}, Fraction(10**9))
    scores = layer_scores(answers, weights)
    found = recommend(scores)
    assert all(weight >= 1 for weight in weights.values())
    if found is None:
        assert any(score.score is None for score in scores)
        return
    chosen = scores[found.layer - 1]
    assert all(score.priority <= chosen.priority for score in scores)
    assert all(number < found.layer for number in found.first)
    keys = next_actions(answers, found)
    assert len(keys) == len(set(keys)) <= 3
