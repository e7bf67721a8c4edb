"""Typed numbers and dates are read as people mean them, and refused when they are unclear."""

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspaces.calc.display import format_exact_money
from workspaces.calc.numbers_text import (
    DateTextError,
    NumberTextError,
    echo_money,
    read_date,
    read_number,
    read_percentage,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5333", "5333"),
        ("5,333件", "5333"),
        (" １，０００，０００，０００ ", "1000000000"),
        ("￥400,000,000", "400000000"),
        ("¥1,234.50", "1234.5"),
        ("$99.9", "99.9"),
        ("20%", "20"),
        ("２０％", "20"),
        ("３億2千万", "320000000"),
        ("1.6億", "160000000"),
        ("３２，０００万", "320000000"),
        ("３２、０００万", "320000000"),
        ("４億円", "400000000"),
        ("200万円", "2000000"),
        ("2億5,000万円", "250000000"),
        ("1億6000", "100006000"),
        ("千万", "10000000"),
        ("3百万円", "3000000"),
        ("500千円", "500000"),
        ("1兆2億", "1000200000000"),
        ("0", "0"),
        (".5", "0.5"),
        ("160M", "160000000"),
        ("¥1.23B", "1230000000"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("‐5", "-5"),
        ("–5", "-5"),
        ("―5", "-5"),
        ("ー５", "-5"),
        ("ｰ5", "-5"),
        ("▲1,200円", "-1200"),
        ("△１，２００円", "-1200"),
        ("¥-500", "-500"),
        ("-¥500", "-500"),
        ("(1,200)", "-1200"),
        ("+7", "7"),
        ("123456789012345678901234567890.12", "123456789012345678901234567890.12"),
    ],
)
def test_typed_numbers_are_read(typed, meant):
    assert read_number(typed) == Decimal(meant)


@pytest.mark.parametrize(
    ("typed", "cause"),
    [
        ("", "empty"),
        ("　", "empty"),
        ("約3億", "not_a_number"),
        ("億", "not_a_number"),
        ("--5", "not_a_number"),
        ("–", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("1e5", "not_a_number"),
        ("nan", "not_a_number"),
        ("1,5", "misplaced_comma"),
        ("1.234,56", "misplaced_comma"),
        ("3万2億", "unit_order"),
        ("3百2千", "unit_order"),
        ("9" * 61, "too_long"),
    ],
)
def test_unclear_numbers_are_refused_with_a_cause(typed, cause):
    with pytest.raises(NumberTextError) as refusal:
        read_number(typed)
    assert refusal.value.cause == cause
    assert refusal.value.text == typed


def test_a_percentage_becomes_an_exact_fraction():
    assert read_percentage("14.1%") == Decimal("0.141")
    assert read_percentage("20") == Decimal("0.2")


@pytest.mark.parametrize(
    ("amount", "echo"),
    [
        ("160000000", "1億6,000万円（160,000,000円）"),
        ("400000000", "4億円（400,000,000円）"),
        ("2000000", "200万円（2,000,000円）"),
        ("100006000", "1億6,000円（100,006,000円）"),
        ("9800", "9,800円"),
        ("-12700000", "−1,270万円（−12,700,000円）"),
    ],
)
def test_the_reading_is_echoed(amount, echo):
    assert echo_money(Decimal(amount)) == echo


def test_the_echo_in_english_and_dollars():
    assert echo_money(Decimal(160000000), "JPY", "en") == "¥160,000,000"
    assert echo_money(Decimal("1234.5"), "USD", "ja") == "1,234.50ドル"


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_what_we_print_we_can_read(amount):
    assert read_number(format_exact_money(amount)) == amount
    assert read_number(echo_money(Decimal(amount)).split("（")[0]) == amount


@given(st.text(max_size=70))
def test_any_text_is_read_or_refused(typed):
    with contextlib.suppress(NumberTextError):
        assert read_number(typed).is_finite()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026/11/20", dt.date(2026, 11, 20)),
        ("２０２６/１１/２０", dt.date(2026, 11, 20)),
        ("2026-1-5", dt.date(2026, 1, 5)),
        ("2026.11.20", dt.date(2026, 11, 20)),
        ("20261120", dt.date(2026, 11, 20)),
        ("2026年11月20日", dt.date(2026, 11, 20)),
        ("2026年11月20日（金）", dt.date(2026, 11, 20)),
        ("11/20", dt.date(2026, 11, 20)),
        ("11月20日", dt.date(2026, 11, 20)),
    ],
)
def test_typed_dates_are_read(typed, day):
    assert read_date(typed, year=2026) == day


def test_a_chosen_format_decides_alone():
    assert read_date("3/4/2021", "%m/%d/%Y") == dt.date(2021, 3, 4)
    assert read_date("3/4/2021", "%d/%m/%Y") == dt.date(2021, 4, 3)


@pytest.mark.parametrize(
    ("typed", "cause"),
    [
        ("", "empty"),
        ("11/20", "no_year"),
        ("3/4/2021", "ambiguous"),
        ("2026/13/01", "not_a_date"),
        ("2026/02/30", "not_a_date"),
        ("tomorrow", "not_a_date"),
    ],
)
def test_unclear_dates_are_refused_with_a_cause(typed, cause):
    with pytest.raises(DateTextError) as refusal:
        read_date(typed)
    assert refusal.value.cause == cause
