"""The refused rows of a run as a file: as they came, with number, column and reason, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from crm.imports.mapping import Mapping
from crm.imports.tables import open_table
from crm.models import ImportRun

MOST_ERRORS = 5000
# What spreadsheets take for a formula or a command; plain numbers stay numbers.
FORMULA = re.compile(r"^[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r|%]")
NUMBER = re.compile(r"^\s*[+-]?[\d,]*\.?\d+\s*%?\s*$")


def neutralise(text: str) -> str:
    """A cell that no spreadsheet executes: an apostrophe before what would be a formula."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.match(text) else text


def refused_rows_csv(run: ImportRun) -> bytes:
    """The refused rows (the first 5,000) as CSV in UTF-8 with a mark, which Excel opens without garbling Japanese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in _rows(run):
        writer.writerow([neutralise(str(cell)) for cell in row])
    return "\ufeff".encode() + buffer.getvalue().encode()


def _rows(run: ImportRun) -> Iterator[list[object]]:
    errors = {error["row"]: error for error in run.errors}
    head: list[object] = [_("行"), _("列"), _("理由")]
    if run.file is None:
        yield head
        yield from ([error["row"], error["column"], error["reason"]] for error in run.errors)
        return
    table = open_table(bytes(run.file.content), Mapping.from_json(run.mapping).options)
    yield [*head, *table.header]
    for chunk in table.chunks():
        for place, number in enumerate(chunk.numbers):
            if error := errors.get(number):
                cells = [column[place] for column in chunk.columns]
                yield [number, error["column"], error["reason"], *cells]
