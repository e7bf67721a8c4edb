"""Opens a file as a table: a header and rows of text, numbered as in the file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest

from django.utils.translation import gettext as _
from python_calamine import CalamineError, load_workbook

from crm.imports.detecting import SAMPLE_ROWS, detect_delimiter, detect_encoding, detect_header_row
from crm.imports.problems import ImportProblem

CHUNK_ROWS = 20_000
LARGEST_CELL = 1_000_000
WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class ReadOptions:
    """What the person chose; None means: detect it. `header_row` counts from 1, as spreadsheets do."""

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Chunk:
    """Some rows of a table: their numbers in the file, and their cells by column."""

    numbers: list[int]
    columns: list[Sequence[str]]

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass
class Table:
    """A file opened: how it was read, its header, and its rows (which may be walked through more than once)."""

    source: TextSource | SheetSource | ListSource
    header_row: int
    header: list[str]
    options: ReadOptions
    sheets: list[str] = field(default_factory=list)

    def chunks(self, size: int = CHUNK_ROWS) -> Iterator[Chunk]:
        """The rows below the header, in order, without empty ones."""
        rows = enumerate(self.source.rows(), start=1)
        filled = ((number, row) for number, row in rows if number > self.header_row and _is_filled(row))
        width = len(self.header)
        while batch := list(islice(filled, size)):
            yield Chunk([number for number, _row in batch], _by_column([row for _number, row in batch], width))

    @property
    def row_estimate(self) -> int:
        """About how many rows there are; exact for workbooks."""
        return max(0, self.source.row_estimate - self.header_row)

    def sample(self, size: int = 5000) -> Chunk:
        return next(self.chunks(size), Chunk([], [[] for _name in self.header]))


def _is_filled(row: Sequence[str]) -> bool:
    """Whether a row holds anything; a last line of blanks does not."""
    return any(row) and (len(row) > 1 or bool(row[0].strip()))


def _by_column(rows: list[Sequence[str]], width: int) -> list[Sequence[str]]:
    if all(len(row) == width for row in rows):
        return [*zip(*rows, strict=True)]
    columns: list[Sequence[str]] = [*zip_longest(*rows, fillvalue="")]
    missing = width - len(columns)
    return [*columns[:width], *([""] * len(rows) for _column in range(missing))]


# ------------------------------------------------------------------ text


@dataclass
class TextSource:
    """A delimited text file."""

    text: str
    delimiter: str

    def rows(self) -> Iterator[list[str]]:
        csv.field_size_limit(LARGEST_CELL)
        try:
            yield from csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter)
        except csv.Error as error:
            raise ImportProblem(_("ファイルを表として読めません（%(error)s）") % {"error": error}) from error

    @property
    def row_estimate(self) -> int:
        return self.text.count("\n") or self.text.count("\r")


def _open_text(content: bytes, options: ReadOptions) -> tuple[TextSource, ReadOptions]:
    encoding = options.encoding or detect_encoding(content)
    try:
        text = content.decode(encoding)
    except LookupError as error:
        raise ImportProblem(_("知らない文字コードです: %(name)s") % {"name": encoding}) from error
    except UnicodeDecodeError as error:
        raise ImportProblem(
            _("文字コード %(name)s では読めません。別の文字コードを選んでください") % {"name": encoding}
        ) from error
    text = text.removeprefix("\ufeff")
    if "\x00" in text:
        text = text.replace("\x00", "")
    delimiter = options.delimiter or detect_delimiter(text[:50_000])
    if delimiter in ("\\t", "tab"):
        delimiter = "\t"
    if len(delimiter) != 1:
        raise ImportProblem(_("区切り文字は1文字です"))
    return TextSource(text, delimiter), ReadOptions(encoding=encoding, delimiter=delimiter)


# ------------------------------------------------------------------ workbooks


@dataclass
class SheetSource:
    """One sheet of a workbook, as texts."""

    values: Sequence[Sequence[object]]

    def rows(self) -> Iterator[list[str]]:
        return ([cell_text(value) for value in row] for row in self.values)

    @property
    def row_estimate(self) -> int:
        return len(self.values)


def cell_text(value: object) -> str:
    """A workbook's cell as the text a file would hold: days in ISO form, whole numbers without a decimal point."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(sep=" ")
    return str(value)


def _open_workbook(content: bytes, options: ReadOptions) -> tuple[SheetSource, ReadOptions, list[str]]:
    try:
        workbook = load_workbook(io.BytesIO(content))
        sheets = list(workbook.sheet_names)
        name = options.sheet or next(iter(sheets), "")
        if name not in sheets:
            raise ImportProblem(_("シート「%(name)s」がありません") % {"name": name})
        values = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise ImportProblem(
            _("表計算ファイルを開けません。パスワードが掛かっていないか確かめてください（%(error)s）")
            % {"error": error}
        ) from error
    return SheetSource(values), ReadOptions(sheet=name), sheets


# ------------------------------------------------------------------ lists


@dataclass
class ListSource:
    """Rows already in memory (a bulk API body); row 0 is the header, so that row numbers are indexes plus one."""

    values: list[list[str]]

    def rows(self) -> Iterator[list[str]]:
        return iter(self.values)

    @property
    def row_estimate(self) -> int:
        return len(self.values)


# ------------------------------------------------------------------ opening


def open_table(content: bytes, options: ReadOptions | None = None) -> Table:
    """A file's bytes as a table; encoding, delimiter, sheet and header row are detected where not chosen.

    Raises ImportProblem when it is no table at all.
    """
    options = options or ReadOptions()
    sheets: list[str] = []
    source: TextSource | SheetSource
    if content.startswith(WORKBOOK_MARKS):
        source, read, sheets = _open_workbook(content, options)
    else:
        source, read = _open_text(content, options)
    first = list(islice(source.rows(), SAMPLE_ROWS))
    if not any(any(row) for row in first):
        raise ImportProblem(_("ファイルに行がありません"))
    header_row = options.header_row or detect_header_row(first) + 1
    if header_row > len(first):
        raise ImportProblem(_("見出しの行がありません"))
    read = ReadOptions(read.encoding, read.delimiter, header_row, read.sheet)
    return Table(source, header_row, name_columns(first[header_row - 1]), read, sheets)


def table_of_rows(header: list[str], rows: list[list[str]]) -> Table:
    """Rows in memory as a table; the first one has number 1."""
    return Table(ListSource(rows), 0, header, ReadOptions())


def name_columns(cells: Sequence[str]) -> list[str]:
    """Column names as mappings use them: blanks get 「列3」, repetitions a number, line breaks become blanks."""
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or _("列%(number)s") % {"number": position}
        copies = sum(1 for known in names if known == name or known.startswith(f"{name} ("))
        names.append(f"{name} ({copies + 1})" if copies else name)
    return names
