"""詳細設定 of the back-calculation: one door, its sentence, what it computes, what becomes of it in versions."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from strategy.models import ArtefactStatus, ArtefactVersion, PlanDetail
from strategy.selectors.plan_details import detail_of
from strategy.services.artefacts import start_draft
from strategy.services.contents import snapshot_of
from tests.strategy.conftest import draft

PAGE = "/w/acme/s/{}/l1/plan"
LAG = {"lag_3": "20", "lag_4": "30", "lag_5": "30", "lag_6": "20"}


def save(client, strategy, **fields):
    token = draft(strategy, "goal").token
    return client.post(PAGE.format(strategy.pk), {"token": token, "action": "next", **fields})


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_closed_door_says_which_defaults_are_in_force(strategy, client_for):
    page = text(client_for("marketer"), f"/w/acme/s/{strategy.pk}/l1/backcalc")
    assert page.count("<summary>詳細設定") == 1
    assert "12か月に等しく分割・リードタイムなし（リードは受注と同じ月）・前提の幅なし・上限なし" in page
    assert '<details class="door-detail">' in page


def test_what_is_set_is_visible_and_computed(strategy, client_for):
    client = client_for("marketer")
    fields = LAG | {"low_sql_to_won": "20", "high_sql_to_won": "30", "icp_companies": "2000", "cost_per_lead": "1万"}
    answer = save(client, strategy, **fields)
    assert answer.status_code == 302
    assert detail_of(draft(strategy, "goal")) == {
        "lags": {"3": "20", "4": "30", "5": "30", "6": "20"},
        "ranges": {"sql_to_won": ["0.2", "0.3"]},
        "limits": {"icp_companies": "2000"},
        "cost_per_lead": "10000",
    }
    page = text(client, PAGE.format(strategy.pk))
    assert "受注になるのは80件のうち50件です。残り30件は前年度からの持ち越しが必要です" in page
    assert "年間8,533リードが必要です" in page
    assert "目標に届く見込みは" in page
    assert "少なくとも5,334社が必要ですが、対象の会社は2,000社しかありません" in page
    door = text(client, f"/w/acme/s/{strategy.pk}/l1/backcalc")
    assert '<details class="door-detail" open>' in door
    assert "リードタイムあり（平均4.5か月）・幅つきの前提1件・CPL 1万円・上限1件" in door


def test_several_leads_of_a_company_need_fewer_companies(strategy, client_for):
    client = client_for("marketer")
    save(client, strategy, icp_companies="3000", leads_per_company="2")
    assert "必要な会社数は2,667社で、対象の会社3,000社のほとんどに接触する計画です" in text(
        client, PAGE.format(strategy.pk)
    )


def test_limits_stand_at_the_top_of_the_check_page(strategy, client_for):
    client = client_for("marketer")
    save(client, strategy, icp_companies="2000")
    page = text(client, f"/w/acme/s/{strategy.pk}/l1/check")
    assert page.index("この計画は実現できません") < page.index('id="h-goal"')
    assert "実現できるか" not in text(client, f"/w/acme/s/{strategy.pk}/l2/check")


def test_the_plan_is_asked_backwards(strategy, client_for):
    path = PAGE.format(strategy.pk) + "?leads=4000&rate_leads=4000&mqls=100"
    page = text(client_for("viewer"), path)
    assert "4,000リードなら、受注60件、売上120,000,000円（目標の75%）になります" in page
    assert "4,000リードで目標に届くには、MQL→SQL率が40.0%必要です" in page
    assert "最大で6,000リード" in page
    other = text(client_for("viewer"), PAGE.format(strategy.pk) + "?rate_leads=4000&rate_key=lead_to_mql")
    assert "4,000リードで目標に届くには、リード→MQL率が26.7%必要です" in other
    assert "必要です" not in text(client_for("viewer"), PAGE.format(strategy.pk) + "?rate_leads=4000&rate_key=x")


@pytest.mark.parametrize(
    "fields",
    [
        {"low_sql_to_won": "30", "high_sql_to_won": "20"},
        {"low_sql_to_won": "20"},
        {"lag_3": "-1"},
        {"budget": "x"},
        {"leads_per_company": "0"},
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(strategy, client_for, fields):
    answer = save(client_for("marketer"), strategy, **fields)
    assert answer.status_code == 422
    assert "field--bad" in answer.content.decode()
    assert not PlanDetail.objects.exists()


def test_only_the_saver_of_the_newest_version_wins(strategy, client_for):
    client = client_for("marketer")
    save(client, strategy, icp_companies="2000")
    answer = client.post(PAGE.format(strategy.pk), {"token": "0", "action": "next", "icp_companies": "3000"})
    assert answer.status_code == 409
    assert detail_of(draft(strategy, "goal"))["limits"] == {"icp_companies": "2000"}


def test_details_are_frozen_copied_and_told_apart(strategy, cast, client_for):
    goal = draft(strategy, "goal")
    assert "detail" not in snapshot_of(goal)
    save(client_for("marketer"), strategy, icp_companies="2000")
    assert snapshot_of(goal)["detail"] == {"limits": {"icp_companies": "2000"}}
    ArtefactVersion.objects.filter(pk=goal.pk).update(status=ArtefactStatus.AGREED, agreed_at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanDetail.objects.filter(artefact=goal).update(document={})
    second = start_draft(strategy=strategy, kind="goal", actor=cast["marketer"].user)
    assert (second.number, detail_of(second)) == (2, {"limits": {"icp_companies": "2000"}})


def test_changes_of_details_are_told_in_words(strategy, client_for):
    client = client_for("marketer")
    save(client, strategy, low_sql_to_won="20", high_sql_to_won="30", budget="5000万", lag_3="20")
    page = text(client, f"/w/acme/s/{strategy.pk}/l1/check")
    for words in ("SQL→受注率の幅", "20.0%〜30.0%", "年間予算", "5,000万円", "リードタイム（月ごとの割合）"):
        assert words in page


def test_the_levers_of_the_back_calculation_take_the_ranges_that_were_set(strategy, client_for):
    client = client_for("marketer")
    save(client, strategy, low_lead_to_mql="12", high_lead_to_mql="26")
    page = text(client, f"/w/acme/s/{strategy.pk}/l1/backcalc")
    for words in ("12.0%〜26.0%", "8,889", "4,103", "幅は詳細設定で決めたもの"):
        assert words in page


SCENARIOS = {
    "scenario_1_name": "慎重",
    "scenario_1_mql_to_sql": "25",
    "scenario_2_name": "単価を上げる",
    "scenario_2_average_deal_amount": "250万",
}


def test_scenarios_stand_beside_the_plan_with_only_what_differs(strategy, client_for):
    client = client_for("marketer")
    assert save(client, strategy, **SCENARIOS).status_code == 302
    assert detail_of(draft(strategy, "goal"))["scenarios"] == [
        {"name": "慎重", "mql_to_sql": "0.25"},
        {"name": "単価を上げる", "average_deal_amount": "2500000"},
    ]
    page = text(client, PAGE.format(strategy.pk))
    table = page.split('id="h-scenarios"')[1].split("</table>")[0]
    # docs/calculations.md: 25 % need 1,280 MQL and 6,400 leads; at 2,500,000 each 64 wins are enough.
    for words in ("25.0%", "1,280", "（+213）", "6,400", "（+1,067）", "64", "（−16）", "4,267", "（−1,066）"):
        assert words in table, words
    assert "SQL→受注率" not in table
    assert "シナリオ2件" in text(client, f"/w/acme/s/{strategy.pk}/l1/backcalc")
    check = text(client, f"/w/acme/s/{strategy.pk}/l1/check")
    assert "慎重" in check and "250万円" in check
    # The plan itself stays what it is.
    assert "5,333" in text(client, f"/w/acme/s/{strategy.pk}/l1/backcalc")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"scenario_1_mql_to_sql": "25"}, "シナリオの名前を入力してください"),
        ({"scenario_1_name": "慎重"}, "変える数字を1つ以上入力してください"),
        ({**SCENARIOS, "scenario_2_name": "慎重"}, "同じ名前のシナリオがあります"),
        ({"scenario_1_name": "慎重", "scenario_1_mql_to_sql": "120"}, "0より大きく100以下"),
    ],
)
def test_a_scenario_has_a_name_and_a_number(strategy, client_for, fields, words):
    answer = save(client_for("marketer"), strategy, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_emptied_details_leave_nothing(strategy, client_for):
    client = client_for("marketer")
    save(client, strategy, icp_companies="2000")
    save(client, strategy)
    assert not PlanDetail.objects.exists()


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"x": 1},
        {"ranges": []},
        {"ranges": {"sql_to_won": ["0.2"]}},
        {"lags": {"a": "1"}},
        {"limits": {"budget": 5}},
        {"scenarios": {}},
        {"scenarios": [{"mql_to_sql": "0.25"}]},
        {"scenarios": [{"name": "a", "mql_to_sql": "0"}]},
        {"scenarios": [{"name": "a", "mql_to_sql": "0.2"}] * 2},
    ],
)
def test_details_of_another_shape_are_refused(document):
    with pytest.raises(ValidationError):
        PlanDetail(document=document).clean()
    PlanDetail(document={"lags": {"3": "20"}, "ranges": {"sql_to_won": ["0.2", "0.3"]}, "gross_margin": "0.6"}).clean()
