"""Rows of cells into pieces of content in the words of one strategy, each row with what was not understood in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from channels.forms.assets import AssetChoices, AssetForm
from channels.forms.list_headings import headings_of
from channels.forms.list_rows import Row
from channels.models import ContentAsset
from channels.services.content import AssetEntry
from crm.calc.folding import fold_text
from workspaces.calc.numbers_text import DateTextError, read_date

ADDRESS = re.compile(r"^(https?://|/|www\.)\S+$", re.IGNORECASE)
LENGTHS = {"title": 255, "url": 500, "kind": 60, "cta": 200, "next_step": 200}


@dataclass(frozen=True)
class ListRow:
    """A row of a list: its number, the piece it makes (None without a title), and a sentence per cell not taken as it is."""

    number: int
    entry: AssetEntry | None
    remarks: tuple[str, ...] = ()


@dataclass
class _Cells:
    """The values of one row by field, and what there is to say about them."""

    values: dict[str, Any] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


class ListReader:
    """Reads under headings, or recognises what a cell holds where there are none."""

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

    def read(self, rows: Sequence[Row]) -> list[ListRow]:
        """One answer per row; the headings are none."""
        headings = headings_of(rows[0][1]) if rows else {}
        if "title" not in headings.values():
            return [_row(number, self._guessed(cells)) for number, cells in rows]
        return [_row(number, self._under(headings, cells)) for number, cells in rows[1:]]

    # ---- under headings ----

    def _under(self, headings: dict[int, str], row: Sequence[str]) -> _Cells:
        found = _Cells()
        for place, name in headings.items():
            cell = row[place].strip() if place < len(row) else ""
            if cell:
                self._take(found, name, cell)
        return found

    def _take(self, found: _Cells, name: str, cell: str) -> None:
        if name in self.words:
            _keep(found, name, cell, self._word)
        elif name in ("due_on", "updated_on"):
            _keep(found, name, cell, lambda _name, text: read_date(text))
        else:
            _keep_text(found, name, cell)

    def _word(self, name: str, cell: str) -> Any:
        value = self.words[name][fold_text(cell)]
        return int(value) if name == "owner_id" else value

    # ---- without headings ----

    def _guessed(self, row: Iterable[str]) -> _Cells:
        """An address, a stage, a role, a state or a date are known by themselves; texts are title and kind."""
        found = _Cells()
        for cell in filter(None, (cell.strip() for cell in row)):
            name, value = self._recognised(cell)
            if name == "text":
                name = "kind" if "title" in found.values else "title"
            if name not in found.values:
                _keep_text(found, name, value) if name in LENGTHS else found.values.update({name: value})
        if "title" not in found.values and "url" in found.values:
            found.values["title"] = found.values["url"][: LENGTHS["title"]]
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


def _keep(found: _Cells, name: str, cell: str, read: Callable[[str, str], Any]) -> None:
    """The value of a cell; one that cannot be read is left out and said."""
    try:
        found.values[name] = read(name, cell)
    except (KeyError, DateTextError):
        found.remarks.append(_unread(name, cell))


def _keep_text(found: _Cells, name: str, cell: str) -> None:
    most = LENGTHS.get(name, len(cell))
    found.values[name] = cell[:most]
    if len(cell) > most:
        said = {"label": _label(name), "count": most}
        found.remarks.append(_("%(label)sは%(count)d文字までにします") % said)


def _row(number: int, found: _Cells) -> ListRow:
    entry = AssetEntry(**found.values) if found.values.get("title") else None
    return ListRow(number, entry, tuple(found.remarks) if entry else ())


def _unread(name: str, cell: str) -> str:
    said = {"label": _label(name), "word": cell, "state": ContentAsset.State.PUBLISHED.label}
    if name == "state":
        return _("%(label)s「%(word)s」は選択肢にないため、「%(state)s」にします") % said
    if name in ("due_on", "updated_on"):
        return _("%(label)s「%(word)s」は日付として読めないため、空欄にします") % said
    return _("%(label)s「%(word)s」は選択肢にないため、空欄にします") % said


def _label(name: str) -> str:
    return str(AssetForm.base_fields[name].label)
