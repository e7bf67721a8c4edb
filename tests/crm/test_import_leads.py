from __future__ import annotations

import datetime as dt

import pytest

from crm.models import ChangedLead, Company, Consent, CustomField, Journey, Lead, Source, StageEvent
from tests.crm.reading import counts, read
from tests.factories import make_lead, make_member
from workspaces.models import Workspace
from workspaces.signals import workspace_changed

pytestmark = pytest.mark.django_db

LEADS = """リードID,メールアドレス,姓,名,会社名,流入元,キャンペーン,獲得日,メール配信の根拠
L1,Taro@Example.co.jp,山田,太郎,㈱あさひ,展示会,春の展示会,2026/4/1,名刺交換
L2,hanako@example.com,佐藤,花子,株式会社あさひ,セミナー,,2026/4/2,
"""


def test_leads_come_with_company_source_campaign_consent_and_journey(acme: Workspace) -> None:
    assert counts(read(acme, "leads", LEADS)) == (2, 0, 0, 0)
    lead = Lead.objects.get(external_id="L1")
    assert (lead.email, lead.full_name, lead.created_on) == ("taro@example.co.jp", "山田 太郎", dt.date(2026, 4, 1))
    assert lead.company == Lead.objects.get(external_id="L2").company == Company.objects.get()
    assert (lead.source.name, lead.source.origin, lead.campaign.name) == ("展示会", "", "春の展示会")
    assert lead.campaign.source == lead.source
    consent = Consent.objects.get()
    assert (consent.lead, consent.basis, consent.status) == (lead, "business_card", "ok")
    event = StageEvent.objects.get(journey__lead=lead)
    assert (event.to_stage, event.occurred_on, event.origin) == ("lead", dt.date(2026, 4, 1), "import")
    assert ChangedLead.objects.for_workspace(acme).count() == 2


def test_the_same_file_again_changes_nothing(acme: Workspace) -> None:
    read(acme, "leads", LEADS)
    ChangedLead.objects.all().delete()
    assert counts(read(acme, "leads", LEADS)) == (0, 0, 2, 0)
    assert StageEvent.objects.count() == 2 and not ChangedLead.objects.exists()


def test_only_changed_rows_are_written_and_blanks_keep_what_is_known(acme: Workspace) -> None:
    read(acme, "leads", LEADS)
    before = Lead.objects.get(external_id="L2").updated_at
    text = "リードID,姓,役職,部署\nL1,山田,部長,\nL2,,,\n"
    assert counts(read(acme, "leads", text)) == (0, 1, 1, 0)
    assert Lead.objects.get(external_id="L1").job_title == "部長"
    lead = Lead.objects.get(external_id="L2")
    assert (lead.family_name, lead.updated_at) == ("佐藤", before)


def test_a_lead_needs_an_id_or_an_address_and_refusals_name_row_and_column(acme: Workspace) -> None:
    text = "リードID,メール,氏名,獲得日\n,,だれか,2026/4/1\n,ok@example.com,,2026/13/1\nL3,no address,,\nL4,,,\n"
    result = read(acme, "leads", text)
    assert counts(result) == (1, 0, 0, 3)
    assert [(one.row, one.column) for one in result.errors] == [(2, "リードID"), (3, "獲得日"), (4, "メール")]


def test_an_address_names_a_lead_only_when_exactly_one_has_it(acme: Workspace) -> None:
    make_lead(workspace=acme, external_id="A", email="one@example.com")
    make_lead(workspace=acme, external_id="B", email="two@example.com")
    make_lead(workspace=acme, external_id="C", email="two@example.com")
    result = read(acme, "leads", "email,title\nONE@example.com,部長\ntwo@example.com,課長\n")
    assert counts(result) == (0, 1, 0, 1)
    assert result.errors[0].row == 3 and "2件" in result.errors[0].reason
    assert Lead.objects.get(external_id="A").job_title == "部長"


def test_another_id_with_the_same_address_is_another_lead_shown_as_possible_duplicate(acme: Workspace) -> None:
    make_lead(workspace=acme, external_id="A", email="one@example.com")
    assert counts(read(acme, "leads", "id,email\nB,one@example.com\n")) == (1, 0, 0, 0)
    assert Lead.objects.filter(is_duplicate_candidate=True).count() == 2


