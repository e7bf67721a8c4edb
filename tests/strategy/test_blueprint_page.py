"""設計図: rows with questions, states and one line of numbers; its queries do not grow."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strategy.models import RoleSplitRow
from strategy.services import agreement
from tests.strategy.conftest import draft


def page_of(client, strategy):
    return client.get(f"/w/acme/s/{strategy.pk}/").content.decode()


def test_a_row_says_name_question_state_and_numbers(strategy, client_for):
    page = page_of(client_for("marketer"), strategy)
    assert "事業戦略との接続" in page
    assert "事業の目標にマーケティングはどう効くか" in page
    assert "1.6億円 → 320 SQL（＝商談） → 1,067 MQL → 5,333 リード" in page
    assert "入力中" in page
    assert "年間5,333リードを獲得し、そのうち1,067件をMQLに育成する" in page


def test_what_was_sent_back_says_by_whom_and_why(strategy, client_for, cast):
    roles = agreement.submit_for_agreement(artefact=draft(strategy, "roles"), actor=cast["marketer"].user)
    agreement.send_back(artefact=roles, actor=cast["sales_manager"].user, token=1, reason="紹介は営業だけで担います")
    page = page_of(client_for("marketer"), strategy)
    assert "差し戻し" in page
    assert "紹介は営業だけで担います" in page
    assert "小川" in page


def test_the_rail_leads_to_the_current_strategy(strategy, client_for):
    answer = client_for("viewer").get("/w/acme/s/")
    assert answer["Location"] == f"/w/acme/s/{strategy.pk}/"


def test_without_a_strategy_the_rail_leads_to_the_list(acme, client_for):
    assert client_for("viewer").get("/w/acme/s/")["Location"] == "/w/acme/strategies/"


def test_the_queries_do_not_grow_with_the_contents(strategy, client_for):
    client = client_for("marketer")
    page_of(client, strategy)
    with CaptureQueriesContext(connection) as few:
        page_of(client, strategy)
    roles = draft(strategy, "roles")
    RoleSplitRow.objects.bulk_create(
        [
            RoleSplitRow(workspace=strategy.workspace, artefact=roles, position=position, scope=f"範囲{position}")
            for position in range(10, 40)
        ]
    )
    with CaptureQueriesContext(connection) as many:
        page_of(client, strategy)
    assert len(few) == len(many)


@pytest.mark.parametrize("path", ["l1/check", "l1/goal", "l1/backcalc", "l1/roles", "start"])
def test_pages_exist_in_english_without_japanese_left(strategy, client_for, path):
    import re

    client = client_for("marketer")
    page = client.get(f"/w/acme/s/{strategy.pk}/{path}", headers={"accept-language": "en"}).content.decode()
    main = page[page.index('<main class="main"') : page.index("</main>")]
    texts = re.sub(r"<(script|textarea|del|ins|tbody).*?</\1>|<dd.*?</dd>|<[^>]+>", " ", main, flags=re.S)
    own = {row.scope for row in RoleSplitRow.objects.all()} | {strategy.name, strategy.workspace.name}
    for word in own:
        texts = texts.replace(word, "")
    names = re.compile("[ぁ-んァ-ヶ一-龠]+")
    people = {"佐藤", "小川", "山田", "鈴木"}
    left = [word for word in names.findall(texts) if word not in people and "戦略" not in word]
    assert not left
