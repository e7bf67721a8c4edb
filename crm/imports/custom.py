"""Custom fields of a file: what type each column has, and their declaration in the workspace's registry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from crm.imports.dates import YEAR_FIRST_FORMAT, read_moment
from crm.imports.fields import fold_heading
from crm.imports.problems import RefusedValue
from crm.imports.vocabulary import NO, YES
from crm.models import CustomField

DataType = CustomField.DataType

NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,15})?")
# 0120… is a code or a telephone number, no quantity.
CODE = re.compile(r"[+-]?0\d+")
BOOLEAN_WORDS = (YES | NO) - {"1", "0", "y", "n", "t", "f"}
COLUMN_TYPES = {DataType.INTEGER: "numeric", DataType.DECIMAL: "numeric", DataType.BOOLEAN: "boolean"}
LONGEST_TEXT = 5000


@dataclass
class TypeGuess:
    """The types under which every value seen so far reads, narrowest first."""

    candidates: list[str] = field(
        default_factory=lambda: [DataType.BOOLEAN, DataType.INTEGER, DataType.DECIMAL, DataType.DATE]
    )
    has_values: bool = False

    def look_at(self, values: Iterable[str], date_format: str = "") -> None:
        for value in values:
            if text := value.strip():
                self.has_values = True
                self.candidates = [kind for kind in self.candidates if _reads_as(kind, text, date_format)]
                if not self.candidates:
                    return

    @property
    def is_settled(self) -> bool:
        return not self.candidates

    @property
    def data_type(self) -> str:
        return self.candidates[0] if self.candidates and self.has_values else DataType.TEXT


def infer_type(values: Iterable[str], date_format: str = "") -> str:
    """integer, decimal, date, boolean or text: the narrowest as which every non-blank value reads."""
    guess = TypeGuess()
    guess.look_at(values, date_format)
    return guess.data_type


def _reads_as(kind: str, text: str, date_format: str = "") -> bool:
    try:
        custom_reader(kind, date_format)(text)
    except RefusedValue:
        return False
    return True


def custom_reader(data_type: str, date_format: str = "") -> Callable[[str], str | None]:
    """Reads a non-blank cell as a value of a custom field. Raises RefusedValue."""
    if data_type == DataType.BOOLEAN:
        return _read_boolean
    if data_type == DataType.INTEGER:
        return lambda text: _read_number(text, is_whole=True)
    if data_type == DataType.DECIMAL:
        return lambda text: _read_number(text, is_whole=False)
    if data_type == DataType.DATE:
        return lambda text: read_moment(text, date_format or YEAR_FIRST_FORMAT).day.isoformat()
    return lambda text: text[:LONGEST_TEXT]


def _read_boolean(text: str) -> str:
    folded = fold_heading(text)
    if folded not in BOOLEAN_WORDS:
        raise RefusedValue(_("はい・いいえのどちらかで入力してください: 「%(value)s」") % {"value": text[:40]})
    return "true" if folded in YES else "false"


def _read_number(text: str, *, is_whole: bool) -> str:
    cleaned = unicodedata.normalize("NFKC", text).strip()
    if not NUMBER.fullmatch(cleaned) or CODE.fullmatch(cleaned) or (is_whole and "." in cleaned):
        raise RefusedValue(_("数値として読めません: 「%(value)s」") % {"value": text[:40]})
    return cleaned.replace(",", "").removeprefix("+")
