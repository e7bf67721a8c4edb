"""The pages of companies, deals, sources and daily figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from crm.models import ChangedDay, Company, Deal, Journey, SeriesMetric, SeriesValue, Source
from tests.factories import make_company, make_deal, make_journey, make_lead, make_source
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db


def test_a_company_is_added_by_hand_and_amounts_are_read_as_typed(client_for: Any, acme: Workspace) -> None:
    values = {
        "name": "株式会社青空製作所",
        "employee_count": "320",
        "annual_revenue_amount": "１２億円",
        "gross_margin_rate": "45%",
    }
    answer = client_for("marketer").post("/w/acme/companies/new", values)
    company = Company.objects.for_workspace(acme).get()
    assert answer.status_code == 302
    assert (company.annual_revenue_amount, company.gross_margin_rate) == (Decimal("1200000000"), Decimal("0.45"))


def test_a_wrong_corporate_number_is_named_and_nothing_is_lost(client_for: Any, acme: Workspace) -> None:
    page = client_for("marketer").post("/w/acme/companies/new", {"name": "青空製作所", "corporate_number": "123"})
    assert page.status_code == 422
    assert "13桁" in page.content.decode() and "青空製作所" in page.content.decode()


def test_winning_a_deal_moves_its_lead_to_customer(client_for: Any, acme: Workspace) -> None:
    lead = make_lead(workspace=acme, email="taro@aozora.example")
    make_journey(lead=lead, stage="mql")
    values = {
        "name": "在庫管理",
        "lead": "taro@aozora.example",
        "amount": "200万円",
        "outcome": "won",
        "opened_on": "2026-10-05",
        "closed_on": "2026-11-10",
    }
    assert client_for("sales").post("/w/acme/deals/new", values).status_code == 302
    assert Deal.objects.for_workspace(acme).get().amount == Decimal("2000000")
    assert Journey.objects.for_workspace(acme).get().stage == "customer"


def test_a_won_deal_needs_its_day_and_amount(client_for: Any) -> None:
    page = client_for("sales").post("/w/acme/deals/new", {"name": "在庫管理", "outcome": "won"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"closed_on", "amount"}


def test_a_taken_external_id_is_named(client_for: Any, acme: Workspace) -> None:
    make_company(workspace=acme, external_id="C1")
    page = client_for("marketer").post("/w/acme/companies/new", {"name": "別の会社", "external_id": "C1"})
    assert page.status_code == 422 and "外部ID" in page.content.decode()


def test_the_deal_list_opens_what_a_figure_counts(client_for: Any, acme: Workspace) -> None:
    fair = make_lead(workspace=acme, source=make_source(workspace=acme, name="展示会", origin="marketing"))
    for day, outcome, lead in [(1, "won", fair), (5, "won", None), (9, "lost", fair)]:
        make_deal(workspace=acme, lead=lead, outcome=outcome, closed_on=dt.date(2026, 10, day), amount=Decimal(1000000))
    page = client_for("viewer").get(
        "/w/acme/deals/?outcome=won&origin=marketing&closed_from=2026-10-01&closed_to=2026-10-31"
    )
    assert (page.context["n"], page.context["amount"]) == (1, Decimal(1000000))
    unknown = client_for("viewer").get("/w/acme/deals/?outcome=won&origin=unknown")
    assert unknown.context["n"] == 1


def test_without_ltv_a_company_shows_the_sum_of_its_wins(client_for: Any, acme: Workspace) -> None:
    company = make_company(workspace=acme)
    make_deal(workspace=acme, company=company, outcome="won", closed_on=dt.date(2026, 10, 1), amount=Decimal(3000000))
    text = client_for("viewer").get(f"/w/acme/companies/{company.pk}").content.decode()
    assert "累計受注額" in text and "300万円" in text


def test_marking_a_source_counts_its_days_anew(client_for: Any, acme: Workspace) -> None:
    source = make_source(workspace=acme, name="紹介", origin="")
    make_journey(lead=make_lead(workspace=acme, source=source), stage="mql")
    ChangedDay.objects.all().delete()
    client_for("marketer").post("/w/acme/data/sources", {f"origin-{source.pk}": "sales", f"channel-{source.pk}": ""})
    source.refresh_from_db()
    assert source.origin == Source.Origin.SALES
    assert AuditEntry.objects.for_workspace(acme).filter(action="source.marked").count() == 1


def test_the_grid_saves_what_is_typed_and_blanks_remove(client_for: Any, acme: Workspace) -> None:
    client = client_for("marketer")
    client.get("/w/acme/data/series")
    visits = SeriesMetric.objects.for_workspace(acme).get(key="site_visits")
    cell = f"v-{visits.pk}-2026-11-20"
    client.post("/w/acme/data/series?to=2026-11-20", {cell: "１，２００"})
    assert SeriesValue.objects.for_workspace(acme).get().value == 1200
    client.post("/w/acme/data/series?to=2026-11-20", {cell: ""})
    assert not SeriesValue.objects.for_workspace(acme).exists()


def test_a_cell_that_is_no_number_is_shown_again_as_typed(client_for: Any, acme: Workspace) -> None:
    client = client_for("marketer")
    client.get("/w/acme/data/series")
    visits = SeriesMetric.objects.for_workspace(acme).get(key="site_visits")
    page = client.post("/w/acme/data/series?to=2026-11-20", {f"v-{visits.pk}-2026-11-20": "たくさん"})
    assert page.status_code == 422 and "たくさん" in page.content.decode()
    assert not SeriesValue.objects.exists()


def test_lists_ask_the_same_number_of_questions_for_3_rows_and_30(
    client_for: Any, acme: Workspace, django_assert_max_num_queries: Any
) -> None:
    client = client_for("viewer")
    for _number in range(30):
        make_deal(workspace=acme, company=make_company(workspace=acme), lead=make_lead(workspace=acme))
    for path in ("/w/acme/deals/", "/w/acme/companies/"):
        with django_assert_max_num_queries(20):
            assert client.get(path).status_code == 200
