"""Segments, channels, existing customers and later years of a stored plan: one engine for page, targets and file."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from channels.models import PlannedChannel
from strategy.models import ArtefactKind, Goal, PlanDetail, PlanTarget
from strategy.selectors.artefacts import latest_artefact
from strategy.selectors.plan_channels import mix_channels
from strategy.selectors.plan_details import detail_of, plan_result
from strategy.selectors.plans import calculation_of, leads_asker
from strategy.services.artefacts import start_draft
from strategy.services.contents import figures_of
from tests.strategy.conftest import draft
from tests.strategy.test_plan_detail_page import LAG, PAGE, save, text
from workspaces.calc.display import round_half_up_int

# docs/calculations.md 「区分とチャネルのある計画」: the demo goal (80 wins, 160,000,000) in two segments.
SEGMENTS = {
    "segment_1_name": "製造業",
    "segment_1_revenue_share": "60",
    "segment_1_average_deal_size": "300万",
    "segment_2_name": "IT・サービス",
    "segment_2_revenue_share": "40",
    "segment_2_rates.lead_to_mql": "10",
}
CHANNELS = {
    "channel_1_name": "展示会",
    "channel_1_lead_share": "60",
    "channel_1_cost_per_lead": "8000",
    "channel_2_name": "SEO",
    "channel_2_lead_share": "40",
    "channel_2_rates.lead_to_mql": "40",
    "channel_2_fixed_cost": "600万",
    "channel_2_ramp.starts": "1",
    "channel_2_ramp.begins": "6",
    "channel_2_ramp.full": "12",
}


def goal_of(strategy):
    return Goal.objects.select_related("artefact__strategy", "workspace").get(artefact=draft(strategy, "goal"))


def leads(strategy):
    return calculation_of(goal_of(strategy)).need("lead").exact


def test_segments_are_summed_everywhere(strategy, client_for):
    client = client_for("marketer")
    assert save(client, strategy, **SEGMENTS).status_code == 302
    # 96,000,000 ÷ 3,000,000 ÷ 1.5 % + 64,000,000 ÷ 2,000,000 ÷ 0.75 %: never one average chain.
    wanted = Fraction(32) / Fraction("0.015") + Fraction(32) / Fraction("0.0075")
    assert leads(strategy) == wanted == 6400
    for path in (PAGE, "/w/acme/s/{}/l1/backcalc", "/w/acme/s/{}/l1/goal"):
        assert "6,400" in text(client, path.format(strategy.pk)), path
    stored = PlanTarget.objects.filter(artefact=draft(strategy, "goal"), metric="lead")
    assert round_half_up_int(sum(row.value for row in stored)) == 6400
    assert figures_of(draft(strategy, "goal"))["leads"] == 6400
    page = text(client, PAGE.format(strategy.pk))
    table = page.split('id="h-segments"')[1].split("</table>")[0]
    for words in ("製造業", "9,600万円", "2,133", "IT・サービス", "6,400万円", "4,267", "6,400", "1.50%", "0.75%"):
        assert words in table, words


def test_a_mix_changes_the_leads_that_are_needed(strategy, client_for):
    client = client_for("marketer")
    save(client, strategy, **CHANNELS)
    # 80 ÷ (0.6 × 1.5 % + 0.4 × 3 %)
    assert leads(strategy) == Fraction(80) / Fraction("0.021")
    save(client, strategy, **CHANNELS | {"channel_1_lead_share": "40", "channel_2_lead_share": "60"})
    assert leads(strategy) == Fraction(80) / Fraction("0.024")
    page = text(client, PAGE.format(strategy.pk))
    table = page.split('id="h-channels"')[1].split("</table>")[0]
    # 40 % of 3,333.33 leads at 8,000 yen, and the yearly 6,000,000.
    for words in ("展示会", "1,333", "1,067万円", "SEO", "2,000", "600万円", "3,333"):
        assert words in table, words


def test_existing_customers_leave_less_for_new_ones(strategy, client_for):
    client = client_for("marketer")
    save(client, strategy, existing_revenue="2億", renewal_rate="90", upsell_rate="5")
    # 400,000,000 − 180,000,000 − 10,000,000 = 210,000,000 new, 40 % of it by marketing, at 2,000,000.
    assert calculation_of(goal_of(strategy)).need("won").exact == 42
    page = text(client, PAGE.format(strategy.pk))
    for words in ("1.8億円", "1,000万円", "2.1億円", "8,400万円"):
        assert words in page, words


def test_the_share_may_count_deals(strategy, client_for):
    save(client_for("marketer"), strategy, share_of="won", average_deal_size_all="250万")
    # 400,000,000 ÷ 2,500,000 = 160 deals, 40 % of them by marketing.
    assert calculation_of(goal_of(strategy)).need("won").exact == 64


def test_targets_fall_into_the_month_in_which_they_are_needed(strategy, client_for):
    client = client_for("marketer")
    goal = goal_of(strategy)
    weights = [Decimal(0)] * 11 + [Decimal(1)]
    Goal.objects.filter(pk=goal.pk).update(month_weights=weights)
    save(client, strategy, **LAG)
    rows = PlanTarget.objects.filter(artefact=goal.artefact)
    by_month = [row.value for row in rows.filter(metric="lead").order_by("month")]
    # Everything is won in the twelfth month; 20/30/30/20 % of its leads come 3/4/5/6 months before.
    assert [round_half_up_int(value) for value in by_month] == [0] * 5 + [1067, 1600, 1600, 1067] + [0] * 3
    assert [row.value for row in rows.filter(metric="won").order_by("month")][-1] == 80


def test_later_years_grow_and_have_their_own_numbers(strategy, client_for):
    client = client_for("marketer")
    fields = {"year_2_growth": "20", "year_3_growth": "-10", "year_3_rates.sql_to_won": "30"}
    assert save(client, strategy, **fields).status_code == 302
    assert detail_of(draft(strategy, "goal"))["years"] == [
        {"growth": "0.2"},
        {"growth": "-0.1", "rates": {"sql_to_won": "0.3"}},
    ]
    years = plan_result(goal_of(strategy)).years
    assert [year.counts["won"] for year in years] == [80, 96, Fraction("86.4")]
    assert years[2].counts["lead"] == Fraction("86.4") / Fraction("0.018")
    page = text(client, PAGE.format(strategy.pk))
    table = page.split('id="h-years"')[1].split("</table>")[0]
    for words in ("1年目", "5,333", "2年目", "4.8億円", "6,400", "3年目", "4,800"):
        assert words in table, words
    # The targets of this year stay those of the first year.
    assert leads(strategy) == Fraction(16000, 3)


def test_what_a_customer_is_worth_stands_beside_what_it_costs(strategy, client_for):
    client = client_for("marketer")
    fields = {"cost_per_lead": "1万", "gross_margin": "60", "annual_churn": "20", "sales_cost": "2000万"}
    save(client, strategy, **fields)
    page = text(client, PAGE.format(strategy.pk))
    # LTV 2,000,000 × 60 % × 5 years; CAC (53,333,333 + 20,000,000) ÷ 80 = 916,667; LTV ÷ CAC 6.5; payback 9.2 months.
    for words in ("600万円", "91.7万円", "6.5", "9.2"):
        assert words in page, words


def test_measured_rates_leave_the_segments_their_own(strategy, client_for):
    save(client_for("marketer"), strategy, **SEGMENTS)
    ask = leads_asker(goal_of(strategy))
    assert ask({}) == 6400
    # The second segment keeps its own 10 %.
    assert ask({"lead_to_mql": Fraction("0.4")}) == Fraction(3200, 3) + Fraction(12800, 3)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({**SEGMENTS, "segment_2_revenue_share": "30"}, "割合の合計が90%です。100%になるようにしてください"),
        ({"segment_1_revenue_share": "100"}, "区分の名前を入力してください"),
        ({"segment_1_name": "製造業"}, "入力してください"),
        ({**SEGMENTS, "segment_2_name": "製造業"}, "同じ名前の区分があります"),
        ({**CHANNELS, "channel_2_lead_share": "50"}, "割合の合計が110%です"),
        ({**CHANNELS, "channel_2_ramp.full": "3"}, "小さいほうの値が大きいほうの値を超えています"),
        ({"existing_revenue": "5億", "renewal_rate": "90"}, "新規に必要な売上がありません"),
        ({"year_2_growth": "-100"}, "-100より大きく"),
        ({"season_0": "x"}, "数字で入力してください"),
    ],
)
def test_what_makes_no_plan_is_refused_beside_its_field(strategy, client_for, fields, words):
    answer = save(client_for("marketer"), strategy, **fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page and "field--bad" in page
    assert not PlanDetail.objects.exists()


def test_a_row_keeps_its_key_and_can_be_taken_away(strategy, client_for):
    client = client_for("marketer")
    save(client, strategy, **SEGMENTS)
    first, second = detail_of(draft(strategy, "goal"))["segments"]
    page = text(client, PAGE.format(strategy.pk))
    assert f'value="remove:segments:{first["key"]}"' in page
    keys = {"segment_1_key": first["key"], "segment_2_key": second["key"]}
    changed = SEGMENTS | keys | {"segment_2_revenue_share": "100", "segment_1_revenue_share": "0.01"}
    token = draft(strategy, "goal").token
    client.post(
        PAGE.format(strategy.pk),
        {
            "token": token,
            **changed,
            "segment_1_name": "",
            "segment_1_revenue_share": "",
            "segment_1_average_deal_size": "",
        },
    )
    assert detail_of(draft(strategy, "goal"))["segments"] == [
        {"key": second["key"], "name": "IT・サービス", "rates": {"lead_to_mql": "0.1"}, "revenue_share": "1"}
    ]
    token = draft(strategy, "goal").token
    action = {"token": token, "action": f"remove:segments:{second['key']}", "segment_1_key": second["key"]}
    client.post(PAGE.format(strategy.pk), {**action, "segment_1_name": "IT", "segment_1_revenue_share": "100"})
    assert "segments" not in detail_of(draft(strategy, "goal"))


def test_a_scenario_becomes_the_plan_and_the_plan_stays_beside_it(strategy, client_for):
    client = client_for("marketer")
    fields = {"scenario_1_name": "慎重", "scenario_1_mql_to_sql": "25", "scenario_1_average_deal_amount": "250万"}
    save(client, strategy, **fields)
    token = draft(strategy, "goal").token
    client.post(PAGE.format(strategy.pk), {"token": token, "action": "adopt:慎重", **fields})
    goal = goal_of(strategy)
    assert (goal.rates["mql_to_sql"], goal.average_deal_amount) == ("0.25", Decimal(2500000))
    assert goal.provenance["mql_to_sql"] == {"kind": "assumed"}
    assert detail_of(goal.artefact)["scenarios"] == [
        {"name": "これまでの計画", "average_deal_amount": "2000000", "mql_to_sql": "0.3"}
    ]
    assert leads(strategy) == 64 / Fraction("0.0125")


def test_changes_of_the_parts_are_told_in_words(strategy, client_for):
    client = client_for("marketer")
    save(client, strategy, **SEGMENTS | CHANNELS | {"year_2_growth": "20", "annual_churn": "10"})
    page = text(client, f"/w/acme/s/{strategy.pk}/l1/check")
    for words in (
        "製造業",
        "売上目標の割合",
        "60.0%",
        "300万円",
        "展示会",
        "リード単価（CPL）",
        "8,000円",
        "2年目",
        "20.0%",
        "年間の解約率",
    ):
        assert words in page, words


def test_the_mix_of_layer_3_becomes_the_channels_of_the_plan(strategy, client_for):
    client = client_for("marketer")
    assert mix_channels(strategy) == []
    assert "チャネルミックスから取り込む" not in text(client, PAGE.format(strategy.pk))
    artefact = start_draft(strategy=strategy, kind="channels", actor=None)
    channels = PlannedChannel.objects.filter(artefact=artefact)
    assert channels.filter(key__in=["seo", "event", "webinar"]).update(is_active=True) == 3
    channels.filter(key__in=["seo", "event", "webinar"]).update(
        monthly_lead_count=30, monthly_cost_amount=300000, starts_on=strategy.starts_on
    )
    rows = mix_channels(strategy)
    assert sorted(row["lead_share"] for row in rows) == ["0.333", "0.333", "0.334"]
    assert {row["cost_per_lead"] for row in rows} == {"10000"}
    assert all(row["ramp"]["starts"] == "1" for row in rows)
    assert "チャネルミックスから取り込む" in text(client, PAGE.format(strategy.pk))
    token = draft(strategy, "goal").token
    client.post(PAGE.format(strategy.pk), {"token": token, "action": "take:channels"})
    assert detail_of(latest_artefact(strategy, ArtefactKind.GOAL))["channels"] == rows


@pytest.mark.parametrize(
    "document",
    [
        {"segments": [{"name": "a", "revenue_share": "1"}]},
        {"segments": [{"key": "a", "name": "a"}, {"key": "a", "name": "b"}]},
        {"channels": [{"key": "a", "name": "a", "ramp": {"x": "1"}}]},
        {"years": [{"growth": "-1"}]},
        {"years": [{}, {}, {}]},
        {"share_of": "deals"},
        {"lead_season": ["1"]},
        {"split": {"renewal": "5"}},
    ],
)
def test_parts_of_another_shape_are_refused(document):
    with pytest.raises(ValidationError):
        PlanDetail(document=document).clean()
