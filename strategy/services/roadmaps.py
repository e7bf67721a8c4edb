"""Making a roadmap, working on its tasks, and laying it out anew after a delay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import translation

from strategy.calc.roadmap import SIZE_FACTORS, Bar, lay_out, phases_of, replan
from strategy.models import Roadmap, RoadmapTask, Strategy
from strategy.selectors.roadmaps import bars_of
from strategy.state.questions import question_of
from strategy.state.roadmap_defaults import FOCUS, PHASE_NAMES, SETTINGS, TASKS, TaskDefault
from workspaces import audit
from workspaces.models import User

Kind = RoadmapTask.Kind
MONTH = dt.timedelta(days=30)
FIELDS = ("title", "track", "doer", "owner", "starts_on", "due_on", "done_on")


@dataclass(frozen=True)
class TaskEntry:
    """What can be changed about a task; dates in the workspace's calendar."""

    title: str
    track: str
    doer: str
    owner: User | None
    starts_on: dt.date
    due_on: dt.date
    done_on: dt.date | None = None


@transaction.atomic
def create_roadmap(
    *,
    strategy: Strategy,
    starts_on: dt.date,
    size: str,
    layers: Sequence[int] = (),
    actions: Sequence[str] = (),
    actor: User,
) -> Roadmap:
    """The shipped phases and tasks laid out from a day on, in the workspace's language; one that is there is replaced.

    `layers` are the one or two layers a small team begins with (their design goes to the partner), `actions` the keys of
    the questions whose next steps become tasks of the first phase.
    """
    Roadmap.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy).delete()
    roadmap = Roadmap.objects.create(
        workspace=strategy.workspace,
        strategy=strategy,
        starts_on=starts_on,
        size=size,
        layers=sorted(layers),
        created_by=actor,
    )
    bars = lay_out(phases_of(layers), starts_on=starts_on, factor=SIZE_FACTORS[size])
    with translation.override(strategy.workspace.language):
        tasks = [_phase(roadmap, place, bar) for place, bar in enumerate(bars)]
        tasks += _pieces(roadmap, {bar.key: bar for bar in bars}, actions)
    RoadmapTask.objects.bulk_create(tasks)
    audit.record(
        workspace=strategy.workspace,
        actor=actor,
        action="roadmap.create",
        obj=strategy,
        after={"starts_on": starts_on.isoformat(), "size": size, "layers": sorted(layers)},
    )
    return roadmap


@transaction.atomic
def change_task(*, task: RoadmapTask, entry: TaskEntry, actor: User) -> RoadmapTask:
    """Keep title, track, who does it, dates and whether it is done."""
    before = _facts(task)
    for name in FIELDS:
        setattr(task, name, getattr(entry, name))
    task.save(update_fields=FIELDS)
    _record(task, "roadmap.edit", before, actor)
    return task


@transaction.atomic
def set_done(*, task: RoadmapTask, done_on: dt.date | None, actor: User) -> RoadmapTask:
    """Tick a task off, or take the tick back."""
    before = _facts(task)
    task.done_on = done_on
    task.save(update_fields=["done_on"])
    _record(task, "roadmap.edit", before, actor)
    return task


@transaction.atomic
def add_task(*, roadmap: Roadmap, phase_key: str, entry: TaskEntry, actor: User) -> RoadmapTask:
    """A task of one's own inside a phase."""
    place = RoadmapTask.objects.for_workspace(roadmap.workspace_id).filter(roadmap=roadmap).count()
    task = RoadmapTask.objects.create(
        workspace=roadmap.workspace,
        roadmap=roadmap,
        key=f"own-{place}-{roadmap.tasks.order_by('-id').values_list('id', flat=True).first() or 0}",
        kind=Kind.OWN,
        phase_key=phase_key,
        position=1000 + place,
        **{name: getattr(entry, name) for name in FIELDS},
    )
    _record(task, "roadmap.add", {}, actor)
    return task


