"""The KPI tree as arithmetic: what its leaves say about their parents, and what does not add up.

Source: docs/calculations.md 「KPIツリーの計算」.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from workspaces.calc.display import Number, as_fraction

KINDS = ("leaf", "product", "sum", "ratio")
Values = dict[str, Fraction | None]


class TreeError(ValueError):
    """A tree that cannot be computed: unknown kind or child, a ratio of other than two, or a circle."""


@dataclass(frozen=True)
class Node:
    """One indicator. `kind`: leaf (given) · product · sum · ratio (first child ÷ second)."""

    key: str
    kind: str = "leaf"
    children: Sequence[str] = ()


@dataclass(frozen=True)
class Unlinked:
    """An indicator that leads to no indicator of the tier above (failure 5: 活動指標だけを追う)."""

    key: str
    tier: str


def evaluate(nodes: Iterable[Node], leaves: Mapping[str, Number | None]) -> Values:
    """The value of every node from the values of the leaves; None where something below is unknown or divided by 0."""
    by_key = {node.key: node for node in nodes}
    values: Values = {}

    def value_of(key: str, path: tuple[str, ...]) -> Fraction | None:
        if key in path:
            raise TreeError(f"{key} depends on itself")
        if key not in by_key:
            raise TreeError(f"{key} is no node of the tree")
        if key not in values:
            node = by_key[key]
            parts = [value_of(child, (*path, key)) for child in node.children]
            values[key] = _combine(node, parts, leaves)
        return values[key]

    for key in by_key:
        value_of(key, ())
    return values


def residuals(nodes: Iterable[Node], leaves: Mapping[str, Number | None], recorded: Mapping[str, Number]) -> Values:
    """Recorded − computed of the nodes that have both: what the arithmetic does not explain."""
    computed = evaluate(nodes, leaves)
    found: Values = {}
    for key, value in recorded.items():
        from_below = computed.get(key)
        found[key] = None if from_below is None else as_fraction(value) - from_below
    return found


def unlinked(parents: Mapping[str, str], tiers: Mapping[str, str], order: Sequence[str]) -> list[Unlinked]:
    """Indicators below the top tier whose chain of `parents` never reaches a higher tier.

    `tiers` names the tier of every indicator, `order` the tiers from the top: business, outcome, rate, activity.
    Outcome and rate indicators answer to a business one, activities to an outcome or rate.
    """
    rank = {tier: place for place, tier in enumerate(order)}
    return [
        Unlinked(key, tier)
        for key, tier in tiers.items()
        if rank[tier] > 0 and not any(rank[tiers[above]] < rank[tier] for above in _ancestors(key, parents, tiers))
    ]


def _ancestors(key: str, parents: Mapping[str, str], tiers: Mapping[str, str]) -> list[str]:
    above: list[str] = []
    while (key := parents.get(key, "")) in tiers and key not in above:
        above.append(key)
    return above


def _combine(node: Node, parts: Sequence[Fraction | None], leaves: Mapping[str, Number | None]) -> Fraction | None:
    if node.kind not in KINDS:
        raise TreeError(f"unknown kind {node.kind!r}")
    if node.kind == "ratio" and len(parts) != 2:
        raise TreeError(f"{node.key}: a ratio has two children")
    if node.kind == "leaf":
        given = leaves.get(node.key)
        return None if given is None else as_fraction(given)
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or not parts:
        return None
    if node.kind == "ratio":
        return known[0] / known[1] if known[1] else None
    if node.kind == "sum":
        return sum(known, Fraction(0))
    product = Fraction(1)
    for part in known:
        product *= part
    return product
