"""Over the threshold: hand-off, candidate, or nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from crm.changes import mark_leads_changed
from crm.models import ChangedLead, Journey, Stage, StageEvent
from nurturing.models import HandOff, HandOffCandidate, LeadScore
from nurturing.services.crossings import hand_over_candidates
from nurturing.services.rescoring import age_scores, rescore_all, rescore_changed
from tests.factories import make_activity, make_journey, make_lead
from tests.nurturing.conftest import NOW, TODAY, days_ago

pytestmark = pytest.mark.django_db


def hot_lead(acme, *, stage=Stage.LEAD, activity_days_ago=1, times=1, **fields):
    fields.setdefault("created_on", TODAY - dt.timedelta(days=60))
    lead = make_lead(workspace=acme, job_title="購買部長", **fields)
    journey = make_journey(lead=lead, stage=stage)
    for _ in range(times):
        make_activity(lead=lead, type="pricing", occurred_at=days_ago(activity_days_ago))
    mark_leads_changed(acme, [lead.pk])
    return journey


def run(acme, now=NOW):
    return rescore_changed(acme, as_of=acme.local_date(now), now=now)


@pytest.fixture
def running(acme, cast, simple_rule):
    """The rule works already: one cold lead has been scored."""
    cold = make_lead(workspace=acme)
    make_journey(lead=cold)
    run(acme)


def test_sixty_points_make_an_mql_and_a_hand_off_once(acme, cast, running):
    journey = hot_lead(acme)
    result = run(acme)
    assert (result.written, result.crossed) == (1, 1)
    handoff = HandOff.objects.get()
    assert (handoff.total, handoff.fit, handoff.engagement) == (60, 40, 20)
    assert handoff.assigned_to == cast["sales"].user
    # Four business hours from Friday 10:00
    assert handoff.due_at == dt.datetime(2026, 11, 20, 5, 0, tzinfo=dt.UTC)
    assert [reason["name"] for reason in handoff.reasons] == ["条件 pricing", "条件 role"]
    event = StageEvent.objects.get(journey=journey, to_stage=Stage.MQL)
    assert (event.origin, event.rule_version, event.score) == ("rule", 1, 60)
    again = run(acme)
    assert (again.written, again.crossed) == (0, 0)


def test_fifty_nine_points_do_not(acme, cast, make_rule):
    make_rule(
        ("fit", "role", {"field": "job_title", "op": "contains_any", "value": ["部長"]}, 40),
        ("engagement", "pricing", {"type": "pricing"}, 19),
    )
    hot_lead(acme)
    run(acme)
    assert LeadScore.objects.get().total == 59
    assert not HandOff.objects.exists() and not HandOffCandidate.objects.exists()


def test_more_than_sixty_is_a_setting(acme, cast, make_rule):
    rule = make_rule(("engagement", "pricing", {"type": "pricing"}, 60), comparison="gt", engagement_cap=100)
    hot_lead(acme)
    run(acme)
    assert not LeadScore.objects.get().qualifies
    assert rule.threshold == 60


def test_old_evidence_waits_for_a_marketer(acme, cast, running):
    journey = hot_lead(acme, activity_days_ago=15)
    assert run(acme).crossed == 0
    assert HandOffCandidate.objects.get().why == "old_evidence"
    journey.refresh_from_db()
    assert journey.stage == Stage.LEAD


def test_a_candidate_that_does_something_new_is_handed_over(acme, cast, running):
    journey = hot_lead(acme, activity_days_ago=15)
    run(acme)
    later = NOW + dt.timedelta(days=1)
    make_activity(lead=journey.lead, type="pricing", occurred_at=later)
    mark_leads_changed(acme, [journey.lead_id])
    assert run(acme, later).crossed == 1
    assert not HandOffCandidate.objects.exists()


def test_a_young_lead_is_fresh_evidence_itself(acme, cast, make_rule):
    make_rule(("fit", "role", {"field": "job_title", "op": "is_present"}, 60), fit_cap=100, live_from=days_ago(200))
    make_journey(lead=make_lead(workspace=acme))
    run(acme)
    hot_lead(acme, created_on=TODAY, times=0)
    assert run(acme).crossed == 1


def test_everybody_over_the_threshold_when_a_rule_goes_live_becomes_a_candidate(acme, cast, make_rule):
    journey = hot_lead(acme, created_at=days_ago(60))
    make_rule(("engagement", "pricing", {"type": "pricing"}, 60), engagement_cap=100, live_from=days_ago(0.1))
    assert run(acme).crossed == 0
    candidate = HandOffCandidate.objects.get()
    assert (candidate.journey, candidate.why) == (journey, "rule_went_live")
    # Falling by a newer version takes it off the list again; the next version arms it anew.
    make_rule(("engagement", "pricing", {"type": "pricing"}, 10), live_from=NOW)
    run(acme)
    assert not HandOffCandidate.objects.exists()


def test_candidates_are_handed_over_by_a_marketer(acme, cast, running, simple_rule):
    journeys = [hot_lead(acme, activity_days_ago=20) for _ in range(3)]
    run(acme)
    chosen = HandOffCandidate.objects.filter(journey__in=journeys[:2]).values_list("pk", flat=True)
    actor = cast["marketer"].user
    assert hand_over_candidates(workspace=acme, candidate_ids=chosen, actor=actor, now=NOW, rule=simple_rule) == 2
    assert HandOffCandidate.objects.count() == 1
    assert {handoff.handed_over_by for handoff in HandOff.objects.all()} == {actor}
    assert StageEvent.objects.filter(to_stage=Stage.MQL, origin="person").count() == 2
    assert hand_over_candidates(workspace=acme, candidate_ids=None, actor=actor, now=NOW, rule=simple_rule) == 1


@pytest.mark.parametrize("stage", [Stage.MQL, Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER])
def test_who_is_past_lead_never_crosses(acme, cast, running, stage):
    """Among them everybody whose MQL date came with an import."""
    hot_lead(acme, stage=stage)
    run(acme)
    assert not HandOff.objects.exists() and not HandOffCandidate.objects.exists()


def test_excluded_disqualified_and_test_leads_never_cross(acme, cast, running):
    excluded = hot_lead(acme)
    Journey.objects.filter(pk=excluded.pk).update(is_excluded=True)
    hot_lead(acme, email="a@rival.example")
    hot_lead(acme, is_test=True)
    run(acme)
    assert not HandOff.objects.exists() and not HandOffCandidate.objects.exists()


def test_a_demo_request_crosses_without_points(acme, cast, running):
    lead = make_lead(workspace=acme)
    make_journey(lead=lead)
    make_activity(lead=lead, type="demo_request", occurred_at=days_ago(0.1))
    mark_leads_changed(acme, [lead.pk])
    assert run(acme).crossed == 1
    assert HandOff.objects.get().reasons[0]["axis"] == "direct"


def test_reps_take_turns_and_owners_keep_their_leads(acme, cast, running):
    from tests.factories import make_member

    second = make_member(workspace=acme, role="sales", email="second@acme.example").user
    first = cast["sales"].user
    hot_lead(acme, owner=second)
    for _ in range(3):
        hot_lead(acme)
    run(acme)
    given = list(HandOff.objects.order_by("pk").values_list("assigned_to", flat=True))
    assert given == [second.pk, first.pk, second.pk, first.pk]


def test_nobody_sells_nobody_gets_it(acme, simple_rule):
    hot_lead(acme)
    make_journey(lead=make_lead(workspace=acme))
    LeadScore.objects.all().delete()
    run(acme)
    HandOffCandidate.objects.all()
    assert HandOff.objects.filter(assigned_to__isnull=False).count() == 0


def test_points_fade_at_night_and_only_due_leads_are_read(acme, cast, running):
    journey = hot_lead(acme, activity_days_ago=20, times=2)
    run(acme)
    assert journey.score.next_change_on == TODAY + dt.timedelta(days=10)
    later = NOW + dt.timedelta(days=11)
    result = age_scores(acme, as_of=acme.local_date(later), now=later)
    assert (result.scored, result.written) == (1, 1)
    assert LeadScore.objects.get(journey=journey).engagement == 20
    assert age_scores(acme, as_of=acme.local_date(later), now=later).scored == 0


def test_a_second_identical_rescoring_writes_nothing(acme, cast, running):
    for _ in range(5):
        hot_lead(acme)
    assert rescore_all(acme, as_of=TODAY, now=NOW).written == 5
    assert rescore_all(acme, as_of=TODAY, now=NOW).written == 0


def test_claimed_changes_are_gone_and_an_empty_run_does_nothing(acme, cast, running):
    hot_lead(acme)
    run(acme)
    assert not ChangedLead.objects.exists()
    assert run(acme).scored == 0


def test_without_a_rule_there_are_no_scores(acme, cast):
    hot_lead(acme)
    assert run(acme).scored == 0
    assert not LeadScore.objects.exists()


def test_who_got_there_by_another_road_leaves_the_list_of_those_about_to_cross(acme, cast, running):
    journey = hot_lead(acme, stage=Stage.MQL)
    run(acme)
    score = LeadScore.objects.get(journey=journey)
    assert (score.qualifies, score.is_armed, score.crossed_cycle) == (True, False, 1)
    assert rescore_all(acme, as_of=TODAY, now=NOW).written == 0