@transaction.atomic
def delete_task(*, task: RoadmapTask, actor: User) -> None:
    """Take a piece of work away. Raises ValueError for a phase: the others rest on it."""
    if task.kind == Kind.PHASE:
        raise ValueError("a phase stays")
    audit.record(
        workspace=task.workspace, actor=actor, action="roadmap.delete", obj=task, before=_facts(task), after={}
    )
    task.delete()


@transaction.atomic
def apply_replan(*, roadmap: Roadmap, today: dt.date, actor: User) -> list[Bar]:
    """Move the phases to where delays have put them, and the open pieces of work inside them by as many days.

    Returns the phases that moved.
    """
    phases = {task.key: task for task in roadmap.tasks.select_for_update().filter(kind=Kind.PHASE)}
    moved = []
    for bar in replan(bars_of(list(phases.values())), today):
        task = phases[bar.key]
        if task.done_on is not None or (task.starts_on, task.due_on) == (bar.starts_on, bar.ends_on):
            continue
        shift = bar.ends_on - task.due_on
        before = _facts(task)
        task.starts_on, task.due_on = bar.starts_on, bar.ends_on
        task.save(update_fields=["starts_on", "due_on"])
        for piece in roadmap.tasks.filter(phase_key=task.key, done_on__isnull=True).exclude(kind=Kind.PHASE):
            piece.starts_on, piece.due_on = piece.starts_on + shift, piece.due_on + shift
            piece.save(update_fields=["starts_on", "due_on"])
        _record(task, "roadmap.replan", before, actor)
        moved.append(bar)
    return moved


def _phase(roadmap: Roadmap, place: int, bar: Bar) -> RoadmapTask:
    is_design = bar.key[:1] == "l" and bar.key[1:].isdigit()
    return RoadmapTask(
        workspace=roadmap.workspace,
        roadmap=roadmap,
        key=bar.key,
        kind=Kind.PHASE,
        position=place,
        title=str(PHASE_NAMES[bar.key].name),
        # A small team has its design made with a partner and operates by itself.
        doer=RoadmapTask.Doer.PARTNER if roadmap.layers and is_design else RoadmapTask.Doer.IN_HOUSE,
        starts_on=bar.starts_on,
        due_on=bar.ends_on,
        after=dict(bar.after),
    )


def _pieces(roadmap: Roadmap, bars: dict[str, Bar], actions: Sequence[str]) -> list[RoadmapTask]:
    pieces = [
        _piece(roadmap, 100 + place, task, bars[task.phase]) for place, task in enumerate(TASKS) if task.phase in bars
    ]
    first = bars["analysis"]
    for place, key in enumerate(actions):
        pieces.append(
            RoadmapTask(
                workspace=roadmap.workspace,
                roadmap=roadmap,
                key=f"action-{key}"[:40],
                kind=Kind.ACTION,
                phase_key=first.key,
                position=50 + place,
                title=str(question_of(key).action),
                starts_on=first.starts_on,
                due_on=first.ends_on,
            )
        )
    return pieces


def _piece(roadmap: Roadmap, position: int, task: TaskDefault, bar: Bar) -> RoadmapTask:
    kind = Kind.SETTING if task in SETTINGS else Kind.FOCUS if task in FOCUS else Kind.OWN
    starts = min(bar.ends_on, bar.starts_on + MONTH * max(task.month - 1, 0))
    return RoadmapTask(
        workspace=roadmap.workspace,
        roadmap=roadmap,
        key=task.key,
        kind=kind,
        phase_key=bar.key,
        position=position,
        title=str(task.title),
        track=task.track,
        starts_on=starts,
        due_on=min(bar.ends_on, bar.starts_on + MONTH * task.month) if task.month else bar.ends_on,
    )


def _facts(task: RoadmapTask) -> dict[str, str]:
    values = {name: getattr(task, name) for name in FIELDS if name != "owner"}
    return {name: "" if value is None else str(value) for name, value in values.items()} | {
        "owner": str(task.owner) if task.owner else ""
    }


def _record(task: RoadmapTask, action: str, before: dict[str, str], actor: User) -> None:
    after = _facts(task)
    if before != after:
        audit.record(workspace=task.workspace, actor=actor, action=action, obj=task, before=before, after=after)
