from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crm.models import Deal
from strategy.models import ArtefactVersion, Strategy
from targeting.models import BuyingRole, BuyingStage, Icp, IcpRule
from tests.factories import make_company
from tests.targeting.conftest import add_deals
from workspaces.models import AuditEntry, Workspace


def address(name: str, strategy: Strategy) -> str:
    return reverse(f"targeting:{name}", kwargs={"slug": "acme", "strategy_id": strategy.pk})


@pytest.fixture
def marketer(client_for: Any) -> Client:
    return client_for("marketer")


def text_of(response: Any) -> str:
    return response.content.decode()


def visible(html: str) -> str:
    """The page without what stands behind closed doors."""
    import re

    return re.sub(r"<details class=\"evidence\".*?</details>", "", html, flags=re.S)


class TestWins:
    def test_findings_are_said_in_words(self, marketer: Client, strategy: Strategy, pattern: Workspace) -> None:
        html = text_of(marketer.get(address("wins", strategy)))
        assert "決着した商談 244件・受注 43件（17.6%）" in html
        assert "製造" in html and "31.1%" in html and "受注しやすい" in html

    def test_statistics_stand_behind_a_closed_door(
        self, marketer: Client, strategy: Strategy, pattern: Workspace
    ) -> None:
        html = text_of(marketer.get(address("wins", strategy)))
        for word in ("リフト", "信頼区間", "q値", "Fisher"):
            assert word in html and word not in visible(html)

    def test_at_most_five_findings(self, marketer: Client, strategy: Strategy, acme: Workspace) -> None:
        for number in range(8):
            company = make_company(workspace=acme, industry=f"業種{number}", region=f"地域{number}")
            add_deals(acme, company=company, won=40 if number % 2 else 2, lost=20)
        wins = marketer.get(address("wins", strategy)).context["wins"]
        assert len(wins.findings) == 5

    def test_without_a_pattern_it_says_so(self, marketer: Client, strategy: Strategy, acme: Workspace) -> None:
        for name in ("製造", "小売"):
            add_deals(acme, company=make_company(workspace=acme, industry=name), won=30, lost=30)
        assert "差は見られません" in text_of(marketer.get(address("wins", strategy)))

    def test_one_click_adopts_a_value_with_its_evidence(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion, pattern: Workspace
    ) -> None:
        response = marketer.post(address("wins", strategy), {"action": "adopt:company.industry=製造"}, follow=True)
        rule = IcpRule.objects.get(artefact=icp)
        assert (rule.attribute, rule.operator, rule.values, rule.is_exclusion) == (
            *("company.industry", "in", ["製造"]),
            False,
        )
        assert (rule.evidence["n"], rule.evidence["won"], rule.evidence["verdict"]) == (74, 23, "strong")
        assert Icp.objects.get(artefact=icp).is_hypothesis is False
        html = text_of(response)
        assert "業種が製造の会社" in html
        assert "23/43件" in html
        assert AuditEntry.objects.filter(action="artefact.edit", object_id=icp.pk).exists()

    def test_what_loses_becomes_an_exclusion(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion, pattern: Workspace
    ) -> None:
        marketer.post(address("wins", strategy), {"action": "adopt:company.industry=小売"})
        assert IcpRule.objects.get(artefact=icp).is_exclusion

    def test_a_band_is_adopted_as_a_range_and_widened(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion, acme: Workspace
    ) -> None:
        for employees, won in ((320, 60), (1500, 60), (20, 5)):
            add_deals(acme, company=make_company(workspace=acme, employee_count=employees), won=won, lost=40)
        add_deals(acme, company=make_company(workspace=acme, employee_count=60), won=5, lost=200)
        marketer.post(address("wins", strategy), {"action": "adopt:company.employee_count=300..999"})
        marketer.post(address("wins", strategy), {"action": "adopt:company.employee_count=1000..4999"})
        rule = IcpRule.objects.get(artefact=icp)
        assert (rule.operator, rule.values, rule.evidence["n"]) == ("between", ["300", "4999"], 200)

    @pytest.mark.parametrize("key", ["company.industry=ない業種", "company.industry=", "company.country=日本", "x"])
    def test_what_was_not_found_cannot_be_adopted(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion, pattern: Workspace, key: str
    ) -> None:
        assert marketer.post(address("wins", strategy), {"action": f"adopt:{key}"}).status_code == 302
        assert not IcpRule.objects.filter(artefact=icp).exists()

    def test_few_wins_offer_a_hypothesis(self, marketer: Client, strategy: Strategy, icp: ArtefactVersion) -> None:
        html = text_of(marketer.get(address("wins", strategy)))
        assert "仮説のICPから始められます" in html and "受注の記録が0件です。あと20件" in html
        marketer.post(address("wins", strategy), {"action": "hypothesis"})
        content = Icp.objects.get(artefact=icp)
        assert content.is_hypothesis and content.verify_on is not None and content.problem
        assert IcpRule.objects.get(artefact=icp, attribute="company.employee_count").values == ["50", "999"]

    def test_the_next_button_leads_to_the_icp(self, marketer: Client, strategy: Strategy) -> None:
        response = marketer.post(address("wins", strategy), {"action": "next"})
        assert response["Location"] == address("icp", strategy)

    def test_readers_see_no_button(self, client_for: Any, strategy: Strategy, pattern: Workspace) -> None:
        html = text_of(client_for("viewer").get(address("wins", strategy)))
        assert "受注しやすい" in html and "ICPに加える" not in html


