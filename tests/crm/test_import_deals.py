from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import permutations

import pytest

from crm.models import Activity, ChangedDay, ChangedLead, Company, Consent, Deal, Journey, Lead, StageEvent
from tests.crm.reading import counts, read
from tests.factories import make_activity, make_lead, make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

MARCH = dt.date(2026, 3, 1)


def history(external_id: str) -> list[tuple]:
    events = StageEvent.objects.filter(journey__lead__external_id=external_id).order_by("pk")
    return [(e.cycle_number, e.kind, e.to_stage, e.occurred_on.isoformat(), e.is_backfilled) for e in events]


def test_moment_five_a_japanese_file_of_deals_without_ids(acme: Workspace) -> None:
    text = (
        "会社名,業種,従業員数,金額(万円),結果,商談開始日,受注日\n"
        "株式会社あさひ,製造業,120,\"1,200\",受注,2026/4/1,2026/6/1\n"
        "みどり商事,卸売業,３０,800万円,失注,2026/4/2,\n"
        "㈱あさひ,製造業,120,300,進行中,2026/5/2,\n"
    )  # fmt: skip
    assert counts(read(acme, "deals", text.encode("cp932"))) == (3, 0, 0, 0)
    amounts = dict(Deal.objects.values_list("outcome", "amount"))
    assert amounts == {"won": Decimal(12_000_000), "lost": Decimal(8_000_000), "open": Decimal(3_000_000)}
    assert Company.objects.count() == 2 and Company.objects.get(industry="卸売業").employee_count == 30
    assert counts(read(acme, "deals", text.encode("cp932"))) == (0, 0, 3, 0)
    later = text.replace("300,進行中,2026/5/2,", "350,受注,2026/5/2,2026/7/1")
    assert counts(read(acme, "deals", later)) == (0, 1, 2, 0)


def test_opening_winning_and_losing_move_the_lead(acme: Workspace) -> None:
    read(acme, "leads", "id,created_on\nL1,2026-01-01\nL2,2026-01-01\n")
    deals = (
        "商談ID,リードID,結果,商談開始日,受注日\n"
        "D1,L1,失注,2026-02-01,2026-03-01\nD2,L1,受注,2026-04-01,2026-05-01\nD3,L2,進行中,2026-02-01,\n"
    )
    read(acme, "deals", deals)
    assert history("L1")[3:] == [
        (1, "advance", "opportunity", "2026-02-01", False),
        (1, "recycle", "lead", "2026-03-01", False),
        (2, "advance", "mql", "2026-04-01", True),
        (2, "advance", "sql", "2026-04-01", True),
        (2, "advance", "opportunity", "2026-04-01", False),
        (2, "advance", "customer", "2026-05-01", False),
    ]
    assert Journey.objects.get(lead__external_id="L2").stage == "opportunity"
    before = StageEvent.objects.count()
    assert counts(read(acme, "deals", deals)) == (0, 0, 3, 0)
    read(acme, "deals", deals.replace("D3,L2,進行中", "D3,L2,失注"))
    assert StageEvent.objects.count() == before + 1
    assert Journey.objects.get(lead__external_id="L2").cycle_number == 2


def test_a_loss_beside_a_living_deal_ends_no_cycle(acme: Workspace) -> None:
    read(acme, "leads", "id,created_on\nL1,2026-01-01\n")
    read(
        acme,
        "deals",
        "商談ID,リードID,結果,商談開始日,受注日\nD1,L1,失注,2026-02-01,2026-03-01\nD2,L1,受注,2026-02-15,2026-04-01\n",
    )
    assert Journey.objects.get().stage == "customer" and Journey.objects.get().cycle_number == 1


def test_a_win_before_the_first_contact_keeps_its_date_and_is_flagged(acme: Workspace) -> None:
    read(acme, "leads", "id,created_on\nL1,2026-05-01\n")
    read(acme, "deals", "商談ID,リードID,受注日\nD1,L1,2026-04-01\n", {"constants": {"outcome": "won"}})
    flagged = StageEvent.objects.filter(is_out_of_order=True, is_backfilled=False)
    assert [(e.to_stage, e.occurred_on) for e in flagged] == [("customer", dt.date(2026, 4, 1))]


