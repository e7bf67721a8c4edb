"""The three design steps of Layer 4: stages, MQL rule, SLA."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.urls import reverse

from crm import lifecycle
from crm.models import Stage, StageDefinition
from nurturing.content import create_rule, rule_snapshot
from nurturing.layer import display_rule_value
from nurturing.models import MqlRule, ReturnDestination, ScoreRule, Sla
from nurturing.selectors.design_pages import untracked_rules
from strategy.layers import report_for
from strategy.selectors import latest_artefact
from strategy.services.goals import GoalEntry
from strategy.services.strategies import create_strategy
from tests.factories import make_activity, make_company, make_journey, make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(acme, cast):
    return create_strategy(workspace=acme, actor=cast["marketer"].user, today=acme.today(), goal=GoalEntry())


@pytest.fixture
def address(acme, plan):
    return lambda step: reverse(f"nurturing:{step}", args=[acme.slug, plan.pk])


def draft(plan, kind):
    return latest_artefact(plan, kind)


def rule_fields(page):
    """Every field of the rule's form as the page sends it."""
    html = page.content.decode()
    form = page.context["form"]
    sent = {"token": re.search(r'name="token" value="(\d+)"', html)[1], "action": "stay"}
    for bound in form:
        value = bound.field.prepare_value(bound.initial)
        sent[bound.html_name] = "" if value is None else value
    return sent


# ---- stages ----


def test_the_framework_s_six_stages_are_there_to_edit(client_for, address, acme):
    page = client_for("marketer").get(address("stages"))
    html = page.content.decode()
    for words in ("メルマガ登録だけ", "ホワイトペーパーDL、セミナー申込み", "ヒアリング後の判定", "契約締結"):
        assert words in html
    assert not StageDefinition.objects.exists()
    sent = {bound.html_name: bound.initial for bound in page.context["form"]}
    sent["rows-mql-move_condition"] = "60点以上、または問い合わせ"
    answer = client_for("marketer").post(address("stages"), sent)
    assert answer.status_code == 302 and answer["Location"] == address("scoring")
    assert StageDefinition.objects.get(key=Stage.MQL).move_condition == "60点以上、または問い合わせ"
    sent["rows-sql-definition"] = ""
    refused = client_for("marketer").post(address("stages"), sent)
    assert refused.status_code == 422 and "「SQL」の定義が未入力です" in refused.content.decode()


# ---- MQL rule ----


def test_the_shipped_rule_is_in_the_workspace_s_language(client_for, address, plan):
    html = client_for("marketer").get(address("scoring")).content.decode()
    for words in ("属性スコア", "行動スコア", "料金ページの閲覧", "すぐにMQL", "対象外", "30日以内に3日以上訪問"):
        assert words in html
    rule = MqlRule.objects.get(artefact=draft(plan, "mql_rule"))
    assert (rule.threshold, rule.fit_cap, rule.engagement_cap, rule.comparison) == (60, 50, 50, "gte")


def test_points_threshold_and_order_are_saved(client_for, address, plan):
    client = client_for("marketer")
    sent = rule_fields(client.get(address("scoring")))
    pricing = ScoreRule.objects.get(key="pricing")
    sent[f"rows-{pricing.pk}-points"] = "＋１５点"
    sent["threshold"] = "６５"
    assert client.post(address("scoring"), sent).status_code == 302
    pricing.refresh_from_db()
    assert (pricing.points, pricing.condition, pricing.per_rule_cap) == (15, {"type": "pricing"}, 20)
    assert MqlRule.objects.get().threshold == 65

    sent = rule_fields(client.get(address("scoring"))) | {"action": f"down-{pricing.pk}"}
    client.post(address("scoring"), sent)
    order = list(ScoreRule.objects.filter(axis="engagement").order_by("position").values_list("key", flat=True))
    assert order[:2] == ["case-study", "pricing"]


def test_saving_an_untouched_page_changes_nothing(client_for, address, plan):
    """Every shipped condition survives the way through the form, the composed ones too."""
    before = list(
        ScoreRule.objects.order_by("axis", "position").values(
            "key", "position", "condition", "points", "decay", "per_rule_cap"
        )
    )
    client = client_for("marketer")
    client.post(address("scoring"), rule_fields(client.get(address("scoring"))))
    after = list(
        ScoreRule.objects.order_by("axis", "position").values(
            "key", "position", "condition", "points", "decay", "per_rule_cap"
        )
    )
    assert before == after


