"""An import is taken back: the records are as they were before it, except what somebody changed since."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from crm.models import Activity, Company, Deal, ImportChange, ImportCreation, ImportFile, ImportRun, Lead, StageEvent
from crm.services.import_undo import NotUndoable, carry_out_undo, kept_lines, preview_undo
from crm.services.imports import carry_out_run
from crm.services.leads import save_lead
from crm.services.uploads import queue_undo
from workspaces.models import AuditEntry, Workspace

# Each import bears the moment of its own transaction.
pytestmark = pytest.mark.django_db(transaction=True)
TABLES = (
    *("crm_lead", "crm_company", "crm_deal", "crm_activity", "crm_consent", "crm_journey", "crm_stageevent"),
    *("crm_seriesvalue",),
)
LEADS = (
    "external_id,email,full_name,company_name,created_on,became_mql_on,consent_basis,deal_external_id\n"
    "L1,a@one.example,山田,青空製作所,2026-04-01,2026-05-01,opt_in,D9\n"
    "L2,b@two.example,佐藤,みなと物流,2026-04-02,,,\n"
)
AGAIN = (
    "external_id,email,full_name,company_name,created_on,became_mql_on,consent_basis\n"
    "L1,a@one.example,山田 太郎,青空製作所,2026-04-01,2026-05-01,business_card\n"
    "L2,b@two.example,佐藤,みなと物流,2026-04-02,2026-06-01,opt_in\n"
    "L3,c@three.example,鈴木,新しい会社,2026-06-03,,\n"
)
DEALS = (
    "external_id,lead_external_id,company_name,amount,opened_on,closed_on,outcome\n"
    "D1,L1,青空製作所,1200000.55,2026-06-01,2026-07-01,won\n"
    "D2,L2,みなと物流,300000,2026-06-02,2026-07-02,lost\n"
    "D3,L7,よその会社,300000,2026-06-02,,open\n"
)
ACTIVITIES = "external_id,lead_external_id,type,occurred_at\nA1,L1,pricing,2026-10-01 10:00\nA2,L7,demo_request,2026-10-02 10:00\n"
SERIES = "date,metric,value\n2026-10-01,サイト訪問数,100\n2026-10-02,サイト訪問数,120\n"
SERIES_AGAIN = "date,metric,value\n2026-10-02,サイト訪問数,150\n2026-10-03,サイト訪問数,90\n"


def bring(workspace: Workspace, entity: str, text: str) -> ImportRun:
    file = ImportFile.objects.create(workspace=workspace, name=f"{entity}.csv", content=text.encode())
    run = ImportRun.objects.create(
        workspace=workspace, entity=entity, file=file, file_name=file.name, state="queued", mapping={}
    )
    carry_out_run(workspace_id=workspace.pk, run_id=run.pk)
    run.refresh_from_db()
    assert run.state == "done" and run.written_at, run.failure
    return run


def take_back(run: ImportRun, actor: Any) -> ImportRun:
    queue_undo(run=run, actor=actor, now=timezone.now())
    carry_out_undo(workspace_id=run.workspace_id, run_id=run.pk)
    run.refresh_from_db()
    assert run.state == "undone"
    return run


def dump(workspace: Workspace) -> dict[str, list[Any]]:
    """Every row of the records, without what only says when it was written."""
    rows: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"SELECT to_jsonb(t) - '{{updated_at, recorded_at}}'::text[] FROM {table} t WHERE workspace_id = %s ORDER BY id",
                [workspace.pk],
            )
            rows[table] = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
    return rows


@pytest.mark.parametrize(
    ("before", "entity", "text"),
    [
        ([], "leads", LEADS),
        ([("leads", LEADS)], "leads", AGAIN),
        ([("deals", DEALS), ("activities", ACTIVITIES)], "leads", LEADS + "L7,g@x.example,高橋,,2026-05-05,,,\n"),
        ([("leads", LEADS)], "deals", DEALS),
        ([("leads", AGAIN), ("deals", DEALS)], "deals", DEALS.replace("lost", "won").replace("300000,", "450000,")),
        ([("leads", LEADS)], "activities", ACTIVITIES),
        (
            [("leads", LEADS), ("deals", DEALS)],
            "companies",
            "external_id,name,domain,industry\nC1,青空製作所,one.example,製造\n",
        ),
        ([("series", SERIES)], "series", SERIES_AGAIN),
    ],
)
def test_afterwards_the_records_are_as_before(acme: Workspace, cast: Any, before: Any, entity: str, text: str) -> None:
    for kind, earlier in before:
        bring(acme, kind, earlier)
    was = dump(acme)
    run = bring(acme, entity, text)
    assert dump(acme) != was
    take_back(run, cast["marketer"].user)
    now = dump(acme)
    for table in TABLES:
        assert now[table] == was[table], table
    assert run.undo_result["kept_count"] == 0


def test_the_newest_first_everything_is_gone(acme: Workspace, cast: Any) -> None:
    runs = [
        bring(acme, *one) for one in (("leads", LEADS), ("deals", DEALS), ("activities", ACTIVITIES), ("leads", AGAIN))
    ]
    for run in reversed(runs):
        take_back(run, cast["marketer"].user)
    assert not any(rows for rows in dump(acme).values())


def test_what_somebody_touched_since_stays_and_is_named(acme: Workspace, cast: Any) -> None:
    run = bring(acme, "leads", AGAIN)
    marketer = cast["marketer"].user
    edited = Lead.objects.get(external_id="L1")
    save_lead(
        workspace=acme, actor=marketer, lead=edited, values={"job_title": "部長"}, stage="lead", now=timezone.now()
    )
    bring(acme, "deals", DEALS)
    plan = preview_undo(run, now=timezone.now())
    assert plan.removed["crm_lead"] == 1 and plan.kept_count >= 2
    lines = kept_lines(run, plan.kept)
    assert {line["label"] for line in lines} >= {"山田 太郎", "佐藤"}
    assert {"取り込みのあとに編集されました", "取り込みのあとにステージが変わりました"} <= {
        line["reason"] for line in lines
    }
    take_back(run, marketer)
    assert set(Lead.objects.values_list("external_id", flat=True)) == {"L1", "L2"}
    assert StageEvent.objects.filter(to_stage="customer").count() == 1
    assert AuditEntry.objects.filter(action="import.undo", actor=marketer).count() == 1


def test_a_value_changed_since_stays_the_others_come_back(acme: Workspace, cast: Any) -> None:
    bring(acme, "leads", LEADS)
    run = bring(acme, "leads", AGAIN.replace("山田 太郎", "山田 次郎"))
    Lead.objects.filter(external_id="L1").update(full_name="山田 三郎")
    plan = preview_undo(run, now=timezone.now())
    assert ("crm_lead", Lead.objects.get(external_id="L1").pk, "changed") in plan.kept
    take_back(run, cast["marketer"].user)
    assert Lead.objects.get(external_id="L1").full_name == "山田 三郎"
    assert not Lead.objects.filter(external_id="L3").exists() and not Company.objects.filter(name="新しい会社").exists()


def test_links_are_loosened_and_found_again(acme: Workspace, cast: Any) -> None:
    bring(acme, "deals", DEALS)
    bring(acme, "activities", ACTIVITIES)
    run = bring(acme, "leads", LEADS)
    assert Deal.objects.get(external_id="D1").lead and Activity.objects.get(external_id="A1").lead
    take_back(run, cast["marketer"].user)
    assert not Lead.objects.exists()
    assert Deal.objects.get(external_id="D1").lead is None and Activity.objects.get(external_id="A1").lead is None
    bring(acme, "leads", LEADS)
    assert Deal.objects.get(external_id="D1").lead.external_id == "L1"
    assert Activity.objects.get(external_id="A1").lead.external_id == "L1"


def test_after_thirty_days_it_is_too_late_and_the_journal_is_gone(acme: Workspace, cast: Any) -> None:
    run = bring(acme, "leads", LEADS)
    later = timezone.now() + dt.timedelta(days=31)
    with pytest.raises(NotUndoable):
        preview_undo(run, now=later)
    with pytest.raises(NotUndoable):
        queue_undo(run=run, actor=cast["marketer"].user, now=later)
    ImportRun.objects.filter(pk=run.pk).update(finished_at=timezone.now() - dt.timedelta(days=31))
    bring(acme, "leads", AGAIN)
    assert not ImportCreation.objects.filter(run=run).exists() and not ImportChange.objects.filter(run=run).exists()


def test_the_page_says_what_goes_and_one_press_does_it(
    acme: Workspace, client_for: Any, django_capture_on_commit_callbacks: Any
) -> None:
    run = bring(acme, "leads", LEADS)
    client = client_for("marketer")
    assert f"/data/import/{run.pk}/undo" in client.get(f"/w/acme/data/import/{run.pk}").content.decode()
    page = client.get(f"/w/acme/data/import/{run.pk}/undo").content.decode()
    assert "消えるリード" in page and "この取り込みを取り消す" in page and Lead.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/w/acme/data/import/{run.pk}/undo")
    assert answer["Location"] == f"/w/acme/data/import/{run.pk}"
    result = client.get(answer["Location"]).content.decode()
    assert "この取り込みを取り消しました" in result and not Lead.objects.exists()
    again = client.post(f"/w/acme/data/import/{run.pk}/undo", follow=True)
    assert "この取り込みは取り消せません" in again.content.decode()
