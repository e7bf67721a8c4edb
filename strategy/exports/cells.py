"""Cells of a workbook: what is typed is blue, what is computed is a formula."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

INPUT = Font(color="1F4FA3")
HEAD = Font(bold=True)
SHADE = PatternFill("solid", fgColor="EEF2F7")
COUNT, MONEY, RATE = "#,##0.00", "#,##0", "0.00%"


def put(sheet: Worksheet, cell: str, value: object, *, number_format: str = "", is_input: bool = False) -> None:
    sheet[cell] = _number(value) if isinstance(value, Fraction) else value  # type: ignore[assignment]
    if number_format:
        sheet[cell].number_format = number_format
    if is_input:
        sheet[cell].font = INPUT


def _number(value: Fraction) -> object:
    """A whole number, a decimal that is exact as typed, or a formula that keeps the fraction."""
    if value.denominator == 1:
        return int(value)
    return float(value) if Fraction(repr(float(value))) == value else f"={value.numerator}/{value.denominator}"


def head(sheet: Worksheet, title: str, names: Sequence[str]) -> None:
    sheet["A1"], sheet["A1"].font = title, HEAD
    for index, name in enumerate(names):
        cell = sheet.cell(row=2, column=1 + index, value=name)
        cell.font, cell.fill = HEAD, SHADE
