from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from strategy import layers
from strategy.models import ArtefactVersion, Strategy
from strategy.services.artefacts import start_draft
from targeting.content import copy_content, problems_of, snapshot_of
from targeting.defaults import TEMPLATES, template_for
from targeting.layer import figures_of, summary
from targeting.models import BuyingRole, BuyingStage, Icp, IcpElement, IcpRule, Message, Persona, TitleRule
from workspaces.models import Workspace


def agree(artefact: ArtefactVersion) -> None:
    ArtefactVersion.objects.filter(pk=artefact.pk).update(status="agreed")


def fill(icp: ArtefactVersion) -> None:
    """A row in every table of the version."""
    place = {"workspace": icp.workspace, "artefact": icp}
    IcpRule.objects.create(**place, attribute="company.industry", values=["製造"], group=1, is_required=True)
    Icp.objects.create(**place, number=2, name="商社", product_line="在庫")
    IcpRule.objects.create(**place, attribute="company.industry", values=["卸売"], icp_number=2)
    IcpElement.objects.create(**place, element="trigger", text="契約の満了", months=[4, 10], evidence="聞き取り3社")
    Message.objects.create(
        **place, role_key="champion", stage_key="ringi", text="稟議書のひな形です", proof="12社で使用"
    )
    Persona.objects.create(**place, key="persona-1", position=1, name="工場長", sources={"event": 5})


def test_the_layer_bears_the_framework_words() -> None:
    report = layers.report_for(2)
    assert (str(report.name), str(report.question)) == ("ターゲット設計", "誰に、いつ価値を届けるか")
    assert [step.url_name for step in report.steps] == [
        *("targeting:wins", "targeting:icp", "targeting:committee", "targeting:journey"),
        *("targeting:messages", "targeting:personas"),
    ]


def test_the_shipped_table_is_the_framework_one(strategy: Strategy, icp: ArtefactVersion) -> None:
    roles = BuyingRole.objects.filter(artefact=icp).values_list("name", "titles", "concerns", "content_needed")
    assert list(roles)[0] == (
        "情報収集者",
        "現場担当、マーケ担当",
        "機能、使い方、事例",
        "ブログ記事、ホワイトペーパー、デモ動画",
    )
    assert all(role.key_message for role in BuyingRole.objects.filter(artefact=icp))
    assert [stage.name for stage in BuyingStage.objects.filter(artefact=icp)] == ["認知", "検討", "決定"]


def test_the_summary_says_what_is_there(strategy: Strategy, icp: ArtefactVersion, acme: Workspace) -> None:
    assert summary(strategy) == "ICPの条件はまだありません・関与者4役・購買3ステージ"
    IcpRule.objects.create(workspace=acme, artefact=icp, attribute="company.industry", values=["製造"])
    assert summary(strategy) == "ICP v1・条件1・関与者4役・購買3ステージ"


def test_every_company_is_no_target(strategy: Strategy, icp: ArtefactVersion, acme: Workspace) -> None:
    assert any("すべての企業" in problem for problem in problems_of(icp))
    Icp.objects.filter(artefact=icp).update(problem="課題", value="価値", proof="根拠")
    IcpRule.objects.create(workspace=acme, artefact=icp, attribute="company.industry", values=["製造"])
    assert problems_of(ArtefactVersion.objects.get(pk=icp.pk)) == []


def test_a_revision_begins_with_the_same_contents(strategy: Strategy, icp: ArtefactVersion, acme: Workspace) -> None:
    IcpRule.objects.create(
        workspace=acme, artefact=icp, attribute="company.industry", values=["製造"], evidence={"n": 74, "won": 23}
    )
    agree(icp)
    draft = start_draft(strategy=strategy, kind="icp", actor=None)
    assert draft.number == 2 and snapshot_of(draft) == snapshot_of(icp)
    assert IcpRule.objects.get(artefact=draft).evidence == {"n": 74, "won": 23}


def test_every_table_is_copied(strategy: Strategy, icp: ArtefactVersion, acme: Workspace) -> None:
    fill(icp)
    before = json.loads(json.dumps(snapshot_of(icp), default=str))
    agree(icp)
    draft = start_draft(strategy=strategy, kind="icp", actor=None)
    assert json.loads(json.dumps(snapshot_of(draft), default=str)) == before


def test_figures_are_those_of_the_preview(strategy: Strategy, icp: ArtefactVersion, pattern: Workspace) -> None:
    IcpRule.objects.create(workspace=pattern, artefact=icp, attribute="company.industry", values=["製造"])
    figures = figures_of(icp)
    assert (figures["sentence"], figures["companies"], figures["won_covered"]) == ("業種が製造の会社", 1, "23/43")


@pytest.mark.parametrize("model", [Icp, IcpRule, IcpElement, BuyingRole, BuyingStage, Message, Persona, TitleRule])
def test_agreed_contents_are_frozen_in_the_database(
    strategy: Strategy, icp: ArtefactVersion, acme: Workspace, model: Any
) -> None:
    fill(icp)
    agree(icp)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(artefact=icp).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        copy_content(icp, icp)


def test_adopting_into_an_agreed_icp_begins_its_next_version(
    client_for: Any, strategy: Strategy, icp: ArtefactVersion, pattern: Workspace
) -> None:
    agree(icp)
    url = reverse("targeting:wins", kwargs={"slug": "acme", "strategy_id": strategy.pk})
    marketer: Client = client_for("marketer")
    assert "次の版の下書きに入ります" in marketer.get(url).content.decode()
    marketer.post(url, {"action": "adopt:company.industry=製造"})
    draft = strategy.artefacts.get(kind="icp", number=2)
    assert IcpRule.objects.get(artefact=draft).values == ["製造"]
    assert not IcpRule.objects.filter(artefact=icp).exists()


def test_every_industry_has_a_template() -> None:
    assert set(TEMPLATES) == set(Strategy.Industry.values)
    assert template_for("").employee_range == (50, 999)
