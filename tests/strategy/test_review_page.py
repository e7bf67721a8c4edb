"""確認と三者合意, the check of a layer, and what differs between versions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from strategy.models import ArtefactVersion
from strategy.services import agreement
from strategy.services.artefacts import save_draft, start_draft
from strategy.services.goals import GoalEntry, write_goal
from tests.strategy.conftest import draft


@pytest.fixture
def roles(strategy, cast):
    return agreement.submit_for_agreement(artefact=draft(strategy, "roles"), actor=cast["marketer"].user)


def review(strategy, path="review"):
    return f"/w/acme/s/{strategy.pk}/{path}"


def test_an_approver_sees_three_buttons_and_others_none(strategy, roles, client_for):
    page = client_for("executive").get(review(strategy)).content.decode()
    for word in ("承認", "差し戻す", "質問する"):
        assert f"{word}</" in page
    assert page.count("btn--primary") == 1
    other = client_for("viewer").get(review(strategy)).content.decode()
    assert "差し戻す理由" not in other
    assert "未確認" in other


def test_the_three_answers_on_the_page(strategy, roles, client_for):
    for role in ("marketer", "executive", "sales"):
        answer = client_for(role).post(review(strategy, "a/roles/approve"), {"token": "1"})
        assert answer.status_code == 302
    roles.refresh_from_db()
    assert roles.status == "agreed"
    assert "合意済み" in client_for("viewer").get(review(strategy)).content.decode()


def test_sending_back_without_a_reason_is_refused_in_words(strategy, roles, client_for):
    answer = client_for("sales_manager").post(review(strategy, "a/roles/send-back"), {"token": "1", "reason": ""})
    assert answer.status_code == 422
    assert "理由を入力してください" in answer.content.decode()


def test_a_question_stands_beside_the_version(strategy, roles, client_for):
    client_for("executive").post(review(strategy, "a/roles/ask"), {"reason": "紹介は誰が数えますか"})
    assert "紹介は誰が数えますか" in client_for("marketer").get(review(strategy)).content.decode()


def test_a_page_read_too_long_ago_has_to_be_read_again(strategy, roles, client_for):
    answer = client_for("executive").post(review(strategy, "a/roles/approve"), {"token": "0"})
    assert answer.status_code == 409
    assert "最新の内容を確認してください" in answer.content.decode()


def test_an_approver_reads_what_has_changed_under_the_version(strategy, roles, client_for, cast):
    assert "この版を作ったあとに変わりました" not in client_for("executive").get(review(strategy)).content.decode()
    goal = draft(strategy, "goal")
    change = GoalEntry(rates={"lead_to_mql": Decimal("0.141")})
    save_draft(artefact=goal, token=goal.token, actor=cast["marketer"].user, change=lambda: write_goal(goal, change))
    page = client_for("executive").get(review(strategy)).content.decode()
    assert "前提の「目標と逆算」が、この版を作ったあとに変わりました" in page
    assert "リード→MQL率 20.0% → 14.1%" in page


def test_one_person_for_two_parties_is_shown(strategy, roles, client_for, cast):
    strategy.parties.filter(party="sales").update(approver=cast["marketer"].user)
    assert "兼任" in client_for("viewer").get(review(strategy)).content.decode()


def test_parties_are_named_on_the_page(strategy, client_for, cast):
    sent = {}
    for row in strategy.parties.all():
        sent |= {f"{row.party}-approver": row.approver_id, f"{row.party}-deputy": ""}
    sent["sales-approver"] = cast["sales"].user_id
    assert client_for("marketer").post(review(strategy, "review/parties"), sent).status_code == 302
    assert strategy.parties.get(party="sales").approver == cast["sales"].user
    sent["sales-approver"] = cast["viewer"].user_id
    assert client_for("marketer").post(review(strategy, "review/parties"), sent).status_code == 422


def test_a_rule_is_refused_with_who_is_awaited(strategy, client_for):
    rule = strategy.artefacts.filter(kind="mql_rule").first()
    if rule is None:
        pytest.skip("the MQL rule has no contents yet")
    ArtefactVersion.objects.filter(pk=rule.pk).update(status="in_review", token=1)
    client_for("marketer").post(review(strategy, "a/mql_rule/approve"), {"token": "1"})
    answer = client_for("marketer").post(review(strategy, "a/mql_rule/go-live"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "営業（小川）の承認を待っています" in page
    assert 'href="#mql_rule"' in page


def test_a_trial_is_said_on_every_page(strategy, client_for):
    rule = strategy.artefacts.filter(kind="mql_rule").first()
    if rule is None:
        pytest.skip("the MQL rule has no contents yet")
    assert client_for("administrator").post(review(strategy, "a/mql_rule/trial")).status_code == 302
    assert "試験運用中です" in client_for("viewer").get("/w/acme/strategies/").content.decode()


def test_completing_a_layer_asks_the_parties(strategy, client_for):
    client = client_for("marketer")
    page = client.get(review(strategy, "l1/check")).content.decode()
    assert "この層を完了にしますか" in page
    assert client.post(review(strategy, "l1/check")).status_code == 302
    statuses = set(strategy.artefacts.filter(kind__in=["goal", "roles"]).values_list("status", flat=True))
    assert statuses == {"in_review"}


def test_a_gap_keeps_the_layer_open_and_submits_nothing(strategy, client_for):
    draft(strategy, "roles").role_rows.filter(position=0).update(sales_duty="")
    answer = client_for("marketer").post(review(strategy, "l1/check"))
    assert answer.status_code == 422
    assert "「リード獲得」の担当が空欄です" in answer.content.decode()
    assert strategy.artefacts.filter(status="in_review").count() == 0


def test_the_difference_page_shows_before_and_after(strategy, roles, client_for, cast):
    for artefact in strategy.artefacts.exclude(kind="roles"):
        ArtefactVersion.objects.filter(pk=artefact.pk).update(status="agreed")
    for role in ("marketer", "executive", "sales_manager"):
        agreement.approve(artefact=roles, actor=cast[role].user, token=1)
    revision = start_draft(strategy=strategy, kind="roles", actor=cast["marketer"].user)
    revision.role_rows.filter(position=0).update(sales_level="not")
    page = client_for("viewer").get(review(strategy, "versions/v1.1/diff")).content.decode()
    assert "<del>一部</del>" in page
    assert "<ins>しない</ins>" in page
    assert client_for("viewer").get(review(strategy, "versions/v9.9/diff")).status_code == 404
