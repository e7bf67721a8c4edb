"""Evaluates the formulas of a workbook: cells, ranges, + − × ÷, brackets, SUM, ROUND and IF."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from openpyxl import Workbook

from workspaces.calc.display import as_fraction, round_half_up

CELL = r"(?:'([^']+)'!)?(\$?[A-Z]{1,3}\$?\d+)(?::(\$?[A-Z]{1,3}\$?\d+))?"


class Evaluator:
    """The value of any cell of a book, exact."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.names: dict[str, Any] = {
            "SUM": lambda *parts: sum(
                (one for part in parts for one in (part if isinstance(part, list) else [part])), Fraction(0)
            ),
            "ROUND": lambda value, places: Fraction(round_half_up(value, int(places))),
            "IF": lambda test, yes, no: yes() if test() else no(),
            "Fraction": Fraction,
        }

    def value(self, sheet: str, cell: str) -> Any:
        found = self.book[sheet][cell.replace("$", "")].value
        if isinstance(found, str) and found.startswith("="):
            return self.formula(sheet, found[1:])
        return found if isinstance(found, str) else as_fraction(found or 0)

    def formula(self, sheet: str, text: str) -> Any:
        def reference(match: re.Match[str]) -> str:
            place, first, last = match.groups()
            return (
                f"ref({place or sheet!r}, {first!r}, {last!r})" if not place else f"ref({place!r}, {first!r}, {last!r})"
            )

        code = re.sub(CELL, reference, text)
        code = re.sub(r"(?<![\w'.!])(\d+(?:\.\d+)?)(?![\w'.])", r"Fraction('\1')", code)
        match = re.fullmatch(r"IF\((.*?)=(.*?),(.*?\)?),(.*)\)", code) if code.startswith("IF(") else None
        if match:
            code = self._lazy(code)
        return eval(code, {**self.names, "ref": self.reference})  # noqa: S307 - formulas of our own workbook

    def _lazy(self, code: str) -> str:
        test, yes, no = _arguments(code[3:-1])
        return f"IF(lambda: {test.replace('=', '==')}, lambda: {yes}, lambda: {no})"

    def reference(self, sheet: str, first: str, last: str | None) -> Any:
        if last is None:
            return self.value(sheet, first)
        return [self.value(sheet, one.coordinate) for row in self.book[sheet][f"{first}:{last}"] for one in row]


def _arguments(text: str) -> list[str]:
    """Split at the commas outside of brackets."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            found.append(text[start:place])
            start = place + 1
    return [*found, text[start:]]