def test_a_lead_may_name_its_deal(acme: Workspace) -> None:
    read(acme, "deals", "商談ID,商談開始日,商談名\n7,2026-02-01,x\n")
    read(acme, "leads", "LeadId,CreatedDate,ConvertedOpportunityId,会社名\nL2,2026-01-02,7,\nL1,2026-01-01,7,あさひ\n")
    deal = Deal.objects.get()
    assert (deal.lead.external_id, deal.company.name) == ("L1", "あさひ")
    assert Journey.objects.get(lead=deal.lead).stage == "opportunity"


def test_outcomes_by_value_mapping_and_words_nobody_knows(acme: Workspace) -> None:
    mapping = {
        "columns": {"id": "external_id", "accepted": "outcome"},
        "values": {"outcome": {"T": "won", "F": "lost"}},
    }
    result = read(acme, "deals", "id,accepted\n1,T\n2,F\n3,Negotiating\n4,\n", mapping)
    assert list(Deal.objects.order_by("external_id").values_list("outcome", flat=True)) == [
        "won",
        "lost",
        "open",
        "open",
    ]
    assert "Negotiating" in result.warnings[0]
    read(acme, "deals", "id,accepted\n1,\n", mapping)
    assert Deal.objects.get(external_id="1").outcome == "won"


def test_changed_deals_make_their_leads_and_days_due(acme: Workspace) -> None:
    read(acme, "leads", "id,created_on\nL1,2026-01-01\n")
    ChangedDay.objects.all().delete()
    ChangedLead.objects.all().delete()
    read(acme, "deals", "商談ID,リードID,結果,商談開始日,受注日\nD1,L1,受注,2026-02-01,2026-03-01\n")
    assert set(ChangedDay.objects.values_list("day", flat=True)) == {dt.date(2026, 2, 1), MARCH}
    assert ChangedLead.objects.exists()


# ------------------------------------------------------------------ activities and series

ACTIVITIES = """行動ID,リードID,メール,種別,日時,URL,資料
A1,L1,,page_view,2026-05-01 10:00,https://x.jp/pricing?a=1,
A2,,b@example.com,資料ダウンロード,2026/5/2,,導入ガイド
"""


def test_activities_are_inserted_once_and_kept_until_their_lead_comes(acme: Workspace) -> None:
    mapping = {"columns": {"行動ID": "external_id", "リードID": "lead_external_id", "メール": "lead_email", "種別": "type",
                           "日時": "occurred_at", "URL": "path", "資料": "custom.asset"}}  # fmt: skip
    assert counts(read(acme, "activities", ACTIVITIES, mapping)) == (2, 0, 0, 0)
    assert counts(read(acme, "activities", ACTIVITIES, mapping)) == (0, 0, 2, 0)
    assert not Activity.objects.filter(lead__isnull=False).exists()
    read(acme, "leads", "id,email\nL1,\nL2,B@example.com\n")
    first, second = Activity.objects.order_by("external_id")
    assert (first.lead.external_id, first.path, first.precision) == ("L1", "/pricing", "moment")
    assert first.occurred_at == dt.datetime(2026, 5, 1, 1, tzinfo=dt.UTC)
    assert (second.lead.external_id, second.type, second.precision) == ("L2", "download", "day")
    assert second.attributes == {"asset": "導入ガイド"}


def test_activities_without_an_id_are_known_by_what_they_say(acme: Workspace) -> None:
    text = "リードID,種別,日時\nL1,call,2026-05-01 10:00\nL1,call,2026-05-01 10:00\nL1,call,2026-05-01 11:00\n"
    assert counts(read(acme, "activities", text)) == (2, 0, 1, 0)
    assert counts(read(acme, "activities", text)) == (0, 0, 3, 0)


def test_an_id_with_another_moment_is_a_second_activity_and_reported(acme: Workspace) -> None:
    text = "行動ID,リードID,種別,日時\nA1,L1,call,2026-05-01\nA1,L1,call,2026-05-02\n"
    result = read(acme, "activities", text)
    assert counts(result) == (2, 0, 0, 0) and "1件" in result.warnings[0]
    assert read(acme, "activities", text.replace("-02", "-03")).warnings


