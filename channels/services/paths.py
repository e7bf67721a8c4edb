"""Writing the paths (inside `save_draft`): the next step of each channel, and the joints behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from channels.models import PathStep, PlannedChannel
from strategy.models import ArtefactVersion

MOST_STEPS = 60


class TooManySteps(Exception):
    """More joints than a picture can be read with."""


@dataclass(frozen=True)
class StepEntry:
    """A row as typed: from where, to where, by what."""

    from_name: str
    to_name: str
    how: str = ""


def write_next_steps(*, artefact: ArtefactVersion, entries: Mapping[int, tuple[str, str]]) -> None:
    """Where each channel leads next, and by what; once changed it is no example any more."""
    for row in PlannedChannel.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact):
        if row.pk not in entries or (row.next_step, row.next_how) == entries[row.pk]:
            continue
        row.next_step, row.next_how = entries[row.pk]
        row.is_next_example = False
        row.save(update_fields=["next_step", "next_how", "is_next_example"])


def write_steps(
    *, artefact: ArtefactVersion, entries: Mapping[int, StepEntry], opened: Iterable[StepEntry], removed: int | None
) -> None:
    """The joints behind the channels' own: those there are by their id, and new ones for places that led nowhere.

    A place that was opened twice (a draft saves itself while somebody types) keeps one row.
    """
    rows = {row.pk: row for row in PathStep.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)}
    for pk, entry in entries.items():
        if pk in rows and pk != removed:
            row = rows[pk]
            row.from_name, row.to_name, row.how = entry.from_name, entry.to_name, entry.how
            row.save(update_fields=["from_name", "to_name", "how"])
    if removed in rows:
        rows.pop(removed).delete()
    by_name = {row.from_name: row for row in reversed(rows.values())}
    for entry in opened:
        if not entry.to_name:
            continue
        row = by_name.get(entry.from_name) or add_step(artefact=artefact, from_name=entry.from_name)
        row.to_name, row.how = entry.to_name, entry.how
        row.save(update_fields=["to_name", "how"])


def add_step(*, artefact: ArtefactVersion, from_name: str = "") -> PathStep:
    """One more row at the end. Raises TooManySteps."""
    rows = PathStep.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    if rows.count() >= MOST_STEPS:
        raise TooManySteps
    last = rows.order_by("-position").values_list("position", flat=True).first() or 0
    return PathStep.objects.create(
        workspace_id=artefact.workspace_id, artefact=artefact, position=last + 1, from_name=from_name
    )
