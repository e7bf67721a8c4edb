"""A version says the same in whatever language it is read: nobody is told 要見直し because of a reader's language."""
# japanese-data

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from strategy.models import ArtefactKind, Strategy
from strategy.selectors import latest_artefact
from strategy.selectors.changes import content_changes
from strategy.services.contents import hash_of, snapshot_of
from strategy.services.goals import GoalEntry
from strategy.services.strategies import create_strategy
from targeting.models import IcpElement, IcpRule, Message
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(acme: Workspace, cast: Any) -> Strategy:
    made = create_strategy(workspace=acme, actor=cast["marketer"].user, today=acme.today(), goal=GoalEntry())
    icp = latest_artefact(made, "icp")
    IcpRule.objects.create(workspace=acme, artefact=icp, attribute="company.industry", values=["製造"])
    IcpElement.objects.filter(artefact=icp, element="budget").delete()
    IcpElement.objects.create(workspace=acme, artefact=icp, icp_number=1, element="budget", text="初年度200万円")
    Message.objects.create(
        workspace=acme, artefact=icp, stage_key="decision", role_key="decision_maker", text="回収は2年です"
    )
    return made


@pytest.mark.parametrize("kind", ArtefactKind.values)
def test_a_snapshot_is_the_same_in_every_language(plan: Strategy, kind: str) -> None:
    artefact = latest_artefact(plan, kind)
    if artefact is None:
        pytest.skip("a new strategy has no version of this kind")
    hashes = set()
    for language in ("ja", "en"):
        with translation.override(language):
            hashes.add(hash_of(snapshot_of(artefact)))
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [("ja", ("業種", "予算", "決定・意思決定者")), ("en", ("Industry", "Budget", "決定・意思決定者"))],
)
def test_its_rows_are_called_by_the_readers_words(plan: Strategy, language: str, words: tuple[str, ...]) -> None:
    with translation.override(language):
        rows = {line.row for line in content_changes(latest_artefact(plan, "icp"), None)}
    assert set(words) <= rows
