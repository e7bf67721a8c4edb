"""Saving one record by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from crm.models import Activity, ChangedLead, Company, Consent, Deal, Journey, Lead, StageEvent
from crm.services.activities import NewActivity, record_activities
from crm.services.companies import save_company
from crm.services.consents import record_consent, record_refusal
from crm.services.deals import save_deal
from crm.services.leads import NoIdentity, save_lead
from crm.services.saving import ExternalIdTaken
from crm.services.vocabulary import campaign_named, source_named
from tests.crm.reading import read
from tests.factories import make_company, make_lead
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)


def test_a_new_lead_enters_now_and_the_audit_names_fields_not_values(acme: Workspace) -> None:
    values = {"email": "Taro@Example.com", "family_name": "山田", "given_name": "太郎", "company_name": "㈱あさひ"}
    lead = save_lead(workspace=acme, actor=None, values=values, consent_basis="opt_in", now=NOW)
    assert (lead.email, lead.full_name, lead.created_on, lead.company.name_key) == (
        *("taro@example.com", "山田 太郎", TODAY, "あさひ"),
    )
    event = StageEvent.objects.get()
    assert (event.to_stage, event.occurred_at, event.origin) == ("lead", NOW, "person")
    assert Consent.objects.get().is_mailable
    entry = AuditEntry.objects.get(action="lead.created")
    assert "email" in entry.after["fields"] and "taro" not in str(entry.after) + entry.object_label


def test_a_newsletter_sign_up_enters_as_subscriber_without_consent_unless_given(acme: Workspace) -> None:
    save_lead(workspace=acme, actor=None, values={"email": "a@example.com"}, stage="subscriber", now=NOW)
    assert Journey.objects.get().stage == "subscriber" and not Consent.objects.exists()


def test_editing_erases_blanks_and_moves_no_stage(acme: Workspace) -> None:
    lead = save_lead(workspace=acme, actor=None, values={"email": "a@example.com", "phone": "03"}, now=NOW)
    ChangedLead.objects.all().delete()
    save_lead(workspace=acme, actor=None, lead=lead, values={"phone": ""}, now=NOW)
    assert Lead.objects.get().phone == "" and StageEvent.objects.count() == 1 and ChangedLead.objects.count() == 1


def test_identities_are_needed_and_unique(acme: Workspace, other: Workspace) -> None:
    make_lead(workspace=acme, external_id="L1")
    with pytest.raises(ExternalIdTaken):
        save_lead(workspace=acme, actor=None, values={"external_id": "L1"}, now=NOW)
    with pytest.raises(NoIdentity):
        save_lead(workspace=acme, actor=None, values={"full_name": "山田"}, now=NOW)
    save_lead(workspace=other, actor=None, values={"external_id": "L1"}, now=NOW)


def test_a_lead_saved_by_hand_finds_what_waited_for_it(acme: Workspace) -> None:
    read(acme, "deals", "商談ID,リードID,商談開始日\nD1,L1,2026-10-01\n")
    read(acme, "activities", "メール,種別,日時\na@example.com,call,2026-10-02\n")
    lead = save_lead(workspace=acme, actor=None, values={"external_id": "L1", "email": "a@example.com"}, now=NOW)
    assert Deal.objects.get().lead == Activity.objects.get().lead == lead
    assert Journey.objects.get().stage == "opportunity"


def test_a_deal_by_hand_opens_wins_and_is_with_the_company_of_its_lead(acme: Workspace) -> None:
    company = make_company(workspace=acme)
    lead = save_lead(workspace=acme, actor=None, values={"external_id": "L1", "company": company}, now=NOW)
    deal = save_deal(
        workspace=acme,
        actor=None,
        values={"name": "x", "lead": lead, "opened_on": TODAY, "company_name": ""},
        today=TODAY,
    )
    assert deal.company == company
    journey = Journey.objects.get()
    assert journey.stage == "opportunity" and not StageEvent.objects.filter(is_out_of_order=True).exists()
    save_deal(
        workspace=acme,
        actor=None,
        deal=deal,
        values={"outcome": "won", "amount": Decimal(5), "closed_on": TODAY + dt.timedelta(days=9)},
        today=TODAY,
    )
    journey.refresh_from_db()
    assert journey.stage == "customer"
    assert StageEvent.objects.get(to_stage="customer").origin == "deal"


def test_a_lost_deal_sends_its_lead_back(acme: Workspace) -> None:
    lead = save_lead(workspace=acme, actor=None, values={"external_id": "L1"}, now=NOW)
    values = {"lead": lead, "opened_on": TODAY, "closed_on": TODAY, "outcome": "lost", "lost_reason": "価格"}
    save_deal(workspace=acme, actor=None, values=values, today=TODAY)
    journey = Journey.objects.get()
    assert (journey.stage, journey.cycle_number) == ("lead", 2)
    event = StageEvent.objects.get(kind="recycle")
    assert (event.reason, event.note, event.origin) == ("lost", "価格", "deal")


def test_a_company_by_hand_gets_its_key_and_its_waiting_leads(acme: Workspace) -> None:
    read(acme, "leads", "id,会社ID\nL1,C1\n")
    company = save_company(
        workspace=acme,
        actor=None,
        values={"name": "株式会社あさひ", "external_id": "C1", "domain": "https://asahi.jp/"},
    )
    assert (company.name_key, company.domain) == ("あさひ", "asahi.jp")
    assert Lead.objects.get().company == company
    save_company(workspace=acme, actor=None, values={"name": "あさひ"})
    assert Company.objects.filter(is_duplicate_candidate=True).count() == 2


def test_activities_are_recorded_once(acme: Workspace, other: Workspace) -> None:
    lead, stranger = make_lead(workspace=acme), make_lead(workspace=other)
    wanted = [
        NewActivity(lead.pk, "page_view", NOW, path="/pricing"),
        NewActivity(lead.pk, "unsubscribe", NOW, external_id="U1"),
        NewActivity(stranger.pk, "call", NOW),
    ]
    assert record_activities(workspace=acme, activities=wanted) == 2
    assert record_activities(workspace=acme, activities=wanted) == 0
    assert Consent.objects.get().status == "refused" and ChangedLead.objects.count() == 1


def test_only_a_new_consent_lifts_a_refusal(acme: Workspace) -> None:
    lead = make_lead(workspace=acme)
    record_refusal(lead=lead, at=NOW)
    assert record_consent(lead=lead, basis="opt_in").status == "refused"
    assert record_consent(lead=lead, basis="opt_in", is_renewed=True).is_mailable


def test_vocabulary(acme: Workspace) -> None:
    source = source_named(workspace=acme, name=" ＷＥＢ  広告 ")
    assert source.name == "WEB 広告" and source_named(workspace=acme, name="WEB 広告") == source
    assert campaign_named(workspace=acme, name="春", source=source).source == source
    assert source_named(workspace=acme, name=" ") is None
