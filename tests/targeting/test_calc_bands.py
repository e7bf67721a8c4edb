from __future__ import annotations

from decimal import Decimal

import pytest

from targeting.calc.bands import EMPLOYEE_EDGES, Band, band_of_key, bands_of, quartile_edges, two_digits


def test_bands_meet_without_gap_or_overlap() -> None:
    keys = [band.key for band in bands_of(EMPLOYEE_EDGES)]
    assert keys == ["..9", "10..49", "50..99", "100..299", "300..999", "1000..4999", "5000.."]


def test_amounts_end_one_unit_before_the_next_band() -> None:
    assert [band.key for band in bands_of([Decimal(250)], Decimal("0.01"))] == ["..249.99", "250.."]


def test_a_key_names_its_band() -> None:
    for band in bands_of([Decimal(-5), Decimal("0.5"), Decimal(10)], Decimal("0.01")):
        assert band_of_key(band.key) == band


@pytest.mark.parametrize("key", ["", "..", "10-49", "a..b"])
def test_anything_else_is_no_band(key: str) -> None:
    with pytest.raises(ValueError):
        band_of_key(key)


def test_quartiles_become_readable_edges() -> None:
    assert quartile_edges([Decimal("251.41"), Decimal("1100.04"), Decimal("1100.05"), None]) == [250, 1100]
    assert two_digits(Decimal("0.01449")) == Decimal("0.014")
    assert two_digits(Decimal(0)) == 0
    assert Band(None, Decimal("1E+3")).key == "..1000"
