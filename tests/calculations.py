"""Reads docs/calculations.md, so that tests recompute the very numbers that stand there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES = (ROOT / "docs" / "calculations.md").read_text().splitlines()
Rows = list[list[str]]


def headings() -> list[str]:
    """Every heading of the document, in order."""
    return [line.lstrip("#").strip() for line in LINES if re.match(r"#+ ", line)]


def section(heading: str) -> list[str]:
    """The lines under a heading up to the next one of any level."""
    start = next(number for number, line in enumerate(LINES) if re.fullmatch(rf"#+ {re.escape(heading)}", line))
    rest = LINES[start + 1 :]
    return rest[: next((number for number, line in enumerate(rest) if line.startswith("#")), len(rest))]


def table(heading: str, place: int = 0) -> Rows:
    """The cells of a table under a heading (the first one, or the one at `place`), its head left out, without marks."""
    lines = section(heading)
    start = [number for number, line in enumerate(lines) if line.startswith("|---")][place]
    rows = []
    for line in lines[start + 1 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().replace("*", "") for cell in line.strip("|").split("|")])
    return rows
