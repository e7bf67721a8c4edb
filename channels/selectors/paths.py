"""The paths of a strategy: which places there are, what leads where, and what is broken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from channels.calc.paths import CHANNEL, GOAL, STEP, Edge, Findings, Node, check, columns, routes
from channels.models import ContentAsset, PathStep, PlannedChannel
from channels.selectors.mix import buying_stages, channels_of
from channels.selectors.path_words import GOAL_BEGINNING, GOALS, SORTS
from crm.calc.folding import fold_text
from strategy.models import ArtefactVersion
from targeting.models import BuyingStage

ARROW = re.compile(r"\s*(?:→|⇒|->|＞|>)\s*")
PARTS = re.compile(r"[・（）()／/\s]+")
SHORTEST_ALIAS = 2


@dataclass(frozen=True)
class Place:
    """A node as people read it. `sort`: channel, content, form, scenario, goal or other."""

    key: str
    name: str
    sort: str
    stages: tuple[str, ...] = ()
    channel: PlannedChannel | None = None
    is_used: bool = True


@dataclass(frozen=True)
class Joint:
    """An edge as people read it: by what one is led on; `is_example` marks the framework's."""

    start: str
    end: str
    how: str = ""
    is_example: bool = False


@dataclass(frozen=True)
class PathMap:
    """The whole graph with its findings; `columns` are the places from left to right, `routes` the paths in words."""

    places: dict[str, Place]
    joints: list[Joint]
    findings: Findings
    columns: list[list[str]]
    routes: list[list[Place]]
    stages: list[BuyingStage]
    has_channels: bool
    steps: list[PathStep] = field(default_factory=list)

    def place(self, key: str) -> Place:
        return self.places[key]

    def joint(self, start: str, end: str) -> Joint | None:
        """The joint between two places."""
        return next((joint for joint in self.joints if (joint.start, joint.end) == (start, end)), None)

    @property
    def links(self) -> list[tuple[Place, Place, str]]:
        """Every joint as the place it leaves, the place it leads to, and by what."""
        return [(self.places[joint.start], self.places[joint.end], joint.how) for joint in self.joints]

    @property
    def orphans(self) -> list[Place]:
        """The channels that nothing is joined to."""
        return [self.places[key] for key in self.findings.orphans]

    @property
    def open_ends(self) -> list[Place]:
        """The steps between channels that lead nowhere: each wants a row of its own."""
        return [place for key in self.findings.dead_ends if (place := self.places[key]).channel is None]


def path_map(artefact: ArtefactVersion) -> PathMap:
    """The paths of a version of the channels: of those in use; before any is, the framework's example."""
    channels = channels_of(artefact)
    steps = list(PathStep.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact))
    assets = ContentAsset.objects.for_workspace(artefact.workspace_id).filter(strategy=artefact.strategy)
    return draw(channels, steps, list(assets), buying_stages(artefact.strategy))


def draw(
    channels: Sequence[PlannedChannel],
    steps: Sequence[PathStep],
    assets: Sequence[ContentAsset],
    stages: Sequence[BuyingStage],
) -> PathMap:
    """The graph of channels, their next steps and the joints behind them."""
    has_channels = any(channel.is_active for channel in channels)
    shown = [channel for channel in channels if channel.is_active or (not has_channels and channel.is_next_example)]
    builder = _Builder(channels, assets)
    for channel in shown:
        builder.start(channel)
    for step in steps:
        if step.from_name and step.to_name:
            builder.join(step.from_name, step.to_name, step.how)
    nodes = [_node(place) for place in builder.places.values()]
    edges = [Edge(joint.start, joint.end) for joint in builder.joints]
    return PathMap(
        places=builder.places,
        joints=builder.joints,
        findings=check(nodes, edges, [stage.key for stage in stages]),
        columns=columns(nodes, edges),
        routes=[[builder.places[key] for key in route] for route in routes(nodes, edges)],
        stages=list(stages),
        has_channels=has_channels,
        steps=list(steps),
    )


def _node(place: Place) -> Node:
    kind = {"channel": CHANNEL, "goal": GOAL}.get(place.sort, STEP)
    return Node(place.key, kind, place.stages, place.is_used)


class _Builder:
    """Names as people type them become places: a channel by its name or a part of it, a piece of content by its title."""

    def __init__(self, channels: Sequence[PlannedChannel], assets: Sequence[ContentAsset]) -> None:
        self.places: dict[str, Place] = {}
        self.joints: list[Joint] = []
        self.channels = channels
        self.assets = {fold_text(asset.title): asset for asset in assets}
        self.kinds = {fold_text(asset.kind) for asset in assets if asset.kind}

    def start(self, channel: PlannedChannel) -> None:
        place = self._of_channel(channel)
        if channel.next_step:
            self.join(
                channel.name, channel.next_step, channel.next_how, start=place, is_example=channel.is_next_example
            )

    def join(
        self, from_name: str, to_name: str, how: str, *, start: Place | None = None, is_example: bool = False
    ) -> None:
        """From a place to the next; a name with arrows in it is a whole chain."""
        here = start or self._find(from_name)
        for name in filter(None, ARROW.split(to_name)):
            there = self._find(name)
            if here.key != there.key and not any((j.start, j.end) == (here.key, there.key) for j in self.joints):
                self.joints.append(Joint(here.key, there.key, how, is_example))
            here, how = there, ""

    def _find(self, name: str) -> Place:
        channel = channel_named(name, self.channels)
        if channel is not None:
            return self._of_channel(channel)
        key = f"name:{fold_text(name)}"
        if key not in self.places:
            asset = self.assets.get(fold_text(name))
            stages = (asset.stage_key, *asset.more_stages) if asset and asset.stage_key else ()
            self.places[key] = Place(key, name.strip(), self._sort(name), tuple(stages))
        return self.places[key]

    def _of_channel(self, channel: PlannedChannel) -> Place:
        key = f"channel:{channel.key}"
        if key not in self.places:
            self.places[key] = Place(
                key, channel.name, "channel", tuple(channel.stages), channel, is_used=channel.is_active
            )
        return self.places[key]

    def _sort(self, name: str) -> str:
        text = fold_text(name)
        if text in GOALS or text.startswith(GOAL_BEGINNING):
            return "goal"
        if text in self.assets or text in self.kinds:
            return "content"
        for sort, words in SORTS.items():
            if any(word in text for word in words):
                return sort
        return "other"


def channel_named(name: str, channels: Sequence[PlannedChannel]) -> PlannedChannel | None:
    """The channel a name means: its own name, else a part of it (ブログ, ウェビナー), else how it begins (メール)."""
    wanted = fold_text(name)
    for channel in channels:
        if fold_text(channel.name) == wanted:
            return channel
    by_part = [channel for channel in channels if wanted in _aliases(channel)]
    begun = [
        channel for channel in channels if len(wanted) > SHORTEST_ALIAS and fold_text(channel.name).startswith(wanted)
    ]
    found = by_part or begun
    return found[0] if len(found) == 1 else None


def _aliases(channel: PlannedChannel) -> set[str]:
    return {fold_text(part) for part in PARTS.split(channel.name) if len(part) >= SHORTEST_ALIAS}
