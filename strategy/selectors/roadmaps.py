"""The roadmap as its page shows it: bars on a time line, pieces of work by phase, the two tracks, what a delay would move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation

from crm.calc.periods import add_months
from strategy.calc.roadmap import Bar, replan, slack
from strategy.models import Roadmap, RoadmapTask, Strategy
from strategy.state.questions import QUESTIONS
from strategy.state.roadmap_defaults import shipped_titles

Kind, Track = RoadmapTask.Kind, RoadmapTask.Track
# When each track is expected to bring something, in months from the start (first and last, both inclusive).
TRACK_MONTHS = {Track.QUICK: (1, 3), Track.BASE: (6, 12)}
MAY_BE_SHORT = 12

_track_sources: list[Callable[[Strategy], dict[str, TrackChannels]]] = []


@dataclass(frozen=True)
class TrackChannels:
    """What stands in a track: the names of its channels, and which part of which month's leads they carry."""

    channels: list[str] = field(default_factory=list)
    sentence: str = ""


@dataclass(frozen=True)
class PhaseBar:
    """A phase on the time line: its place in percent of the width, and what is to be said about it."""

    task: RoadmapTask
    left: float
    width: float
    is_done: bool
    is_late: bool
    slack_days: int
    rests_on: list[str]
    moved_to: Bar | None = None
    pieces: list[RoadmapTask] = field(default_factory=list)

    @property
    def done_count(self) -> int:
        return sum(piece.done_on is not None for piece in self.pieces)


@dataclass(frozen=True)
class TrackLane:
    """早い成果 or 成長の土台: when it is expected to bring something, its channels and its pieces of work."""

    key: str
    label: str
    left: float
    width: float
    channels: list[str]
    tasks: list[RoadmapTask]
    sentence: str = ""  # which part of which month's leads it carries


@dataclass(frozen=True)
class MonthMark:
    day: dt.date
    left: float


@dataclass(frozen=True)
class RoadmapPage:
    """Everything the page shows; `moved` are the phases that a new lay-out would move."""

    roadmap: Roadmap
    bars: list[PhaseBar]
    lanes: list[TrackLane]
    months: list[MonthMark]
    today_left: float | None
    ends_on: dt.date
    moved: list[PhaseBar]
    new_end: dt.date


def register_channels(ask: Callable[[Strategy], dict[str, TrackChannels]]) -> None:
    """Let Layer 3 say what stands in which track ({"quick": …, "base": …}); called once, at start."""
    if ask not in _track_sources:
        _track_sources.append(ask)


def roadmap_of(strategy: Strategy) -> Roadmap | None:
    """The roadmap of a strategy, None before it is made."""
    return Roadmap.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy).first()


def bars_of(phases: Sequence[RoadmapTask]) -> list[Bar]:
    """The phases as the calculation takes them, in order."""
    return [
        Bar(task.key, task.starts_on, task.due_on, task.after, task.done_on)
        for task in sorted(phases, key=lambda one: one.position)
    ]


def open_task_count(strategy: Strategy, today: dt.date) -> tuple[int, int]:
    """Open tasks, and how many of them are overdue."""
    rows = RoadmapTask.objects.for_workspace(strategy.workspace_id).filter(
        roadmap__strategy=strategy, done_on__isnull=True
    )
    return rows.count(), rows.filter(due_on__lt=today).count()


def roadmap_page(roadmap: Roadmap, today: dt.date) -> RoadmapPage:
    """Phases, lanes and months placed between the start and the end of the plan (or of its new lay-out)."""
    tasks = in_the_readers_language(list(roadmap.tasks.select_related("owner")))
    phases = [task for task in tasks if task.kind == Kind.PHASE]
    plan = bars_of(phases)
    new = {bar.key: bar for bar in replan(plan, today)}
    new_end = max(bar.ends_on for bar in new.values())
    scale = _Scale(min(bar.starts_on for bar in plan), max(new_end, max(bar.ends_on for bar in plan)))
    room = slack(plan)
    bars = [_bar(task, tasks, phases, new[task.key], scale, room, today) for task in phases]
    return RoadmapPage(
        roadmap=roadmap,
        bars=bars,
        lanes=_lanes(roadmap, tasks, scale),
        months=_months(scale),
        today_left=scale.place(today) if scale.first <= today <= scale.last else None,
        ends_on=max(bar.ends_on for bar in plan),
        moved=[bar for bar in bars if bar.moved_to is not None],
        new_end=new_end,
    )


def in_the_readers_language(tasks: list[RoadmapTask]) -> list[RoadmapTask]:
    """The same tasks, shipped titles in the language in force; what somebody has renamed stays as it was written."""
    written: dict[str, set[str]] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for key, title in _titles().items():
                written.setdefault(key, set()).add(title)
    spoken = _titles()
    for task in tasks:
        if task.title in written.get(task.key, ()):
            task.title = spoken[task.key]
    return tasks


def _titles() -> dict[str, str]:
    return shipped_titles() | {f"action-{one.key}"[:40]: str(one.action) for one in QUESTIONS}


@dataclass(frozen=True)
class _Scale:
    """Days to percent of the width."""

    first: dt.date
    last: dt.date

    def place(self, day: dt.date) -> float:
        return round((day - self.first).days / ((self.last - self.first).days + 1) * 100, 2)

    def width(self, first: dt.date, last: dt.date) -> float:
        return round(((last - first).days + 1) / ((self.last - self.first).days + 1) * 100, 2)


def _bar(
    task: RoadmapTask,
    tasks: Sequence[RoadmapTask],
    phases: Sequence[RoadmapTask],
    new: Bar,
    scale: _Scale,
    room: dict[str, int],
    today: dt.date,
) -> PhaseBar:
    has_moved = task.done_on is None and (new.starts_on, new.ends_on) != (task.starts_on, task.due_on)
    return PhaseBar(
        task=task,
        left=scale.place(task.starts_on),
        width=scale.width(task.starts_on, task.due_on),
        is_done=task.done_on is not None,
        is_late=task.done_on is None and task.due_on < today,
        slack_days=room[task.key],
        rests_on=[one.title for one in phases if one.key in task.after],
        moved_to=new if has_moved else None,
        pieces=[one for one in tasks if one.phase_key == task.key and one.kind != Kind.PHASE],
    )


def _lanes(roadmap: Roadmap, tasks: Sequence[RoadmapTask], scale: _Scale) -> list[TrackLane]:
    found = {key: one for ask in _track_sources for key, one in ask(roadmap.strategy).items()}
    lanes = []
    for track, (first_month, last_month) in TRACK_MONTHS.items():
        first = min(add_months(roadmap.starts_on, first_month - 1), scale.last)
        last = min(add_months(roadmap.starts_on, last_month) - dt.timedelta(days=1), scale.last)
        lanes.append(
            TrackLane(
                key=str(track),
                label=str(track.label),
                left=scale.place(first),
                width=scale.width(first, max(first, last)),
                channels=found.get(track, TrackChannels()).channels,
                tasks=[task for task in tasks if task.track == track],
                sentence=found.get(track, TrackChannels()).sentence,
            )
        )
    return lanes


def _months(scale: _Scale) -> list[MonthMark]:
    """The first of each month; every second one where a year does not fit."""
    day = scale.first if scale.first.day == 1 else add_months(scale.first.replace(day=1), 1)
    marks = []
    while day <= scale.last:
        marks.append(MonthMark(day, scale.place(day)))
        day = add_months(day, 1)
    return marks if len(marks) <= MAY_BE_SHORT else marks[::2]
