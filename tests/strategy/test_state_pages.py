"""現状分析 and ロードマップ: answers, the defaults they become, the result, tasks and delays."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation

from strategy.models import Assessment, Goal, RoadmapTask, RoleSplitRow
from strategy.state.facts import facts_of
from strategy.state.questions import QUESTIONS, questions_of
from strategy.state.roadmap_defaults import TASKS, page_of_task
from strategy.state.sections import ITEMS, SECTIONS
from strategy.state.traits import TRAITS, misfit_sentence
from workspaces.models import AuditEntry

BUSINESS = {
    "decision_makers": ["researcher", "champion"],
    "buying_period": "6",
    "motive": "roi",
    "deal_size": "5000000",
    "research": ["search"],
    "role": "leads",
}


@pytest.fixture(autouse=True)
def today():
    """A Wednesday, five days after the first phase of the roadmap should have ended."""
    with time_machine.travel(dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC), tick=False):
        yield dt.date(2026, 11, 25)


@pytest.fixture
def client(today, client_for):
    return client_for("marketer")


def url(strategy, part: str = "diagnosis") -> str:
    return f"/w/acme/s/{strategy.pk}/{part}"


def test_the_framework_has_six_traits_twelve_sections_and_thirty_questions():
    assert (len(TRAITS), len(SECTIONS), len(QUESTIONS)) == (6, 12, 30)
    assert all(len(questions_of(layer)) == 6 for layer in range(1, 6))
    assert len({item.key for item in ITEMS}) == len(ITEMS)
    assert all(len(section.items) <= 5 for section in SECTIONS)


def test_the_overview_opens_empty_with_one_action(strategy, client):
    page = client.get(url(strategy)).content.decode()
    assert page.count("btn--primary") == 1
    assert "はじめる" in page and "わかっていること" in page


def test_answers_become_defaults_of_the_steps_that_use_them(strategy, client):
    Goal.objects.update(provenance={"average_deal_amount": {"kind": "template"}})
    answer = client.post(url(strategy, "diagnosis/traits"), BUSINESS, follow=True)
    page = answer.content.decode()
    goal = Goal.objects.get()
    assert goal.sales_cycle_months == 6
    assert goal.average_deal_amount == Decimal(5_000_000)
    assert goal.provenance["average_deal_amount"]["kind"] == "assumed"
    assert "検討期間 6か月を目標に入れました" in page
    assert "平均受注単価を500万円として逆算に入れました（仮置き）" in page
    assert list(RoleSplitRow.objects.values_list("marketing_level", flat=True)) == ["does", "partly", "not", "not"]


def test_what_somebody_typed_is_never_overwritten(strategy, client):
    before = Goal.objects.get()
    client.post(url(strategy, "diagnosis/traits"), BUSINESS)
    assert Goal.objects.get().average_deal_amount == before.average_deal_amount
    strategy.artefacts.filter(kind="roles").update(is_touched=True)
    client.post(url(strategy, "diagnosis/traits"), BUSINESS | {"role": "deals", "seen": stored("traits")})
    assert RoleSplitRow.objects.filter(marketing_level="not").count() == 2


def answer_all(client, strategy, *, weakest: int) -> None:
    """Level 3 in every layer but one."""
    for layer in range(1, 6):
        level = "0" if layer == weakest else "3"
        client.post(url(strategy, f"diagnosis/l{layer}"), {one.key: level for one in questions_of(layer)})


def stored(part: str) -> str:
    return json.dumps(getattr(Assessment.objects.get(), part))


def test_consumer_answers_say_in_one_sentence_what_will_not_fit(strategy, client):
    client.post(url(strategy, "diagnosis/traits"), {"decision_makers": ["alone"], "buying_period": "days"})
    page = client.get(url(strategy)).content.decode()
    assert (
        "意思決定者・検討期間がBtoCに近いため、購買関与者と役割ごとのコンテンツ・リードの育成はこの枠組みのままでは合いません"
        in page
    )
    assert misfit_sentence({"decision_makers": ["alone", "champion"]}) == ""
    assert misfit_sentence({"role": ["unknown"]}) == ""


def test_unknown_is_an_answer_and_counted(strategy, client):
    path = url(strategy, "diagnosis/facts/business")
    answer = client.post(path, {"business.goal": "4億円", "business.price-unknown": "on", "business.segments": " "})
    assert answer.status_code == 302 and answer["Location"].endswith("/facts/customers")
    assert Assessment.objects.get().facts == {
        "business.goal": {"text": "4億円", "unknown": False},
        "business.price": {"text": "", "unknown": True},
    }
    page = client.get(url(strategy)).content.decode()
    assert f"2/{len(ITEMS)}項目" in page and "不明1" in page
    assert AuditEntry.objects.filter(action="strategy.assess").exists()


def test_a_section_that_is_none_is_not_found(strategy, client):
    assert client.get(url(strategy, "diagnosis/facts/nothing")).status_code == 404
    assert client.get(url(strategy, "diagnosis/l6")).status_code == 404


def test_answers_of_somebody_else_are_shown_before_they_are_replaced(strategy, client, client_for):
    path = url(strategy, "diagnosis/facts/business")
    client_for("manager").post(path, {"business.goal": "5億円", "seen": "{}"})
    answer = client.post(path, {"business.goal": "4億円", "seen": "{}"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "5億円" in page and "4億円" in page
    again = {"business.goal": "4億円", "seen": stored("facts")}
    assert client.post(path, again).status_code == 302
    assert Assessment.objects.get().facts["business.goal"]["text"] == "4億円"


def test_the_records_correct_what_people_say(strategy, client):
    levels = {question.key: "4" for question in questions_of(1)}
    client.post(url(strategy, "diagnosis/l1"), levels)
    page = client.get(url(strategy, "diagnosis/l1")).content.decode()
    assert "役割分担はまだ入力されていません。記録を優先し、レベル1として数えます" in page
    result = client.get(url(strategy)).context["diagnosis"]
    # known 4, share 4, back-calculation drafted 2, lead time missing 1, roles untouched 1, no records 1
    assert [row.answer.settled for row in result.layer(1).rows] == [4, 4, 2, 1, 1, 1]


def test_no_layer_is_named_while_others_have_not_been_looked_at(strategy, client):
    client.post(url(strategy, "diagnosis/l1"), {question.key: "0" for question in questions_of(1)})
    answer = client.get(url(strategy))
    assert answer.context["diagnosis"].recommendation is None
    assert "Layer 2・Layer 3・Layer 4の質問に1つでも答えると" in answer.content.decode()
    assert not client.get(url(strategy, "")).context["blueprint"].rows[0].is_first


def test_until_then_the_five_answers_of_the_start_name_the_layer(strategy, client):
    client.post(f"/w/acme/s/{strategy.pk}/start", {"l1": "yes", "l2": "no", "l3": "yes"})
    answer = client.get(url(strategy))
    page, diagnosis = answer.content.decode(), answer.context["diagnosis"]
    assert "<b>Layer 2</b>" in page and "はじめの5つの質問の答えからです" in page
    assert len(diagnosis.actions) == 3
    assert all(action.question.layer == 2 and action.url for action in diagnosis.actions)


def test_the_result_names_a_layer_with_its_reason_and_three_actions(strategy, client):
    for layer, level in ((1, "3"), (2, "2"), (3, "2"), (4, "0"), (5, "2")):
        client.post(url(strategy, f"diagnosis/l{layer}"), {one.key: level for one in questions_of(layer)})
    page = client.get(url(strategy)).content.decode()
    assert "<b>Layer 4</b>" in page
    assert "次の一手" in page
    assert '<svg class="radar"' in page
    with translation.override("en"):
        english = client.get(url(strategy), headers={"accept-language": "en"}).content.decode()
    assert "最初に取り組むレイヤー" not in english


def test_the_blueprint_names_the_same_layer(strategy, client):
    client.post(f"/w/acme/s/{strategy.pk}/start", {"l1": "yes", "l2": "no"})
    assert client.get(url(strategy, "")).context["blueprint"].rows[1].is_first
    for layer, level in ((1, "3"), (2, "3"), (3, "3"), (4, "0"), (5, "3")):
        client.post(url(strategy, f"diagnosis/l{layer}"), {one.key: level for one in questions_of(layer)})
    named = client.get(url(strategy)).context["diagnosis"].recommendation.layer
    rows = client.get(url(strategy, "")).context["blueprint"].rows
    assert [row.number for row in rows if row.is_first] == [named]


# ---- roadmap ----


@pytest.fixture
def roadmap(strategy, client):
    client.post(url(strategy, "roadmap"), {"starts_on": "2026-10-30", "size": "standard"})
    return strategy.roadmap


def test_a_roadmap_lays_out_phases_settings_and_focus(roadmap):
    kinds = [task.kind for task in roadmap.tasks.all()]
    assert (kinds.count("phase"), kinds.count("setting"), kinds.count("focus")) == (9, 17, 9)
    first = roadmap.tasks.get(key="analysis")
    assert (first.starts_on, first.due_on) == (dt.date(2026, 10, 30), dt.date(2026, 11, 19))
    assert roadmap.tasks.get(key="l1").after == {"analysis": 7}
    assert {task.track for task in roadmap.tasks.all()} == {"", "quick", "base"}


def test_a_phase_says_what_it_rests_on_and_a_task_where_it_is_done(strategy, roadmap, client):
    page = client.get(url(strategy, "roadmap")).content.decode()
    assert "前提 Layer 1 事業戦略との接続" in page
    assert 'aria-label="SLAの期限のページを開く"' in page
    for name, place in (("set-sla", "/l4/sla"), ("set-import", "/data/import"), ("m3-review", "/review")):
        assert (
            page_of_task(name)
            and f'href="/w/acme{"/s/" + str(strategy.pk) if name != "set-import" else ""}{place}"' in page
        )


def test_every_page_named_by_a_task_exists(strategy, client, roadmap):
    rows = client.get(url(strategy, "roadmap")).context["rows"]
    pages = {piece.key: page for row in rows for piece, page in row["pieces"]}
    named = {task.key for task in TASKS if task.url_name}
    assert {key for key, page in pages.items() if page} == named


def test_shipped_titles_are_read_in_the_readers_language_and_own_ones_as_written(strategy, roadmap, client):
    roadmap.tasks.filter(key="set-sla").update(title="営業と期限を決める")
    page = client.get(url(strategy, "roadmap"), headers={"accept-language": "en"}).content.decode()
    assert "Current state" in page and "CRM・MAの設定" not in page
    assert "営業と期限を決める" in page
    assert roadmap.tasks.get(key="setup").title == "CRM・MAの設定"


def test_without_figures_nobody_can_have_used_a_dashboard(strategy, today):
    facts = facts_of(strategy, today)
    assert (facts["l5_dashboards"].ceiling, facts["l5_review"].ceiling) == (1, 1)


def test_next_actions_become_tasks(strategy, client):
    answer_all(client, strategy, weakest=4)
    client.post(url(strategy, "roadmap"), {"starts_on": "2026-11-20", "size": "small"})
    assert strategy.roadmap.tasks.filter(kind="action").count() == 3


def test_a_small_team_begins_with_part_of_it(strategy, client):
    answer_all(client, strategy, weakest=4)
    client.post(url(strategy, "roadmap"), {"starts_on": "2026-11-20", "size": "small", "begins_small": "on"})
    keys = set(strategy.roadmap.tasks.filter(kind="phase").values_list("key", flat=True))
    assert "l4" in keys and len(keys & {"l1", "l2", "l3", "l4", "l5"}) <= 2
    assert strategy.roadmap.tasks.get(key="l4").doer == "partner"
    assert strategy.roadmap.tasks.get(key="setup").doer == "in_house"


def test_a_delay_is_named_and_laid_out_anew_on_request(strategy, roadmap, client, today):
    page = client.get(url(strategy, "roadmap")).content.decode()
    assert "「現状分析」が遅れています" in page
    assert page.count("btn--primary") == 1
    client.post(url(strategy, "roadmap/replan"))
    assert roadmap.tasks.get(key="analysis").due_on == today
    assert roadmap.tasks.get(key="l1").starts_on == dt.date(2026, 11, 13) + dt.timedelta(days=6)


def test_tasks_are_ticked_changed_added_and_deleted(strategy, roadmap, client, cast, today):
    task = roadmap.tasks.get(key="set-sla")
    client.post(url(strategy, f"roadmap/tasks/{task.pk}/done"))
    task.refresh_from_db()
    assert task.done_on == today
    owner = cast["manager"].user
    change = {
        "title": "SLAの期限を設定する", "doer": "partner", "owner": str(owner.pk), "track": "quick",
        "starts_on": "2027-01-10", "due_on": "2027-01-05",
    }  # fmt: skip
    refused = client.post(url(strategy, f"roadmap/tasks/{task.pk}"), change)
    assert refused.status_code == 422 and "期日は開始日と同じか" in refused.content.decode()
    client.post(url(strategy, f"roadmap/tasks/{task.pk}"), change | {"due_on": "2027-01-20"})
    task.refresh_from_db()
    assert (task.owner, task.doer, task.due_on) == (owner, "partner", dt.date(2027, 1, 20))
    client.post(url(strategy, "roadmap/new"), change | {"phase": "setup", "due_on": "2027-01-20", "owner": ""})
    own = RoadmapTask.objects.get(kind="own", phase_key="setup")
    client.post(url(strategy, f"roadmap/tasks/{own.pk}/delete"))
    assert not RoadmapTask.objects.filter(pk=own.pk).exists()
    phase = roadmap.tasks.get(key="setup")
    assert client.post(url(strategy, f"roadmap/tasks/{phase.pk}/delete")).status_code == 404


def test_the_reference_values_name_source_year_and_region(acme, client):
    page = client.get("/w/acme/strategies/reference").content.decode()
    assert "参考値" in page and "https://lifemarkety.com/blog/kpi-guideline" in page
    assert "よい・悪いの判定には使いません" in page
