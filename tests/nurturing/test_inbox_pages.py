"""The pages of sales: whom to answer next and why, one tap to take, a reason to give back, all of it undone."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from crm.models import Activity, Journey, Lead, Stage
from nurturing.models import HandOff, HandOffCandidate, LeadScore, MqlRule
from nurturing.services import handoffs
from tests.factories import make_activity, make_company, make_journey, make_lead, make_member
from tests.nurturing.conftest import NOW, TODAY, days_ago
from workspaces.calendar import calendar_for
from workspaces.models import User, Workspace

pytestmark = pytest.mark.django_db
State = HandOff.State
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture(autouse=True)
def friday_ten_o_clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def seller(cast: Any) -> User:
    return cast["sales"].user


@pytest.fixture
def sales(client_for: Any) -> Client:
    return client_for("sales")


def give(
    workspace: Workspace,
    *,
    to: User | None,
    delivered_at: dt.datetime = NOW,
    company: str = "株式会社青空製作所",
    name: str = "山田 太郎",
    **fields: Any,
) -> HandOff:
    """A hand-off with four business hours, as the rule makes it."""
    lead = make_lead(
        workspace=workspace,
        full_name=name,
        department="購買部",
        job_title="部長",
        company=make_company(workspace=workspace, name=company, industry="製造業", employee_count=320),
    )
    reasons = [
        {"name": "料金ページの閲覧", "points": 30, "axis": "engagement", "count": 3, "days": 2},
        {"name": "業種がICP", "points": 20, "axis": "fit", "count": 0, "days": 0},
    ]
    values = {"total": 78, "fit": 45, "engagement": 33, "reasons": reasons, **fields}
    return HandOff.objects.create(
        workspace=workspace,
        lead=lead,
        journey=make_journey(lead=lead, stage="mql"),
        assigned_to=to,
        delivered_at=delivered_at,
        due_at=calendar_for(workspace).add_business_hours(delivered_at, 4),
        **values,
    )


@pytest.fixture
def handoff(acme: Workspace, seller: User) -> HandOff:
    return give(acme, to=seller)


def text_of(response: Any) -> str:
    return response.content.decode()


def address(handoff: HandOff, action: str = "") -> str:
    return f"/w/acme/inbox/{handoff.pk}{'/' + action if action else ''}"


class TestList:
    def test_time_comes_first_then_who_then_why(self, sales: Client, handoff: HandOff) -> None:
        html = text_of(sales.get("/w/acme/inbox/"))
        row = html[html.index('<a class="q"') :]
        words = [
            "残り4時間",
            "今日 14:00",
            "株式会社青空製作所",
            "山田 太郎 様（購買部 部長）",
            "料金ページの閲覧 3回・業種がICP",
            "78",
        ]
        places = [row.index(word) for word in words]
        assert places == sorted(places)

    def test_groups_are_overdue_today_later_and_taken(self, sales: Client, acme: Workspace, seller: User) -> None:
        for delivered_at in (days_ago(1), NOW, NOW + dt.timedelta(hours=6)):
            give(acme, to=seller, delivered_at=delivered_at)
        taken = give(acme, to=seller)
        handoffs.accept(handoff=taken, actor=seller, now=NOW)
        groups = sales.get("/w/acme/inbox/").context["groups"]
        assert [(group["label"], group["n"]) for group in groups] == [
            ("期限超過", 1),
            ("今日中", 1),
            ("明日以降", 1),
            ("受け取り済み", 1),
        ]

    def test_a_friday_evening_falls_due_on_the_next_business_day(
        self, sales: Client, acme: Workspace, seller: User
    ) -> None:
        """17:40 on Friday and four hours: Monday is a holiday (勤労感謝の日), so Tuesday 12:40."""
        evening = dt.datetime(2026, 11, 20, 17, 40, tzinfo=TOKYO)
        handoff = give(acme, to=seller, delivered_at=evening)
        with time_machine.travel(evening + dt.timedelta(hours=20), tick=False):
            html = text_of(sales.get(address(handoff)))
        assert handoff.due_at == dt.datetime(2026, 11, 24, 12, 40, tzinfo=TOKYO)
        assert "11/24(火) 12:40" in html and "残り3時間40分" in html

    def test_overdue_is_said_in_business_minutes_without_a_click(self, sales: Client, handoff: HandOff) -> None:
        with time_machine.travel(NOW + dt.timedelta(hours=4, minutes=42), tick=False):
            html = text_of(sales.get("/w/acme/inbox/"))
        assert "42分超過" in html and "sig--act" in html

    def test_the_last_quarter_is_marked(self, sales: Client, handoff: HandOff) -> None:
        with time_machine.travel(NOW + dt.timedelta(hours=3, minutes=12), tick=False):
            html = text_of(sales.get("/w/acme/inbox/"))
        assert "残り48分" in html and "sig--watch" in html

    def test_sales_see_their_own_and_nobodys_managers_the_teams(
        self, client_for: Any, acme: Workspace, seller: User
    ) -> None:
        colleague = make_member(workspace=acme, role="sales", email="c@acme.example").user
        for person in (seller, colleague, None):
            give(acme, to=person)
        assert client_for("sales").get("/w/acme/inbox/").context["page"].paginator.count == 2
        manager = client_for("sales_manager")
        assert manager.get("/w/acme/inbox/").context["page"].paginator.count == 3
        assert manager.get("/w/acme/inbox/?scope=mine").context["page"].paginator.count == 1

    def test_marketers_read_the_teams_list(self, client_for: Any, handoff: HandOff) -> None:
        page = client_for("marketer").get(address(handoff))
        assert page.context["is_team"] and not page.context["may_decide"]
        assert ">受け取る<" not in text_of(page)

    def test_an_empty_list_says_how_fast_sales_answered(self, sales: Client, acme: Workspace, seller: User) -> None:
        yesterday = NOW - dt.timedelta(days=1)
        for minutes in (30, 72, 90):
            done = give(acme, to=seller, delivered_at=yesterday)
            accepted_at = yesterday + dt.timedelta(minutes=minutes)
            HandOff.objects.filter(pk=done.pk).update(state=State.QUALIFIED, accepted_at=accepted_at)
        html = text_of(sales.get("/w/acme/inbox/"))
        assert "引き渡しリストは空です" in html and "昨日の初回対応 中央値 1時間12分" in html

    def test_after_a_weekend_the_last_business_day_is_meant(self, sales: Client, acme: Workspace, seller: User) -> None:
        done = give(acme, to=seller)
        HandOff.objects.filter(pk=done.pk).update(state=State.QUALIFIED, accepted_at=NOW + dt.timedelta(hours=1))
        with time_machine.travel(dt.datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO), tick=False):
            assert "前営業日の初回対応 中央値 1時間" in text_of(sales.get("/w/acme/inbox/"))

    def test_as_many_queries_for_three_as_for_thirty(
        self, sales: Client, acme: Workspace, seller: User, django_assert_num_queries: Any
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        for _each in range(3):
            give(acme, to=seller)
        sales.get("/w/acme/inbox/")
        with CaptureQueriesContext(connection) as few:
            sales.get("/w/acme/inbox/")
        for _each in range(27):
            give(acme, to=seller)
        with django_assert_num_queries(len(few)):
            sales.get("/w/acme/inbox/")

    def test_no_layers_in_the_rail_of_sales(self, sales: Client, handoff: HandOff) -> None:
        html = text_of(sales.get("/w/acme/inbox/"))
        rail = html[html.index('<nav class="rail"') : html.index("</nav>")]
        assert "引き渡し" in rail and '<span class="count">1</span>' in rail
        for word in ("設計図", "ダッシュボード", "設定", "データ"):
            assert word not in rail

    def test_the_rail_counts_the_teams_for_managers_and_nothing_for_readers(
        self, client_for: Any, acme: Workspace, cast: Any
    ) -> None:
        from nurturing.selectors.desk import waiting_count

        give(acme, to=cast["sales"].user)
        counts = {role: waiting_count(acme, cast[role]) for role in ("sales", "sales_manager", "marketer", "viewer")}
        assert counts == {"sales": 1, "sales_manager": 1, "marketer": 0, "viewer": 0}


class TestDetail:
    def test_the_lines_add_up_to_the_total(
        self, sales: Client, acme: Workspace, seller: User, simple_rule: MqlRule
    ) -> None:
        handoff = give(acme, to=seller)
        for days in (1, 2, 40):
            make_activity(lead=handoff.lead, type="pricing", occurred_at=days_ago(days))
        page = sales.get(address(handoff))
        total = page.context["contact"].explanation.total
        assert total == 80 == sum(line.value for line in page.context["ledger"])
        assert "基準 60点" in text_of(page)

    def test_reasons_company_and_consent_are_there(self, sales: Client, handoff: HandOff) -> None:
        make_lead(workspace=handoff.workspace, company=handoff.lead.company)
        html = text_of(sales.get(address(handoff)))
        for words in ("料金ページの閲覧 3回（2日）", "1名", "不明（メール配信の対象外）", "0回（取り決め 5回）"):
            assert words in html

    def test_another_desk_can_be_read_but_not_decided_about(self, sales: Client, acme: Workspace) -> None:
        handoff = give(acme, to=make_member(workspace=acme, role="sales", email="c@acme.example").user)
        assert sales.get(address(handoff)).status_code == 200
        assert sales.post(address(handoff, "accept")).status_code == 403
        assert HandOff.objects.get().state == State.DELIVERED


class TestTaking:
    def test_one_tap_and_its_undo(self, sales: Client, handoff: HandOff, seller: User) -> None:
        page = sales.post(address(handoff, "accept"), follow=True)
        handoff.refresh_from_db()
        assert (handoff.state, handoff.decided_by) == (State.ACCEPTED, seller)
        assert "株式会社青空製作所を受け取りました" in text_of(page) and "元に戻す" in text_of(page)
        page = sales.post(address(handoff, "undo"), follow=True)
        handoff.refresh_from_db()
        assert handoff.state == State.DELIVERED and "元に戻しました" in text_of(page)

    def test_taking_stays_where_one_was(self, sales: Client, handoff: HandOff) -> None:
        answer = sales.post(address(handoff, "accept"), {"next": address(handoff)})
        assert answer["Location"] == f"{address(handoff)}?done={handoff.pk}"
        elsewhere = sales.post(address(handoff, "accept"), {"next": "https://evil.example/"})
        assert elsewhere["Location"] == f"/w/acme/inbox/?done={handoff.pk}"

    def test_somebody_elses_deed_shows_no_bar(self, client_for: Any, handoff: HandOff, cast: Any) -> None:
        handoffs.accept(handoff=handoff, actor=cast["sales_manager"].user, now=NOW)
        assert client_for("sales").get(f"/w/acme/inbox/?done={handoff.pk}").context["undo"] is None

    def test_nothing_is_undone_after_something_followed(self, sales: Client, handoff: HandOff, seller: User) -> None:
        handoffs.return_handoff(handoff=handoff, actor=seller, now=NOW, reason="no_need")
        journey = Journey.objects.get(pk=handoff.journey_id)
        from crm import lifecycle

        lifecycle.move_stage(journey=journey, to_stage=Stage.MQL, occurred_at=NOW, origin="person", actor=seller)
        assert "元に戻せません" in text_of(sales.post(address(handoff, "undo"), follow=True))

    @pytest.mark.parametrize("action", ["accept", "snooze", "return", "qualify", "reassign", "attempt", "undo"])
    def test_viewers_may_not_and_strangers_find_nothing(
        self, action: str, client_for: Any, sam_client: Client, handoff: HandOff
    ) -> None:
        values = {"reason": "no_need", "need": "a", "note": "b", "type": "call"}
        assert client_for("viewer").post(address(handoff, action), values).status_code == 403
        assert sam_client.post(address(handoff, action), values).status_code == 404
        before = handoff.state, handoff.last_action
        handoff.refresh_from_db()
        assert (handoff.state, handoff.last_action) == before and not Activity.objects.exists()

    def test_one_tap_pages_are_posted(self, sales: Client, handoff: HandOff) -> None:
        assert {sales.get(address(handoff, action)).status_code for action in ("accept", "snooze", "undo")} == {405}

    def test_later_sorts_behind_the_others_and_says_until_when(
        self, sales: Client, acme: Workspace, seller: User, handoff: HandOff
    ) -> None:
        other = give(acme, to=seller, delivered_at=NOW + dt.timedelta(minutes=5))
        page = sales.post(address(handoff, "snooze"), follow=True)
        assert [row.handoff.pk for row in page.context["rows"]] == [other.pk, handoff.pk]
        assert "あとで 11:00" in text_of(page)

    def test_several_at_once_and_their_undo(self, sales: Client, acme: Workspace, seller: User) -> None:
        ids = [give(acme, to=seller).pk for _each in range(3)]
        page = sales.post("/w/acme/inbox/bulk", {"action": "accept", "ids": ids}, follow=True)
        assert HandOff.objects.filter(state=State.ACCEPTED).count() == 3
        assert "3件を受け取りました" in text_of(page)
        sales.post("/w/acme/inbox/bulk", {"action": "undo", "ids": ids})
        assert HandOff.objects.filter(state=State.DELIVERED).count() == 3

    def test_several_are_passed_on(self, client_for: Any, acme: Workspace, seller: User) -> None:
        colleague = make_member(workspace=acme, role="sales", email="c@acme.example").user
        ids = [give(acme, to=seller).pk for _each in range(2)]
        values = {"action": "reassign", "ids": ids, "to": colleague.pk}
        client_for("sales_manager").post("/w/acme/inbox/bulk", values)
        assert HandOff.objects.filter(assigned_to=colleague).count() == 2

    def test_several_of_another_desk_are_refused(self, sales: Client, acme: Workspace, handoff: HandOff) -> None:
        theirs = give(acme, to=make_member(workspace=acme, role="sales", email="c@acme.example").user)
        values = {"action": "accept", "ids": [handoff.pk, theirs.pk]}
        assert sales.post("/w/acme/inbox/bulk", values).status_code == 403
        assert not HandOff.objects.filter(state=State.ACCEPTED).exists()


class TestDeciding:
    def test_every_reason_says_where_the_lead_goes(self, sales: Client, handoff: HandOff) -> None:
        html = text_of(sales.get(address(handoff, "return")))
        for words in (
            "対象外の企業",
            "競合・売り込み",
            "その他（記入）",
            "対象外にする",
            "2027/02/18 に再確認",
            "マーケが連絡先を確認",
        ):
            assert words in html
        assert "取り決めの5回に達すると選べます" in html

    @pytest.mark.parametrize(
        "values", [{}, {"reason": "nonsense"}, {"reason": "other", "note": " "}, {"reason": "unreachable"}]
    )
    def test_a_return_without_its_reason_is_422_and_changes_nothing(
        self, values: dict[str, str], sales: Client, handoff: HandOff
    ) -> None:
        page = sales.post(address(handoff, "return"), values)
        handoff.refresh_from_db()
        assert page.status_code == 422 and handoff.state == State.DELIVERED
        assert "入力内容を確認してください" in text_of(page) and "エラー：" in text_of(page)

    def test_a_return_reaches_marketing_with_its_reason(self, sales: Client, client_for: Any, handoff: HandOff) -> None:
        values = {"reason": "bad_timing", "note": "来期に再検討"}
        page = sales.post(address(handoff, "return"), values, follow=True)
        assert "株式会社青空製作所をマーケに戻しました" in text_of(page)
        listed = client_for("marketer").get("/w/acme/inbox/returned")
        assert [(one["key"], one["n"]) for one in listed.context["counts"]] == [("bad_timing", 1)]
        for words in ("時期が先", "来期に再検討", "鈴木さん", "日付を決めて再確認", "2027/02/18"):
            assert words in text_of(listed)
        sales.post(address(handoff, "undo"))
        assert Journey.objects.get(pk=handoff.journey_id).stage == Stage.MQL

    def test_recorded_attempts_open_the_reason(self, sales: Client, handoff: HandOff) -> None:
        for minute in range(5):
            with time_machine.travel(NOW + dt.timedelta(minutes=minute), tick=False):
                sales.post(address(handoff, "attempt"), {"type": "call"})
        assert "取り決めの5回に達すると選べます" not in text_of(sales.get(address(handoff, "return")))
        assert sales.post(address(handoff, "return"), {"reason": "unreachable"}).status_code == 302
        assert HandOff.objects.get().return_reason == "unreachable"

    def test_sql_needs_the_need_and_the_way_on(self, sales: Client, handoff: HandOff) -> None:
        assert sales.post(address(handoff, "qualify"), {"need": "在庫の見える化"}).status_code == 422
        values = {"need": "在庫の見える化", "note": "来週に提案"}
        page = sales.post(address(handoff, "qualify"), values, follow=True)
        assert "株式会社青空製作所をSQLにしました" in text_of(page)
        assert Journey.objects.get(pk=handoff.journey_id).stage == Stage.SQL

    def test_passing_on(self, sales: Client, acme: Workspace, handoff: HandOff, cast: Any) -> None:
        colleague = make_member(workspace=acme, role="sales", email="c@acme.example", full_name="森 明日香").user
        assert "森 明日香" in text_of(sales.get(address(handoff, "reassign")))
        assert sales.post(address(handoff, "reassign"), {"to": cast["viewer"].user.pk}).status_code == 422
        sales.post(address(handoff, "reassign"), {"to": colleague.pk})
        handoff.refresh_from_db()
        assert handoff.assigned_to == colleague

    def test_who_was_slower_is_told(self, sales: Client, handoff: HandOff, seller: User) -> None:
        handoffs.return_handoff(handoff=handoff, actor=seller, now=NOW, reason="no_need")
        for action in ("accept", "snooze"):
            page = sales.post(address(handoff, action), follow=True)
            assert "すでに別の状態に進んでいます（マーケに戻した）" in text_of(page)
        assert "すでに別の状態" in text_of(sales.get(address(handoff, "return"), follow=True))


class TestCandidates:
    @pytest.fixture
    def waiting(self, acme: Workspace, simple_rule: MqlRule) -> list[HandOffCandidate]:
        rows = []
        for number in range(3):
            lead = make_lead(workspace=acme, full_name=f"候補 {number}", job_title="部長")
            journey = make_journey(lead=lead)
            make_activity(lead=lead, type="pricing", occurred_at=days_ago(20))
            LeadScore.objects.create(
                workspace=acme,
                journey=journey,
                artefact=simple_rule.artefact,
                total=60,
                qualifies=True,
                as_of=TODAY,
                computed_at=NOW,
            )
            rows.append(HandOffCandidate.objects.create(workspace=acme, journey=journey, why="old_evidence", total=60))
        return rows

    def test_it_says_who_waits_and_why(self, client_for: Any, waiting: list[HandOffCandidate]) -> None:
        html = text_of(client_for("marketer").get("/w/acme/inbox/candidates"))
        assert "候補 1" in html and "新しい行動がありません" in html and "条件 pricing" in html

    def test_one_some_or_all_are_handed_over(self, client_for: Any, waiting: list[HandOffCandidate], cast: Any) -> None:
        marketer = client_for("marketer")
        page = marketer.post("/w/acme/inbox/candidates", {"one": waiting[0].pk}, follow=True)
        assert "1件を営業に引き渡しました" in text_of(page)
        assert HandOff.objects.get().handed_over_by == cast["marketer"].user
        marketer.post("/w/acme/inbox/candidates", {"action": "all"})
        assert HandOff.objects.count() == 3 and not HandOffCandidate.objects.exists()

    def test_choosing_nobody_hands_over_nobody(self, client_for: Any, waiting: list[HandOffCandidate]) -> None:
        page = client_for("marketer").post("/w/acme/inbox/candidates", {"action": "some"}, follow=True)
        assert "引き渡す人を選んでください" in text_of(page) and not HandOff.objects.exists()


def test_english_has_no_japanese_words_of_ours(client_for: Any, handoff: HandOff) -> None:
    Lead.objects.update(full_name="Taro Yamada", department="", job_title="")
    client = client_for("sales")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    html = text_of(client.get("/w/acme/inbox/"))
    assert "Hand-offs" in html and "受け取る" not in html