class TestIcp:
    def data(self, icp: ArtefactVersion, **fields: str) -> dict[str, str]:
        icp.refresh_from_db()
        return {"token": str(icp.token), "action": "stay", **fields}

    def test_a_rule_is_added_edited_and_deleted(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion
    ) -> None:
        url = address("icp", strategy)
        added = {
            "rows-new-attribute": "company.employee_count",
            "rows-new-operator": "between",
            "rows-new-values": "１００〜999",
        }
        assert marketer.post(url, self.data(icp, **added)).status_code == 302
        rule = IcpRule.objects.get(artefact=icp)
        assert (rule.operator, rule.values) == ("between", ["100", "999"])
        edited = {
            f"rows-{rule.pk}-attribute": "company.industry",
            f"rows-{rule.pk}-operator": "in",
            f"rows-{rule.pk}-values": "製造、情報通信",
        }
        marketer.post(url, self.data(icp, **edited))
        rule.refresh_from_db()
        assert (rule.attribute, rule.values) == ("company.industry", ["製造", "情報通信"])
        marketer.post(url, {**self.data(icp, **edited), "action": f"delete-{rule.pk}"})
        assert not IcpRule.objects.filter(artefact=icp).exists()

    def test_an_exclusion_keeps_its_reason(self, marketer: Client, strategy: Strategy, icp: ArtefactVersion) -> None:
        fields = {
            "rows-newout-attribute": "company.industry",
            "rows-newout-operator": "contains",
            "rows-newout-values": "官公庁",
            "rows-newout-reason": "入札が必要",
        }
        marketer.post(address("icp", strategy), self.data(icp, **fields))
        rule = IcpRule.objects.get(artefact=icp)
        assert (rule.is_exclusion, rule.operator, rule.reason) == (True, "contains", "入札が必要")

    def test_edited_values_lose_their_evidence(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion, pattern: Workspace
    ) -> None:
        marketer.post(address("wins", strategy), {"action": "adopt:company.industry=製造"})
        rule = IcpRule.objects.get(artefact=icp)
        fields = {
            f"rows-{rule.pk}-attribute": rule.attribute,
            f"rows-{rule.pk}-operator": "in",
            f"rows-{rule.pk}-values": "製造、建設",
        }
        marketer.post(address("icp", strategy), self.data(icp, **fields))
        rule.refresh_from_db()
        assert rule.evidence == {}
        assert Icp.objects.get(artefact=icp).is_hypothesis

    @pytest.mark.parametrize(
        ("operator", "values", "sentence"),
        [
            ("between", "100", "従業員数の範囲は「100〜999」のように"),
            ("between", "999〜100", "従業員数の範囲は「100〜999」のように"),
            ("gte", "多め", "従業員数は数で入力してください"),
            ("contains", "100", "従業員数は数なので「含む」は使えません"),
            ("gte", "", "従業員数の値が未入力です"),
        ],
    )
    def test_what_cannot_be_read_is_said_beside_the_field(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion, operator: str, values: str, sentence: str
    ) -> None:
        fields = {
            "rows-new-attribute": "company.employee_count",
            "rows-new-operator": operator,
            "rows-new-values": values,
            "problem": "手作業が多い",
        }
        response = marketer.post(address("icp", strategy), self.data(icp, **fields))
        html = text_of(response)
        assert response.status_code == 422
        assert html.count(sentence) >= 2 and "手作業が多い" in html
        assert 'href="#id_rows-new-values"' in html and "エラー：" in html

    def test_an_autosave_keeps_texts_and_leaves_half_typed_rows(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion
    ) -> None:
        fields = self.data(icp, **{"problem": "手作業が多い", "rows-new-attribute": "company.industry"})
        response = marketer.post(address("icp", strategy), fields, headers={"x-autosave": "1"})
        assert (response.status_code, response["X-Draft-Token"]) == (204, "1")
        assert Icp.objects.get(artefact=icp).problem == "手作業が多い"
        assert not IcpRule.objects.filter(artefact=icp).exists()

    def test_a_stale_save_is_refused_and_loses_nothing(
        self, marketer: Client, client_for: Any, strategy: Strategy, icp: ArtefactVersion
    ) -> None:
        url, mine = address("icp", strategy), self.data(icp, problem="自分の言葉")
        client_for("manager").post(url, self.data(icp, problem="相手の言葉"))
        response = marketer.post(url, mine)
        html = text_of(response)
        assert response.status_code == 409
        assert "自分の言葉" in html and "相手の言葉" in html and "伊藤" in html
        assert Icp.objects.get(artefact=icp).problem == "相手の言葉"

    def test_a_rule_that_came_meanwhile_survives_a_save(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion, acme: Workspace
    ) -> None:
        IcpRule.objects.create(workspace=acme, artefact=icp, attribute="company.industry", values=["製造"])
        marketer.post(address("icp", strategy), self.data(icp, problem="手作業が多い"))
        assert IcpRule.objects.filter(artefact=icp).exists()

    def test_the_preview_counts_what_is_typed_and_saves_nothing(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion, pattern: Workspace
    ) -> None:
        fields = {
            "rows-new-attribute": "company.industry",
            "rows-new-operator": "in",
            "rows-new-values": "製造",
        }
        html = text_of(marketer.post(address("icp-preview", strategy), self.data(icp, **fields)))
        assert "業種が製造の会社" in html and "1社" in html and "23/43件" in html and "31.1%" in html
        assert "<html" not in html
        assert not IcpRule.objects.filter(artefact=icp).exists()

    def test_an_agreed_version_is_shown_and_refuses_entries(
        self, marketer: Client, strategy: Strategy, icp: ArtefactVersion, acme: Workspace
    ) -> None:
        IcpRule.objects.create(workspace=acme, artefact=icp, attribute="company.industry", values=["製造"])
        ArtefactVersion.objects.filter(pk=icp.pk).update(status="agreed")
        html = text_of(marketer.get(address("icp", strategy)))
        assert "改訂を始める" in html and "製造" in html and "step-form" not in html
        marketer.post(address("icp", strategy), self.data(icp, problem="変更"))
        assert Icp.objects.get(artefact=icp).problem == ""

    def test_the_number_of_queries_does_not_grow_with_companies(
        self, marketer: Client, strategy: Strategy, acme: Workspace
    ) -> None:
        url = address("icp", strategy)
        marketer.get(url)
        with CountedGet(marketer, url) as few:
            pass
        for _number in range(30):
            add_deals(acme, company=make_company(workspace=acme, industry="製造"), won=1, lost=1)
        with CountedGet(marketer, url) as many:
            pass
        assert many.count <= few.count


