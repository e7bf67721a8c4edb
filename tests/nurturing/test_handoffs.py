"""The life of a hand-off: accepted, given back, qualified, passed on, timed; each undone."""

from __future__ import annotations

import datetime as dt

import pytest

from crm.changes import mark_leads_changed
from crm.models import Journey, Stage, StageEvent
from nurturing.models import HandOff, HandOffCandidate, LeadScore
from nurturing.services import handoffs
from nurturing.services.rescoring import rescore_changed
from tests.factories import make_activity, make_deal, make_journey, make_lead, make_member
from tests.nurturing.conftest import NOW, TODAY, days_ago

pytestmark = pytest.mark.django_db
State = HandOff.State


@pytest.fixture
def handoff(acme, cast, simple_rule):
    make_journey(lead=make_lead(workspace=acme))
    rescore_changed(acme, as_of=TODAY, now=NOW)
    lead = make_lead(workspace=acme, job_title="部長", created_on=TODAY - dt.timedelta(days=60))
    make_journey(lead=lead)
    make_activity(lead=lead, type="pricing", occurred_at=days_ago(1))
    mark_leads_changed(acme, [lead.pk])
    rescore_changed(acme, as_of=TODAY, now=NOW)
    return HandOff.objects.get()


@pytest.fixture
def seller(cast):
    return cast["sales"].user


def later(**delta):
    return NOW + dt.timedelta(**delta)


def stage_of(handoff):
    return Journey.objects.get(pk=handoff.journey_id).stage


def test_accepting_keeps_the_stage_and_can_be_undone(handoff, seller):
    handoffs.accept(handoff=handoff, actor=seller, now=later(hours=1))
    assert (handoff.state, handoff.accepted_at, stage_of(handoff)) == (State.ACCEPTED, later(hours=1), Stage.MQL)
    handoffs.accept(handoff=handoff, actor=seller, now=later(hours=2))
    assert handoff.accepted_at == later(hours=1)
    assert handoffs.undo(handoff=handoff, actor=seller, now=later(hours=2)) == "accept"
    assert (handoff.state, handoff.accepted_at) == (State.DELIVERED, None)
    with pytest.raises(handoffs.NothingToUndo):
        handoffs.undo(handoff=handoff, actor=seller, now=later(hours=2))


def test_two_people_never_both_decide(handoff, seller):
    stale = HandOff.objects.get(pk=handoff.pk)
    handoffs.return_handoff(handoff=handoff, actor=seller, now=NOW, reason="no_need")
    with pytest.raises(handoffs.HandOffMoved) as moved:
        handoffs.accept(handoff=stale, actor=seller, now=NOW)
    assert moved.value.handoff.state == State.RETURNED
    assert StageEvent.objects.filter(kind="recycle").count() == 1


def test_a_reason_is_never_optional(handoff, seller):
    for reason, note in [("", ""), ("nonsense", ""), ("other", " ")]:
        with pytest.raises(handoffs.ReasonMissing):
            handoffs.return_handoff(handoff=handoff, actor=seller, now=NOW, reason=reason, note=note)
    handoffs.return_handoff(handoff=handoff, actor=seller, now=NOW, reason="other", note="展示会の学生")
    assert handoff.note == "展示会の学生"


def test_the_reason_decides_where_the_lead_goes(handoff, seller, make_sla):
    make_sla({"bad_timing": ("revisit", 90)})
    handoffs.return_handoff(handoff=handoff, actor=seller, now=NOW, reason="bad_timing")
    journey = Journey.objects.get(pk=handoff.journey_id)
    assert (handoff.destination, handoff.revisit_on) == ("revisit", TODAY + dt.timedelta(days=90))
    assert (journey.stage, journey.cycle_number, journey.revisit_on) == (Stage.LEAD, 2, handoff.revisit_on)


