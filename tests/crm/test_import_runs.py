"""Runs of the screen in the worker, the file of refused rows, and the command."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from crm.imports.refusals import refused_rows_csv
from crm.models import Company, ImportFile, ImportRun, Lead
from crm.tasks import run_import
from workspaces.models import Workspace

LEADS = "id,email,氏名\nL1,a@example.com,山田\nL2,broken,=HYPERLINK(1)\nL3,c@example.com,佐藤\n"


def make_run(workspace: Workspace, content: bytes = LEADS.encode(), **fields) -> ImportRun:
    file = ImportFile.objects.create(workspace=workspace, name="leads.csv", content=content)
    fields = {"entity": "leads", "state": "queued", "mapping": {}} | fields
    return ImportRun.objects.create(workspace=workspace, file=file, file_name="leads.csv", **fields)


@pytest.mark.django_db
def test_a_dry_run_waits_for_confirmation_and_the_real_one_is_done(acme: Workspace) -> None:
    run = make_run(acme, is_dry_run=True)
    run_import(workspace_id=acme.pk, run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.read_count, run.created_count, run.refused_count) == ("previewed", 3, 2, 1)
    assert run.preview["created"][0]["label"] == "山田" and not Lead.objects.exists()
    ImportRun.objects.update(state="queued", is_dry_run=False)
    run_import(workspace_id=acme.pk, run_id=run.pk)
    run_import(workspace_id=acme.pk, run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.created_count, run.rows_done, run.rows_total) == ("done", 2, 3, 3)
    assert run.finished_at and Lead.objects.count() == 2


@pytest.mark.django_db
def test_a_check_shows_what_would_change_in_words(acme: Workspace) -> None:
    Lead.objects.create(workspace=acme, external_id="L1", email="a@example.com", full_name="山本")
    text = "id,氏名,規模\nL1,山田,5\n"
    mapping = {"columns": {"id": "external_id", "氏名": "full_name", "規模": "custom.規模"}}
    run = make_run(acme, text.encode(), is_dry_run=True, mapping=mapping)
    run_import(workspace_id=acme.pk, run_id=run.pk)
    run.refresh_from_db()
    (change,) = run.preview["updated"]
    assert change["changes"] == [
        {"name": "氏名", "before": "山本", "after": "山田"},
        {"name": "規模", "before": "", "after": 5},
    ]


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_fails_with_a_sentence(acme: Workspace) -> None:
    run = make_run(acme, mapping={"columns": {"nothing": "email"}})
    run_import(workspace_id=acme.pk, run_id=run.pk)
    run.refresh_from_db()
    assert run.state == "failed" and "nothing" in run.failure


@pytest.mark.django_db
def test_a_run_of_another_workspace_is_not_touched(acme: Workspace, other: Workspace) -> None:
    run = make_run(acme)
    run_import(workspace_id=other.pk, run_id=run.pk)
    run.refresh_from_db()
    assert run.state == "queued"


@pytest.mark.django_db
def test_refused_rows_come_back_with_number_and_reason_and_nothing_to_execute(acme: Workspace) -> None:
    run = make_run(acme)
    run_import(workspace_id=acme.pk, run_id=run.pk)
    run.refresh_from_db()
    content = refused_rows_csv(run)
    assert content.startswith("\ufeff".encode())
    head, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert head == ["行", "列", "理由", "id", "email", "氏名"]
    assert row[:2] == ["3", "email"] and row[3:] == ["L2", "broken", "'=HYPERLINK(1)"]


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_from_outside_while_the_transaction_is_open(acme: Workspace, monkeypatch) -> None:
    from crm.imports import progress

    seen = []
    write = progress.RunProgress._write

    def spy(self, done: int, total: int) -> None:
        write(self, done, total)
        with self.link.cursor() as cursor:
            cursor.execute("SELECT rows_done, rows_total, state FROM crm_importrun WHERE id = %s", [self.run_id])
            seen.append(cursor.fetchone())

    monkeypatch.setattr(progress.RunProgress, "_write", spy)
    run = make_run(acme)
    run_import(workspace_id=acme.pk, run_id=run.pk)
    assert seen == [(1, 3, "running"), (3, 3, "running")]


@pytest.mark.django_db
def test_the_command_prints_one_json_document(acme: Workspace, tmp_path: Path) -> None:
    file, mapping, output = tmp_path / "f.csv", tmp_path / "m.json", io.StringIO()
    file.write_text("name,code\nあさひ,1\n,2\n", encoding="cp932")
    mapping.write_text(json.dumps({"columns": {"name": "name", "code": ["external_id", "custom.code"]}}))
    options = {"mapping": mapping, "json": True, "stdout": output}
    call_command("import_records", "acme", "companies", file, dry_run=True, **options)
    assert not Company.objects.exists()
    call_command("import_records", "acme", "companies", file, **options)
    first, second = output.getvalue().strip().splitlines()
    assert first == second and Company.objects.get().custom == {"code": 1}
    report = json.loads(second)
    assert list(report) == ["read", "created", "updated", "unchanged", "refused", "errors"]
    assert report["errors"] == [{"row": 3, "column": "name", "reason": "会社名が必要です"}]


@pytest.mark.django_db
def test_the_command_says_plainly_what_is_wrong(acme: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text("a,b\n1,2\n")
    for arguments in (["nowhere", "leads", file], ["acme", "leads", tmp_path / "none.csv"], ["acme", "leads", file]):
        with pytest.raises(CommandError):
            call_command("import_records", *arguments, stdout=io.StringIO())
