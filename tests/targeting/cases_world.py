"""Made-up cases whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from targeting.calc.cases import Cases, Column, texts


@dataclass(frozen=True)
class Named:
    """An attribute as the calculations need it."""

    key: str

    @property
    def label(self) -> str:
        return self.key


def cases_of(success: np.ndarray, *, day: np.ndarray | None = None, **measures: np.ndarray) -> Cases:
    unknown = np.full(len(success), np.nan)
    return Cases(
        success=success.astype(np.bool_),
        day=np.zeros(len(success), dtype=np.int64) if day is None else day,
        amount=measures.get("amount", unknown),
        cycle_days=measures.get("cycle_days", unknown),
        lifetime_value=measures.get("lifetime_value", unknown),
        churned=measures.get("churned", np.zeros(len(success))).astype(np.bool_),
    )


def column_of(key: str, values: np.ndarray) -> Column:
    names, codes = np.unique(values, return_inverse=True)
    return texts(Named(key), codes.astype(np.int64), [str(name) for name in names])


def planted(seed: int, n: int = 3000) -> tuple[Cases, list[Column]]:
    """Ten attributes of four values; in the first, "a" wins 40 % and everything else 20 %."""
    rng = np.random.default_rng(seed)
    values = [rng.choice(list("abcd"), size=n) for _place in range(10)]
    success = rng.random(n) < np.where(values[0] == "a", 0.4, 0.2)
    day = rng.integers(738_000, 739_000, size=n)
    return cases_of(success, day=day), [column_of(f"x.{place}", one) for place, one in enumerate(values)]
