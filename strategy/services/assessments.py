"""Keeping the current-state analysis, part by part, and letting answers become defaults of the steps that use them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from strategy.models import ArtefactVersion, Assessment, Strategy
from strategy.selectors.artefacts import open_artefact
from strategy.services.artefacts import settle
from strategy.state import traits
from workspaces import audit
from workspaces.models import User

TRAITS, FACTS, LEVELS = "traits", "facts", "levels"


class ChangedMeanwhile(Exception):
    """Somebody answered the same questions since this form was opened: nothing is written."""

    def __init__(self, assessment: Assessment, values: dict[str, Any]) -> None:
        super().__init__("answered meanwhile")
        self.assessment = assessment
        self.values = values


@transaction.atomic
def answer_traits(
    *, strategy: Strategy, answers: Mapping[str, Sequence[str]], seen: Mapping[str, Any], actor: User
) -> list[str]:
    """Keep the answers to the six traits; each one that changed becomes the default of the step that uses it.

    Returns what was set, a sentence each. `seen` are the answers the form was opened with. Raises ChangedMeanwhile.
    """
    values = {key: list(chosen) for key, chosen in answers.items() if chosen}
    changed = _keep(strategy, TRAITS, set(answers), values, seen, actor)
    sentences = [
        apply(strategy, values[key], actor)
        for key in changed
        if key in values and traits.UNKNOWN not in values[key]
        for apply in traits.defaults_of(key)
    ]
    return [sentence for sentence in sentences if sentence]


@transaction.atomic
def answer_facts(
    *, strategy: Strategy, keys: set[str], values: dict[str, dict[str, Any]], seen: Mapping[str, Any], actor: User
) -> None:
    """Keep a section: {"business.goal": {"text": …, "unknown": …}}; `keys` are all of its items. Raises ChangedMeanwhile."""
    _keep(strategy, FACTS, keys, values, seen, actor)


@transaction.atomic
def answer_levels(
    *, strategy: Strategy, keys: set[str], values: dict[str, dict[str, Any]], seen: Mapping[str, Any], actor: User
) -> None:
    """Keep a layer's six answers: {"l1_backcalc": {"level": 2, "unknown": False, "evidence": …}}. Raises ChangedMeanwhile."""
    _keep(strategy, LEVELS, keys, values, seen, actor)


def untouched_draft(strategy: Strategy, kind: str) -> ArtefactVersion | None:
    """The draft of a kind while nobody has typed into it; None once somebody has, or when it is agreed."""
    artefact = open_artefact(strategy, kind)
    return artefact if artefact and artefact.is_editable and not artefact.is_touched else None


def settle_untouched(artefact: ArtefactVersion) -> None:
    """Note the contents of a draft after its defaults changed; it stays 未着手."""
    settle(artefact)


def _keep(
    strategy: Strategy, part: str, keys: set[str], values: Mapping[str, Any], seen: Mapping[str, Any], actor: User
) -> list[str]:
    """Replace the answers to `keys` in one part, and say which of them changed."""
    Strategy.objects.select_for_update().get(pk=strategy.pk)
    assessment, _created = Assessment.objects.get_or_create(strategy=strategy, workspace=strategy.workspace)
    stored: dict[str, Any] = getattr(assessment, part)
    now = {key: stored[key] for key in keys if key in stored}
    if now == values:
        return []
    if now != {key: seen[key] for key in keys if key in seen}:
        raise ChangedMeanwhile(assessment, now)
    setattr(assessment, part, {key: value for key, value in stored.items() if key not in keys} | dict(values))
    assessment.updated_by, assessment.updated_at = actor, timezone.now()
    assessment.save()
    audit.record(
        workspace=strategy.workspace,
        actor=actor,
        action="strategy.assess",
        obj=strategy,
        before=now,
        after=dict(values),
    )
    return [key for key in keys if now.get(key) != values.get(key)]
