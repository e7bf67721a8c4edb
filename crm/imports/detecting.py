"""What a file does not say about itself: encoding, delimiter, and which row is the header."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Sequence
from itertools import islice

ENCODINGS = ("utf-8-sig", "utf-8", "cp932", "utf-16", "euc_jp", "cp1252")
DELIMITERS = (",", "\t", ";", "|")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE_ROWS = 30
# A header names at least this share of the columns below it; a note above the table does not.
HEADER_SHARE = 0.6


def detect_encoding(content: bytes) -> str:
    """The encoding in which the bytes read without a fault: by mark, UTF-8, UTF-16 without mark, CP932, EUC-JP, CP1252."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return name
    head = content[:4096]
    if head.count(0) > len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    for name in ("utf-8", "cp932", "euc_jp"):
        try:
            content.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "cp1252"


def detect_delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into most and most even columns; a comma when none does."""
    best, best_rank = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = [len(row) for row in islice(csv.reader(io.StringIO(text), delimiter=delimiter), SAMPLE_ROWS) if row]
        if not widths:
            continue
        width, count = Counter(widths).most_common(1)[0]
        rank = (count / len(widths) if width > 1 else 0.0, width)
        if rank > best_rank:
            best, best_rank = delimiter, rank
    return best


def detect_header_row(rows: Sequence[Sequence[str]]) -> int:
    """The index of the header among a file's first rows: the first that names most of the columns."""
    widths = [_width(row) for row in rows if _width(row)]
    if not widths:
        return 0
    usual = Counter(widths).most_common(1)[0][0]
    for index, row in enumerate(rows[:15]):
        named = sum(1 for cell in row if cell.strip())
        if named >= max(1, HEADER_SHARE * usual):
            return index
    return 0


def _width(row: Sequence[str]) -> int:
    """The number of columns up to the last filled one."""
    return max((index + 1 for index, cell in enumerate(row) if cell.strip()), default=0)