def test_a_lead_known_by_address_takes_the_id_once(acme: Workspace) -> None:
    lead = Lead.objects.create(workspace=acme, email="one@example.com")
    assert counts(read(acme, "leads", "id,email\nX1,one@example.com\nX2,one@example.com\n")) == (1, 1, 0, 0)
    lead.refresh_from_db()
    assert lead.external_id == "X1"


def test_rows_that_repeat_a_key_are_taken_one_after_the_other(acme: Workspace) -> None:
    text = "id,title\nL1,課長\nL1,部長\nL1,部長\n,\n"
    assert counts(read(acme, "leads", text)) == (1, 1, 1, 0)
    assert Lead.objects.get().job_title == "部長"
    text = "email,title\na@example.com,課長\na@example.com,部長\n"
    assert counts(read(acme, "leads", text)) == (1, 1, 0, 0)


def test_dates_build_the_stage_history(acme: Workspace) -> None:
    text = "id,created_on,became_mql_on,became_customer_on\nL1,2026-04-01,2026-05-01,2026-07-01\n"
    read(acme, "leads", text)
    events = StageEvent.objects.order_by("pk").values_list("to_stage", "occurred_on", "is_backfilled", "origin")
    assert list(events) == [
        ("lead", dt.date(2026, 4, 1), False, "import"),
        ("mql", dt.date(2026, 5, 1), False, "import"),
        ("sql", dt.date(2026, 7, 1), True, "import"),
        ("opportunity", dt.date(2026, 7, 1), True, "import"),
        ("customer", dt.date(2026, 7, 1), False, "import"),
    ]
    assert counts(read(acme, "leads", text)) == (0, 0, 1, 0)


def test_a_later_date_moves_a_known_lead_on_and_counts_as_updated(acme: Workspace) -> None:
    read(acme, "leads", "id,created_on,became_mql_on\nL1,2026-04-01,\n")
    assert counts(read(acme, "leads", "id,created_on,became_mql_on\nL1,2026-04-01,2026-05-01\n")) == (0, 1, 0, 0)
    assert Journey.objects.get().stage == "mql"


def test_a_lead_without_a_day_enters_at_its_earliest_date_else_today_and_is_flagged(acme: Workspace) -> None:
    result = read(acme, "leads", "id,became_mql_on\nL1,2026-05-01\nL2,\n")
    assert StageEvent.objects.get(journey__lead__external_id="L1", to_stage="lead").occurred_on == dt.date(2026, 5, 1)
    late = Journey.objects.get(lead__external_id="L2")
    assert late.is_date_unknown and late.events.get().occurred_on == dt.date(2026, 11, 20)
    assert "1件" in result.warnings[0]


def test_the_file_says_at_which_stage_a_row_enters(acme: Workspace) -> None:
    read(acme, "leads", "id,created_on\nL1,2026-04-01\n", {"constants": {"stage": "subscriber"}})
    assert Journey.objects.get().stage == "subscriber"
    read(acme, "leads", "id,created_on\nL1,2026-04-01\n")
    assert Journey.objects.get().stage == "subscriber"
    text = "id,created_on,ライフサイクルステージ\nL1,2026-04-05,リード\nL2,2026-04-05,Marketing Qualified Lead\n"
    read(acme, "leads", text)
    stages = dict(Journey.objects.values_list("lead__external_id", "stage"))
    assert stages == {"L1": "lead", "L2": "mql"}


def test_imported_days_begin_at_local_midnight(acme: Workspace) -> None:
    read(acme, "leads", "id,created_on\nL1,2026-04-01\n")
    assert StageEvent.objects.get().occurred_at == dt.datetime(2026, 3, 31, 15, tzinfo=dt.UTC)


