"""A file of past deals dropped at the start: 目安 becomes 実績(n)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.models import Deal, ImportRun
from strategy.models import Goal
from strategy.selectors.deal_actuals import deal_actuals
from tests.strategy.test_start_pages import SIX, numbers

TODAY = dt.date(2026, 11, 20)


def deals(workspace, *, won: int, lost: int, amount: int = 3_000_000, days: int = 91) -> None:
    closed = dt.date.today() - dt.timedelta(days=40)
    common = {"workspace": workspace, "closed_on": closed, "opened_on": closed - dt.timedelta(days=days)}
    Deal.objects.bulk_create(
        [Deal(external_id=f"w{n}", outcome="won", amount=Decimal(amount), **common) for n in range(won)]
        + [Deal(external_id=f"l{n}", outcome="lost", **common) for n in range(lost)]
    )


@pytest.fixture
def client(client_for):
    return client_for("marketer")


def test_the_three_numbers_that_deals_know(acme):
    deals(acme, won=12, lost=28)
    found = deal_actuals(acme, dt.date.today())
    assert {key: (actual.value, actual.n) for key, actual in found.items()} == {
        "average_deal_amount": (Decimal(3_000_000), 12),
        "sales_cycle_months": (Decimal("3.0"), 12),
        "sql_to_won": (Decimal("0.300"), 40),
    }


def test_too_few_deals_say_nothing(acme):
    deals(acme, won=4, lost=20)
    assert deal_actuals(acme, dt.date.today()) == {}


def test_only_won_deals_have_no_rate(acme):
    deals(acme, won=40, lost=0)
    assert set(deal_actuals(acme, dt.date.today())) == {"average_deal_amount", "sales_cycle_months"}


def test_the_start_page_fills_empty_fields_from_the_records(acme, client):
    deals(acme, won=12, lost=28)
    page = client.get("/w/acme/strategies/new/numbers?industry=saas").content.decode()
    assert "空欄なら実績 300万円（n=12）" in page
    assert "空欄なら実績 30.0%（n=40）" in page
    assert "空欄なら目安 20%" in page
    numbers(client, average_deal_amount="", sql_to_won="")
    goal = Goal.objects.get()
    assert (goal.average_deal_amount, goal.rates["sql_to_won"]) == (Decimal(3_000_000), "0.3")
    assert (goal.provenance["average_deal_amount"]["kind"], goal.provenance["sql_to_won"]["n"]) == ("actual", 40)
    assert goal.sales_cycle_months == 3
    assert goal.provenance["revenue_target_amount"]["kind"] == "assumed"


def test_a_drafted_plan_takes_the_records_where_it_holds_a_typical_value(acme, client):
    answer = numbers(client, average_deal_amount="")
    deals(acme, won=12, lost=28)
    page = client.get(answer["Location"]).content.decode()
    assert "目安を実績に置き換える" in page and "平均受注単価 300万円（n=12）" in page
    strategy = Goal.objects.get().artefact.strategy_id
    page = client.post(f"/w/acme/s/{strategy}/start/deals", follow=True).content.decode()
    goal = Goal.objects.get()
    assert (goal.average_deal_amount, goal.sales_cycle_months) == (Decimal(3_000_000), 3)
    assert goal.rates["sql_to_won"] == "0.25"  # typed by a person
    assert "実績 n=12" in page and "目安を実績に置き換える" not in page


def test_a_dropped_file_goes_the_way_of_every_file_and_leads_back(acme, client):
    client.post("/w/acme/strategies/new/numbers", SIX, headers={"X-Autosave": "1"})
    text = "商談ID,会社名,金額(万円),結果,商談開始日,受注日\nD1,株式会社一,300,受注,2026/01/10,2026/04/10\n"
    file = SimpleUploadedFile("過去の商談.csv", text.encode("cp932"))
    back = "/w/acme/strategies/new/numbers?industry=saas"
    answer = client.post("/w/acme/strategies/new/deals", {"file": file, "next": back})
    run = ImportRun.objects.get()
    assert answer["Location"] == f"/w/acme/data/import/{run.pk}"
    assert (run.entity, run.state) == ("deals", "mapping")
    ImportRun.objects.update(state="done", is_dry_run=False)
    page = client.get(answer["Location"]).content.decode()
    assert "戦略に戻る" in page and "industry=saas" in page
    page = client.get(back).content.decode()
    assert "４億円" in page  # what was typed is still there


@pytest.mark.parametrize("file", [None, SimpleUploadedFile("x.csv", b"")])
def test_a_file_that_is_none_says_so_and_leads_back(acme, client, file):
    answer = client.post("/w/acme/strategies/new/deals", {"file": file} if file else {})
    assert answer["Location"].endswith("/strategies/new/numbers")
    assert not ImportRun.objects.exists()
