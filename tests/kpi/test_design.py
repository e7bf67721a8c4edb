"""Layer 5: the tree follows from the plan, people choose owners, and what is missing is a broken link."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from kpi import layer
from kpi.defaults import default_nodes
from kpi.models import KpiNode
from kpi.services.design import NodeChoice, follow_chain, write_choices
from strategy import layers
from strategy.models import ArtefactVersion, Strategy
from workspaces.models import AuditEntry, Membership

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture
def tree(strategy: Strategy) -> ArtefactVersion:
    return strategy.artefacts.get(kind="kpi")


def test_the_layer_bears_the_frameworks_name_and_question() -> None:
    report = layers.report_for(5)
    assert report is not None
    with translation.override("ja"):
        assert (str(report.name), str(report.question)) == ("KPI設計・実行基盤", "何を測り、どう直し続けるか")


def test_the_shipped_tree_has_the_frameworks_tiers() -> None:
    with translation.override("ja"):
        by_tier: dict[str, list[str]] = {}
        for node in default_nodes(["lead", "mql", "sql", "opportunity", "won"]):
            by_tier.setdefault(node.tier, []).append(node.name)
    assert by_tier["business"] == ["マーケ起点の売上", "平均受注単価", "受注件数"]
    assert by_tier["outcome"] == ["商談数", "SQL数", "MQL数"]
    assert by_tier["rate"] == ["商談→受注率", "SQL→商談率", "MQL→SQL率", "リード→MQL率"]
    assert by_tier["activity"] == ["リード獲得数", "サイト訪問数", "メール開封率"]


def test_the_tree_is_there_with_the_strategy_and_follows_its_chain(strategy: Strategy, tree: ArtefactVersion) -> None:
    assert [node.key for node in layer.nodes_of(tree)][:4] == ["revenue", "average_deal_size", "won", "sql_to_won"]
    owner = strategy.created_by
    write_choices(tree, {"mql": NodeChoice(owner.pk, "weekly")})
    goal = strategy.artefacts.get(kind="goal").goal
    goal.stages = ["lead", "mql", "sql", "opportunity", "won"]
    goal.save()
    assert follow_chain(tree) and not follow_chain(tree)
    keys = {node.key: node for node in layer.nodes_of(tree)}
    assert "opportunity" in keys and "sql_to_won" not in keys
    assert (keys["mql"].owner, keys["mql"].frequency) == (owner, "weekly"), "what people chose stays"


def test_a_kpi_without_an_owner_is_a_broken_link_once_somebody_works_on_it(
    strategy: Strategy, tree: ArtefactVersion
) -> None:
    assert layer.broken_links(strategy) == []
    tree.is_touched = True
    tree.save()
    (link,) = layer.broken_links(strategy)
    assert link.url.endswith(f"/s/{strategy.pk}/l5/kpi#id_revenue-owner")
    assert len(layer.problems(tree)) == 11


def test_an_activity_kpi_without_a_link_is_named(strategy: Strategy, tree: ArtefactVersion) -> None:
    KpiNode.objects.filter(artefact=tree, key="site_visits").update(parent_key="")
    sentences = [link.sentence for link in layer.broken_links(strategy)]
    with translation.override("ja"):
        assert "「サイト訪問数」が成果につながっていません" in sentences


def test_the_page_shows_the_plans_targets_and_saves_owners(
    strategy: Strategy, tree: ArtefactVersion, client_for: ClientFor, cast: dict[str, Membership]
) -> None:
    client, address = client_for("marketer"), f"/w/acme/s/{strategy.pk}/l5/kpi"
    page = client.get(address).content.decode()
    for text in ("何を測り、どう直し続けるか", "5,333件", "1,067件", "1.6億円", "200万円", "20.0%"):
        assert text in page
    assert 'name="lead-target"' not in page, "targets come from the plan only"
    sent = {f"{node.key}-frequency": node.frequency for node in layer.nodes_of(tree)}
    sent |= {"token": str(tree.token), "revenue-owner": str(cast["executive"].user.pk), "action": "stay"}
    assert client.post(address, sent).status_code == 302
    assert KpiNode.objects.get(artefact=tree, key="revenue").owner == cast["executive"].user
    entry = AuditEntry.objects.filter(action="artefact.edit").first()
    assert entry is not None and entry.after["nodes"][0]["owner"] == "佐藤 恵子"


def test_a_stale_save_is_refused_and_shows_both(
    strategy: Strategy, tree: ArtefactVersion, client_for: ClientFor, cast: dict[str, Membership]
) -> None:
    client, address = client_for("marketer"), f"/w/acme/s/{strategy.pk}/l5/kpi"
    sent = {f"{node.key}-frequency": node.frequency for node in layer.nodes_of(tree)} | {"token": str(tree.token)}
    client.post(address, sent | {"won-owner": str(cast["sales"].user.pk), "action": "stay"})
    response = client_for("manager").post(address, sent | {"won-owner": str(cast["manager"].user.pk)})
    assert response.status_code == 409
    assert KpiNode.objects.get(artefact=tree, key="won").owner == cast["sales"].user


def test_an_owner_of_another_workspace_is_refused(
    strategy: Strategy, tree: ArtefactVersion, client_for: ClientFor, sam: object
) -> None:
    sent = {f"{node.key}-frequency": node.frequency for node in layer.nodes_of(tree)} | {"token": str(tree.token)}
    response = client_for("marketer").post(
        f"/w/acme/s/{strategy.pk}/l5/kpi",
        sent | {"revenue-owner": str(sam.pk)},  # type: ignore[attr-defined]
    )
    assert response.status_code == 422


def test_english_readers_see_the_indicators_in_english(strategy: Strategy, client_for: ClientFor) -> None:
    page = client_for("marketer").get(f"/w/acme/s/{strategy.pk}/l5/kpi", headers={"accept-language": "en"})
    assert "Marketing-sourced revenue" in page.content.decode()