def test_activities_must_say_who_what_and_when(acme: Workspace) -> None:
    text = "リードID,メール,種別,日時\n,,call,2026-05-01\nL1,,,2026-05-01\nL1,,call,\nL1,,call,yesterday\n"
    assert [one.column for one in read(acme, "activities", text).errors] == ["リードID", "種別", "日時", "日時"]


def test_a_shared_address_names_nobody(acme: Workspace) -> None:
    for number in "12":
        make_lead(workspace=acme, external_id=f"L{number}", email="same@example.com")
    read(acme, "activities", "メール,種別,日時\nsame@example.com,call,2026-05-01\n")
    assert Activity.objects.get().lead is None


def test_unsubscribing_is_a_refusal_also_when_the_lead_comes_later(acme: Workspace) -> None:
    make_lead(workspace=acme, external_id="L1")
    text = "リードID,種別,日時\nL1,unsubscribe,2026-05-01\nL2,配信停止,2026-05-01\n"
    read(acme, "activities", text)
    read(acme, "leads", "id,同意\nL2,名刺交換\n")
    assert list(Consent.objects.values_list("status", flat=True)) == ["refused", "refused"]


def test_leads_with_new_activities_are_due(acme: Workspace) -> None:
    lead = make_lead(workspace=acme, external_id="L1")
    make_activity(lead=lead)
    read(acme, "activities", "リードID,種別,日時\nL1,call,2026-05-01\nL1,call,2026-05-02\nLX,call,2026-05-02\n")
    assert list(ChangedLead.objects.values_list("lead_id", flat=True)) == [lead.pk]


# ------------------------------------------------------------------ any order

FILES = {
    "companies": "id,会社名,業種\nC1,株式会社あさひ,製造業\nC2,みどり商事,卸売業\n",
    "leads": (
        "id,email,会社名,会社ID,流入元,獲得日,MQLになった日,商談ID\n"
        "L1,a@x.jp,あさひ,C1,展示会,2026-01-05,2026-02-01,\nL2,b@x.jp,,C2,Web,2026-01-06,,D3\nL3,,みどり商事,,Web,2026-02-06,,\n"
    ),
    "deals": (
        "商談ID,リードID,会社名,金額,結果,商談開始日,受注日\n"
        "D1,L1,あさひ,100,失注,2026-03-01,2026-03-20\nD2,L1,,200,受注,2026-04-01,2026-05-01\nD3,,みどり商事,300,進行中,2026-04-02,\n"
        "D4,L9,,400,受注,2026-04-02,2026-04-09\n"
    ),
    "activities": (
        "行動ID,リードID,メール,種別,日時\nA1,L1,,page_view,2026-01-06 10:00\nA2,,b@x.jp,download,2026-01-07 11:00\n"
        "A3,L9,,call,2026-01-08\n"
    ),
}  # fmt: skip


def state(workspace: Workspace) -> dict[str, list[tuple]]:
    """What a workspace holds, without ids and moments of writing."""
    own = {"workspace": workspace}
    return {
        "companies": sorted(Company.objects.filter(**own).values_list("external_id", "industry", "name_key")),
        "leads": sorted(Lead.objects.filter(**own).values_list("external_id", "company__external_id", "source__name")),
        "deals": sorted(
            Deal.objects.filter(**own).values_list("external_id", "company__external_id", "outcome", "amount"), key=str
        ),
        "deal_leads": sorted(Deal.objects.filter(**own).values_list("external_id", "lead__external_id"), key=str),
        "activities": sorted(Activity.objects.filter(**own).values_list("external_id", "lead__external_id"), key=str),
        "stages": sorted(Journey.objects.filter(**own).values_list("lead__external_id", "stage", "cycle_number")),
        "events": sorted(
            StageEvent.objects.filter(**own).values_list(
                "journey__lead__external_id", "cycle_number", "kind", "to_stage", "occurred_on", "is_backfilled"
            )
        ),
    }


def test_files_in_any_order_give_the_same_records(acme: Workspace) -> None:
    expected = None
    for order in permutations(FILES):
        workspace = make_workspace()
        for entity in order:
            read(workspace, entity, FILES[entity])
        found = state(workspace)
        expected = expected or found
        assert found == expected, order
        for entity in order:
            assert read(workspace, entity, FILES[entity]).created == 0
        assert state(workspace) == expected
    assert expected is not None and ("L2", "opportunity", 1) in expected["stages"]
