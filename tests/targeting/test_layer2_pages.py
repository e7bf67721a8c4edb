"""The pages of messages, personas, title words, several ICPs and the eight elements."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from strategy import layers
from strategy.models import ArtefactVersion, Strategy
from targeting.models import BuyingRole, BuyingStage, Icp, IcpElement, IcpRule, Message, Persona, TitleRule
from targeting.selectors import adopted_icp_conditions, message_for, messages_of, timing_months
from targeting.wording import icp_sentence
from tests.targeting.test_pages import address, text_of
from workspaces.models import Workspace


@pytest.fixture
def marketer(client_for: Any) -> Client:
    return client_for("marketer")


def post(client: Client, url: str, artefact: ArtefactVersion, **fields: str) -> Any:
    artefact.refresh_from_db()
    return client.post(url, {"token": str(artefact.token), "action": "stay", **fields})


def add_rule(icp: ArtefactVersion, values: list[str], **fields: Any) -> IcpRule:
    fields = {"attribute": "company.industry", **fields}
    return IcpRule.objects.create(workspace=icp.workspace, artefact=icp, values=values, **fields)


class TestMessages:
    def test_the_roles_message_stands_in_for_an_empty_cell(self, strategy: Strategy, icp: ArtefactVersion) -> None:
        Icp.objects.filter(artefact=icp).update(proof="締め作業が月32時間減りました")
        found = message_for(strategy, "decision", "champion")
        assert found is not None and found.is_common and found.is_hypothesis
        assert found.text.startswith("導入後の効果と運用の手間") and found.proof == "締め作業が月32時間減りました"
        assert message_for(strategy, "decision", "nobody") is None

    def test_internal_approval_is_a_line_of_its_own(self, strategy: Strategy, icp: ArtefactVersion) -> None:
        assert [line.key for line in messages_of(strategy).lines] == [
            *("awareness", "consideration", "decision", "ringi"),
        ]
        assert BuyingStage.objects.get(artefact=icp, key="decision").internal_approval

    def test_a_message_is_written_and_taken_back(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion
    ) -> None:
        url = address("messages", strategy)
        cell = "cell-decision_maker-ringi"
        post(marketer, url, icp, **{f"{cell}-text": "稟議書をそのまま使えます", f"{cell}-proof": "12社で使用"})
        found = message_for(strategy, "ringi", "decision_maker")
        assert found is not None and not found.is_common and not found.is_hypothesis
        assert (found.text, found.proof) == ("稟議書をそのまま使えます", "12社で使用")
        assert "決定・社内稟議" in text_of(marketer.get(url))
        post(marketer, url, icp, **{f"{cell}-text": "", f"{cell}-proof": ""})
        assert not Message.objects.filter(artefact=icp).exists()

    def test_a_cell_that_was_not_sent_stays(self, marketer: Client, strategy: Strategy, icp: ArtefactVersion) -> None:
        Message.objects.create(
            workspace=icp.workspace, artefact=icp, role_key="champion", stage_key="decision", text="比較表があります"
        )
        post(marketer, address("messages", strategy), icp, **{"cell-champion-awareness-text": "課題を整理できます"})
        assert Message.objects.filter(artefact=icp).count() == 2

    def test_an_empty_message_is_a_broken_link_to_its_field(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion
    ) -> None:
        report = layers.report_for(2)
        BuyingRole.objects.filter(artefact=icp, key="technical").update(key_message="")
        assert report.broken_links(strategy) == []  # nobody has begun yet
        ArtefactVersion.objects.filter(pk=icp.pk).update(is_touched=True)
        found = report.broken_links(strategy)
        assert [link.to_label for link in found] == ["認知", "検討", "決定", "決定・社内稟議"]
        html = text_of(marketer.get(found[0].url))
        assert f'id="{found[0].url.partition("#")[2]}"' in html and "途切れている箇所" in html

    def test_a_hypothesis_past_its_day_is_a_broken_link(self, strategy: Strategy, icp: ArtefactVersion) -> None:
        ArtefactVersion.objects.filter(pk=icp.pk).update(is_touched=True)
        Icp.objects.filter(artefact=icp).update(verify_on=dt.date(2020, 1, 31))
        assert "2020/01/31" in layers.report_for(2).broken_links(strategy)[0].sentence


class TestPersonas:
    def test_a_persona_is_added_described_printed_and_deleted(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion
    ) -> None:
        url = address("personas", strategy)
        assert "ペルソナは任意です" in text_of(marketer.get(url))
        post(marketer, url, icp, action="add")
        persona = Persona.objects.get(artefact=icp)
        row = f"rows-{persona.pk}"
        fields = {f"{row}-name": "工場長", f"{row}-role_key": "decision_maker", f"{row}-goals": "締めを早くする"}
        post(marketer, url, icp, **fields, **{f"{row}-source_event": "5", f"{row}-source_seo": "2"})
        persona.refresh_from_db()
        assert (persona.name, persona.role_key, persona.sources) == ("工場長", "decision_maker", {"event": 5, "seo": 2})
        html = text_of(marketer.get(address("personas-print", strategy)))
        assert "工場長" in html and "意思決定者" in html and "●●●●●" in html and "<textarea" not in html
        post(marketer, url, icp, **fields, action=f"delete-{persona.pk}")
        assert not Persona.objects.filter(artefact=icp).exists()

    def test_claims_are_hypotheses_until_there_is_evidence(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion
    ) -> None:
        html = text_of(marketer.get(address("journey", strategy)))
        assert html.count('tag--warn">仮説') == 3 and "に確かめます" in html
        stage = BuyingStage.objects.get(artefact=icp, key="awareness")
        post(marketer, address("journey", strategy), icp, **{f"rows-{stage.pk}-evidence": "聞き取り5社"})
        assert text_of(marketer.get(address("journey", strategy))).count('tag--warn">仮説') == 2


class TestJourney:
    def test_stages_are_linked_to_the_lifecycle(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion
    ) -> None:
        stage = BuyingStage.objects.get(artefact=icp, key="decision")
        assert stage.lifecycle == ["mql", "sql", "opportunity"]
        url, row = address("journey", strategy), f"rows-{stage.pk}"
        post(marketer, url, icp, **{f"{row}-lifecycle_from": "sql", f"{row}-lifecycle_to": "customer"})
        stage.refresh_from_db()
        assert stage.lifecycle == ["sql", "opportunity", "customer"]
        answer = post(marketer, url, icp, **{f"{row}-lifecycle_from": "sql", f"{row}-lifecycle_to": "lead"})
        assert answer.status_code == 422 and "手前のステージから順に" in text_of(answer)

    def test_internal_approval_is_written_at_decision_only(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion
    ) -> None:
        html = text_of(marketer.get(address("journey", strategy)))
        assert html.count('-internal_approval"') == html.count("社内稟議</label>") or "社内稟議" in html
        stage = BuyingStage.objects.get(artefact=icp, key="decision")
        post(marketer, address("journey", strategy), icp, **{f"rows-{stage.pk}-internal_approval": "役員会で決める"})
        stage.refresh_from_db()
        assert stage.internal_approval == "役員会で決める"


class TestCommittee:
    def test_shipped_optional_roles_are_added_once(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion
    ) -> None:
        url = address("committee", strategy)
        assert "購買・法務を追加" in text_of(marketer.get(url))
        post(marketer, url, icp, action="add:procurement")
        role = BuyingRole.objects.get(artefact=icp, key="procurement")
        assert role.name == "購買・法務" and not role.is_required
        assert "購買・法務を追加" not in text_of(marketer.get(url))
        post(marketer, url, icp, action="add:procurement")
        assert BuyingRole.objects.filter(artefact=icp).count() == 5

    def test_title_words_are_added_edited_and_deleted(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion
    ) -> None:
        url = address("committee", strategy)
        fields = {
            "titles-new-role": "champion",
            "titles-new-scope": "title",
            "titles-new-words": "チーフ、Chief of Staff",
        }
        post(marketer, url, icp, **fields)
        first = TitleRule.objects.filter(artefact=icp).first()
        assert (first.role_key, first.position) == ("champion", 1)  # the newest is asked first
        post(marketer, url, icp, **{f"titles-{first.pk}-words": "チーフ"})
        first.refresh_from_db()
        assert first.words == "チーフ"
        answer = post(marketer, url, icp, **{f"titles-{first.pk}-words": " "})
        assert answer.status_code == 422 and "役職の言葉が未入力です" in text_of(answer)
        count = TitleRule.objects.filter(artefact=icp).count()
        post(marketer, url, icp, action=f"delete-title-{first.pk}")
        assert TitleRule.objects.filter(artefact=icp).count() == count - 1

    def test_a_role_may_be_optional(self, marketer: Client, strategy: Strategy, icp: ArtefactVersion) -> None:
        role = BuyingRole.objects.get(artefact=icp, key="technical")
        post(marketer, address("committee", strategy), icp, **{f"rows-{role.pk}-is_required": "False"})
        role.refresh_from_db()
        assert role.is_required is False


class TestIcps:
    def test_an_alternative_is_added_and_said(self, marketer: Client, strategy: Strategy, icp: ArtefactVersion) -> None:
        add_rule(icp, ["製造"])
        new = {
            "rows-newor-attribute": "company.region",
            "rows-newor-operator": "in",
            "rows-newor-values": "愛知県",
        }
        post(marketer, address("icp", strategy), icp, **new)
        assert [(rule.values, rule.group) for rule in IcpRule.objects.filter(artefact=icp)] == [
            (["製造"], 0),
            (["愛知県"], 1),
        ]
        html = text_of(marketer.get(address("icp", strategy)))
        assert "業種が製造の会社、または地域が愛知県の会社" in html
        more = {
            "rows-new1-attribute": "company.employee_count",
            "rows-new1-operator": "gte",
            "rows-new1-values": "100",
        }
        post(marketer, address("icp", strategy), icp, **more)
        assert IcpRule.objects.get(artefact=icp, attribute="company.employee_count").group == 1

    def test_exclusions_can_work_together(self, marketer: Client, strategy: Strategy, icp: ArtefactVersion) -> None:
        add_rule(icp, ["製造"])
        for attribute, values in (("company.region", "海外"), ("company.industry", "官公庁")):
            new = {
                "rows-newout-attribute": attribute,
                "rows-newout-operator": "in",
                "rows-newout-values": values,
                "rows-newout-group": "1",
            }
            post(marketer, address("icp", strategy), icp, **new)
        html = text_of(marketer.get(address("icp", strategy)))
        assert "ただし、地域が海外かつ業種が官公庁の場合は除く" in html
        with translation.override("en"):
            sentence = icp_sentence(list(IcpRule.objects.filter(artefact=icp)), [], "JPY")
        assert sentence.startswith("Companies whose ") and ", except where " in sentence

    def test_a_condition_can_be_required_and_belong_to_an_element(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion
    ) -> None:
        rule = add_rule(icp, ["製造"])
        fields = {f"rows-{rule.pk}-required": "1", f"rows-{rule.pk}-element": "tools"}
        post(marketer, address("icp", strategy), icp, **fields)
        rule.refresh_from_db()
        assert (rule.is_required, rule.element) == (True, "tools")
        condition = adopted_icp_conditions(strategy)[0]
        assert (condition.sentence, condition.is_required) == ("業種が製造", True)

    def test_eight_elements_stand_on_the_page_and_feed_timing(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion
    ) -> None:
        add_rule(icp, ["製造"])
        url = address("icp", strategy)
        fields = {
            "element-trigger-text": "契約の満了",
            "element-trigger-months": "10、４月",
            "element-problem-text": "締めが遅い",
        }
        post(marketer, url, icp, **fields)
        assert timing_months(strategy) == {"trigger": [4, 10]}
        html = text_of(marketer.get(url))
        for name in ("企業属性", "組織", "利用ツール", "課題", "導入のきっかけ", "予算", "収益性", "除外条件"):
            assert f"<b>{name}</b>" in html
        assert html.count("判定には未使用") == 2 and html.count("判定に使用") == 1
        answer = post(marketer, url, icp, **{"element-budget-months": "13"})
        assert answer.status_code == 422 and "1から12の数" in text_of(answer)
        post(marketer, url, icp, **{"element-trigger-text": "", "element-trigger-months": ""})
        assert not IcpElement.objects.filter(artefact=icp, element="trigger").exists()

    def test_several_icps_up_to_five_with_a_warning_above_three(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion
    ) -> None:
        url = address("icp", strategy)
        for number in range(2, 6):
            answer = post(marketer, url, icp, action="add-icp")
            assert answer["Location"] == f"{url}?icp={number}"
        assert post(marketer, url, icp, action="add-icp").status_code == 422
        assert Icp.objects.filter(artefact=icp).count() == 5
        html = text_of(marketer.get(f"{url}?icp=5"))
        assert "ICPが3つを超えています" in html and 'name="icp" value="5"' in html
        post(marketer, url, icp, icp="5", action="remove-icp")
        assert Icp.objects.filter(artefact=icp).count() == 4

    def test_each_icp_has_its_own_rules_and_statement(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion, acme: Workspace
    ) -> None:
        add_rule(icp, ["製造"])
        url = address("icp", strategy)
        post(marketer, url, icp, action="add-icp")
        new = {"rows-new-attribute": "company.industry", "rows-new-operator": "in", "rows-new-values": "卸売"}
        post(marketer, url, icp, icp="2", name="商社", product_line="在庫", problem="在庫が合わない", **new)
        second = Icp.objects.get(artefact=icp, number=2)
        assert (second.name, second.product_line, second.problem) == ("商社", "在庫", "在庫が合わない")
        assert IcpRule.objects.get(artefact=icp, icp_number=2).values == ["卸売"]
        assert IcpRule.objects.get(artefact=icp, icp_number=1).values == ["製造"]
        sentence = layers.adapter_for("icp").figures(icp)["sentence"]
        assert sentence == "業種が製造の会社、または業種が卸売の会社"
        assert "業種が製造の会社" not in text_of(marketer.get(f"{url}?icp=2"))

    def test_the_quarterly_check_is_on_the_page(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion, pattern: Workspace
    ) -> None:
        add_rule(icp, ["製造"])
        html = text_of(marketer.get(address("icp", strategy)))
        assert "四半期の確認" in html and "次の確認:" in html
