"""Broken links over all layers: each kind the framework names is found, and leads to a field that is on the page it names."""
# japanese-data

from __future__ import annotations

import pytest
from django.test import Client

from channels.models import ContentAsset, PlannedChannel
from kpi.models import KpiNode
from nurturing.models import Sla
from strategy.models import Strategy
from strategy.selectors.blueprint import blueprint
from targeting.models import BuyingRole, IcpRule, Message
from tests.factories import make_activity, make_lead
from workspaces.models import Membership
from workspaces.services.members import end_membership

CHANNELS = {"seo": "", "event": "", "search_ads": "料金ページ", "mail": "ウェビナー"}

# What the blueprint says of each, and the field that mends it.
JOINTS = [
    ("マーケとして承認できる人がいません", "/review?parties=1#id_marketing-approver"),
    ("SEO・ブログで得たリードの行き先がありません", "/l3/channels#id_rows-{seo}-next_step"),
    (
        "展示会・イベントのあとに続くフォローがなく、得たリードの行き先がありません",
        "/l3/channels#id_rows-{event}-next_step",
    ),
    ("リスティング広告から料金ページに送ったあと、その先がありません", "/l3/paths#id_open-0-to_name"),
    ("使うチャネルに入っていません", "/l3/channels#id_rows-{webinar}-is_active"),
    ("認知 × 意思決定者のコンテンツがありません", "#id_title"),
    ("意思決定者の社内稟議を助ける稟議支援資料がありません", "#id_title"),
    ("で伝えるメッセージがありません", "/l2/messages#id_cell-decision_maker-"),
    ("配点されていますが、計測されていない行動です", "/l4/scoring#rule-"),
    ("SLAの「見直し日」が空欄です", "/l4/sla#field-review_on"),
    ("KPIの担当者が決まっていません", "/l5/kpi#id_revenue-owner"),
    ("「サイト訪問数」が成果につながっていません", "/l5/kpi#node-site_visits"),
    ("「ICP」の内容を見る人がいません", "/review?owners=1#id_icp-owner"),
]


@pytest.fixture
def in_pieces(strategy: Strategy, cast: dict[str, Membership]) -> Strategy:
    """A strategy somebody worked on in every layer and left: nothing in it holds together."""
    workspace = strategy.workspace
    strategy.artefacts.update(is_touched=True)
    for channel in PlannedChannel.objects.filter(artefact=strategy.artefacts.get(kind="channels")):
        channel.is_active, channel.is_next_example = channel.key in CHANNELS, False
        channel.next_step = CHANNELS.get(channel.key, "商談")
        channel.save()
    icp = strategy.artefacts.get(kind="icp")
    IcpRule.objects.create(
        workspace=workspace, artefact=icp, attribute="company.industry", operator="in", values=["製造"]
    )
    ContentAsset.objects.create(
        workspace=workspace, strategy=strategy, title="入門", stage_key="awareness", role_key="user"
    )
    Sla.objects.update(review_on=None)
    Message.objects.filter(artefact=icp).delete()
    BuyingRole.objects.filter(artefact=icp).update(key_message="")
    KpiNode.objects.filter(key="site_visits").update(parent_key="")
    make_activity(lead=make_lead(workspace=workspace), type="pricing")
    end_membership(membership=cast["marketer"], actor=cast["administrator"].user, today=workspace.today())
    return strategy


def numbered(address: str) -> str:
    rows = PlannedChannel.objects.filter(artefact__kind="channels")
    return address.format(**{row.key: row.pk for row in rows if row.key in address})


@pytest.mark.usefixtures("friday")
def test_each_broken_joint_is_named_with_the_field_that_mends_it(in_pieces: Strategy) -> None:
    found = [(link.sentence, link.url) for link in blueprint(in_pieces).broken]
    missing = [
        sentence
        for sentence, address in JOINTS
        if not any(sentence in said and numbered(address) in url for said, url in found)
    ]
    assert missing == [], "\n".join(map(str, found))


@pytest.mark.usefixtures("friday")
def test_every_broken_link_leads_to_something_that_is_on_its_page(in_pieces: Strategy, client_for) -> None:  # type: ignore[no-untyped-def]
    client: Client = client_for("manager")
    pages: dict[str, str] = {}
    lost = []
    for link in blueprint(in_pieces).broken:
        page, _hash, anchor = link.url.partition("#")
        if page not in pages:
            pages[page] = client.get(page).content.decode()
        if not anchor or f'id="{anchor}"' not in pages[page]:
            lost.append(link.url)
    assert lost == []
