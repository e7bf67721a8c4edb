"""The transition service: forward once per cycle, back by named actions, history never rewritten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from crm.lifecycle import (
    NothingToReopen,
    StageEntry,
    ensure_journeys,
    enter_stages,
    exclude,
    move_stage,
    recycle,
    recycle_many,
    reopen,
)
from crm.models import ChangedDay, ChangedLead, Journey, StageEvent
from tests.factories import make_lead
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 3, month: int = 10) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=dt.UTC)


def midnight(workspace: Workspace, day: int, month: int = 10) -> dt.datetime:
    return workspace.local_midnight(dt.date(2026, month, day))


@pytest.fixture
def journey(acme: Workspace) -> Journey:
    lead = make_lead(workspace=acme)
    ensure_journeys(acme, [lead.pk])
    return Journey.objects.get(lead=lead)


def history(journey: Journey) -> list[tuple]:
    events = StageEvent.objects.filter(journey=journey).order_by("pk")
    return [(e.cycle_number, e.kind, e.from_stage, e.to_stage, e.is_backfilled) for e in events]


def test_skipped_stages_are_backfilled_at_the_same_moment(journey: Journey) -> None:
    event = move_stage(journey=journey, to_stage="sql", occurred_at=at(1), origin="person")
    assert event is not None and event.from_stage == "mql"
    assert history(journey) == [
        (1, "advance", "", "lead", True),
        (1, "advance", "lead", "mql", True),
        (1, "advance", "mql", "sql", False),
    ]
    assert set(StageEvent.objects.values_list("occurred_at", flat=True)) == {at(1)}
    assert (journey.stage, journey.entered_at) == ("sql", at(1))


def test_subscribers_are_entered_only_by_name(journey: Journey) -> None:
    move_stage(journey=journey, to_stage="subscriber", occurred_at=at(1), origin="import")
    move_stage(journey=journey, to_stage="lead", occurred_at=at(2), origin="import")
    assert [row[3] for row in history(journey)] == ["subscriber", "lead"]


def test_a_stage_is_entered_once_per_cycle(journey: Journey) -> None:
    assert move_stage(journey=journey, to_stage="mql", occurred_at=at(1), origin="rule", rule_version=3, score=61.5)
    assert move_stage(journey=journey, to_stage="mql", occurred_at=at(2), origin="rule") is None
    assert move_stage(journey=journey, to_stage="lead", occurred_at=at(2), origin="person") is None
    event = StageEvent.objects.get(to_stage="mql")
    assert (event.rule_version, event.score) == (3, 61.5)


def test_history_cannot_be_rewritten(journey: Journey) -> None:
    move_stage(journey=journey, to_stage="lead", occurred_at=at(1), origin="person")
    with pytest.raises(DatabaseError), transaction.atomic():
        StageEvent.objects.update(note="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        StageEvent.objects.all().delete()


def test_changes_are_noted_for_the_recompute(acme: Workspace, journey: Journey) -> None:
    move_stage(
        journey=journey, to_stage="mql", occurred_at=dt.datetime(2026, 10, 1, 20, tzinfo=dt.UTC), origin="person"
    )
    assert list(ChangedDay.objects.for_workspace(acme).values_list("day", flat=True)) == [dt.date(2026, 10, 2)]
    assert list(ChangedLead.objects.for_workspace(acme).values_list("lead_id", flat=True)) == [journey.lead_id]


def test_recycling_opens_a_new_cycle_and_reopening_undoes_it(journey: Journey) -> None:
    move_stage(journey=journey, to_stage="mql", occurred_at=at(1), origin="rule")
    recycle(journey=journey, occurred_at=at(5), actor=None, reason="bad_timing", revisit_on=dt.date(2027, 1, 5))
    assert (journey.stage, journey.cycle_number, journey.cycle_started_at) == ("lead", 2, at(5))
    assert journey.revisit_on == dt.date(2027, 1, 5)
    reopen(journey=journey, occurred_at=at(5, 4), actor=None)
    journey.refresh_from_db()
    assert (journey.stage, journey.cycle_number, journey.entered_at) == ("mql", 1, at(1))
    assert journey.cycle_started_at is None and journey.revisit_on is None
    assert [row[1] for row in history(journey)] == ["advance", "advance", "recycle", "reopen"]


def test_the_second_cycle_enters_mql_again_without_counting_the_lead_again(journey: Journey) -> None:
    move_stage(journey=journey, to_stage="mql", occurred_at=at(1), origin="rule")
    recycle(journey=journey, occurred_at=at(5), actor=None, reason="no_need")
    assert move_stage(journey=journey, to_stage="mql", occurred_at=at(5, 6), origin="rule")
    advances = [row for row in history(journey) if row[1] == "advance"]
    assert [(row[0], row[3]) for row in advances] == [(1, "lead"), (1, "mql"), (2, "mql")]


def test_only_a_way_back_can_be_reopened(journey: Journey) -> None:
    move_stage(journey=journey, to_stage="mql", occurred_at=at(1), origin="rule")
    with pytest.raises(NothingToReopen):
        reopen(journey=journey, occurred_at=at(2), actor=None)


def test_excluded_people_are_moved_by_a_deal_but_not_by_a_rule(journey: Journey) -> None:
    move_stage(journey=journey, to_stage="lead", occurred_at=at(1), origin="import")
    exclude(journey=journey, occurred_at=at(2), actor=None, reason="competitor")
    assert journey.is_excluded and journey.stage == "lead"
    assert move_stage(journey=journey, to_stage="mql", occurred_at=at(3), origin="rule") is None
    assert move_stage(journey=journey, to_stage="opportunity", occurred_at=at(4), origin="deal")
    assert not journey.is_excluded and journey.excluded_reason == ""


def test_reopening_an_exclusion(journey: Journey) -> None:
    move_stage(journey=journey, to_stage="mql", occurred_at=at(1), origin="import")
    exclude(journey=journey, occurred_at=at(2), actor=None, reason="competitor")
    reopen(journey=journey, occurred_at=at(3), actor=None)
    journey.refresh_from_db()
    assert (journey.stage, journey.cycle_number, journey.is_excluded) == ("mql", 1, False)


def test_many_entries_at_once_with_their_own_dates(acme: Workspace, journey: Journey) -> None:
    entries = [
        StageEntry(journey.pk, "customer", midnight(acme, 20)),
        StageEntry(journey.pk, "lead", midnight(acme, 1)),
        StageEntry(journey.pk, "mql", midnight(acme, 9)),
        StageEntry(journey.pk, "mql", midnight(acme, 8)),
    ]
    assert enter_stages(workspace=acme, entries=entries, origin="import") == 1
    events = {e.to_stage: e for e in StageEvent.objects.all()}
    assert events["mql"].occurred_on == dt.date(2026, 10, 8)
    assert [events[key].is_backfilled for key in ("lead", "mql", "sql", "opportunity", "customer")] == [
        False, False, True, True, False
    ]  # fmt: skip
    assert events["sql"].occurred_on == dt.date(2026, 10, 20)
    assert enter_stages(workspace=acme, entries=entries, origin="import") == 0
    assert StageEvent.objects.count() == 5


def test_an_earlier_date_is_kept_and_flagged_but_a_day_is_not_earlier_than_a_moment_of_it(
    acme: Workspace, journey: Journey
) -> None:
    move_stage(journey=journey, to_stage="lead", occurred_at=at(10), origin="person")
    move_stage(journey=journey, to_stage="opportunity", occurred_at=midnight(acme, 10), origin="deal")
    assert not StageEvent.objects.filter(is_out_of_order=True).exists()
    move_stage(journey=journey, to_stage="customer", occurred_at=midnight(acme, 4), origin="deal")
    event = StageEvent.objects.get(is_out_of_order=True)
    assert (event.to_stage, event.occurred_on) == ("customer", dt.date(2026, 10, 4))


def test_repeated_history_of_an_earlier_cycle_is_not_entered_again(acme: Workspace, journey: Journey) -> None:
    entries = [StageEntry(journey.pk, "opportunity", midnight(acme, 3))]
    enter_stages(workspace=acme, entries=entries, origin="import")
    lost = "SELECT %s::bigint, %s::timestamptz, 'lost', ''"
    assert recycle_many(workspace=acme, select=lost, params=[journey.pk, midnight(acme, 3)]) == 1
    assert recycle_many(workspace=acme, select=lost, params=[journey.pk, midnight(acme, 3)]) == 0
    assert enter_stages(workspace=acme, entries=entries, origin="import") == 0
    again = [StageEntry(journey.pk, "opportunity", midnight(acme, 7))]
    assert enter_stages(workspace=acme, entries=again, origin="import") == 1
    journey.refresh_from_db()
    assert (journey.stage, journey.cycle_number) == ("opportunity", 2)


def test_journeys_of_another_workspace_are_not_touched(other: Workspace, journey: Journey) -> None:
    assert enter_stages(workspace=other, entries=[StageEntry(journey.pk, "mql", at(1))], origin="api") == 0
    assert not StageEvent.objects.exists()
