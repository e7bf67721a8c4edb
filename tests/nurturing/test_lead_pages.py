"""The list, the page and the form of leads: every figure opens its people, every score adds up, nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from crm import lifecycle
from crm.changes import mark_leads_changed
from crm.models import Consent, Journey, Lead, Stage
from nurturing.models import HandOff, MqlRule
from nurturing.services import handoffs
from nurturing.services.rescoring import rescore_changed
from tests.factories import make_activity, make_company, make_deal, make_journey, make_lead, make_source
from tests.nurturing.conftest import NOW, TODAY, days_ago
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def friday_ten_o_clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def marketer(client_for: Any) -> Client:
    return client_for("marketer")


def text_of(response: Any) -> str:
    return response.content.decode()


@pytest.fixture
def mql(acme: Workspace, simple_rule: MqlRule, cast: Any) -> Lead:
    """A lead that crossed the threshold today and was handed over by the rule."""
    company = make_company(workspace=acme, name="株式会社青空製作所", industry="製造業", employee_count=320)
    lead = make_lead(
        workspace=acme,
        full_name="山田 太郎",
        job_title="部長",
        company=company,
        created_on=TODAY,
        source=make_source(workspace=acme, name="ウェビナー"),
    )
    make_journey(lead=lead)
    rescore_changed(acme, as_of=TODAY, now=NOW)
    make_activity(lead=lead, type="pricing", occurred_at=days_ago(1), path="/pricing")
    make_activity(lead=lead, type="pricing", occurred_at=days_ago(40))
    mark_leads_changed(acme, [lead.pk])
    rescore_changed(acme, as_of=TODAY, now=NOW)
    return lead


class TestPage:
    def test_the_score_adds_up_line_by_line(self, marketer: Client, mql: Lead) -> None:
        page = marketer.get(f"/w/acme/leads/{mql.pk}")
        explanation = page.context["story"].explanation
        assert explanation.total == 70 == sum(line.value for line in page.context["ledger"])
        html = text_of(page)
        for words in ("条件 role", "+40", "条件 pricing", "+20", "+10", "20点×0.5", "基準 60点", 'data-total="70.0"'):
            assert words in html

    def test_it_says_why_this_person_became_an_mql(self, marketer: Client, mql: Lead) -> None:
        html = text_of(marketer.get(f"/w/acme/leads/{mql.pk}"))
        assert "この人がMQLになった理由" in html
        assert "11/20(金) 10:00、MQL基準 v1 に達し、70点でMQLになりました" in html

    def test_imported_stages_say_so(self, marketer: Client, acme: Workspace) -> None:
        lead = make_lead(workspace=acme)
        journey = make_journey(lead=lead)
        lifecycle.move_stage(journey=journey, to_stage=Stage.MQL, occurred_at=days_ago(30), origin="import")
        assert "取り込んだ記録によりMQLになりました" in text_of(marketer.get(f"/w/acme/leads/{lead.pk}"))

    def test_stages_stand_in_their_cycles_and_handoffs_with_their_reason(
        self, marketer: Client, mql: Lead, cast: Any
    ) -> None:
        handoff = HandOff.objects.get(lead=mql)
        handoffs.return_handoff(handoff=handoff, actor=cast["sales"].user, now=NOW, reason="bad_timing", note="来期に")
        journey = Journey.objects.get(lead=mql)
        lifecycle.move_stage(journey=journey, to_stage=Stage.MQL, occurred_at=NOW, origin="person")
        page = marketer.get(f"/w/acme/leads/{mql.pk}")
        assert [cycle.number for cycle in page.context["story"].cycles] == [2, 1]
        for words in ("1周目", "2周目", "リードに戻る", "戻した理由: 時期が先", "来期に", "前の周期: 条件 pricing"):
            assert words in text_of(page)

    def test_company_consent_and_activities(self, marketer: Client, acme: Workspace, mql: Lead) -> None:
        make_lead(workspace=acme, company=mql.company)
        make_deal(workspace=acme, company=mql.company, outcome="lost")
        Consent.objects.create(
            workspace=acme, lead=mql, basis="business_card", status="ok", obtained_on=dt.date(2026, 10, 29)
        )
        html = text_of(marketer.get(f"/w/acme/leads/{mql.pk}"))
        for words in (
            "株式会社青空製作所",
            "1名",
            "受注0・失注1・進行中0",
            "メール: 配信可（名刺交換・2026/10/29）",
            "料金ページの閲覧「/pricing」",
            "過去の接点 2件",
        ):
            assert words in html

    def test_without_a_rule_there_is_no_score(self, marketer: Client, acme: Workspace) -> None:
        lead = make_lead(workspace=acme)
        assert "運用中のMQL基準がないため、点数はありません" in text_of(marketer.get(f"/w/acme/leads/{lead.pk}"))

    def test_strangers_find_nothing(self, sam_client: Client, mql: Lead) -> None:
        assert sam_client.get(f"/w/acme/leads/{mql.pk}").status_code == 404
        assert sam_client.get(f"/w/other/leads/{mql.pk}").status_code == 404


class TestForm:
    VALUES = {
        "family_name": "佐々木",
        "given_name": "花子",
        "family_name_kana": "ささき",
        "email": "Ｈanako@Minato.example",
        "company_name": "みなと物流株式会社",
        "job_title": "課長",
        "stage": "lead",
        "consent_basis": "business_card",
        "consent_on": "2026-10-29",
    }

    def test_a_lead_is_added_by_hand(self, client_for: Any, acme: Workspace) -> None:
        source = make_source(workspace=acme)
        answer = client_for("sales").post("/w/acme/leads/new", {**self.VALUES, "source": source.pk})
        lead = Lead.objects.get()
        assert answer["Location"] == f"/w/acme/leads/{lead.pk}"
        assert (lead.full_name, lead.email, lead.family_name_kana) == ("佐々木 花子", "hanako@minato.example", "ササキ")
        assert (lead.company.name, lead.source, lead.created_on) == ("みなと物流株式会社", source, TODAY)
        assert Journey.objects.get().stage == Stage.LEAD and Consent.objects.get().is_mailable

    def test_a_newsletter_sign_up_enters_as_subscriber(self, marketer: Client) -> None:
        marketer.post("/w/acme/leads/new", {**self.VALUES, "stage": "subscriber"})
        assert Journey.objects.get().stage == Stage.SUBSCRIBER

    def test_someone_without_address_and_id_is_named(self, marketer: Client) -> None:
        page = marketer.post("/w/acme/leads/new", {**self.VALUES, "email": ""})
        assert page.status_code == 422 and not Lead.objects.exists()
        assert "メールアドレスか外部IDのどちらかを入力してください" in text_of(
            page
        ) and "みなと物流株式会社" in text_of(page)

    def test_a_taken_external_id_is_named(self, marketer: Client, acme: Workspace) -> None:
        make_lead(workspace=acme, external_id="L-1")
        page = marketer.post("/w/acme/leads/new", {**self.VALUES, "external_id": "L-1"})
        assert page.status_code == 422 and "この外部IDは、ほかのリードが使っています" in text_of(page)

    def test_a_source_of_another_workspace_is_no_choice(self, marketer: Client, other: Workspace) -> None:
        values = {**self.VALUES, "source": make_source(workspace=other).pk}
        assert marketer.post("/w/acme/leads/new", values).status_code == 422

    def test_editing_keeps_what_was_not_touched(self, marketer: Client, mql: Lead) -> None:
        page = marketer.get(f"/w/acme/leads/{mql.pk}/edit")
        form = page.context["form"]
        assert form["family_name"].value() == "山田" and form["company_name"].value() == "株式会社青空製作所"
        values = {name: form[name].value() or "" for name in form.fields} | {"job_title": "本部長"}
        values |= {"created_on": TODAY.isoformat()}
        assert marketer.post(f"/w/acme/leads/{mql.pk}/edit", values).status_code == 302
        before = mql.company
        mql.refresh_from_db()
        assert (mql.job_title, mql.company, mql.full_name) == ("本部長", before, "山田 太郎")
        assert not Consent.objects.exists()

    def test_viewers_may_not_and_strangers_find_nothing(self, client_for: Any, sam_client: Client, mql: Lead) -> None:
        for path in ("new", f"{mql.pk}/edit"):
            assert client_for("viewer").post(f"/w/acme/leads/{path}", self.VALUES).status_code == 403
            assert sam_client.post(f"/w/acme/leads/{path}", self.VALUES).status_code == 404
        assert Lead.objects.get().full_name == "山田 太郎"


class TestList:
    def test_names_lead_to_their_pages(self, marketer: Client, mql: Lead) -> None:
        html = text_of(marketer.get("/w/acme/leads/"))
        assert f"/w/acme/leads/{mql.pk}" in html and "山田 太郎" in html and "70" in html

    def test_nobody_is_forgotten(self, marketer: Client, acme: Workspace, mql: Lead) -> None:
        forgotten = make_lead(workspace=acme, full_name="次の 予定なし")
        make_journey(lead=forgotten)
        page = marketer.get("/w/acme/leads/?next=none")
        assert [lead.pk for lead in page.context["page"]] == [forgotten.pk]
        assert "次の予定がないリード" in text_of(page)

    def test_the_forgotten_stand_by_source_and_age(self, marketer: Client, acme: Workspace) -> None:
        source = make_source(workspace=acme, name="展示会")
        for days in (3, 60, 61, 200):
            make_journey(lead=make_lead(workspace=acme, source=source, created_on=TODAY - dt.timedelta(days=days)))
        make_journey(lead=make_lead(workspace=acme, created_on=TODAY))
        page = marketer.get(f"/w/acme/leads/?next=none&source={source.pk}")
        rows = [(row.source, row.fresh, row.older, row.oldest) for row in page.context["ages"].rows]
        assert rows == [("展示会", 1, 2, 1), ("", 1, 0, 0)]
        assert "流入元と経過日数" in text_of(page)
        assert page.context["page"].paginator.count == 4
        assert marketer.get("/w/acme/leads/?next=none&origin=unknown").context["page"].paginator.count == 1

    def test_conditions_the_form_does_not_show_can_be_removed(self, marketer: Client, mql: Lead) -> None:
        address = f"/w/acme/leads/?entered=mql&from=2026-11-01&to=2026-11-30&company={mql.company_id}"
        page = marketer.get(address)
        assert [(chip.label, chip.value) for chip in page.context["chips"]] == [
            ("MQLになった日", "2026/11/01〜2026/11/30"),
            ("会社", "株式会社青空製作所"),
        ]
        assert page.context["chips"][1].url == "?entered=mql&from=2026-11-01&to=2026-11-30"
        assert '<input type="hidden" name="entered" value="mql">' in text_of(page)

    def test_as_many_queries_for_three_as_for_thirty(
        self, marketer: Client, acme: Workspace, django_assert_num_queries: Any
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        for _each in range(3):
            make_journey(lead=make_lead(workspace=acme))
        marketer.get("/w/acme/leads/")
        with CaptureQueriesContext(connection) as few:
            marketer.get("/w/acme/leads/")
        for _each in range(27):
            make_journey(lead=make_lead(workspace=acme))
        with django_assert_num_queries(len(few)):
            marketer.get("/w/acme/leads/")
