"""The rows of a list of content: from a file, from what was pasted, or as the preview carried them on."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from channels.forms.list_headings import headings_of
from crm.imports.problems import ImportProblem
from crm.imports.tables import open_table

TITLE_AND_ADDRESS = re.compile(r"^(.+?)[\s,、，]+(https?://\S+)$", re.IGNORECASE)
MOST_ROWS = 500

Row = tuple[int, list[str]]  # its number in the list, from 1, and its cells


def rows_of_file(content: bytes) -> list[Row]:
    """The filled rows of a CSV, TSV or workbook from its headings on; raises ValidationError when it is no table."""
    try:
        table = open_table(content)
        rows = enumerate(table.source.rows(), start=1)
        wanted = ((number, list(row)) for number, row in rows if number >= table.header_row and any(row))
        return list(islice(wanted, MOST_ROWS + 2))
    except ImportProblem as problem:
        raise ValidationError(str(problem)) from problem


def rows_of_text(text: str) -> list[Row]:
    """The cells of each line that holds something; comma-separated only under headings, for titles hold commas too."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if lines and "\t" not in lines[0][1] and len(headings_of(lines[0][1].split(","))) > 1:
        reader = csv.reader(io.StringIO(text, newline=""))
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    return [(number, _cells(line)) for number, line in lines]


def _cells(line: str) -> list[str]:
    """The columns of a line; without tabs a title with its address behind it, or the title alone."""
    if "\t" in line:
        return line.split("\t")
    with_address = TITLE_AND_ADDRESS.match(line.strip())
    return list(with_address.groups()) if with_address else [line]


def carried(rows: Sequence[Row]) -> str:
    """Rows as one text that the preview hands on to the import."""
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def rows_carried(text: str) -> list[Row]:
    """The rows that a preview handed on; raises ValidationError when they are none."""
    try:
        return [(int(number), [str(cell) for cell in cells]) for number, cells in json.loads(text)]
    except (ValueError, TypeError) as error:
        raise ValidationError(
            _("一覧を受け取れませんでした。もう一度、貼り付けるかファイルを選んでください")
        ) from error