def test_conditions_are_added_and_deleted(client_for, address, plan):
    client = client_for("marketer")
    sent = rule_fields(client.get(address("scoring")))
    sent |= {
        "rows-new-fit-field": "company.employee_count",
        "rows-new-fit-op": "between",
        "rows-new-fit-value": "1,000〜4,999",
        "rows-new-fit-points": "5",
        "action": "add",
    }
    assert client.post(address("scoring"), sent).status_code == 302
    added = ScoreRule.objects.get(key="fit-1")
    assert added.condition == {"field": "company.employee_count", "op": "between", "value": [1000, 4999]}
    assert added.name == "従業員数が1,000〜4,999"
    sent = rule_fields(client.get(address("scoring"))) | {"action": f"delete-{added.pk}"}
    client.post(address("scoring"), sent)
    assert not ScoreRule.objects.filter(key="fit-1").exists()


def test_what_cannot_be_read_is_said_beside_the_field(client_for, address, plan):
    client = client_for("marketer")
    sent = rule_fields(client.get(address("scoring")))
    size = ScoreRule.objects.get(key="icp-size")
    sent[f"rows-{size.pk}-value"] = "たくさん"
    answer = client.post(address("scoring"), sent)
    assert answer.status_code == 422
    assert "範囲は「100〜999」のように入力してください" in answer.content.decode()


def test_without_history_ten_example_leads_are_scored(client_for, address, plan):
    client = client_for("marketer")
    page = client.get(address("scoring"))
    assert "例のリード10件に当てはめた結果" in page.content.decode()
    examples = page.context["preview"].examples
    assert len(examples) == 10
    assert [one.name for one in examples if one.qualifies]
    assert [one.name for one in examples if not one.qualifies]
    typed = rule_fields(page) | {"threshold": "100"}
    part = client.post(address("scoring-preview"), typed)
    assert not [one.name for one in part.context["preview"].examples if one.qualifies and not one.is_direct]


def history(acme, *, leads=60, wins=3):
    """Leads of a year with 40 points, ten of them with 60; winners with 60, 60 and 55."""
    made = []
    for number in range(leads):
        lead = make_lead(
            workspace=acme,
            job_title="部長",
            department="購買部",
            company=make_company(workspace=acme, industry="製造業", employee_count=200),
            created_on=acme.today() - dt.timedelta(days=5 * number),
        )
        made.append(make_journey(lead=lead, entered_at=acme.local_midnight(lead.created_on)))
        if number < 10:
            for _ in range(2):
                make_activity(lead=lead, type="pricing", occurred_at=acme.local_midnight(acme.today()))
    for journey in made[8 : 8 + wins]:
        moment = acme.local_midnight(acme.today())
        lifecycle.move_stage(journey=journey, to_stage=Stage.CUSTOMER, occurred_at=moment, origin="deal")
    return made


def test_with_history_it_says_how_many_a_month_and_whom_it_misses(acme, client_for, address, plan):
    history(acme)
    client = client_for("marketer")
    page = client.get(address("scoring"))
    preview = page.context["preview"]
    # 15 + 10 + 10 + 8 = 43 for the attributes, 20 for two looks at the prices
    assert preview.preview.leads == 60 and preview.preview.passing[63] == 10 and preview.preview.passing[43] == 50
    assert (preview.outcome.mqls, preview.outcome.wins, len(preview.outcome.missed)) == (10, 3, 1)
    html = page.content.decode()
    assert "60点なら、月1件がMQLになります" in html
    assert "受注した3件のうち1件は、この基準では届いていませんでした" in html
    assert "Wilson" not in html and "リフト" not in html
    figures = json.loads(re.search(r'<script id="scoring-figures" type="application/json">(.*?)</script>', html)[1])
    assert sum(figures["passing"]) == 60
    lower = client.post(address("scoring-preview"), rule_fields(page) | {"threshold": "40"})
    assert lower.context["preview"].outcome.mqls == 60


def test_what_somebody_did_as_a_customer_is_no_reason_to_have_called_them(acme, plan):
    journey = history(acme)[20]
    won_at = acme.local_midnight(acme.today() - dt.timedelta(days=10))
    lifecycle.move_stage(journey=journey, to_stage=Stage.CUSTOMER, occurred_at=won_at, origin="deal")
    make_activity(lead=journey.lead, type="pricing", occurred_at=won_at + dt.timedelta(days=1))
    from nurturing.selectors.previews import rule_preview
    from nurturing.selectors.rule_models import model_of

    rule = MqlRule.objects.select_related("artefact").get()
    found = rule_preview(acme, model_of(rule), today=acme.today())
    assert next(win.score for win in found.wins if win.lead_id == journey.lead_id) == 43


