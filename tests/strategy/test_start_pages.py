"""新しい戦略: industry, six numbers, result."""

from __future__ import annotations

from decimal import Decimal

import pytest

from strategy.models import Goal, Strategy

SIX = {
    "industry": "saas",
    "revenue_target_amount": "４億円",
    "marketing_share_rate": "40",
    "average_deal_amount": "200万円",
    "lead_to_mql": "20",
    "mql_to_sql": "30%",
    "sql_to_won": "２５",
    "sales_cycle_months": "",
}


def numbers(client, **changes):
    return client.post("/w/acme/strategies/new/numbers", SIX | changes)


def test_the_list_is_empty_with_one_action(acme, client_for):
    page = client_for("marketer").get("/w/acme/strategies/").content.decode()
    assert "戦略をつくる" in page


def test_five_industries_show_their_typical_numbers(acme, client_for):
    page = client_for("marketer").get("/w/acme/strategies/new").content.decode()
    assert page.count('name="industry"') == 5
    assert "200万円" in page


def test_six_numbers_as_people_type_them_give_the_chain(acme, client_for):
    client = client_for("marketer")
    answer = numbers(client)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    for figure in ("80", "320", "1,067", "5,333"):
        assert f">{figure}<" in page
    assert "年間5,333リードを獲得し、そのうち1,067件をMQLに育成する" in page
    assert "5,333件では 159,990,000円（目標に1万円不足）、5,334件で届きます" in page
    assert "1.6億円" in page
    assert "SQL（＝商談）" in page


def test_set_a_says_the_difference_to_the_yen(acme, client_for):
    client = client_for("marketer")
    answer = numbers(client, revenue_target_amount="10億", average_deal_amount="500万")
    page = client.get(answer["Location"]).content.decode()
    assert "5,333件では 399,975,000円（目標に 25,000円不足）、5,334件で届きます" in page


def test_what_is_left_out_is_a_typical_value_and_marked_so(acme, client_for):
    numbers(client_for("marketer"), lead_to_mql="", average_deal_amount="")
    goal = Goal.objects.get()
    assert (goal.rates["lead_to_mql"], goal.average_deal_amount) == ("0.2", Decimal(2000000))
    assert goal.provenance["lead_to_mql"]["kind"] == "template"
    assert goal.provenance["marketing_share_rate"]["kind"] == "assumed"


def test_an_own_number_is_assumed(acme, client_for):
    numbers(client_for("marketer"), lead_to_mql="14.1")
    assert Goal.objects.get().provenance["lead_to_mql"]["kind"] == "assumed"
    assert Goal.objects.get().rates["lead_to_mql"] == "0.141"


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("lead_to_mql", "0", "リード→MQL率は0より大きく100以下で入力してください"),
        ("sql_to_won", "120", "SQL→受注率は0より大きく100以下で入力してください"),
        ("average_deal_amount", "たくさん", "平均受注単価を数字で入力してください"),
        ("revenue_target_amount", "-1", "事業の売上目標は0より大きい数で入力してください"),
    ],
)
def test_an_impossible_number_is_said_beside_its_field(acme, client_for, name, typed, sentence):
    answer = numbers(client_for("marketer"), **{name: typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(sentence) >= 2  # in the summary and at the field
    assert typed in page  # entries are kept
    assert not Strategy.objects.exists()


def test_entries_survive_a_reload(acme, client_for):
    client = client_for("marketer")
    kept = client.post("/w/acme/strategies/new/numbers", SIX | {"lead_to_mql": "17"}, headers={"X-Autosave": "1"})
    assert kept.status_code == 204
    page = client.get("/w/acme/strategies/new/numbers?industry=saas").content.decode()
    assert 'value="17"' in page
    assert "４億円" in page


def test_five_answers_name_the_layer_to_begin_with(acme, client_for):
    client = client_for("marketer")
    result = numbers(client)["Location"]
    client.post(result, {"l1": "yes", "l2": "no", "l3": "no", "l4": "no", "l5": "yes"})
    page = client.get(result).content.decode()
    assert "最初に取り組むレイヤー: Layer 2" in page
    assert "誰に届けるかが決まらないまま" in page


def test_a_second_strategy_is_made_current_on_request(strategy, client_for):
    client = client_for("marketer")
    other = Strategy.objects.create(
        workspace=strategy.workspace, name="別案", fiscal_year=2026, starts_on=strategy.starts_on
    )
    from strategy.services.artefacts import create_first_drafts

    create_first_drafts(strategy=other, actor=None)
    client.post(f"/w/acme/s/{other.pk}/current")
    strategy.refresh_from_db()
    other.refresh_from_db()
    assert (strategy.is_current, other.is_current) == (False, True)


def test_in_english(acme, client_for):
    client = client_for("marketer")
    answer = numbers(client)
    page = client.get(answer["Location"], headers={"accept-language": "en"}).content.decode()
    assert "5,333 leads" in page
    assert "1,067" in page