class CountedGet:
    """Counts the queries of one GET."""

    def __init__(self, client: Client, url: str) -> None:
        self.client, self.url, self.count = client, url, 0

    def __enter__(self) -> CountedGet:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            assert self.client.get(self.url).status_code == 200
        self.count = len(captured)
        return self

    def __exit__(self, *args: object) -> None:
        return None


class TestBuyers:
    def entries(self, rows: Any, names: list[str]) -> dict[str, str]:
        return {f"rows-{row.pk}-{name}": str(getattr(row, name)) for row in rows for name in names}

    ROLE = ["name", "key_message", "titles", "concerns", "objections", "content_needed", "weight"]
    STAGE = ["name", "state_of_mind", "questions", "information_needed", "content_needed", "signals", "exit_condition"]

    def test_the_four_roles_and_three_stages_are_there(self, marketer: Client, strategy: Strategy) -> None:
        html = text_of(marketer.get(address("committee", strategy)))
        for name in ("情報収集者", "推進者", "意思決定者", "技術評価者"):
            assert f'value="{name}"' in html
        html = text_of(marketer.get(address("journey", strategy)))
        for name in ("認知", "検討", "決定"):
            assert f'value="{name}"' in html

    def test_a_message_is_saved(self, marketer: Client, strategy: Strategy, icp: ArtefactVersion) -> None:
        roles = list(BuyingRole.objects.filter(artefact=icp))
        fields = {**self.entries(roles, self.ROLE), f"rows-{roles[2].pk}-key_message": "9か月で回収できます"}
        response = marketer.post(address("committee", strategy), {"token": "0", "action": "next", **fields})
        assert response["Location"] == address("journey", strategy)
        assert BuyingRole.objects.get(pk=roles[2].pk).key_message == "9か月で回収できます"

    def test_a_role_is_added_and_deleted(self, marketer: Client, strategy: Strategy, icp: ArtefactVersion) -> None:
        url, roles = address("committee", strategy), list(BuyingRole.objects.filter(artefact=icp))
        marketer.post(url, {"token": "0", "action": "add", **self.entries(roles, self.ROLE)})
        added = BuyingRole.objects.filter(artefact=icp).last()
        assert (added.key, added.position) == ("role-1", 5)
        marketer.post(url, {"token": "1", "action": f"delete-{added.pk}", **self.entries(roles, self.ROLE)})
        assert BuyingRole.objects.filter(artefact=icp).count() == 4

    def test_a_nameless_role_is_refused(self, marketer: Client, strategy: Strategy, icp: ArtefactVersion) -> None:
        roles = list(BuyingRole.objects.filter(artefact=icp))
        fields = {**self.entries(roles, self.ROLE), f"rows-{roles[0].pk}-name": ""}
        response = marketer.post(address("committee", strategy), {"token": "0", **fields})
        assert response.status_code == 422
        assert "名前が未入力です" in text_of(response)

    def test_stages_are_edited_up_to_seven(self, marketer: Client, strategy: Strategy, icp: ArtefactVersion) -> None:
        url = address("journey", strategy)
        for token in range(5):
            stages = list(BuyingStage.objects.filter(artefact=icp))
            answer = marketer.post(url, {"token": token, "action": "add", **self.entries(stages, self.STAGE)})
        assert answer.status_code == 422
        assert BuyingStage.objects.filter(artefact=icp).count() == 7


def test_defaults_are_written_in_the_language_of_the_workspace(acme: Workspace, cast: Any) -> None:
    from strategy.services.goals import GoalEntry
    from strategy.services.strategies import create_strategy
    from tests.targeting.conftest import TODAY

    acme.language = "en"
    acme.save()
    strategy = create_strategy(workspace=acme, actor=cast["marketer"].user, today=TODAY, goal=GoalEntry())
    names = [role.name for role in BuyingRole.objects.filter(artefact__strategy=strategy)]
    assert names == ["Researcher", "Champion", "Decision maker", "Technical evaluator"]


def test_deals_of_other_workspaces_stay_out(
    marketer: Client, strategy: Strategy, other: Workspace, icp: ArtefactVersion
) -> None:
    add_deals(other, company=make_company(workspace=other, industry="製造"), won=30, lost=1)
    assert Deal.objects.count() == 31
    assert "受注の記録が0件です" in text_of(marketer.get(address("wins", strategy)))