def test_a_condition_on_something_nobody_records_is_named(acme, client_for, address, plan):
    rules = list(ScoreRule.objects.all())
    assert untracked_rules(acme, rules) == {}
    make_activity(lead=make_lead(workspace=acme), type="pricing")
    found = untracked_rules(acme, rules)
    assert "pricing" not in found and found["event-card"] == "展示会での名刺交換"
    assert "計測されていない行動です" in client_for("marketer").get(address("scoring")).content.decode()
    links = report_for(4).broken_links(plan)
    assert len(links) == 1 and "/l4/scoring#rule-" in links[0].url


def test_the_rule_follows_the_icp(acme, plan):
    from targeting.models import IcpRule

    icp = draft(plan, "icp")
    IcpRule.objects.create(workspace=acme, artefact=icp, attribute="company.industry", values=["物流", "小売"])
    ScoreRule.objects.all().delete()
    MqlRule.objects.all().delete()
    create_rule(draft(plan, "mql_rule"))
    condition = ScoreRule.objects.get(key="icp-industry").condition
    assert condition == {"field": "company.industry", "op": "in", "value": ["物流", "小売"]}


# ---- SLA ----


def sla_fields(page):
    sent = {"token": re.search(r'name="token" value="(\d+)"', page.content.decode())[1], "action": "stay"}
    for bound in page.context["form"]:
        value = bound.initial
        if isinstance(value, bool):
            sent |= {bound.html_name: "on"} if value else {}
        else:
            sent[bound.html_name] = "" if value is None else str(value)
    return sent


def test_six_fields_print_one_sentence(client_for, address, plan):
    client = client_for("marketer")
    page = client.get(address("sla"))
    assert "4営業時間以内に電話で初回対応し、10営業日で5回まで連絡します" in page.content.decode()
    typed = sla_fields(page) | {"response_hours": "2.5", "method": "メール"}
    part = client.post(address("sla-sentence"), typed)
    assert "2.5営業時間以内にメールで初回対応し" in part.content.decode()
    assert client.post(address("sla"), typed).status_code == 302
    assert Sla.objects.get().method == "メール"


def test_every_reason_has_a_destination_or_is_a_broken_link(client_for, address, plan):
    client = client_for("marketer")
    assert ReturnDestination.objects.exclude(destination="").count() == 10
    assert report_for(4).broken_links(plan) == []
    sent = sla_fields(client.get(address("sla"))) | {"to-bad_timing": "", "method": ""}
    client.post(address("sla"), sent)
    links = report_for(4).broken_links(plan)
    assert [link.url.partition("#")[2] for link in links] == ["field-method", "field-to-bad_timing"]
    html = client.get(address("sla")).content.decode()
    assert 'id="field-to-bad_timing"' in html and 'id="field-method"' in html


def test_acceptance_by_default_asks_for_its_hours(client_for, address, plan):
    client = client_for("marketer")
    sent = sla_fields(client.get(address("sla"))) | {"is_auto_accept_on": "on"}
    answer = client.post(address("sla"), sent)
    assert answer.status_code == 422 and "自動受領までの営業時間が未入力です" in answer.content.decode()


def test_readers_see_the_pages_and_save_nothing(client_for, address, plan):
    for step in ("stages", "scoring", "sla"):
        assert client_for("executive").get(address(step)).status_code == 200
        assert client_for("executive").post(address(step), {}).status_code == 403


def test_the_summary_line(plan):
    assert report_for(4).summary(plan) == "MQL基準 v1・60点・条件27／初回対応 4営業時間"


def test_a_value_with_a_middle_dot_stays_one_value(client_for, address, plan):
    client = client_for("marketer")
    sent = rule_fields(client.get(address("scoring")))
    industry = ScoreRule.objects.get(key="icp-industry")
    sent[f"rows-{industry.pk}-value"] = "製造業、物流・運輸"
    client.post(address("scoring"), sent)
    industry.refresh_from_db()
    assert industry.condition["value"] == ["製造業", "物流・運輸"]


def test_the_order_of_conditions_is_no_change_of_the_rule(client_for, address, plan):
    before = rule_snapshot(draft(plan, "mql_rule"))
    client = client_for("marketer")
    pricing = ScoreRule.objects.get(key="pricing")
    client.post(address("scoring"), rule_fields(client.get(address("scoring"))) | {"action": f"down-{pricing.pk}"})
    assert rule_snapshot(draft(plan, "mql_rule")) == before


def test_the_diff_says_conditions_in_words(acme, plan):
    artefact = draft(plan, "mql_rule")
    row = next(one for one in rule_snapshot(artefact)["rules"] if one["key"] == "icp-size")
    assert display_rule_value(artefact, "rules.*.condition", row["condition"]) == "従業員数が100〜999"
    assert display_rule_value(artefact, "rules.*.points", 15.0) == "15点"