def test_custom_fields_are_declared_with_the_type_of_their_column(acme: Workspace) -> None:
    mapping = {"columns": {"id": "external_id", "規模": "custom.size", "率": "custom.rate", "あり": "custom.has",
                           "日": "custom.day", "メモ": "custom.メモ", "空": "custom.blank"}}  # fmt: skip
    text = 'id,規模,率,あり,日,メモ,空\nL1,"1,200",0.5,はい,2026/4/1,abc,\nL2,,,いいえ,,\',\n'
    read(acme, "leads", text, mapping)
    types = dict(CustomField.objects.filter(entity="lead").values_list("key", "data_type"))
    assert types == {"size": "integer", "rate": "decimal", "has": "boolean", "day": "date", "メモ": "text"}
    lead = Lead.objects.get(external_id="L1")
    assert lead.custom == {"size": 1200, "rate": 0.5, "has": True, "day": "2026-04-01", "メモ": "abc"}
    assert Lead.objects.get(external_id="L2").custom == {"has": False, "メモ": "'"}
    assert counts(read(acme, "leads", text, mapping)) == (0, 0, 2, 0)


def test_a_declared_type_is_kept_and_refuses_what_it_cannot_read(acme: Workspace) -> None:
    mapping = {"columns": {"id": "external_id", "規模": "custom.size"}}
    read(acme, "leads", "id,規模\nL1,10\n", mapping)
    assert counts(read(acme, "leads", "id,規模\nL2,1.5\n", mapping)) == (1, 0, 0, 0)
    assert CustomField.objects.get().data_type == "decimal"
    result = read(acme, "leads", "id,規模\nL3,大\nL4,7\n", mapping)
    assert counts(result) == (1, 0, 0, 1) and result.errors[0].column == "規模"


def test_a_refusal_of_mail_survives_every_import(acme: Workspace) -> None:
    lead = make_lead(workspace=acme, external_id="L1", email="a@example.com")
    Consent.objects.create(workspace=acme, lead=lead, basis="opt_in", status="refused")
    read(acme, "leads", "id,同意\nL1,名刺交換\n")
    consent = Consent.objects.get()
    assert (consent.basis, consent.status, consent.is_mailable) == ("business_card", "refused", False)


def test_the_first_source_is_kept_where_another_list_meets_the_same_person(acme: Workspace) -> None:
    read(acme, "leads", "email,流入元\na@example.com,展示会\n")
    assert counts(read(acme, "leads", "email,流入元\na@example.com,セミナー\n")) == (0, 0, 1, 0)
    assert Lead.objects.get().source.name == "展示会"
    assert Source.objects.count() == 2


def test_an_owner_is_a_person_only_by_the_address_of_a_member(acme: Workspace) -> None:
    member = make_member(workspace=acme, role="sales", email="rep@acme.example")
    read(acme, "leads", "id,owner\nL1,Rep@acme.example\nL2,田中\n")
    assert list(Lead.objects.order_by("external_id").values_list("owner_id", flat=True)) == [member.user_id, None]


def test_a_dry_run_counts_exactly_and_writes_nothing(acme: Workspace) -> None:
    read(acme, "leads", LEADS)
    text = LEADS.replace("山田", "山本") + "L3,c@example.com,鈴,木,新しい会社,Web,,2026/5/1,\n"
    dry = read(acme, "leads", text, is_dry_run=True)
    assert Lead.objects.count() == 2 and not Source.objects.filter(name="Web").exists()
    assert dry.preview["updated"][0]["changes"]["family_name"] == ["山田", "山本"]
    assert dry.preview["created"][0]["values"]["external_id"] == "L3"
    assert counts(dry) == counts(read(acme, "leads", text)) == (1, 1, 1, 0)


def test_one_signal_per_import_and_none_when_nothing_changed(acme: Workspace) -> None:
    heard: list[set[str]] = []

    def listen(sender, workspace_id, what, **kwargs) -> None:
        heard.append(what)

    workspace_changed.connect(listen)
    try:
        read(acme, "leads", LEADS)
        read(acme, "leads", LEADS)
        read(acme, "leads", LEADS.replace("L1", "L9"), is_dry_run=True)
    finally:
        workspace_changed.disconnect(listen)
    assert heard == [{"records"}]


def test_workspaces_do_not_see_each_other(acme: Workspace, other: Workspace) -> None:
    read(acme, "leads", LEADS)
    assert counts(read(other, "leads", LEADS)) == (2, 0, 0, 0)
    assert Lead.objects.for_workspace(other).get(external_id="L1").company.workspace == other
