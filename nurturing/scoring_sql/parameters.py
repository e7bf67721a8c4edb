from __future__ import annotations

from typing import Any


class Parameters:
    """The values of a statement under construction: `parameters(5, "float8")` remembers 5 and returns its placeholder."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self._names: dict[tuple[str, str], str] = {}

    def __call__(self, value: Any, cast: str) -> str:
        """Equal values share a placeholder, so equal conditions are equal texts."""
        name = self._names.setdefault((repr(value), cast), f"p{len(self.values)}")
        self.values[name] = value
        return f"%({name})s::{cast}"

    def number(self, value: float) -> str:
        return self(float(value), "float8")

    def texts(self, values: list[str]) -> str:
        return self(values, "text[]")
