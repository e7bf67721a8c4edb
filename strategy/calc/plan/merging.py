"""One document over another: how years and scenarios change a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strategy.calc.diff import changes
from strategy.calc.plan.values import exact_number

KEYED = ("segments", "channels")


def merged(base: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `overrides` laid over it: rates one by one, segments and channels by their `key`, all else as a whole.

    A number laid over {"value", "low", "high"} replaces it with its range. Segments and channels of an override are a
    list of objects with `key`, or an object {key: {…}}.
    """
    found = dict(base)
    for name, value in overrides.items():
        old = base.get(name)
        if name in KEYED and isinstance(old, list):
            found[name] = _by_key(old, value)
        elif name == "rates" and isinstance(old, Mapping) and isinstance(value, Mapping):
            found[name] = {**old, **value}
        else:
            found[name] = value
    return found


def _by_key(rows: list[Any], overrides: object) -> list[Any]:
    if isinstance(overrides, list):
        wanted = {one.get("key"): one for one in overrides if isinstance(one, Mapping)}
    else:
        wanted = dict(overrides) if isinstance(overrides, Mapping) else {}
    found = [merged(row, wanted.pop(row.get("key"), {})) if isinstance(row, Mapping) else row for row in rows]
    return found + [{"key": key, **value} for key, value in wanted.items() if isinstance(value, Mapping)]


def grown(document: Mapping[str, Any], factor: Any) -> dict[str, Any]:
    """The document with every revenue target (its own and its segments') multiplied."""
    found = dict(document)
    if found.get("revenue_target") is not None:
        found["revenue_target"] = _times(found["revenue_target"], factor)
    if isinstance(found.get("segments"), list):
        found["segments"] = [grown(one, factor) if isinstance(one, Mapping) else one for one in found["segments"]]
    return found


def _times(value: Any, factor: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _times(one, factor) if name in ("value", "low", "high") else one for name, one in value.items()}
    exact = exact_number(value)
    return value if exact is None else exact * factor


def differences(base: Mapping[str, Any], other: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Only what differs: [{"path": "rates.mql_to_sql", "row": "", "before": 0.3, "after": 0.25}]."""
    return [
        {"path": one.path, "row": one.row, "before": one.before, "after": one.after} for one in changes(base, other)
    ]
