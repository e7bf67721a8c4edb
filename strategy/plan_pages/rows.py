"""Rows of numbers under names, as the plan's segments, channels and scenarios are typed: a table of equal columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from strategy.forms import TypedNumberField
from strategy.services.goals import plain

NAME, KEY = "name", "key"


@dataclass(frozen=True)
class Column:
    """A number of a row: `path` is where it stands in the row's document ("rates.lead_to_mql")."""

    path: str
    label: str
    kind: type[TypedNumberField]
    unit: str = ""


@dataclass(frozen=True)
class RowGroup:
    """`name` of the list in the document, `title` of one row, its columns, and how many rows the page offers.

    `required`: columns that a named row must have; without any, one number at least. `has_keys`: every row keeps a key
    of its own, by which other things point to it.
    """

    name: str
    prefix: str
    title: str
    columns: tuple[Column, ...]
    places: int
    required: tuple[str, ...] = ()
    has_keys: bool = False

    def field(self, place: int, path: str) -> str:
        """segment_1_rates.lead_to_mql"""
        return f"{self.prefix}_{place}_{path}"


@dataclass(frozen=True)
class Cell:
    """A number of a row on the page, under the name of its column."""

    field: forms.BoundField
    column: Column


@dataclass(frozen=True)
class Row:
    """A row on the page."""

    place: int
    name: forms.BoundField
    cells: list[Cell] = field(default_factory=list)
    key: forms.BoundField | None = None

    @property
    def is_blank(self) -> bool:
        return not self.name.value()

    @property
    def has_errors(self) -> bool:
        return bool(self.name.errors) or any(cell.field.errors for cell in self.cells)


class RowsForm(forms.Form):
    """A form with groups of rows; a row without name and numbers is none."""

    def add_group(self, group: RowGroup) -> None:
        for place in range(1, group.places + 1):
            row = {"title": group.title, "n": place}
            name = forms.CharField(label=_("%(title)s%(n)sの名前") % row, max_length=40, required=False)
            self.fields[group.field(place, NAME)] = name
            for column in group.columns:
                label = _("%(title)s%(n)sの%(name)s") % {**row, "name": column.label}
                self.fields[group.field(place, column.path)] = column.kind(label=label, required=False)
            if group.has_keys:
                self.fields[group.field(place, KEY)] = forms.SlugField(
                    max_length=40, required=False, widget=forms.HiddenInput
                )

    def rows_of(self, group: RowGroup) -> list[Row]:
        return [
            Row(
                place=place,
                name=self[group.field(place, NAME)],
                cells=[Cell(self[group.field(place, column.path)], column) for column in group.columns],
                key=self[group.field(place, KEY)] if group.has_keys else None,
            )
            for place in range(1, group.places + 1)
        ]

    def check_group(self, group: RowGroup, values: Mapping[str, Any]) -> None:
        """A row has a name of its own and the numbers that it needs."""
        seen: set[str] = set()
        for place in range(1, group.places + 1):
            name, numbers = self._typed(group, values, place)
            own = group.field(place, NAME)
            if numbers and not name:
                self.add_error(own, _("%(title)sの名前を入力してください") % {"title": group.title})
            elif name:
                self._check_numbers(group, place, numbers)
            if name and name in seen:
                self.add_error(own, _("同じ名前の%(title)sがあります。別の名前にしてください") % {"title": group.title})
            seen |= {name} if name else set()

    def _check_numbers(self, group: RowGroup, place: int, numbers: Mapping[str, Decimal]) -> None:
        for path in group.required:
            own = group.field(place, path)
            if path not in numbers and own not in self.errors:
                self.add_error(own, _("入力してください"))
        has_bad = any(group.field(place, column.path) in self.errors for column in group.columns)
        if not numbers and not group.required and not has_bad:
            self.add_error(group.field(place, NAME), _("変える数字を1つ以上入力してください"))

    def rows_document(self, group: RowGroup, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """[{"name": "製造業", "revenue_share": "0.6", "rates": {"lead_to_mql": "0.15"}}, …]: only what was typed."""
        found: list[dict[str, Any]] = []
        keys = {values.get(group.field(place, KEY)) for place in range(1, group.places + 1)}
        for place in range(1, group.places + 1):
            name, numbers = self._typed(group, values, place)
            if not name:
                continue
            row: dict[str, Any] = {NAME: name}
            if group.has_keys:
                row[KEY] = values.get(group.field(place, KEY)) or _new_key(group, keys)
                keys.add(row[KEY])
            for path, number in numbers.items():
                _put(row, path, plain(number))
            found.append(row)
        return found

    def _typed(self, group: RowGroup, values: Mapping[str, Any], place: int) -> tuple[str, dict[str, Decimal]]:
        typed = {column.path: values.get(group.field(place, column.path)) for column in group.columns}
        name = (values.get(group.field(place, NAME)) or "").strip()
        return name, {path: number for path, number in typed.items() if number is not None}


def rows_initial(group: RowGroup, stored: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The stored rows as the form's values."""
    found: dict[str, Any] = {}
    for place, row in enumerate(stored, 1):
        found |= {group.field(place, one): row[one] for one in (NAME, KEY) if one in row}
        for column in group.columns:
            value = _get(row, column.path)
            if value is not None:
                found[group.field(place, column.path)] = Decimal(value)
    return found


def places_for(group: str, stored: int, sent: Mapping[str, Any] | None, *, most: int) -> int:
    """Rows that a page offers: the stored ones and an empty one, or as many as were sent."""
    places = [int(part) for key in sent or {} if key.startswith(f"{group}_") and (part := key.split("_")[1]).isdigit()]
    return min(most, max([stored + 1, *places]))


def _new_key(group: RowGroup, taken: set[Any]) -> str:
    numbers = range(1, len(taken) + 2)
    return next(key for key in (f"{group.prefix}-{number}" for number in numbers) if key not in taken)


def _put(row: dict[str, Any], path: str, value: str) -> None:
    *outer, last = path.split(".")
    for one in outer:
        row = row.setdefault(one, {})
    row[last] = value


def _get(row: Mapping[str, Any], path: str) -> Any:
    found: Any = row
    for one in path.split("."):
        found = found.get(one) if isinstance(found, Mapping) else None
    return found
