"""Planted leaks are named with the numbers that give them away; honest fields pass."""

from __future__ import annotations

import numpy as np
import pytest

from targeting.calc.analysis import Options, analyse
from targeting.calc.cases import part
from targeting.calc.leakage import Leak, explained, leak_of
from tests.targeting.cases_world import cases_of, column_of, planted

WON = np.arange(1000) < 300


def leak(values: np.ndarray, **open_cases: int) -> Leak | None:
    column = column_of("x", values)
    return leak_of(column, WON, part(column, WON), **open_cases)


def filled(on_won: float, on_lost: float) -> np.ndarray:
    """Filled on these shares of the 300 won and the 700 lost cases."""
    place = np.concatenate([np.arange(300) / 300 < on_won, np.arange(700) / 700 < on_lost])
    return np.where(place, np.where(np.arange(1000) % 2, "a", "b"), "")


def test_a_field_of_won_cases_only() -> None:
    assert leak(filled(0.9, 0.01)) == Leak("filled_only_when_won", 0.9, 0.01)


def test_a_field_of_lost_cases_only() -> None:
    assert leak(filled(0, 0.5)) == Leak("filled_only_when_not_won", 0.5, 0.0)


def test_a_field_that_open_cases_do_not_have() -> None:
    assert leak(filled(0.8, 0.8), open_filled=2, open_n=200) == Leak("filled_only_when_closed", 0.8, 0.01)


@pytest.mark.parametrize(
    ("values", "open_cases"),
    [
        (filled(0.9, 0.4), {}),  # better kept for customers, yet no leak
        (filled(0.15, 0.0), {}),  # hardly ever filled at all
        (filled(1, 1), {"open_filled": 70, "open_n": 200}),  # a third of the open ones have it
        (filled(1, 1), {"open_filled": 0, "open_n": 10}),  # ten open cases prove nothing
    ],
)
def test_what_is_only_uneven_passes(values: np.ndarray, open_cases: dict[str, int]) -> None:
    assert leak(values, **open_cases) is None


def test_a_field_that_states_the_outcome() -> None:
    found = leak(np.where(WON, "Closed Won", "Closed Lost"))
    assert found == Leak("states_the_outcome", 1.0, None)
    reasons = np.where(WON, "成約", np.where(np.arange(1000) % 3, "予算なし", "時期が先"))
    reasons[::50] = "成約"
    assert leak(reasons) is not None


def test_a_very_good_attribute_is_no_statement_of_the_outcome() -> None:
    values = np.where(np.arange(1000) % 10 == 0, np.where(WON, "b", "a"), np.where(WON, "a", "b"))
    column = column_of("x", values)
    assert 0.4 < explained(part(column, WON), np.array([True, True])) < 0.55
    assert leak(values) is None


def test_a_leak_is_told_and_neither_tested_nor_adoptable() -> None:
    cases, columns = planted(4)
    contract = column_of("contract", np.where(cases.success, "signed", ""))
    analysis = analyse(cases, [*columns, contract], Options())
    rows = [row for row in analysis.evidence.rows if row.attribute.key == "contract"]
    assert {(row.verdict, row.q, row.can_adopt) for row in rows} == {("excluded", None, False)}
    assert [(one.attribute.key, one.leak.reason) for one in analysis.excluded] == [("contract", "filled_only_when_won")]
    # It takes no part in the correction and is no group to look into.
    honest = {(r.value, r.q) for r in analyse(cases, columns, Options()).evidence.rows}
    assert {(r.value, r.q) for r in analysis.evidence.rows if r not in rows} == honest


def test_the_guard_can_be_overruled() -> None:
    contract = column_of("contract", filled(0.9, 0.01))
    analysis = analyse(cases_of(WON), [contract], Options(compared_anyway=frozenset({"contract"})))
    assert analysis.excluded == ()
    assert "strong" in {row.verdict for row in analysis.evidence.rows}


@pytest.mark.parametrize("seed", range(6))
def test_honest_random_fields_are_never_excluded(seed: int) -> None:
    cases, columns = planted(seed)
    assert analyse(cases, columns, Options()).excluded == ()