def test_not_icp_excludes_and_undoing_brings_everything_back(handoff, seller):
    handoffs.accept(handoff=handoff, actor=seller, now=NOW)
    handoffs.return_handoff(handoff=handoff, actor=seller, now=later(hours=1), reason="not_icp")
    journey = Journey.objects.get(pk=handoff.journey_id)
    assert journey.is_excluded
    assert handoffs.undo(handoff=handoff, actor=seller, now=later(hours=2)) == "return"
    journey.refresh_from_db()
    assert (handoff.state, handoff.return_reason, journey.is_excluded, journey.stage) == (
        State.ACCEPTED,
        "",
        False,
        Stage.MQL,
    )
    kinds = StageEvent.objects.filter(journey=journey).order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["disqualify", "reopen"]


def test_a_date_by_hand_wins(handoff, seller):
    wish = TODAY + dt.timedelta(days=10)
    handoffs.return_handoff(handoff=handoff, actor=seller, now=NOW, reason="no_need", revisit_on=wish)
    assert Journey.objects.get(pk=handoff.journey_id).revisit_on == wish


def test_unreachable_is_open_only_after_the_agreed_attempts(acme, handoff, seller, make_sla):
    """DOMAIN 16.8: returned as unreachable with three of five attempts → refused."""
    make_sla(attempt_count=5)
    for hour in range(3):
        make_activity(lead=handoff.lead, type="call", occurred_at=later(hours=hour))
    with pytest.raises(handoffs.AttemptsMissing) as missing:
        handoffs.return_handoff(handoff=handoff, actor=seller, now=later(days=1), reason="unreachable")
    assert (missing.value.done, missing.value.needed) == (3, 5)
    for hour in range(2):
        make_activity(lead=handoff.lead, type="call", occurred_at=later(days=1, hours=hour))
    handoffs.return_handoff(handoff=handoff, actor=seller, now=later(days=2), reason="unreachable")
    assert handoff.state == State.RETURNED


def test_a_returned_lead_starts_a_new_cycle_and_cools_down(acme, handoff, seller):
    """DOMAIN 16.8: cycle 2, no re-MQL within the cool-down, the history of the funnel untouched."""
    handoffs.return_handoff(handoff=handoff, actor=seller, now=NOW, reason="no_need")
    lead, journey = handoff.lead, handoff.journey
    rescore_changed(acme, as_of=TODAY, now=later(minutes=1))
    assert LeadScore.objects.get(journey=journey).total == 40  # what was done before counts 0, attributes stay

    make_activity(lead=lead, type="pricing", occurred_at=later(days=5))
    mark_leads_changed(acme, [lead.pk])
    week = later(days=6)
    assert rescore_changed(acme, as_of=acme.local_date(week), now=week).crossed == 0
    assert StageEvent.objects.filter(journey=journey, to_stage=Stage.MQL).count() == 1

    make_activity(lead=lead, type="pricing", occurred_at=later(days=29))
    mark_leads_changed(acme, [lead.pk])
    month = later(days=31)
    assert rescore_changed(acme, as_of=acme.local_date(month), now=month).crossed == 1
    assert HandOff.objects.filter(lead=lead).count() == 2
    cycles = StageEvent.objects.filter(journey=journey, to_stage=Stage.MQL).values_list("cycle_number", flat=True)
    assert sorted(cycles) == [1, 2]


def test_a_hand_raise_passes_the_cool_down(acme, handoff, seller):
    handoffs.return_handoff(handoff=handoff, actor=seller, now=NOW, reason="no_need")
    make_activity(lead=handoff.lead, type="demo_request", occurred_at=later(days=2))
    mark_leads_changed(acme, [handoff.lead_id])
    soon = later(days=3)
    assert rescore_changed(acme, as_of=acme.local_date(soon), now=soon).crossed == 1


def test_qualifying_needs_words_and_moves_to_sql(handoff, seller):
    for note, need in [("", "在庫の見える化"), ("話しました", "")]:
        with pytest.raises(handoffs.NoteMissing):
            handoffs.qualify(handoff=handoff, actor=seller, now=NOW, note=note, need=need)
    handoffs.qualify(handoff=handoff, actor=seller, now=NOW, note="来週に提案", need="在庫の見える化")
    assert (handoff.state, handoff.accepted_at, stage_of(handoff)) == (State.QUALIFIED, NOW, Stage.SQL)
    assert handoffs.undo(handoff=handoff, actor=seller, now=later(minutes=1)) == "qualify"
    assert (handoff.state, handoff.need, stage_of(handoff)) == (State.DELIVERED, "", Stage.MQL)


