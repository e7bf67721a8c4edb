"""The sample company's current-state analysis and roadmap tell the same story as its design."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from kpi.demo.loading import remove_demo
from strategy.models import Strategy
from strategy.selectors import current_strategy
from strategy.selectors.assessments import assessment_of, begin_layer, diagnosis_of, overview_of
from strategy.selectors.roadmaps import roadmap_of, roadmap_page
from strategy.state.known import known_of
from tests.kpi.demo_world import STORY_NOW, loaded_at
from workspaces.models import User, Workspace

pytestmark = pytest.mark.django_db
TODAY = STORY_NOW.date()


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Workspace]:
    with django_db_blocker.unblock():
        with loaded_at(STORY_NOW) as demo:
            workspace = demo.workspace
        yield workspace
        remove_demo()


@pytest.fixture
def strategy(loaded: Workspace, db: None) -> Iterator[Strategy]:
    with time_machine.travel(STORY_NOW, tick=False):
        found = current_strategy(loaded)
        assert found is not None
        yield found


def test_the_layer_that_needs_review_is_the_one_to_begin_with(strategy: Strategy) -> None:
    diagnosis = diagnosis_of(strategy, assessment_of(strategy), TODAY)
    assert diagnosis.recommendation is not None
    assert diagnosis.recommendation.layer == begin_layer(strategy, TODAY) == 3
    assert len(diagnosis.actions) == 3
    assert diagnosis.layer(2).lost > 0  # リード→MQL率 is the main cause of the gap
    assert diagnosis.self_answered == 30


def test_not_knowing_is_counted(strategy: Strategy) -> None:
    parts = overview_of(assessment_of(strategy), {})
    assert (parts.traits, parts.unknown, parts.recorded) == (6, 5, 0)
    assert parts.unknown < parts.answered < parts.total


def test_what_the_records_know_is_no_longer_unknown(strategy: Strategy) -> None:
    assessment = assessment_of(strategy)
    told, parts = overview_of(assessment, {}), overview_of(assessment, known_of(strategy, TODAY))
    assert parts.unknown < told.unknown
    assert parts.answered > told.answered
    assert parts.recorded > 0


def test_the_last_phase_of_the_roadmap_is_late_by_five_days(strategy: Strategy) -> None:
    roadmap = roadmap_of(strategy)
    assert roadmap is not None
    page = roadmap_page(roadmap, TODAY)
    assert [bar.task.key for bar in page.moved] == ["operation"]
    assert page.new_end - page.ends_on == dt.timedelta(days=5)
    assert all(lane.channels for lane in page.lanes)
    open_tasks = roadmap.tasks.filter(done_on__isnull=True).values_list("key", flat=True)
    assert set(open_tasks) == {"operation", "m3-weights", "m3-review"}


@pytest.mark.parametrize("role", ["marketer", "viewer"])
@pytest.mark.parametrize("path", ["diagnosis", "roadmap"])
def test_its_pages_open(strategy: Strategy, role: str, path: str) -> None:
    client = Client()
    client.force_login(User.objects.get(email=f"{role}@demo.example"))
    page = client.get(f"/w/demo/s/{strategy.pk}/{path}")
    assert page.status_code == 200
