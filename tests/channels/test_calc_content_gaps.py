"""Gaps of the content map by SQLs passed × role weight × what is missing."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from channels.calc.content_gaps import Cell, gaps_in_order, is_effective, is_fresh


def test_the_first_priority_of_the_map():
    cell = Cell("decision", "decider", effective=0, passed=32, role_weight=Decimal("1.5"))
    assert (cell.is_gap, cell.absence, cell.priority) == (True, 1, 48)


def test_half_of_the_target_halves_the_priority():
    cell = Cell("decision", "decider", effective=1, target=2, passed=32, role_weight=Decimal("1.5"))
    assert cell.priority == 24
    assert Cell("a", "b", effective=5, target=2, passed=32).priority == 0


def test_cells_that_do_not_apply_are_no_gaps():
    for cell in (Cell("a", "b", 0, passed=9, is_not_applicable=True), Cell("a", "b", 0, target=0, passed=9)):
        assert (cell.is_gap, cell.priority) == (False, 0)


def test_most_urgent_first_and_ties_in_the_order_of_the_map():
    cells = [
        Cell("awareness", "x", 0, passed=4),
        Cell("awareness", "y", 0, passed=4),
        Cell("decision", "x", 0, passed=10),
        Cell("decision", "y", 1, passed=99),
        Cell("consideration", "x", 2, target=3, passed=15),
    ]
    order = [(cell.stage, cell.role, cell.priority) for cell in gaps_in_order(cells)]
    assert order == [
        ("decision", "x", 10),
        ("consideration", "x", Fraction(5)),
        ("awareness", "x", 4),
        ("awareness", "y", 4),
    ]


def test_what_sales_leave_aside_does_no_work():
    today = dt.date(2026, 11, 20)
    assert is_effective(dt.date(2026, 11, 1), today, is_left=False)
    assert is_effective(None, today, is_left=False)
    assert not is_effective(dt.date(2026, 11, 1), today, is_left=True)
    assert not is_effective(dt.date(2025, 11, 19), today, is_left=False)


def test_freshness():
    today = dt.date(2026, 11, 20)
    assert is_fresh(dt.date(2025, 11, 20), today)
    assert not is_fresh(dt.date(2025, 11, 19), today)
    assert is_fresh(None, today)
