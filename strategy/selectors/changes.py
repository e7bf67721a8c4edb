"""Differences between versions in words: label, before, after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from strategy import layers
from strategy.calc.diff import Change, changes
from strategy.models import ArtefactVersion
from strategy.services.contents import ground_of, snapshot_of

# Machine-readable copies inside the figures, never printed.
NOT_PRINTED = ("backcalc", "targets", "downstream")


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

    @property
    def label(self) -> str:
        return f"{self.row}・{self.name}" if self.row else self.name


def described(artefact: ArtefactVersion, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ChangeLine]:
    """The differences between two snapshots (or figures) of a kind; paths without a label are left out."""
    if not layers.has_adapter(artefact.kind):
        return []
    adapter, lines = layers.adapter_for(artefact.kind), []
    for change in changes(before, after):
        name = name_of(artefact.kind, change)
        if name:
            table = change.path.partition(".*")[0] if change.row else ""
            lines.append(
                ChangeLine(
                    row=adapter.title(artefact, table, change.row) if change.row else "",
                    name=name,
                    before=printed(artefact, change.path, change.before),
                    after=printed(artefact, change.path, change.after),
                    table=table,
                    path=change.path,
                    is_new=change.before is None,
                    is_gone=change.after is None,
                )
            )
    return lines


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


def as_tables(lines: list[ChangeLine]) -> list[ContentTable]:
    """What a version says, for reading: one table per list of the contents. Columns that only repeat the title of
    their row, or say nothing in any row, are left out."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for line in lines:
        if line.row:
            found.setdefault(line.table, {}).setdefault(line.row, {})[line.name] = line.after
    return [_table(rows) for rows in found.values()]


def _table(rows: dict[str, dict[str, str]]) -> ContentTable:
    names = list(dict.fromkeys(name for values in rows.values() for name in values))
    silent = ("", _("なし"), _("いいえ"))
    telling = [
        name for name in names if any(values.get(name, "") not in (*silent, title) for title, values in rows.items())
    ]
    shown = {
        title: {name: "" if text in silent else text for name, text in values.items()} for title, values in rows.items()
    }
    return ContentTable(
        names=telling, rows=[(title, [values.get(name, "") for name in telling]) for title, values in shown.items()]
    )


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
        return "、".join(str(item) for item in value)
    return str(value)
