from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from channels.layer import broken_links
from channels.models import ContentAsset, ContentCell
from channels.selectors import content_map
from channels.selectors.content_map import passed_counts
from strategy.models import ArtefactVersion, Strategy
from targeting.models import BuyingRole
from tests.channels.conftest import TODAY
from tests.factories import make_journey, make_lead
from workspaces.models import AuditEntry, Workspace

MOMENT = dt.datetime(2026, 10, 1, 1, 0, tzinfo=dt.UTC)


def address(strategy: Strategy, name: str = "content", **kwargs: Any) -> str:
    return reverse(f"channels:{name}", kwargs={"slug": "acme", "strategy_id": strategy.pk, **kwargs})


def text_of(response: Any) -> str:
    return response.content.decode()


pytestmark = pytest.mark.usefixtures("on_the_day")


def make_asset(strategy: Strategy, title: str = "導入事例", **fields: Any) -> ContentAsset:
    return ContentAsset.objects.create(workspace=strategy.workspace, strategy=strategy, title=title, **fields)


def fill(strategy: Strategy, *, but: tuple[str, str]) -> None:
    """A piece of content in every cell but one."""
    for stage in ("awareness", "consideration", "decision"):
        for role in ("researcher", "champion", "decision_maker", "technical"):
            if (stage, role) != but:
                make_asset(strategy, f"{stage} {role}", stage_key=stage, role_key=role, kind="ブログ記事")


class TestMap:
    def test_an_empty_map_asks_for_what_exists(self, marketer: Client, strategy: Strategy) -> None:
        html = text_of(marketer.get(address(strategy)))
        assert "いまあるコンテンツを貼り付けると" in html
        assert html.count("不足 0本") == 12
        assert broken_links(strategy) == [], "nobody is warned before there is anything"

    def test_the_map_is_a_table_with_counts(self, marketer: Client, strategy: Strategy) -> None:
        fill(strategy, but=("decision", "decision_maker"))
        make_asset(strategy, "動画", stage_key="awareness", role_key="researcher", kind="紹介動画")
        html = text_of(marketer.get(address(strategy)))
        assert '<table class="mx"' in html and '<th scope="row"><b>意思決定者</b>' in html
        assert "決定の段階で、意思決定者に渡せるものがありません" in html
        assert 'class="cell cell--2"' in html and html.count("cell--gap") == 1

    def test_priority_is_passed_times_weight_times_absence(
        self, strategy: Strategy, content: ArtefactVersion, acme: Workspace
    ) -> None:
        for _number in range(32):
            make_journey(lead=make_lead(workspace=acme), stage="sql", entered_at=MOMENT)
        fill(strategy, but=("decision", "decision_maker"))
        ContentCell.objects.filter(artefact=content, stage_key="decision", role_key="champion").update(target_count=2)
        page = content_map(strategy, content, today=TODAY)
        first, second = page.gaps
        assert (first.role.key, first.gap.passed, first.gap.priority) == ("decision_maker", 32, 48)
        assert (second.role.key, second.gap.priority) == ("champion", 16)

    def test_stale_content_does_not_count_as_effective(self, strategy: Strategy, content: ArtefactVersion) -> None:
        for updated in (None, dt.date(2025, 11, 20), dt.date(2025, 11, 19)):
            make_asset(strategy, str(updated), stage_key="decision", role_key="champion", updated_on=updated)
        left = {"updated_on": dt.date(2026, 11, 1), "sales_use": "unused"}
        make_asset(strategy, "営業が使わない", stage_key="decision", role_key="champion", **left)
        make_asset(strategy, "企画だけ", stage_key="decision", role_key="champion", state="idea")
        page = content_map(strategy, content, today=TODAY)
        cell = page.cell("decision", "champion")
        assert (len(cell.held), cell.gap.effective, cell.gap.published, page.counts["stale"]) == (4, 2, 4, 1)

    def test_sqls_are_counted_where_they_passed_in_six_months(self, acme: Workspace) -> None:
        old = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
        make_journey(lead=make_lead(workspace=acme), stage="sql", entered_at=MOMENT)
        make_journey(lead=make_lead(workspace=acme), stage="sql", entered_at=old)
        make_journey(lead=make_lead(workspace=acme), stage="mql", entered_at=MOMENT)
        make_journey(lead=make_lead(workspace=acme, is_test=True), stage="sql", entered_at=MOMENT)
        assert passed_counts(acme, today=TODAY) == {"lead": 1, "mql": 1, "sql": 1}

    def test_a_gap_is_a_broken_link_to_its_brief(self, strategy: Strategy) -> None:
        fill(strategy, but=("decision", "decision_maker"))
        _support, link = broken_links(strategy)
        assert link.sentence == "決定 × 意思決定者のコンテンツがありません"
        assert link.url == f"{address(strategy)}?stage=decision&role=decision_maker#id_title"

    def test_a_role_that_came_later_has_cells(self, strategy: Strategy, content: ArtefactVersion) -> None:
        icp = strategy.artefacts.get(kind="icp")
        BuyingRole.objects.create(workspace=strategy.workspace, artefact=icp, key="role-1", position=5, name="経理")
        assert content_map(strategy, content, today=TODAY).cell("decision", "role-1").is_empty

    def test_queries_do_not_grow_with_content(self, marketer: Client, strategy: Strategy) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert marketer.get(f"{address(strategy)}?stage=decision&role=champion").status_code == 200
            return len(captured)

        count()
        before = count()
        for number in range(30):
            make_asset(strategy, f"記事{number}", stage_key="decision", role_key="champion")
        assert count() == before


