"""What differs between two snapshots, as paths: `threshold`, `rules.page_view.points`, `stages`.

A list of mappings is compared row by row (rows named by `key`, `name`, `title` or `scope`, else by their place);
a list of plain values is one value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NAMES = ("key", "name", "title", "scope")
TITLES = ("name", "title", "scope", "key")
SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Change:
    """One value that differs. `path` has `*` in place of the row, `row` is its title and `key` tells it from another
    one of the same title; None: was or is not there."""

    path: str
    row: str
    before: Any
    after: Any
    key: str = field(default="", compare=False)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every value that differs, in the order of the newer snapshot, what has gone at the end."""
    old, new = _flat(before), _flat(after)
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key, (None, ""))[0], new.get(key, (None, ""))[0]
        if was != now:
            row = (new.get(key) or old[key])[1]
            found.append(Change(path=_pattern(key), row=row, before=was, after=now, key=_row_key(key)))
    return found


def _flat(snapshot: Mapping[str, Any]) -> dict[tuple[str, ...], tuple[Any, str]]:
    """{path: (value, title of the row)}; a path's part of a row begins with the separator."""
    found: dict[tuple[str, ...], tuple[Any, str]] = {}

    def walk(value: Any, path: tuple[str, ...], title: str) -> None:
        if isinstance(value, Mapping) and value:
            for key, inner in value.items():
                walk(inner, (*path, str(key)), title)
        elif isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
            for index, item in enumerate(value):
                walk(item, (*path, SEPARATOR + _first(item, NAMES, str(index))), _first(item, TITLES, str(index + 1)))
        else:
            found[path] = (value if value not in ({}, []) else None, title)

    walk(snapshot, (), "")
    return found


def _first(item: Mapping[str, Any], names: tuple[str, ...], default: str) -> str:
    return next((str(item[name]) for name in names if item.get(name)), default)


def _row_key(path: tuple[str, ...]) -> str:
    return next((part.removeprefix(SEPARATOR) for part in path if part.startswith(SEPARATOR)), "")


def _pattern(path: tuple[str, ...]) -> str:
    return ".".join("*" if part.startswith(SEPARATOR) else part for part in path)
