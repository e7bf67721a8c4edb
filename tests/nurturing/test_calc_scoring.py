"""The score: the worked table of docs/calculations.md, the fixtures of the trade, then what must always hold."""

import datetime as dt
from dataclasses import replace
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nurturing.calc.conditions import Activity, ConditionError
from nurturing.calc.decay import NO_DECAY, STANDARD_DECAY, Decay
from nurturing.calc.scoring import LeadFacts, Model, Rule, Trigger, rounded, score

AS_OF = dt.date(2026, 11, 20)


def did(type_: str, days_ago: int, path: str = "", external_id: str = "", hour: int = 12) -> Activity:
    day = AS_OF - dt.timedelta(days=days_ago)
    moment = dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC)
    return Activity(moment, day, type_, path, external_id)


INDUSTRY = Rule("industry", "fit", {"field": "company.industry", "op": "in", "value": ["製造"]}, 20)
SIZE = Rule("size", "fit", {"field": "company.employee_count", "op": "between", "value": [100, 999]}, 15)
TITLE = Rule("title", "fit", {"field": "job_title", "op": "contains_any", "value": ["部長"]}, 10)
STUDENT = Rule("student", "fit", {"field": "job_title", "op": "contains_any", "value": ["学生"]}, -30)
PRICING = Rule("pricing", "engagement", {"type": "pricing"}, 10, per_rule_cap=20, decay=STANDARD_DECAY)
PAPER = Rule("paper", "engagement", {"type": "download"}, 8, per_rule_cap=24, per_day_cap=8, decay=STANDARD_DECAY)
WEBINAR = Rule("webinar", "engagement", {"type": "webinar_attended"}, 15, decay=STANDARD_DECAY)
OPTED_OUT = Rule("opted_out", "engagement", {"type": "unsubscribe"}, -20)
MODEL = Model(
    version=3,
    rules=(INDUSTRY, SIZE, TITLE, STUDENT, PRICING, PAPER, WEBINAR, OPTED_OUT),
    disqualifiers=(Trigger("rival", {"field": "email", "op": "email_domain_in", "value": ["rival.example"]}),),
    direct_events=(Trigger("demo", {"type": "demo_request"}),),
)
DIRECTOR = {
    "email": "taro@maker.example",
    "job_title": "製造部 部長",
    "company.industry": "製造",
    "company.employee_count": 300,
}


def one_rule(points: float, **settings_) -> Model:
    return Model(1, (Rule("only", "engagement", {"type": "view"}, points, **settings_),))


def values(result, kind: str) -> list[float]:
    return [line.value for line in result.lines if line.kind == kind]


def test_the_worked_table():
    activities = [
        did("pricing", 2, external_id="a"),
        did("pricing", 2, external_id="b"),
        did("pricing", 40, external_id="c"),
        did("download", 5, external_id="d"),
        did("download", 5, external_id="e"),
        did("webinar_attended", 31, external_id="f"),
    ]
    result = score(LeadFacts(DIRECTOR, activities), MODEL, AS_OF)
    assert result.fit == 45
    # 料金 10 + 10 + 5 は上限20、資料 8 + 8 は1日の上限8、セミナー 15 × ½
    assert result.engagement == 20 + 8 + 7.5
    assert result.total == 80.5
    assert values(result, "rule_cap") == [-5]
    assert values(result, "day_cap") == [-8]
    assert result.qualifies
    assert result.next_change_on == AS_OF + dt.timedelta(days=25)  # 資料 of 5 days ago turns 30
    assert result.newest_evidence_at == activities[1].occurred_at


@pytest.mark.parametrize(
    ("points", "comparison", "qualifies"),
    [(59, "gte", False), (60, "gte", True), (60, "gt", False), (60.000001, "gt", True), (59.9999999, "gte", True)],
)
def test_the_threshold(points, comparison, qualifies):
    model = replace(one_rule(points), engagement_cap=None, comparison=comparison)
    assert score(LeadFacts({}, [did("view", 0)]), model, AS_OF).qualifies is qualifies


@pytest.mark.parametrize(("days_ago", "points"), [(0, 10), (29, 10), (30, 5), (31, 5), (89, 5), (90, 0), (91, 0)])
def test_standard_decay_counts_whole_local_days(days_ago, points):
    result = score(LeadFacts({}, [did("view", days_ago)]), one_rule(10, decay=STANDARD_DECAY), AS_OF)
    assert result.total == points
    assert len(values(result, "activity")) == 1