class TestPanel:
    def test_a_gap_opens_a_brief_with_role_stage_question_and_message(
        self, marketer: Client, strategy: Strategy
    ) -> None:
        html = text_of(marketer.get(f"{address(strategy)}?stage=decision&role=decision_maker"))
        for words in (
            "誰に: 意思決定者（経営者、役員、事業部長）",
            "段階: 決定",
            "疑問: なぜこの会社か",
            "伝えるメッセージ: 投資を何か月で回収できるかを、一枚で示します",
            "× 1.5",
        ):
            assert words in html
        assert 'aria-current="true"' in html

    def test_an_idea_is_added_to_its_cell(self, marketer: Client, strategy: Strategy) -> None:
        response = marketer.post(
            address(strategy, "asset-add"),
            {
                "title": "費用対効果の試算シート",
                "state": "idea",
                "brief": "投資を何か月で回収できるか",
                "stage_key": "decision",
                "role_key": "decision_maker",
            },
        )
        assert response["Location"] == f"{address(strategy)}?stage=decision&role=decision_maker#cell-panel"
        asset = ContentAsset.objects.get(strategy=strategy)
        assert (asset.state, asset.brief) == ("idea", "投資を何か月で回収できるか")
        assert AuditEntry.objects.filter(action="content.add").exists()

    def test_an_idea_without_title_is_refused(self, marketer: Client, strategy: Strategy) -> None:
        data = {"state": "idea", "brief": "要点", "stage": "decision", "role": "champion", "stage_key": "decision"}
        response = marketer.post(address(strategy, "asset-add"), data)
        html = text_of(response)
        assert response.status_code == 422
        assert html.count("題名が未入力です") == 2 and "要点" in html

    def test_a_cell_is_set_aside_with_a_reason(
        self, marketer: Client, strategy: Strategy, content: ArtefactVersion
    ) -> None:
        data = {
            "action": "cell",
            "token": "0",
            "stage": "awareness",
            "role": "technical",
            "target_count": "1",
            "is_not_applicable": "on",
        }
        response = marketer.post(address(strategy), data)
        assert response.status_code == 422 and "対象外にする理由が未入力です" in text_of(response)
        response = marketer.post(address(strategy), {**data, "not_applicable_reason": "この段階では関与なし"})
        assert response.status_code == 302
        cell = ContentCell.objects.get(artefact=content, stage_key="awareness", role_key="technical")
        assert cell.is_not_applicable
        assert "この段階では関与なし" in text_of(marketer.get(address(strategy)))

    def test_a_stale_cell_is_refused(
        self, marketer: Client, client_for: Any, strategy: Strategy, content: ArtefactVersion
    ) -> None:
        data = {"action": "cell", "token": "0", "stage": "decision", "role": "champion", "target_count": "2"}
        client_for("manager").post(address(strategy), {**data, "target_count": "3"})
        assert marketer.post(address(strategy), data).status_code == 409
        assert ContentCell.objects.get(artefact=content, stage_key="decision", role_key="champion").target_count == 3

    def test_a_piece_is_edited_and_deleted(self, marketer: Client, strategy: Strategy) -> None:
        asset = make_asset(strategy, stage_key="decision", role_key="champion")
        url = address(strategy, "asset", asset_id=asset.pk)
        assert 'value="導入事例"' in text_of(marketer.get(url))
        marketer.post(
            url, {"title": "導入事例 改訂", "state": "draft", "stage_key": "decision", "role_key": "champion"}
        )
        asset.refresh_from_db()
        assert (asset.title, asset.state) == ("導入事例 改訂", "draft")
        marketer.post(url, {"action": "delete"})
        assert not ContentAsset.objects.exists()

    def test_pieces_of_other_strategies_are_not_found(
        self, marketer: Client, strategy: Strategy, other: Workspace
    ) -> None:
        foreign = Strategy.objects.create(workspace=other, name="他", fiscal_year=2026, starts_on=TODAY)
        asset = make_asset(foreign)
        assert marketer.get(address(strategy, "asset", asset_id=asset.pk)).status_code == 404

    def test_the_next_button_leads_to_the_check(self, marketer: Client, strategy: Strategy) -> None:
        response = marketer.post(address(strategy), {"action": "next", "token": "0"})
        assert response["Location"].endswith("/l3/check")


class TestAssigning:
    def test_several_are_assigned_at_once(self, marketer: Client, strategy: Strategy) -> None:
        assets = [make_asset(strategy, f"記事{number}") for number in range(3)]
        assert "まだ場所が決まっていない3本" in text_of(marketer.get(address(strategy)))
        data = {"asset": [assets[0].pk, assets[1].pk], "stage": "awareness", "role": "researcher"}
        marketer.post(address(strategy, "assets-assign"), data)
        assert ContentAsset.objects.filter(stage_key="awareness", role_key="researcher").count() == 2

    def test_an_assignment_needs_pieces_and_a_place(self, marketer: Client, strategy: Strategy) -> None:
        assert marketer.post(address(strategy, "assets-assign"), {"stage": "awareness"}).status_code == 422
