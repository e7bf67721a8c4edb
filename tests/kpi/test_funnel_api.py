"""GET /api/v1/kpi/funnel/: the shape, the counts, the door."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from workspaces.api_keys import create_api_key
from workspaces.models import Workspace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


def client_of(workspace: Workspace, scopes: list[str] | None = None) -> Client:
    _row, key = create_api_key(workspace=workspace, name="test", scopes=scopes)
    return Client(headers={"authorization": f"Bearer {key}"})


def test_the_funnel_by_month(small_world: SimpleNamespace) -> None:
    answer = (
        client_of(small_world.workspace).get("/api/v1/kpi/funnel/?grain=month&from=2026-10-01&to=2026-11-30").json()
    )
    assert set(answer) >= {"grain", "basis", "periods", "totals", "as_of"}
    october, november = answer["periods"]
    assert (october["start"], october["end"]) == ("2026-10-01", "2026-10-31")
    assert october["counts"] == {"lead": 11, "mql": 6, "sql": 3, "won": 1}
    assert october["rates"]["lead_to_mql"] == {"value": 6 / 11, "n": 11}
    assert november["counts"] == {"lead": 10, "mql": 4, "sql": 1, "won": 0}
    assert november["rates"]["sql_to_won"] == {"value": 0.0, "n": 1}
    assert november["by_origin"]["marketing"]["lead"] == 7
    assert november["by_origin"]["unmarked"]["lead"] == november["by_origin"]["unknown"]["lead"] == 1
    assert answer["totals"]["counts"]["lead"] == 21


def test_the_funnel_of_one_mark_by_week(small_world: SimpleNamespace) -> None:
    client = client_of(small_world.workspace)
    answer = client.get("/api/v1/kpi/funnel/?grain=week&from=2026-11-16&to=2026-11-22&origin=sales").json()
    assert answer["periods"][0]["counts"] == {"lead": 1, "mql": 1, "sql": 0, "won": 0}


def test_a_bad_question_is_answered_in_the_one_shape(acme: Workspace) -> None:
    client = client_of(acme)
    for query, field in (("grain=year", "grain"), ("from=2026-13-01", "from"), ("from=2026-11-02&to=2026-11-01", "to")):
        response = client.get(f"/api/v1/kpi/funnel/?{query}")
        assert response.status_code == 400
        assert response.json()["error"]["fields"][field]


def test_another_key_sees_its_own_workspace(small_world: SimpleNamespace, other: Workspace) -> None:
    answer = client_of(other).get("/api/v1/kpi/funnel/?from=2026-10-01&to=2026-11-30").json()
    assert answer["totals"]["counts"] == {"lead": 0, "mql": 0, "sql": 0, "won": 0}


def test_the_door(acme: Workspace) -> None:
    assert Client().get("/api/v1/kpi/funnel/").status_code == 401
    assert client_of(acme, ["write"]).get("/api/v1/kpi/funnel/").status_code == 403
