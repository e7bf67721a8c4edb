"""The content map beyond counts: freshness, results, what is to be made, the balance of stages, lists with headings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from channels.briefs import brief_for
from channels.layer import broken_links
from channels.models import ContentAsset, ContentCell, ContentStageTarget
from channels.selectors.content_map import content_map
from channels.selectors.content_plan import backlog_of
from channels.selectors.content_results import content_results
from crm.models import Activity
from kpi.services.design_documents import document_of, write_document
from strategy.models import ArtefactVersion, Strategy
from strategy.services.artefacts import start_draft
from targeting.models import BuyingRole, BuyingStage, Message
from targeting.selectors.messages import message_for
from tests.channels.conftest import TODAY
from tests.channels.test_content_page import MOMENT, address, fill, make_asset, text_of
from tests.factories import make_journey, make_lead
from workspaces.models import Membership, User, Workspace


def place(**fields: Any) -> dict[str, Any]:
    return {"stage_key": "decision", "role_key": "champion", **fields}


pytestmark = pytest.mark.usefixtures("on_the_day")


class TestViews:
    def test_freshness_tells_new_from_old(self, marketer: Client, strategy: Strategy) -> None:
        make_asset(strategy, "新", **place(updated_on=dt.date(2026, 5, 1)))
        make_asset(strategy, "旧", **place(updated_on=dt.date(2025, 5, 1)))
        make_asset(strategy, "不明", **place())
        html = text_of(marketer.get(f"{address(strategy)}?view=freshness"))
        assert "<b>1<small>本が新しい</small></b>" in html
        assert "要更新1・更新日不明1" in html

    def test_results_count_deals_that_read_before(self, strategy: Strategy, acme: Workspace) -> None:
        read = make_asset(strategy, "事例", **place(url="https://example.com/cases/a"))
        other = make_asset(strategy, "表", **place(url="/compare"))
        for before in (True, False):
            lead = make_lead(workspace=acme)
            make_journey(lead=lead, stage="sql", entered_at=MOMENT)
            for day in (1, 2):
                at = MOMENT - dt.timedelta(days=day) if before else MOMENT + dt.timedelta(days=day)
                Activity.objects.create(
                    workspace=acme,
                    lead=lead,
                    type="page_view",
                    occurred_at=at,
                    path="/cases/a",
                    external_id=f"{lead.pk}-{day}",
                )
        results = content_results(acme, [read, other], today=TODAY)
        assert (results.total, results.read_before([read]), results.read_before([other])) == (2, 1, 0)
        assert results.read_before([make_asset(strategy, "題名だけ")]) is None

    def test_results_say_what_they_rest_on(self, marketer: Client, strategy: Strategy) -> None:
        make_asset(strategy, "URLなし", **place(sales_use="used"))
        html = text_of(marketer.get(f"{address(strategy)}?view=results"))
        assert "データ不足（URLが未入力）・営業が1本を使用" in html

    def test_an_unknown_view_is_the_usual_one(self, marketer: Client, strategy: Strategy) -> None:
        make_asset(strategy, **place())
        assert "<b>1<small>本</small></b>" in text_of(marketer.get(f"{address(strategy)}?view=other"))


class TestBacklog:
    def test_most_urgent_cell_first_then_by_date(
        self, strategy: Strategy, content: ArtefactVersion, acme: Workspace
    ) -> None:
        make_journey(lead=make_lead(workspace=acme), stage="sql", entered_at=MOMENT)
        make_asset(strategy, "後", **place(state="idea", due_on=dt.date(2026, 12, 20)))
        make_asset(strategy, "先", **place(state="idea", due_on=dt.date(2026, 12, 1)))
        make_asset(strategy, "重い", **place(role_key="decision_maker", state="draft", due_on=dt.date(2026, 11, 19)))
        make_asset(strategy, "古い", updated_on=dt.date(2025, 1, 1))
        make_asset(strategy, "公開中", **place(role_key="technical", updated_on=TODAY))
        works = backlog_of(content_map(strategy, content, today=TODAY))
        assert [work.asset.title for work in works] == ["重い", "先", "後", "古い"]
        assert [work.is_overdue for work in works] == [True, False, False, False]
        assert [work.is_update for work in works] == [False, False, False, True]

    def test_a_plan_has_owner_and_date(self, marketer: Client, strategy: Strategy, cast: dict[str, Membership]) -> None:
        person = cast["manager"].user
        data = {"title": "試算表", "state": "idea", "owner_id": person.pk, "due_on": "2026-11-19", **place()}
        marketer.post(address(strategy, "asset-add"), data)
        asset = ContentAsset.objects.get()
        assert (asset.owner, asset.due_on) == (person, dt.date(2026, 11, 19))
        html = text_of(marketer.get(address(strategy)))
        assert "制作の予定" in html and "期限超過" in html and person.short_name in html

    def test_somebody_of_another_company_cannot_own_it(
        self, marketer: Client, strategy: Strategy, other: Workspace
    ) -> None:
        stranger = User.objects.create_user("sam@other.example")
        Membership.objects.create(workspace=other, user=stranger, role_id="marketer")
        data = {"title": "試算表", "state": "idea", "owner_id": stranger.pk, **place()}
        assert marketer.post(address(strategy, "asset-add"), data).status_code == 422
        assert not ContentAsset.objects.exists()

    def test_the_brief_holds_the_message_of_the_cell(self, strategy: Strategy) -> None:
        icp = strategy.artefacts.get(kind="icp")
        Message.objects.update_or_create(
            workspace=strategy.workspace,
            artefact=icp,
            stage_key="decision",
            role_key="champion",
            defaults={"text": "移行は2週間で終わります", "proof": "12社の平均"},
        )
        stage, role = (
            model.objects.get(artefact=icp, key=key)
            for model, key in ((BuyingStage, "decision"), (BuyingRole, "champion"))
        )
        brief = brief_for(stage, role, message_for(strategy, stage, role))
        assert "伝えるメッセージ: 移行は2週間で終わります" in brief and "根拠: 12社の平均" in brief


class TestNextAsset:
    def test_a_piece_leads_to_another_one_never_to_itself(self, marketer: Client, strategy: Strategy) -> None:
        first, second = make_asset(strategy, "記事", **place()), make_asset(strategy, "事例", **place())
        url = address(strategy, "asset", asset_id=first.pk)
        sent = {"title": "記事", "state": "published", **place()}
        assert marketer.post(url, {**sent, "next_asset_id": first.pk}).status_code == 422
        marketer.post(url, {**sent, "next_asset_id": second.pk, "cta": "事例を読む", "gate": "open"})
        first.refresh_from_db()
        assert (first.next_asset, first.cta, first.gate) == (second, "事例を読む", "open")


class TestApprovalSupport:
    def test_none_for_the_decision_maker_is_a_broken_link(self, strategy: Strategy) -> None:
        fill(strategy, but=("", ""))
        (link,) = broken_links(strategy)
        assert link.sentence == "意思決定者の社内稟議を助ける稟議支援資料がありません"
        make_asset(strategy, "稟議書のひな型", **place(role_key="decision_maker", kind="稟議支援資料"))
        assert broken_links(strategy) == []

    def test_a_cell_set_aside_needs_none(self, strategy: Strategy, content: ArtefactVersion) -> None:
        fill(strategy, but=("decision", "decision_maker"))
        cells = ContentCell.objects.filter(artefact=content, stage_key="decision", role_key="decision_maker")
        cells.update(is_not_applicable=True, not_applicable_reason="決裁者と直接話すため")
        assert broken_links(strategy) == []


class TestBalance:
    def shares(self, *percent: int) -> dict[str, str]:
        keys = ("awareness", "consideration", "decision")
        return {f"share-{key}": str(value) for key, value in zip(keys, percent, strict=True)}

    def test_a_lopsided_map_says_where_to_go(self, marketer: Client, strategy: Strategy) -> None:
        for number in range(8):
            make_asset(strategy, f"記事{number}", stage_key="awareness", role_key="researcher")
        assert "認知に偏っています。検討を増やします" in text_of(marketer.get(address(strategy)))

    def test_targets_are_part_of_the_version(
        self, marketer: Client, strategy: Strategy, content: ArtefactVersion, cast: dict[str, Membership]
    ) -> None:
        make_asset(strategy, **place())
        data = {"action": "targets", "token": "0", **self.shares(30, 30, 40)}
        assert marketer.post(address(strategy), data).status_code == 302
        rows = ContentStageTarget.objects.filter(artefact=content)
        assert {row.stage_key: row.target_share for row in rows}["decision"] == Decimal("0.4")
        content.refresh_from_db()
        document = document_of(content)["contents"]
        assert document["stage_targets"][0] == {"stage_key": "awareness", "target_share": "0.3"}
        rows.delete()
        write_document(artefact=content, contents=document, actor=cast["marketer"].user)
        assert ContentStageTarget.objects.filter(artefact=content).count() == 3

    def test_parts_must_make_a_whole(self, marketer: Client, strategy: Strategy) -> None:
        make_asset(strategy, **place())
        response = marketer.post(address(strategy), {"action": "targets", "token": "0", **self.shares(30, 30, 30)})
        assert response.status_code == 422
        assert "合計が100%になるように入力してください（いまは90%）" in text_of(response)

    def test_a_revision_keeps_them(
        self, strategy: Strategy, content: ArtefactVersion, cast: dict[str, Membership]
    ) -> None:
        ContentStageTarget.objects.create(
            workspace=strategy.workspace, artefact=content, stage_key="awareness", target_share=Decimal("0.5")
        )
        ArtefactVersion.objects.filter(pk=content.pk).update(status="agreed")
        draft = start_draft(strategy=strategy, kind="content", actor=cast["marketer"].user)
        assert draft.pk != content.pk
        assert ContentStageTarget.objects.get(artefact=draft).target_share == Decimal("0.5")
