"""The worked table of docs/calculations.md 「段階の配分」, and what must hold for any counts."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from channels.calc.stage_balance import balance_of, usual_targets

STAGES = ("awareness", "consideration", "decision")
USUAL = usual_targets(STAGES)


def test_the_worked_table():
    balance = balance_of({"awareness": 5, "consideration": 8, "decision": 3}, STAGES, USUAL)
    assert [part.share for part in balance.parts] == [Fraction(5, 16), Fraction(1, 2), Fraction(3, 16)]
    assert [part.difference for part in balance.parts] == [Fraction(-7, 80), Fraction(3, 20), Fraction(-1, 16)]
    assert balance.verdict == "lopsided"
    assert (balance.most.key, balance.least.key) == ("consideration", "awareness")


def test_ten_points_off_is_still_within():
    assert balance_of({"awareness": 5, "consideration": 3, "decision": 2}, STAGES, USUAL).verdict == "ok"


def test_few_pieces_say_nothing():
    balance = balance_of({"awareness": 7}, STAGES, USUAL)
    assert (balance.verdict, balance.parts[0].share) == ("few", 1)
    assert balance_of({}, STAGES, USUAL).parts[0].share is None


def test_other_numbers_of_stages_share_evenly():
    assert set(usual_targets(["a", "b", "c", "d"]).values()) == {Fraction(1, 4)}
    assert usual_targets([]) == {}


@given(st.lists(st.integers(0, 50), min_size=3, max_size=3))
def test_parts_add_up_and_differences_cancel(counts):
    balance = balance_of(dict(zip(STAGES, counts, strict=True)), STAGES, USUAL)
    if sum(counts):
        assert sum(part.share for part in balance.parts) == 1
        assert sum(part.difference for part in balance.parts) == 0
    assert (balance.verdict == "few") == (sum(counts) < 8)
