"""現状分析: what the records know of its items, in sentences, with the worked figures of docs/calculations.md 「記録からわかること」."""
# japanese-data

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from channels.models import ContentAsset
from crm.models import Consent
from kpi.models import DailyFigure
from nurturing.models import HandOff
from strategy.models import Assessment, Strategy
from strategy.state.known import known_of
from strategy.state.sections import ITEMS
from tests.factories import make_company, make_deal, make_source
from tests.kpi.conftest import NOW, TODAY, entered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
OCTOBER = dt.date(2026, 10, 14)

# The worked table: item → what the page says.
SENTENCES = {
    "business.goal": "売上目標 4億円、うちマーケが担う割合 40.0%",
    "business.price": "平均受注単価 240万円（受注6件）",
    "business.products": "受注の多い商品: 標準 4件、上位 2件",
    "business.segments": "受注した会社の業種: 製造業 6件",
    "customers.won": "この24か月の受注 6件、合計1,440万円",
    "customers.lost": "この24か月の失注 3件（価格 2件、時期 1件）",
    "customers.churned": "この24か月の解約 1件",
    "funnel.leads": "この12か月のリード 40件（月平均3件）",
    "funnel.mqls": "この12か月のMQL 10件、SQL（＝商談） 4件、リード→MQL率 25.0%",
    "funnel.by_channel": "リードの多い流入元: Web広告 60%、紹介 40%",
    "channels.leads": "この12か月のリード: Web広告 24件、紹介 16件",
    "channels.spend": "この12か月の費用 40万円、リード単価（CPL）1万円",
    "lists.size": "連絡先 40件",
    "lists.consent": "メールの同意の根拠: 本人の同意 2件、名刺交換 1件、記録なし 37件",
    "nurture.mails": "この90日の配信 1,200通",
    "nurture.results": "この90日の開封率 25.0%（配信 1,200通）",
    "content.inventory": "公開中のコンテンツ 2本、公開前 1本",
    "content.by_stage": "公開中: 認知 2本、検討 0本、決定 0本",
    "content.sales_use": "営業が使っている資料: 用語集",
    "sales.response": "初回対応の中央値 2.0営業時間。この90日の引き渡し5件のうち、対応の記録があるのは100%です",
    "sales.stages": "商談の段階: 提案",
    "sales.follow_up": "この90日に期限の来た引き渡し5件のうち、期限内の対応は60%です",
    "sales.reasons": "戻した理由（この90日）: 時期が先 2件、ニーズなし 1件",
}


@pytest.fixture
def recorded(strategy: Strategy) -> Strategy:
    """Forty leads of two sources, ten MQLs, four SQLs, nine closed deals, five hand-offs, mails and costs."""
    workspace = strategy.workspace
    web, referral = (make_source(workspace=workspace, name=name) for name in ("Web広告", "紹介"))
    stages = ["lead"] * 30 + ["mql"] * 6 + ["sql"] * 4
    leads = [
        entered(workspace, stage, OCTOBER, source=web if place < 24 else referral) for place, stage in enumerate(stages)
    ]
    for lead, basis in zip(leads, ("opt_in", "opt_in", "business_card"), strict=False):
        Consent.objects.create(workspace=workspace, lead=lead, basis=basis, status="ok")
    _deals(strategy)
    _handoffs(strategy, leads)
    for metric, value in (("cost", 400_000), ("lead", 40), ("mail_sent", 1200), ("mail_opened", 300)):
        DailyFigure.objects.create(workspace=workspace, day=OCTOBER, metric=metric, value=value)
    for title, state in (("入門", "published"), ("用語集", "published"), ("事例", "planned")):
        ContentAsset.objects.create(
            workspace=workspace,
            strategy=strategy,
            title=title,
            stage_key="awareness",
            role_key="researcher",
            state=state,
            sales_use="used" if title == "用語集" else "",
        )
    return strategy


def _deals(strategy: Strategy) -> None:
    workspace = strategy.workspace
    maker = make_company(workspace=workspace, industry="製造業")
    for place in range(6):
        make_deal(
            workspace=workspace,
            company=maker,
            outcome="won",
            closed_on=OCTOBER,
            amount=Decimal(2_400_000),
            product="標準" if place < 4 else "上位",
            churned_on=TODAY - dt.timedelta(days=3) if place == 0 else None,
        )
    make_deal(workspace=workspace, outcome="open", stage="提案", opened_on=OCTOBER)
    make_deal(workspace=workspace, outcome="won", closed_on=dt.date(2024, 3, 1), amount=Decimal(9_000_000))
    for reason in ("価格", "価格", "時期"):
        make_deal(workspace=workspace, outcome="lost", closed_on=OCTOBER, lost_reason=reason)


def _handoffs(strategy: Strategy, leads: list) -> None:  # type: ignore[type-arg]
    """Three answered in time, two late; three of the five came back."""
    due = NOW - dt.timedelta(days=4)
    reasons = ("bad_timing", "bad_timing", "no_need", "", "")
    for place, (lead, reason) in enumerate(zip(leads, reasons, strict=False)):
        answered = due + dt.timedelta(hours=-1 if place < 3 else 5)
        HandOff.objects.create(
            workspace=strategy.workspace,
            journey=lead.journeys.get(),
            lead=lead,
            state="returned" if reason else "accepted",
            return_reason=reason,
            delivered_at=NOW - dt.timedelta(days=5),
            due_at=due,
            accepted_at=None if reason else answered,
            returned_at=answered if reason else None,
        )


def test_the_worked_table(recorded: Strategy) -> None:
    found = known_of(recorded, TODAY)
    assert {key: found.get(key) for key in SENTENCES} == SENTENCES
    assert set(found) <= {item.key for item in ITEMS}


def test_without_records_nothing_is_claimed(strategy: Strategy) -> None:
    assert set(known_of(strategy, TODAY)) == {"business.goal"}


def test_a_target_that_is_only_typical_is_not_known(strategy: Strategy) -> None:
    goal = strategy.artefacts.get(kind="goal").goal
    goal.provenance = {"revenue_target_amount": {"kind": "template"}}
    goal.save()
    assert known_of(strategy, TODAY) == {}


def test_what_the_records_know_need_not_be_typed_and_is_never_unknown(recorded: Strategy, client_for) -> None:  # type: ignore[no-untyped-def]
    path = f"/w/acme/s/{recorded.pk}/diagnosis"
    client = client_for("marketer")
    page = client.get(f"{path}/facts/customers").content.decode()
    assert SENTENCES["customers.won"] in page
    assert 'name="customers.ltv-unknown"' in page and 'name="customers.won-unknown"' not in page
    Assessment.objects.create(
        workspace=recorded.workspace,
        strategy=recorded,
        facts={
            "customers.won": {"text": "", "unknown": True},
            "customers.lost": {"text": "価格で負ける", "unknown": False},
            "customers.ltv": {"text": "", "unknown": True},
        },
    )
    overview = client.get(path)
    [customers] = [one for one in overview.context["parts"].sections if one.section.key == "customers"]
    assert (customers.answered, customers.recorded, customers.unknown, customers.total) == (4, 2, 1, 4)
    assert "（記録から2）" in overview.content.decode()