def test_an_opened_deal_qualifies(acme, handoff, seller):
    from crm import lifecycle

    lifecycle.move_stage(journey=handoff.journey, to_stage=Stage.OPPORTUNITY, occurred_at=later(hours=3), origin="deal")
    assert handoffs.sync_handoffs_with_journeys(acme, now=later(hours=4)) == 1
    handoff.refresh_from_db()
    assert (handoff.state, handoff.qualified_at) == (State.QUALIFIED, later(hours=3))
    assert handoffs.sync_handoffs_with_journeys(acme, now=later(hours=4)) == 0
    # 16.9: the skipped stage is back-filled, so no rate exceeds 100 %.
    assert StageEvent.objects.get(journey=handoff.journey, to_stage=Stage.SQL).is_backfilled
    make_deal(workspace=acme)


def test_passing_on_and_its_undo(acme, handoff, seller, cast):
    colleague = make_member(workspace=acme, role="sales", email="c@acme.example").user
    handoffs.reassign(handoff=handoff, to=colleague, actor=cast["sales_manager"].user, now=NOW)
    assert handoff.assigned_to == colleague
    handoffs.undo(handoff=handoff, actor=seller, now=NOW)
    assert handoff.assigned_to == seller
    with pytest.raises(handoffs.NotASeller):
        handoffs.reassign(handoff=handoff, to=cast["viewer"].user, actor=seller, now=NOW)


def test_later_and_withdrawn(handoff, seller, cast):
    handoffs.snooze(handoff=handoff, actor=seller, now=NOW, until=later(hours=2))
    assert handoff.snoozed_until == later(hours=2)
    handoffs.withdraw(handoff=handoff, actor=cast["marketer"].user, now=NOW, reason="誤り")
    assert handoff.state == State.WITHDRAWN
    handoffs.undo(handoff=handoff, actor=cast["marketer"].user, now=NOW)
    assert handoff.state == State.DELIVERED


def test_the_worker_records_every_mark_without_a_click(handoff):
    """Delivered on Friday 10:00, four hours: 75 % at 13:00, due 14:00, 150 % at 16:00, 200 % at 18:00."""
    assert handoffs.record_breaches(later(hours=2, minutes=59)).reminded == 0
    assert handoffs.record_breaches(later(hours=3)).reminded == 1
    found = handoffs.record_breaches(later(hours=30))
    assert (found.reminded, found.breached, found.escalated, found.head_escalated) == (0, 1, 1, 1)
    handoff.refresh_from_db()
    assert (handoff.breached_at, handoff.state) == (handoff.due_at, State.DELIVERED)
    again = handoffs.record_breaches(later(days=3))
    assert (again.breached, again.auto_accepted) == (0, 0)


def test_answered_hand_offs_are_not_marked(handoff, seller):
    handoffs.accept(handoff=handoff, actor=seller, now=later(hours=1))
    assert handoffs.record_breaches(later(days=3)).breached == 0


def test_acceptance_by_default_is_a_setting_and_counted_apart(handoff, make_sla):
    make_sla(is_auto_accept_on=True, auto_accept_hours=8)
    assert handoffs.record_breaches(later(hours=7)).auto_accepted == 0
    assert handoffs.record_breaches(later(hours=9)).auto_accepted == 1
    handoff.refresh_from_db()
    assert (handoff.state, handoff.is_auto_accepted, handoff.accepted_at) == (State.ACCEPTED, True, later(hours=8))


def test_leaving_the_cycle_otherwise_ends_the_hand_off(acme, handoff, seller):
    from crm import lifecycle

    lifecycle.exclude(journey=handoff.journey, occurred_at=NOW, actor=seller, reason="competitor")
    handoffs.sync_handoffs_with_journeys(acme, now=NOW)
    handoff.refresh_from_db()
    assert handoff.state == State.WITHDRAWN
    assert not HandOffCandidate.objects.exists()
