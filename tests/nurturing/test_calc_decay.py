"""How points fade with age in whole days."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nurturing.calc.decay import (
    DECISION_DECAY,
    NO_DECAY,
    STANDARD_DECAY,
    Decay,
    DecayError,
    decay_from_json,
)


@pytest.mark.parametrize(
    ("decay", "age", "factor"),
    [
        (NO_DECAY, 10_000, 1.0),
        (STANDARD_DECAY, 0, 1.0),
        (STANDARD_DECAY, 29, 1.0),
        (STANDARD_DECAY, 30, 0.5),
        (STANDARD_DECAY, 31, 0.5),
        (STANDARD_DECAY, 89, 0.5),
        (STANDARD_DECAY, 90, 0.0),
        (STANDARD_DECAY, 91, 0.0),
        (DECISION_DECAY, 44, 1.0),
        (DECISION_DECAY, 119, 0.5),
        (DECISION_DECAY, 120, 0.0),
        (Decay("linear", days=90), 45, 0.5),
        (Decay("linear", days=90), 90, 0.0),
        (Decay("linear", days=90), 500, 0.0),
        (Decay("half_life", days=30), 60, 0.25),
        (Decay("half_life", days=30), 600, 0.0),
    ],
)
def test_factors(decay, age, factor):
    assert decay.factor(age) == factor


@pytest.mark.parametrize(
    ("decay", "age", "changes_at"),
    [
        (NO_DECAY, 5, None),
        (STANDARD_DECAY, 5, 30),
        (STANDARD_DECAY, 30, 90),
        (STANDARD_DECAY, 90, None),
        (Decay("step", steps=((10, 1.0), (20, 0.0))), 5, 20),
        (Decay("linear", days=90), 89, 90),
        (Decay("linear", days=90), 90, None),
        (Decay("half_life", days=30), 599, 600),
        (Decay("half_life", days=30), 600, None),
    ],
)
def test_the_next_change(decay, age, changes_at):
    assert decay.next_change(age) == changes_at


def test_stored_definitions():
    assert decay_from_json({"kind": "step", "steps": [[30, 0.5], [90, 0]]}) == STANDARD_DECAY
    assert decay_from_json({"kind": "linear", "days": 90}) == Decay("linear", days=90)
    assert decay_from_json({"kind": "none"}) == decay_from_json({}) == decay_from_json(None) == NO_DECAY


@pytest.mark.parametrize(
    "definition",
    [
        {"kind": "cliff"},
        {"kind": "step", "steps": []},
        {"kind": "step", "steps": [[90, 0], [30, 0.5]]},
        {"kind": "step", "steps": [[0, 0.5]]},
        {"kind": "step", "steps": [[30, 1.5]]},
        {"kind": "step", "steps": [30]},
        {"kind": "linear"},
        {"kind": "half_life", "days": "x"},
    ],
)
def test_impossible_definitions_are_refused(definition):
    with pytest.raises(DecayError):
        decay_from_json(definition)


decays = st.one_of(
    st.just(NO_DECAY),
    st.just(STANDARD_DECAY),
    st.integers(1, 200).map(lambda days: Decay("linear", days=days)),
    st.integers(1, 60).map(lambda days: Decay("half_life", days=days)),
)


@given(decays, st.integers(0, 1500))
def test_the_factor_is_steady_until_the_next_change(decay, age):
    factor, changes_at = decay.factor(age), decay.next_change(age)
    assert 0 <= factor <= 1
    if changes_at is None:
        assert decay.factor(age + 1000) == factor
    else:
        assert decay.factor(changes_at - 1) == factor
        assert decay.factor(changes_at) < factor
