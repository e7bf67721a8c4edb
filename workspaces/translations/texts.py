"""What is looked for: texts that people read, and where they stand in the source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

# Kana, ideographs and half-width kana; punctuation alone is no word.
JAPANESE = re.compile("[\u3041-\u3096\u30a1-\u30fa\u3005\u3400-\u9fff\uff66-\uff9d]")
# Says that a file, or a line of it, holds Japanese as data: vocabularies that imports read, names of the demo.
DATA_MARK = "japanese-data"
LINES_THAT_MAY_MARK_A_FILE = 5


@dataclass(frozen=True, order=True)
class Text:
    """A text that is looked up in the catalogue."""

    msgid: str
    plural: str = ""
    context: str = ""

    @property
    def needs_translation(self) -> bool:
        """Plain ASCII (MQL, CSV) reads the same in English."""
        return not (self.msgid + self.plural).isascii()


@dataclass(frozen=True)
class Finding:
    """Something found at a place."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


@dataclass
class Source:
    """What one file holds: texts to translate, and Japanese that nobody translates."""

    texts: list[Text]
    problems: list[tuple[int, str]]


def is_japanese(text: str) -> bool:
    """Whether a text holds Japanese words."""
    return JAPANESE.search(text) is not None


def declares_data(source: str) -> bool:
    """Whether the file says at its top that its Japanese is data."""
    return any(DATA_MARK in line for line in source.splitlines()[:LINES_THAT_MAY_MARK_A_FILE])


def shortened(text: str) -> str:
    """Enough of a text to find it."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"
