"""The import screen in four steps."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.models import Deal, ImportRun, Lead
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

DEALS = '会社名,業種,従業員数,金額(万円),結果,商談開始日,受注日\n青空製作所,製造,320,"1,200",受注,2026/04/01,2026/06/10\nみなと物流,物流,80,300,失注,2026/05/01,2026/07/01\n'


def upload(client: Any, entity: str, name: str, content: bytes) -> Any:
    return client.post("/w/acme/data/import", {"entity": entity, "file": SimpleUploadedFile(name, content)})


def test_a_japanese_file_maps_itself_and_1200_under_man_yen_is_twelve_million(
    client_for: Any, acme: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for("marketer")
    page = upload(client, "deals", "商談.csv", DEALS.encode("cp932"))
    run = ImportRun.objects.for_workspace(acme).get()
    assert page["Location"] == f"/w/acme/data/import/{run.pk}"
    mapping_page = client.get(page["Location"])
    chosen = {column.name: column.target for column in mapping_page.context["columns"]}
    assert sum(not target for target in chosen.values()) <= 2
    form = {"column": list(chosen)}
    form |= {f"target-{n}": target for n, target in enumerate(chosen.values())}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/w/acme/data/import/{run.pk}/mapping", form)
    run.refresh_from_db()
    assert (run.state, run.created_count, run.refused_count) == (ImportRun.State.PREVIEWED, 2, 0)
    assert not Deal.objects.exists(), "a check writes nothing"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/w/acme/data/import/{run.pk}/start")
    run.refresh_from_db()
    assert run.state == ImportRun.State.DONE
    assert sorted(deal.amount for deal in Deal.objects.for_workspace(acme)) == [3000000, 12000000]


def test_refused_rows_come_back_as_a_file_with_number_and_reason(
    client_for: Any, acme: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for("marketer")
    upload(client, "leads", "leads.csv", b"external_id,email,created_on\nL1,a@b.example,2026-10-01\n,,2026-10-02\n")
    run = ImportRun.objects.for_workspace(acme).get()
    form = {
        "column": ["external_id", "email", "created_on"],
        "target-0": "external_id",
        "target-1": "email",
        "target-2": "created_on",
    }
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/w/acme/data/import/{run.pk}/mapping", form)
    page = client.get(f"/w/acme/data/import/{run.pk}")
    assert page.context["run"].refused_count == 1
    file = client.get(f"/w/acme/data/import/{run.pk}/refused")
    assert file["Content-Type"].startswith("text/csv")
    assert "3" in file.content.decode("utf-8-sig")


def test_pasted_rows_are_a_file_too(client_for: Any, acme: Workspace) -> None:
    client_for("marketer").post(
        "/w/acme/data/import", {"entity": "leads", "pasted": "email\tfull_name\na@b.example\t山田 太郎"}
    )
    assert ImportRun.objects.for_workspace(acme).get().mapping["columns"] == {
        "email": "email",
        "full_name": "full_name",
    }


def test_nothing_chosen_is_said_beside_the_field(client_for: Any) -> None:
    page = client_for("marketer").post("/w/acme/data/import", {"entity": "leads"})
    assert page.status_code == 422 and page.context["form"].errors["file"]


def test_pressing_import_twice_imports_once(
    client_for: Any, acme: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for("marketer")
    upload(client, "leads", "leads.csv", b"external_id\nL1\nL2\n")
    run = ImportRun.objects.for_workspace(acme).get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/w/acme/data/import/{run.pk}/mapping", {"column": ["external_id"], "target-0": "external_id"})
    for _press in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"/w/acme/data/import/{run.pk}/start")
    assert Lead.objects.for_workspace(acme).count() == 2
    run.refresh_from_db()
    assert (run.state, run.created_count) == (ImportRun.State.DONE, 2)


def test_another_workspaces_run_is_not_found(client_for: Any, sam_client: Any, acme: Workspace) -> None:
    upload(client_for("marketer"), "leads", "leads.csv", b"external_id\nL1\n")
    run = ImportRun.objects.for_workspace(acme).get()
    assert sam_client.get(f"/w/other/data/import/{run.pk}").status_code == 404
