"""戦略シート and 引き継ぎ書: the four answers, 未定 for the open ones, why a number is what it is, and the PDFs."""
# japanese-data

from __future__ import annotations

import datetime as dt
import re
import zlib

import pytest

from kpi.models import KpiNode
from kpi.sheets.answers import answers_of
from kpi.sheets.handover_pack import handover_pack, provenance_in_words
from kpi.sheets.strategy_sheet import strategy_sheet
from strategy.models import Goal
from strategy.services.strategies import create_strategy
from targeting.models import Icp, IcpRule, Persona, TitleRule
from tests.strategy.conftest import entry

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def strategy(acme, cast):
    return create_strategy(workspace=acme, actor=cast["marketer"].user, today=TODAY, goal=entry())


def with_icp(strategy):
    artefact = strategy.artefacts.get(kind="icp")
    Icp.objects.filter(artefact=artefact).update(
        problem="集計に人手がかかる。", value="月次の締めが5日早くなる", proof="導入12社の実績"
    )
    IcpRule.objects.create(
        workspace=strategy.workspace, artefact=artefact, attribute="company.industry", operator="in", values=["製造"]
    )
    return artefact


def test_an_unanswered_question_is_left_open(strategy):
    whom, value, _order, hand_over = answers_of(strategy)
    assert [whom.sentence, value.sentence, hand_over.sentence] == ["", "", ""]


def test_the_sheet_answers_from_icp_and_rule(strategy):
    with_icp(strategy)
    strategy.artefacts.filter(kind="mql_rule").update(is_touched=True)
    whom, value, _order, hand_over = answers_of(strategy)
    assert "製造" in whom.sentence
    assert value.sentence == (
        "「集計に人手がかかる」という課題に、「月次の締めが5日早くなる」という価値を届ける（根拠：導入12社の実績）"
    )
    assert hand_over.sentence.startswith("スコアが60点以上になったリードをMQLとして営業に渡す")


def test_goal_and_chain_stand_on_the_sheet(strategy):
    sheet = strategy_sheet(strategy, today=TODAY)
    assert sheet.goal_sentence == "年間5,333リードを獲得し、そのうち1,067件をMQLに育成する"
    assert [value for _name, value in sheet.chain] == ["5,333", "1,067", "320", "80"]
    assert ("マーケ起点の売上", "1.6億円") in sheet.goal_facts


def test_a_sheet_page_prints_undecided_and_leads_to_the_step(strategy, client_for):
    page = client_for("executive").get(f"/w/acme/s/{strategy.pk}/sheet").content.decode()
    for question in ("誰に", "どのような価値を", "どの順序で", "どう商談につなげるか"):
        assert question in page
    assert "未定" in page
    assert f"/s/{strategy.pk}/l2/icp" in page


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_the_sheet_is_one_tagged_page_in_japanese(strategy, client_for, paper):
    answer = client_for("executive").get(f"/w/acme/s/{strategy.pk}/sheet.pdf?paper={paper}")
    assert answer["Content-Type"] == "application/pdf"
    objects = opened(answer.content)
    assert b"/Marked true" in objects
    assert re.search(rb"/Lang ?\(ja", objects)
    assert len(re.findall(rb"/Type ?/Page\b(?!s)", objects)) == 1
    assert b"NotoSansJP" in objects


def test_the_pack_says_why_a_number_is_what_it_is(strategy, client_for):
    Goal.objects.filter(artefact__strategy=strategy).update(provenance={"lead_to_mql": {"kind": "assumed"}})
    pack = handover_pack(strategy)
    goal = next(section for section in pack.sections if section.kind == "goal")
    assert ("リード→MQL率", "20.0%") in goal.facts
    for name in ("リード→MQL率", "平均受注単価", "SQL→受注率"):
        assert dict(goal.reasons)[name].startswith("仮置き"), "what nobody has given a source for is assumed"
    assert "ICP" in pack.missing
    assert client_for("viewer").get(f"/w/acme/s/{strategy.pk}/pack").status_code == 200
    assert opened(client_for("viewer").get(f"/w/acme/s/{strategy.pk}/pack.pdf").content)


def test_the_pack_speaks_in_words_and_takes_wide_tables_row_by_row(strategy, client_for):
    strategy.artefacts.filter(kind__in=("icp", "channels", "kpi")).update(is_touched=True)
    icp = strategy.artefacts.get(kind="icp")
    Persona.objects.create(
        workspace=strategy.workspace, artefact=icp, position=1, name="工場長", role_key="decision_maker"
    )
    page = client_for("viewer").get(f"/w/acme/s/{strategy.pk}/pack").content.decode()
    text = re.sub(r"<[^>]+>", "\n", page)
    keys = re.findall(
        r"^\s*(?:champion|decision_maker|technical|procurement|user|title|both|won|sql|lead)\s*$", text, re.M
    )
    assert keys == []
    assert re.findall(r"\b20\d\d-\d\d-\d\d\b", text) == []
    sections = {section.kind: section for section in handover_pack(strategy).sections}
    titles = next(table for table in sections["icp"].tables if "役職・部署の言葉" in table.names)
    assert len(titles.rows) == TitleRule.objects.filter(artefact=icp).count() > 2
    stages = next(table for table in sections["icp"].tables if "心理" in table.names)
    assert stages.is_wide and stages.title == "購買ステージ" and 'class="contents__rows"' in page
    assert ("疑問", "何が起きているのか、他社も同じなのか") in stages.cards[0][1]


def test_an_actual_rate_names_count_and_window(acme):
    source = {"kind": "actual", "n": 655, "value": "0.3099", "from": "2025-11-01", "to": "2026-10-31"}
    assert provenance_in_words(source, acme) == "実績 31.0%（655件、2025/11/01〜2026/10/31）"


def test_one_persons_part_holds_only_what_is_on_the_name(strategy, cast, client_for):
    tree = strategy.artefacts.get(kind="kpi")
    KpiNode.objects.filter(artefact=tree, key="lead").update(owner=cast["sales"].user)
    pack = handover_pack(strategy, person=cast["sales"].user)
    assert pack.sections == []
    assert [duty.label for duty in pack.duties if duty.source == "KPI"] == ["リード獲得数"]
    page = client_for("marketer").get(f"/w/acme/s/{strategy.pk}/pack?person={cast['sales'].pk}").content.decode()
    assert "鈴木 大輔さんの分" in page


def test_the_pack_leads_to_what_stands_on_each_name(strategy, cast, client_for):
    address = f"/w/acme/s/{strategy.pk}/pack"
    door = f"/w/acme/settings/members/{cast['sales'].pk}/duties"
    assert door in client_for("marketer").get(address).content.decode()
    assert client_for("marketer").get(door).status_code == 200
    assert door not in client_for("viewer").get(address).content.decode()


def test_the_sheet_exists_in_english(strategy, client_for):
    client = client_for("marketer")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = client.get(f"/w/acme/s/{strategy.pk}/sheet").content.decode()
    assert "For whom" in page
    assert re.search(rb"/Lang ?\(en", opened(client.get(f"/w/acme/s/{strategy.pk}/sheet.pdf").content))


def opened(pdf: bytes) -> bytes:
    """The file with its packed object streams laid open."""
    parts = [pdf]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        try:
            parts.append(zlib.decompress(found[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)
