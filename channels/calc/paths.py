"""The paths people walk: channel → content or form → scenario → next channel → 商談, as a graph, and where it breaks.

Source: docs/calculations.md 「導線の確認」.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CHANNEL, STEP, GOAL = "channel", "step", "goal"


@dataclass(frozen=True)
class Node:
    """A place on a path: a channel, a step between (content, form, scenario) or the goal (商談).

    `stages` the buying stages it serves. A channel that is not in use (`is_used` False) brings nobody on.
    """

    key: str
    kind: str = STEP
    stages: tuple[str, ...] = ()
    is_used: bool = True


@dataclass(frozen=True)
class Edge:
    """Somebody at `start` is led to `end`."""

    start: str
    end: str


@dataclass(frozen=True)
class Findings:
    """What is wrong with the paths, each list in the order of the nodes.

    `orphans` channels with no joint at all; `dead_ends` places that lead nowhere; `circles` places that lead on and on
    without ever reaching the goal; `unused_targets` channels not in use that others lead to; `unreachable_stages`
    buying stages nobody is led to from the first one.
    """

    orphans: tuple[str, ...] = ()
    dead_ends: tuple[str, ...] = ()
    circles: tuple[str, ...] = ()
    unused_targets: tuple[str, ...] = ()
    unreachable_stages: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        return not (self.orphans or self.dead_ends or self.circles or self.unused_targets or self.unreachable_stages)


def reach(starts: Iterable[str], edges: Sequence[Edge]) -> set[str]:
    """Every place one can come to from `starts`, themselves included."""
    found, todo = set(starts), list(starts)
    while todo:
        here = todo.pop()
        for edge in edges:
            if edge.start == here and edge.end not in found:
                found.add(edge.end)
                todo.append(edge.end)
    return found


def check(nodes: Sequence[Node], edges: Sequence[Edge], stages: Sequence[str]) -> Findings:
    """Find what breaks. `stages` in buying order; without any used channel there is nothing to find."""
    used = [node for node in nodes if node.kind == CHANNEL and node.is_used]
    if not used:
        return Findings()
    goals = [node.key for node in nodes if node.kind == GOAL]
    walked = reach([node.key for node in used], edges)
    to_goal = reach(goals, [Edge(edge.end, edge.start) for edge in edges])
    leaving = {edge.start for edge in edges}
    joined = leaving | {edge.end for edge in edges}
    on_way = [node for node in nodes if node.key in walked and node.kind != GOAL]
    orphans = tuple(node.key for node in used if node.key not in joined)
    return Findings(
        orphans=orphans,
        dead_ends=tuple(
            node.key for node in on_way if node.is_used and node.key not in leaving and node.key not in orphans
        ),
        circles=tuple(node.key for node in on_way if _is_in_circle(node.key, edges, to_goal)),
        unused_targets=tuple(node.key for node in on_way if not node.is_used),
        unreachable_stages=_unreachable(nodes, edges, stages, used),
    )


def _is_in_circle(key: str, edges: Sequence[Edge], to_goal: set[str]) -> bool:
    """Whether one comes back to `key` and never gets to the goal."""
    after = [edge.end for edge in edges if edge.start == key]
    return key not in to_goal and key in reach(after, edges)


def _unreachable(
    nodes: Sequence[Node], edges: Sequence[Edge], stages: Sequence[str], used: Sequence[Node]
) -> tuple[str, ...]:
    """Stages that none of the places reached from the first stage's channels serves; a goal serves the last one."""
    if not stages:
        return ()
    entries = [node.key for node in used if stages[0] in node.stages]
    reached = reach(entries, edges)
    served = {stage for node in nodes if node.key in reached and node.is_used for stage in node.stages}
    if any(node.key in reached and node.kind == GOAL for node in nodes):
        served.add(stages[-1])
    return tuple(stage for stage in stages if stage not in served)


def columns(nodes: Sequence[Node], edges: Sequence[Edge]) -> list[list[str]]:
    """The nodes in columns from left to right: each right of everything that leads to it; circles are cut where they
    close. Within a column in the order of what leads there, so that few lines cross.
    """
    forward = _without_circles(nodes, edges)
    depth = {node.key: 0 for node in nodes}
    for _round in nodes:
        for edge in forward:
            depth[edge.end] = max(depth[edge.end], depth[edge.start] + 1)
    last = max(depth.values(), default=0)
    for node in nodes:
        if node.kind == GOAL:
            depth[node.key] = last
    return in_order([[node.key for node in nodes if depth[node.key] == column] for column in range(last + 1)], forward)


def in_order(levels: list[list[str]], edges: Sequence[Edge]) -> list[list[str]]:
    """The columns from left to right, each by the mean place of what leads to its nodes."""
    place: dict[str, float] = {}
    ordered = []
    for level in levels:
        weights = {key: _mean([place[edge.start] for edge in edges if edge.end == key and edge.start in place])
                   for key in level}  # fmt: skip
        level = sorted(level, key=lambda key: weights[key])
        place |= {key: float(row) for row, key in enumerate(level)}
        ordered.append(level)
    return [level for level in ordered if level]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _without_circles(nodes: Sequence[Node], edges: Sequence[Edge]) -> list[Edge]:
    """The edges but those that close a circle."""
    kept: list[Edge] = []
    known = {node.key for node in nodes}
    for edge in edges:
        is_known = edge.start in known and edge.end in known
        if is_known and edge.start not in reach([edge.end], kept):
            kept.append(edge)
    return kept


def routes(nodes: Sequence[Node], edges: Sequence[Edge], *, most: int = 40) -> list[list[str]]:
    """The paths as lists of places, from every place nothing leads to (and from every circle once) to its end."""
    forward = _without_circles(nodes, edges)
    targets = {edge.end for edge in forward}
    touched = {edge.start for edge in edges} | {edge.end for edge in edges}
    found: list[list[str]] = []

    def walk(path: list[str]) -> None:
        if len(found) >= most:
            return
        after = [edge.end for edge in forward if edge.start == path[-1]]
        if not after:
            found.append(path)
        for end in after:
            walk([*path, end])

    for node in nodes:
        if node.key in touched and node.key not in targets:
            walk([node.key])
    return found