def test_the_same_event_delivered_twice_scores_once():
    twice = [did("view", 1, external_id="x"), did("view", 1, external_id="x")]
    assert score(LeadFacts({}, twice), one_rule(10), AS_OF).total == 10
    nameless = [did("view", 1), did("view", 1)]
    assert score(LeadFacts({}, nameless), one_rule(10), AS_OF).total == 20


def test_one_axis_alone_cannot_reach_sixty():
    result = score(LeadFacts({}, [did("view", 0, external_id=str(n)) for n in range(20)]), one_rule(10), AS_OF)
    assert (result.raw_engagement, result.engagement, result.total) == (200, 50, 50)
    assert values(result, "axis_cap") == [-150]
    assert not result.qualifies


def test_scores_may_fall_below_zero_unless_a_floor_is_set():
    facts = LeadFacts({"job_title": "大学　学生"})
    assert score(facts, MODEL, AS_OF).total == -30
    floored = score(facts, replace(MODEL, fit_floor=0.0), AS_OF)
    assert floored.total == 0
    assert values(floored, "axis_floor") == [30]


def test_a_cap_limits_negative_rules_by_their_amount():
    result = score(LeadFacts({}, [did("view", 1), did("view", 2)]), one_rule(-20, per_rule_cap=30), AS_OF)
    assert result.total == -30
    assert values(result, "rule_cap") == [10]


def test_minimums_of_the_axes():
    facts = LeadFacts(DIRECTOR, [did("webinar_attended", 1)])
    assert score(facts, MODEL, AS_OF).qualifies
    assert not score(facts, replace(MODEL, engagement_minimum=20), AS_OF).qualifies
    assert score(facts, replace(MODEL, engagement_minimum=15, fit_minimum=45), AS_OF).qualifies


def test_a_direct_event_passes_the_threshold_but_not_a_disqualifier():
    hand_raised = LeadFacts({"email": "a@maker.example"}, [did("demo_request", 0)])
    result = score(hand_raised, MODEL, AS_OF)
    assert (result.total, result.is_direct, result.qualifies) == (0, True, True)
    rival = score(replace(hand_raised, attributes={"email": "a@Rival.example"}), MODEL, AS_OF)
    assert (rival.is_disqualified, rival.is_direct, rival.qualifies) == (True, True, False)
    assert [line.rule_key for line in rival.lines if line.kind == "disqualifier"] == ["rival"]


def test_activities_of_an_earlier_cycle_count_nothing_and_say_so():
    before, after = did("webinar_attended", 10), did("webinar_attended", 3)
    asked_before = did("demo_request", 10)
    facts = LeadFacts(DIRECTOR, [before, asked_before, after], cycle_started_at=did("x", 5).occurred_at)
    result = score(facts, MODEL, AS_OF)
    assert (result.fit, result.engagement, result.is_direct) == (45, 15, False)
    assert values(result, "previous_cycle") == [0]
    assert result.newest_evidence_at == after.occurred_at


def test_a_dated_activity_counts_from_its_day_on():
    result = score(LeadFacts({}, [did("view", -3)]), one_rule(10), AS_OF)
    assert (result.total, result.next_change_on) == (0, AS_OF + dt.timedelta(days=3))
    assert score(LeadFacts({}, [did("view", -3)]), one_rule(10), AS_OF + dt.timedelta(days=3)).total == 10


def test_visits_on_three_days_within_thirty():
    rule = Rule("visits", "engagement", {"type": "page_view", "at_least": 3, "within_days": 30}, 8)
    model = Model(1, (rule,))
    visits = [did("page_view", 1), did("page_view", 1, hour=15), did("page_view", 10), did("page_view", 29)]
    result = score(LeadFacts({}, visits), model, AS_OF)
    assert (result.total, result.next_change_on) == (8, AS_OF + dt.timedelta(days=1))
    assert score(LeadFacts({}, visits), model, AS_OF + dt.timedelta(days=1)).total == 0
    assert score(LeadFacts({}, visits[:3]), model, AS_OF).next_change_on is None


