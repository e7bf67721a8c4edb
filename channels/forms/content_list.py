"""A list of content from a spreadsheet, pasted or as a file, into pieces of the map."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from channels.forms.assets import AssetChoices
from channels.forms.list_headings import NAMES
from channels.models import ContentAsset
from channels.services.content import AssetEntry
from crm.calc.folding import fold_text
from crm.imports.problems import ImportProblem
from crm.imports.tables import open_table
from workspaces.calc.numbers_text import DateTextError, read_date

ADDRESS = re.compile(r"^(https?://|/|www\.)\S+$", re.IGNORECASE)
TITLE_AND_ADDRESS = re.compile(r"^(.+?)[\s,、，]+(https?://\S+)$", re.IGNORECASE)
MOST_PASTED = 500
LENGTHS = {"title": 255, "url": 500, "kind": 60, "cta": 200, "next_step": 200}


@dataclass(frozen=True)
class ContentList:
    """What a list holds: pieces to add, rows without a title, and words that were not understood, each once."""

    entries: list[AssetEntry]
    refused: int = 0
    unknown: tuple[str, ...] = ()


class PasteForm(forms.Form):
    """Titles and addresses with any further columns: under headings, or recognised by what they hold."""

    rows = forms.CharField(
        label=_lazy("題名とURLの一覧"), required=False, widget=forms.Textarea(attrs={"rows": 6}), strip=False
    )
    file = forms.FileField(label=_lazy("ファイル（CSV・TSV・Excel）"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, choices: AssetChoices) -> None:
        super().__init__(data, files)
        self.reader = _Reader(choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        rows = self._rows(cleaned)
        if len(rows) > MOST_PASTED:
            raise ValidationError(
                _("一度に取り込めるのは%(count)d行までです。分けて取り込んでください") % {"count": MOST_PASTED}
            )
        cleaned["list"] = found = self.reader.read(rows)
        if not found.entries:
            raise ValidationError(_("題名の列が見つかりません。1行に1本、題名とURLを並べてください"))
        return cleaned

    def _rows(self, cleaned: dict[str, Any]) -> list[list[str]]:
        if cleaned.get("file"):
            return _rows_of_file(cleaned["file"].read())
        rows = _rows_of_text(cleaned.get("rows") or "")
        if not rows:
            raise ValidationError(
                _("一覧が空です。表計算ソフトから題名とURLの列を貼り付けるか、ファイルを選んでください")
            )
        return rows


def _rows_of_file(content: bytes) -> list[list[str]]:
    try:
        table = open_table(content)
    except ImportProblem as problem:
        raise ValidationError(str(problem)) from problem
    columns = table.sample(MOST_PASTED + 1).columns
    return [list(table.header), *(list(row) for row in zip(*columns, strict=True))]


def _rows_of_text(text: str) -> list[list[str]]:
    """The cells of each line that holds something; comma-separated only under headings, for titles hold commas too."""
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and "\t" not in lines[0] and len(_headings(lines[0].split(","))) > 1:
        return list(csv.reader(io.StringIO("\n".join(lines))))
    return [_cells(line) for line in lines]


def _cells(line: str) -> list[str]:
    """The columns of a line; without tabs a title with its address behind it, or the title alone."""
    if "\t" in line:
        return line.split("\t")
    with_address = TITLE_AND_ADDRESS.match(line.strip())
    return list(with_address.groups()) if with_address else [line]


def _headings(row: Sequence[str]) -> dict[int, str]:
    """The field of each column whose heading is known."""
    return {place: NAMES[folded] for place, cell in enumerate(row) if (folded := fold_text(cell)) in NAMES}


class _Reader:
    """Turns rows of cells into pieces of content in the words of one strategy."""

    def __init__(self, choices: AssetChoices) -> None:
        named = {
            "stage_key": choices.stages,
            "role_key": choices.roles,
            "segment": choices.segments,
            "owner_id": choices.owners,
            "state": ContentAsset.State.choices,
            "gate": ContentAsset.Gate.choices,
            "sales_use": ContentAsset.SalesUse.choices,
        }
        self.words = {name: {fold_text(str(label)): value for value, label in pairs} for name, pairs in named.items()}
        self.unknown: dict[str, None] = {}

    def read(self, rows: Sequence[Sequence[str]]) -> ContentList:
        headings = _headings(rows[0]) if rows else {}
        has_headings = "title" in headings.values()
        body = rows[1:] if has_headings else rows
        found = [self._under(headings, row) if has_headings else self._guessed(row) for row in body]
        entries = [AssetEntry(**values) for values in found if values.get("title")]
        return ContentList(entries, refused=len(found) - len(entries), unknown=tuple(self.unknown))

    def _under(self, headings: dict[int, str], row: Sequence[str]) -> dict[str, Any]:
        cells = ((field, row[place].strip()) for place, field in headings.items() if place < len(row))
        return {name: value for name, cell in cells if cell and (value := self._value(name, cell)) is not None}

    def _value(self, name: str, cell: str) -> Any:
        if name in self.words:
            return self._word(name, cell)
        if name in ("due_on", "updated_on"):
            return self._day(cell)
        return cell[: LENGTHS[name]] if name in LENGTHS else cell

    def _word(self, name: str, cell: str) -> Any:
        value = self.words[name].get(fold_text(cell))
        if value is None:
            self.unknown[cell] = None
        return int(value) if value and name == "owner_id" else value

    def _day(self, cell: str) -> Any:
        try:
            return read_date(cell)
        except DateTextError:
            self.unknown[cell] = None
            return None

    def _guessed(self, row: Iterable[str]) -> dict[str, Any]:
        """Without headings: an address, a stage, a role, a state or a date are known by themselves; texts are title and kind."""
        found: dict[str, Any] = {}
        for cell in filter(None, (cell.strip() for cell in row)):
            name, value = self._recognised(cell)
            if name == "text":
                name = "kind" if "title" in found else "title"
            found.setdefault(name, value[: LENGTHS[name]] if name in LENGTHS else value)
        if "title" not in found and "url" in found:
            found["title"] = found["url"][: LENGTHS["title"]]
        return found

    def _recognised(self, cell: str) -> tuple[str, Any]:
        if ADDRESS.match(cell):
            return "url", cell
        for name in ("stage_key", "role_key", "state"):
            if (folded := fold_text(cell)) in self.words[name]:
                return name, self.words[name][folded]
        try:
            return "updated_on", read_date(cell)
        except DateTextError:
            return "text", cell
