"""Differences between versions in words: label, before, after."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from strategy import layers
from strategy.calc.diff import Change, changes
from strategy.models import ArtefactVersion
from strategy.services.contents import ground_of, snapshot_of
from workspaces.calc.display import format_day
from workspaces.templatetags.formats import language

# Machine-readable copies inside the figures, never printed.
NOT_PRINTED = ("backcalc", "targets", "downstream")
# A page takes no table wider than this.
MOST_COLUMNS = 8
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class ChangeLine:
    """One line of 変更点 or 影響: `row` is the title of the table row it belongs to, empty for a single value."""

    row: str
    name: str
    before: str
    after: str
    table: str = ""
    path: str = ""
    is_new: bool = False
    is_gone: bool = False
    row_key: str = ""

    @property
    def is_silent(self) -> bool:
        """A value of a row that has come or gone and that says nothing: 「なし」, 「いいえ」."""
        said = self.after if self.is_new else self.before
        return bool(self.row) and (self.is_new or self.is_gone) and said in ("", _("なし"), _("いいえ"))

    @property
    def label(self) -> str:
        return f"{self.row}・{self.name}" if self.row else self.name


def described(artefact: ArtefactVersion, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ChangeLine]:
    """The differences between two snapshots (or figures) of a kind; paths without a label are left out."""
    if not layers.has_adapter(artefact.kind):
        return []
    lines = [
        _line(artefact, change, name) for change in changes(before, after) if (name := name_of(artefact.kind, change))
    ]
    # Of a row that is new or gone only what it says; of a first version everything, to be read and talked about.
    return [line for line in lines if not before or not line.is_silent]


def _line(artefact: ArtefactVersion, change: Change, name: str) -> ChangeLine:
    table = change.path.partition(".*")[0] if change.row else ""
    return ChangeLine(
        row=layers.adapter_for(artefact.kind).title(artefact, table, change.row) if change.row else "",
        name=name,
        before=printed(artefact, change.path, change.before),
        after=printed(artefact, change.path, change.after),
        table=table,
        path=change.path,
        is_new=change.before is None,
        is_gone=change.after is None,
        row_key=change.key,
    )


def content_changes(artefact: ArtefactVersion, previous: ArtefactVersion | None) -> list[ChangeLine]:
    """変更点: what this version says differently from the one before (everything it says, when it is the first)."""
    before = ground_of(snapshot_of(previous)) if previous else {}
    return described(artefact, before, ground_of(snapshot_of(artefact)))


def figure_changes(artefact: ArtefactVersion, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ChangeLine]:
    """影響: the computed figures before and after, in the order of the kind's labels."""
    order = list(layers.adapter_for(artefact.kind).labels) if layers.has_adapter(artefact.kind) else []
    before, after = (
        {key: values[key] for key in sorted(values, key=_place(order)) if key not in NOT_PRINTED}
        for values in (before, after)
    )
    return described(artefact, before, after)


def _place(order: list[str]) -> Callable[[str], int]:
    # The database returns the keys of stored figures in an order of its own.
    return lambda key: order.index(key) if key in order else len(order)


def name_of(kind: str, change: Change) -> str:
    """「点数」, or nothing for a path that people need not see."""
    labels = layers.adapter_for(kind).labels
    label = labels.get(change.path)
    if label is None and "*" not in change.path:
        label = labels.get(change.path.rsplit(".", 1)[0] + ".*")
    return "" if label is None else str(label)


@dataclass(frozen=True)
class ContentTable:
    """Rows of the contents that are alike: 「ホワイトペーパー」 × 「役割」, 「月あたり費用」 …"""

    names: list[str]
    rows: list[tuple[str, list[str]]]
    title: str = ""  # what its rows are, where the contents name it

    @property
    def is_wide(self) -> bool:
        """Too many columns for a page: read row by row instead."""
        return len(self.names) > MOST_COLUMNS

    @property
    def cards(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The rows one under the other: their title, and name and value of what each says."""
        return [
            (title, [pair for pair in zip(self.names, values, strict=True) if pair[1]]) for title, values in self.rows
        ]


def as_tables(lines: list[ChangeLine]) -> list[ContentTable]:
    """What a version says, for reading: one table per list of the contents. Columns that only repeat the title of
    their row, or say nothing in any row, are left out."""
    found: dict[str, dict[str, _Row]] = {}
    titles: dict[str, str] = {}
    for line in lines:
        if line.row:
            row = found.setdefault(line.table, {}).setdefault(line.row_key or line.row, _Row(line.row))
            row.values[line.name] = line.after
            if line.path == f"{line.table}.*.name":
                titles[line.table] = line.name
    return [_table(list(rows.values()), titles.get(table, "")) for table, rows in found.items()]


@dataclass
class _Row:
    title: str
    values: dict[str, str] = field(default_factory=dict)


def _table(rows: list[_Row], title: str) -> ContentTable:
    names = list(dict.fromkeys(name for row in rows for name in row.values))
    silent = ("", _("なし"), _("いいえ"))
    telling = [name for name in names if any(row.values.get(name, "") not in (*silent, row.title) for row in rows)]

    def said(row: _Row, name: str) -> str:
        text = row.values.get(name, "")
        return "" if text in silent else text

    shown = [(row.title, [said(row, name) for name in telling]) for row in rows]
    return ContentTable(names=telling, rows=shown, title=title)


def printed(artefact: ArtefactVersion, path: str, value: Any) -> str:
    """A value as people read it; nothing there is 「なし」."""
    if value is None or value == "" or value == []:
        return _("なし")
    own = layers.adapter_for(artefact.kind).display(artefact, path, value)
    if own is not None:
        return own
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, list):
        return _("、").join(str(item) for item in value)
    text = str(value)
    day = parse_date(text) if _DAY.fullmatch(text) else None
    return format_day(day, "table", language()) if day else text


def parse_date(text: str) -> dt.date | None:
    """The day that a text in ISO form names; None when the calendar has no such day."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
