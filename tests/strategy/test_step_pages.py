"""目標, 逆算, 役割分担: drafts save themselves, a conflict shows both values, agreed versions are read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from strategy.models import ArtefactVersion, Goal, RoleSplitRow
from strategy.services import agreement
from strategy.services.artefacts import save_draft
from strategy.services.goals import GoalEntry, write_goal
from tests.strategy.conftest import draft

GOAL = {
    "revenue_target_amount": "4億",
    "marketing_share_rate": "40",
    "average_deal_amount": "200万",
    "sales_cycle_months": "4",
}
PLAN = GOAL | {"lead_to_mql": "20", "mql_to_sql": "30", "sql_to_won": "25"}


@pytest.fixture
def client(client_for):
    return client_for("marketer")


def url(strategy, step):
    return f"/w/acme/s/{strategy.pk}/l1/{step}"


def change_by_somebody_else(strategy, cast, **values):
    goal = draft(strategy, "goal")
    entry = GoalEntry(values={name: Decimal(value) for name, value in values.items()})
    save_draft(artefact=goal, token=goal.token, actor=cast["manager"].user, change=lambda: write_goal(goal, entry))


def test_next_saves_and_leads_to_the_back_calculation(strategy, client):
    answer = client.post(url(strategy, "goal"), GOAL | {"token": "0", "action": "next"})
    assert (answer.status_code, answer["Location"]) == (302, url(strategy, "backcalc"))
    assert Goal.objects.get().sales_cycle_months == 4


def test_autosave_answers_with_the_new_token(strategy, client):
    answer = client.post(
        url(strategy, "backcalc"), PLAN | {"lead_to_mql": "14.1", "token": "0"}, headers={"X-Autosave": "1"}
    )
    assert (answer.status_code, answer["X-Draft-Token"]) == (204, "1")
    assert ":" in answer["X-Saved-At"]
    page = client.get(url(strategy, "backcalc")).content.decode()
    assert "7,565" in page
    assert "下書きを保存しました" in page


def test_a_stale_save_shows_both_values_and_loses_nothing(strategy, client, cast):
    change_by_somebody_else(strategy, cast, marketing_share_rate="0.5")
    answer = client.post(url(strategy, "goal"), GOAL | {"marketing_share_rate": "45", "token": "0"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "伊藤さんが" in page
    assert 'value="45"' in page  # what I typed still stands in the form
    assert 'value="50"' in page  # and theirs beside it
    assert Goal.objects.get().marketing_share_rate == Decimal("0.5")


def test_my_value_wins_only_when_i_say_so(strategy, client, cast):
    change_by_somebody_else(strategy, cast, marketing_share_rate="0.5", average_deal_amount="3000000")
    mine = GOAL | {"marketing_share_rate": "45", "token": "0", "token-seen": "1", "action": "stay"}
    choice = {
        "keep-marketing_share_rate": "mine",
        "keep-average_deal_amount": "theirs",
        "theirs-average_deal_amount": "300万",
    }
    assert client.post(url(strategy, "goal"), mine | choice).status_code == 302
    goal = Goal.objects.get()
    assert (goal.marketing_share_rate, goal.average_deal_amount) == (Decimal("0.45"), Decimal(3000000))


def test_the_last_entry_of_a_closed_page_follows_its_own_save(strategy, client):
    """The page was closed while a save was under way: what it sends last still bears the token before that save."""
    client.post(url(strategy, "goal"), GOAL | {"marketing_share_rate": "45", "token": "0"}, headers={"X-Autosave": "1"})
    last = GOAL | {"marketing_share_rate": "46", "token": "0", "autosave": "1", "follows": "1"}
    assert client.post(url(strategy, "goal"), last).status_code == 204
    assert Goal.objects.get().marketing_share_rate == Decimal("0.46")


def test_it_follows_nobody_elses_save(strategy, client, cast):
    change_by_somebody_else(strategy, cast, marketing_share_rate="0.5")
    last = GOAL | {"marketing_share_rate": "46", "token": "0", "autosave": "1", "follows": "1"}
    assert client.post(url(strategy, "goal"), last).status_code == 409
    assert Goal.objects.get().marketing_share_rate == Decimal("0.5")


def test_an_autosave_never_answers_a_conflict(strategy, client, cast):
    change_by_somebody_else(strategy, cast, marketing_share_rate="0.5")
    sent = GOAL | {"token": "0", "token-seen": "1"}
    answer = client.post(url(strategy, "goal"), sent, headers={"X-Autosave": "1"})
    assert answer.status_code == 409
    assert "相手の値" in answer.content.decode()


def test_an_invalid_number_is_422_with_the_entry_kept(strategy, client):
    answer = client.post(url(strategy, "goal"), GOAL | {"marketing_share_rate": "140", "token": "0"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "マーケが担う割合は0より大きく100以下で入力してください" in page
    assert "入力内容を確認してください" in page
    assert 'value="140"' in page
    assert "<title>エラー：" in page


def test_a_missing_number_offers_the_typical_one(strategy, client):
    answer = client.post(url(strategy, "goal"), GOAL | {"average_deal_amount": "", "token": "0"})
    assert "use_typical:average_deal_amount" in answer.content.decode()
    client.post(
        url(strategy, "goal"),
        GOAL | {"average_deal_amount": "", "token": "0", "action": "use_typical:average_deal_amount"},
    )
    goal = Goal.objects.get()
    assert goal.average_deal_amount == 2000000
    assert goal.provenance["average_deal_amount"] == {"kind": "template"}


def test_the_month_table_follows_the_weights(strategy, client):
    weights = {f"weight_{i}": w for i, w in enumerate(["7", "7", "8", "8", "7", "9", "9", "9", "9", "8", "9", "10"])}
    client.post(url(strategy, "backcalc"), PLAN | weights | {"token": "0", "action": "stay"})
    page = client.get(url(strategy, "backcalc")).content.decode()
    assert ">373<" in page
    assert ">533<" in page
    assert "この計算は前年度からの商談の持ち越しが続いている状態を前提にしています" in page


def test_weights_of_nothing_are_refused(strategy, client):
    weights = {f"weight_{i}": "0" for i in range(12)}
    answer = client.post(url(strategy, "backcalc"), PLAN | weights | {"token": "0"})
    assert answer.status_code == 422
    assert "月の重みは、合計が0より大きくなるように入力してください" in answer.content.decode()


def test_a_cell_of_the_role_table_is_saved(strategy, client):
    row = RoleSplitRow.objects.filter(artefact=draft(strategy, "roles")).first()
    page = client.get(url(strategy, "roles")).content.decode()
    assert "Web、広告、イベントからの獲得" in page
    rows = RoleSplitRow.objects.filter(artefact=row.artefact)
    sent = {"token": "0"}
    for one in rows:
        for name in ("marketing_level", "marketing_duty", "sales_level", "sales_duty"):
            sent[f"rows-{one.pk}-{name}"] = getattr(one, name)
    sent[f"rows-{row.pk}-sales_level"] = "not"
    answer = client.post(url(strategy, "roles"), sent, headers={"X-Autosave": "1"})
    assert answer.status_code == 204
    row.refresh_from_db()
    assert row.sales_level == "not"


def test_an_agreed_version_is_read_and_revised(strategy, client, cast):
    roles = agreement.submit_for_agreement(artefact=draft(strategy, "roles"), actor=cast["marketer"].user)
    for role in ("marketer", "executive", "sales_manager"):
        agreement.approve(artefact=roles, actor=cast[role].user, token=1)
    page = client.get(url(strategy, "roles")).content.decode()
    assert "改訂を始める" in page
    assert "data-autosave" not in page
    refused = client.post(url(strategy, "roles"), {"token": "1"})
    assert refused.status_code in (302, 422)
    client.post(f"/w/acme/s/{strategy.pk}/a/roles/revise", {"next": url(strategy, "roles")})
    assert ArtefactVersion.objects.get(strategy=strategy, kind="roles", number=2).status == "draft"
    assert "data-autosave" in client.get(url(strategy, "roles")).content.decode()


def test_a_viewer_reads_the_same_page(strategy, client_for):
    page = client_for("viewer").get(url(strategy, "backcalc")).content.decode()
    assert "5,333" in page
    assert "data-autosave" not in page


def test_a_measured_rate_is_offered_and_taken(strategy, client, monkeypatch):
    import datetime as dt

    from strategy.selectors.actuals import ActualRate
    from strategy.views import steps

    measured = {"lead_to_mql": ActualRate(k=458, n=3248, first=dt.date(2026, 4, 1), last=dt.date(2026, 10, 31))}
    monkeypatch.setattr(steps, "actual_rates", lambda *args: measured)
    page = client.get(url(strategy, "backcalc")).content.decode()
    assert "直近の実績は14.1%（n=3,248）で、この値なら必要リードは7,565件になります" in page
    client.post(url(strategy, "backcalc"), PLAN | {"token": "0", "action": "use_actual:lead_to_mql"})
    goal = Goal.objects.get()
    assert goal.rates["lead_to_mql"] == "0.141"
    assert goal.provenance["lead_to_mql"]["kind"] == "actual"
    assert "実績 14.1% n=3,248" in client.get(url(strategy, "backcalc")).content.decode()