def test_ninety_days_of_silence():
    model = Model(1, (Rule("silent", "engagement", {"no_activity_days": 90}, -15),))
    assert score(LeadFacts({}, [did("view", 90)]), model, AS_OF).total == -15
    waiting = score(LeadFacts({}, [did("view", 89)]), model, AS_OF)
    assert (waiting.total, waiting.next_change_on) == (0, AS_OF + dt.timedelta(days=1))
    never = LeadFacts({}, created_on=AS_OF - dt.timedelta(days=100))
    assert score(never, model, AS_OF).total == -15
    assert score(LeadFacts({}), model, AS_OF).total == 0


def test_an_attribute_may_speak_for_the_engagement_axis():
    rule = Rule("colleagues", "engagement", {"field": "company.engaged_people", "op": "gte", "value": 2}, 8)
    result = score(LeadFacts({"company.engaged_people": 2}), Model(1, (rule,)), AS_OF)
    assert (result.fit, result.engagement) == (0, 8)


@pytest.mark.parametrize(
    ("axis", "condition"), [("fit", {"type": "view"}), ("interest", {"type": "view"}), ("fit", {"at_least": 3})]
)
def test_rules_that_make_no_sense_are_refused(axis, condition):
    with pytest.raises(ConditionError):
        Rule("bad", axis, condition, 5)


def test_a_trigger_looks_at_one_thing():
    with pytest.raises(ConditionError):
        Trigger("bad", {"no_activity_days": 5})


@pytest.mark.parametrize(
    ("value", "stored"),
    [(59.99999949999, 59.999999), (59.9999995, 60.0), (0.0078125, 0.007813), (-0.0000001, 0.0), (7.5, 7.5)],
)
def test_rounding_to_a_millionth(value, stored):
    assert rounded(value) == stored
    assert str(rounded(-0.0)) == "0.0"


decays = st.sampled_from([NO_DECAY, STANDARD_DECAY, Decay("linear", days=60), Decay("half_life", days=14)])
caps = st.none() | st.integers(1, 40)
rules = st.lists(
    st.builds(
        lambda number, type_, points, rule_cap, day_cap, decay: Rule(
            f"r{number}", "engagement", {"type": type_}, points, rule_cap, day_cap, decay
        ),
        st.integers(0, 99),
        st.sampled_from("abc"),
        st.integers(-20, 20),
        caps,
        caps,
        decays,
    ),
    max_size=6,
)
some_activities = st.lists(
    st.builds(
        lambda type_, days, hour, name: did(type_, days, external_id=name, hour=hour),
        st.sampled_from("abcd"),
        st.integers(-5, 150),
        st.integers(0, 23),
        st.text("xyz", max_size=3),
    ),
    max_size=25,
)
models = st.builds(
    lambda some_rules, cap, floor: Model(
        1, (INDUSTRY, *some_rules, STUDENT), engagement_cap=cap, engagement_floor=floor
    ),
    rules,
    caps,
    st.none() | st.integers(-30, 0),
)


@settings(max_examples=200)
@given(models, some_activities, st.none() | st.integers(0, 60))
def test_the_lines_always_add_up(model, activities, days_since_start):
    start = None if days_since_start is None else did("x", days_since_start).occurred_at
    result = score(LeadFacts(DIRECTOR, activities, start), model, AS_OF)
    for axis, shown in (("fit", result.fit), ("engagement", result.engagement)):
        assert rounded(fsum(line.value for line in result.lines if line.axis == axis)) == shown
    assert result.total == rounded(result.fit + result.engagement)
    assert model.engagement_cap is None or result.engagement <= model.engagement_cap
    assert model.engagement_floor is None or result.engagement >= model.engagement_floor


@settings(max_examples=100)
@given(models, some_activities, st.randoms())
def test_the_order_of_delivery_does_not_matter(model, activities, random):
    shuffled = list(activities)
    random.shuffle(shuffled)
    assert score(LeadFacts({}, shuffled), model, AS_OF) == score(LeadFacts({}, activities), model, AS_OF)


@settings(max_examples=100)
@given(models, some_activities)
def test_nothing_changes_before_the_next_change(model, activities):
    facts = LeadFacts(DIRECTOR, activities)
    result = score(facts, model, AS_OF)
    horizon = result.next_change_on or AS_OF + dt.timedelta(days=400)
    assert horizon > AS_OF
    day_before = score(facts, model, horizon - dt.timedelta(days=1))
    assert (day_before.fit, day_before.engagement) == (result.fit, result.engagement)
    if result.next_change_on:
        assert day_before.next_change_on == result.next_change_on
