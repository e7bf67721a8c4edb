"""The pages: what they say, how many queries they need, and that a count opens exactly as many records."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.changes import mark_days_changed
from kpi.models import DailyFigure
from kpi.services.rollups import roll_up
from nurturing.models import HandOff
from strategy.models import Strategy
from tests.factories import make_activity, make_journey, make_lead, make_source
from tests.kpi.conftest import NOW, entered
from workspaces.models import Membership, Workspace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
ClientFor = Callable[[str], Client]
PAGES = [
    "/w/acme/",
    "/w/acme/d/exec?m=2026-10",
    "/w/acme/d/exec?m=2026-10&compare=previous",
    "/w/acme/d/exec?m=2026-11&compare=last_year",
    "/w/acme/d/marketing?w=2026-W47",
    "/w/acme/d/marketing?w=2026-W47&compare=previous&scope=all",
    "/w/acme/d/sales?d=2026-11-20",
    "/w/acme/d/sales?d=2026-11-19&compare=previous",
    "/w/acme/d/tree?m=2026-10",
    "/w/acme/d/tree?m=2026-10&span=month",
]


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def text_of(html: str) -> str:
    """What one reads: without markup, scripts and closed evidence."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.S)
    html = re.sub(r"<details.*?</details>", " ", html, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_answers_in_both_languages(
    small_world: SimpleNamespace, client_for: ClientFor, address: str, language: str
) -> None:
    client = client_for("manager")
    client.headers = {"accept-language": language}
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.parametrize(
    "role", ["administrator", "marketer", "manager", "sales_manager", "sales", "executive", "viewer"]
)
def test_every_role_has_a_home(small_world: SimpleNamespace, client_for: ClientFor, role: str) -> None:
    html = html_of(client_for(role), "/w/acme/")
    assert html.count("<h1") == 1
    assert html.count("btn--primary") <= 1
    assert ("設計の続き" in html) == (role in ("administrator", "marketer", "manager", "sales_manager"))


def test_an_empty_workspace_offers_three_lines(acme: Workspace, client_for: ClientFor) -> None:
    html = html_of(client_for("administrator"), "/w/acme/")
    text = text_of(html)
    for line in ("戦略をつくる（約15分）", "過去の受注・失注を読み込む", "営業と経営を招待する"):
        assert line in text
    assert html.count("btn--primary") == 1 and "いまのペース" not in text


def test_before_the_first_record_home_goes_on_with_the_design_and_judges_nothing(
    acme: Workspace, strategy: Strategy, client_for: ClientFor
) -> None:
    Membership.objects.filter(workspace=acme, role="sales").delete()
    Membership.objects.filter(workspace=acme, side="sales").update(side="")
    client = client_for("administrator")
    client.post(f"/w/acme/s/{strategy.pk}/start", {"l1": "yes", "l2": "yes", "l3": "no", "l4": "yes", "l5": "yes"})
    html = html_of(client, "/w/acme/")
    text = text_of(html)
    for word in ("要対応", "いまのペース", "期限が近い引き渡し", "週次レビュー"):
        assert word not in text
    assert html.count("btn--primary") == 1
    assert re.search(r'btn--primary[^>]*href="[^"]+/l3/channels"[^>]*>Layer 3へ進む', html)
    assert "リードや受注を読み込む" in text and "営業と経営を招待する" in text


def test_home_and_month_page_say_the_same(printed_story: Workspace, client_for: ClientFor) -> None:
    home = text_of(html_of(client_for("marketer"), "/w/acme/"))
    month = text_of(html_of(client_for("executive"), "/w/acme/d/exec"))
    tree = text_of(html_of(client_for("manager"), "/w/acme/d/tree"))
    for figure in ("3,248件", "14.1%", "458件", "142件"):
        assert figure in home
        assert figure in tree
        assert figure.rstrip("件%") in month
    assert "主因はリード→MQL率です（影響 −2,848万円）" in home
    assert "主因はリード→MQL率で、売上を2,848万円押し下げています" in tree
    assert "売上は計画比 −14.4% です。主因はリード→MQL率です" in month


def test_the_month_page_has_at_most_seven_numbers(printed_story: Workspace, client_for: ClientFor) -> None:
    html = html_of(client_for("executive"), "/w/acme/d/exec?m=2026-10")
    assert 5 <= html.count('class="kpi"') <= 7
    assert "下書き" in html and "表で見る" in html


def test_no_statistical_word_is_open(small_world: SimpleNamespace, client_for: ClientFor) -> None:
    for address in PAGES:
        text = text_of(html_of(client_for("manager"), address))
        for word in ("リフト", "信頼区間", "Wilson", "q値", "LMDI", "受信箱", "返却"):
            assert word not in text, (address, word)


# ---- every count opens exactly as many records -------------------------------------------------------------------


def counts_with_links(html: str) -> list[tuple[int, str]]:
    """The counts of a page that are links to lists of people or deals: [(count, address)]."""
    found = []
    for address, inner in re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', html, flags=re.S):
        address = unescape(address)
        if not re.match(r"/w/acme/(leads|deals)/\?", address) or "mark=" in address:
            continue
        value = re.search(r'class="kpi__v">([\d,]+)<small>件', inner) or re.fullmatch(r"\s*([\d,]+)件?\s*", inner)
        if value:
            found.append((int(value[1].replace(",", "")), address))
    return found


@pytest.mark.parametrize(
    "address",
    [
        "/w/acme/d/exec?m=2026-10",
        "/w/acme/d/exec?m=2026-11",
        "/w/acme/d/marketing?w=2026-W47",
        "/w/acme/d/marketing?w=2026-W42&scope=all",
        "/w/acme/d/tree?m=2026-11",
    ],
)
def test_every_count_opens_exactly_as_many_records(
    small_world: SimpleNamespace, client_for: ClientFor, address: str
) -> None:
    client = client_for("manager")
    counts = counts_with_links(html_of(client, address))
    assert len(counts) >= 3
    for count, records in counts:
        response = client.get(records)
        assert response.status_code == 200
        assert response.context["page"].paginator.count == count, records


def test_the_sales_day_opens_its_people(small_world: SimpleNamespace, client_for: ClientFor) -> None:
    hand_over(small_world.workspace, hours_ago=[2, 30, 60], returned=[False, False, True])
    client = client_for("manager")
    html = html_of(client, "/w/acme/d/sales?d=2026-11-20")
    counts = counts_with_links(html)
    assert (2, "/w/acme/leads/?handoff=delivered") in counts
    for count, records in counts:
        assert client.get(records).context["page"].paginator.count == count, records


def hand_over(workspace: Workspace, *, hours_ago: list[int], returned: list[bool]) -> None:
    for hours, is_returned in zip(hours_ago, returned, strict=True):
        lead = make_lead(workspace=workspace, full_name="佐々木 花子", company_name="みなと物流株式会社")
        delivered = NOW - dt.timedelta(hours=hours)
        HandOff.objects.create(
            workspace=workspace,
            lead=lead,
            journey=make_journey(lead=lead, stage="mql", entered_at=delivered),
            state="returned" if is_returned else "delivered",
            return_reason="bad_timing" if is_returned else "",
            delivered_at=delivered,
            due_at=delivered + dt.timedelta(hours=4),
            returned_at=NOW - dt.timedelta(hours=1) if is_returned else None,
        )
        mark_days_changed(workspace, [workspace.local_date(delivered)])
    roll_up(workspace=workspace)


def test_the_sales_day_lists_the_oldest_first_and_why_leads_came_back(
    small_world: SimpleNamespace, client_for: ClientFor
) -> None:
    hand_over(small_world.workspace, hours_ago=[2, 30, 60], returned=[False, False, True])
    html = html_of(client_for("sales_manager"), "/w/acme/d/sales?d=2026-11-20")
    text = text_of(html)
    assert "期限を過ぎた引き渡しが1件あります" in text
    assert "時期が先" in text and "みなと物流株式会社" in text
    assert text.index("超過", text.index("期限の早い順")) < text.index("残り", text.index("期限の早い順"))
    for word in ("未対応", "期限超過", "戻された割合", "初回対応の中央値"):
        assert word in text


def test_a_past_day_shows_its_own_desk(small_world: SimpleNamespace, client_for: ClientFor) -> None:
    hand_over(small_world.workspace, hours_ago=[30, 60], returned=[False, True])
    text = text_of(html_of(client_for("manager"), "/w/acme/d/sales?d=2026-11-19"))
    assert "この日の終わりの滞留" in text and "期限を過ぎた引き渡しが2件あります" in text


# ---- queries -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES[:7:2] + PAGES[6:9:2])
def test_the_number_of_queries_does_not_grow(small_world: SimpleNamespace, client_for: ClientFor, address: str) -> None:
    client = client_for("manager")
    client.get(address)
    few = queries_of(client, address)
    more = make_source(workspace=small_world.workspace, name="ウェビナー")
    for number in range(30):
        lead = entered(
            small_world.workspace, "sql", small_world.november, source=more if number % 2 else small_world.web
        )
        for _again in range(3):
            make_activity(lead=lead, external_id=f"{number}-{_again}")
    hand_over(small_world.workspace, hours_ago=list(range(1, 13)), returned=[False] * 12)
    mark_days_changed(small_world.workspace, [small_world.november])
    roll_up(workspace=small_world.workspace)
    many = queries_of(client, address)
    assert len(many) <= len(few), "\n".join(query["sql"][:200] for query in many)
    if "/d/" in address:
        assert len(many) <= 25, "\n".join(query["sql"][:200] for query in many)


def queries_of(client: Client, address: str) -> list[dict[str, Any]]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return [query for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]


def test_dashboards_do_not_read_activities(small_world: SimpleNamespace, client_for: ClientFor) -> None:
    client = client_for("manager")
    for address in PAGES[1:6]:
        for query in queries_of(client, address):
            assert "crm_activity" not in query["sql"] and "crm_stageevent" not in query["sql"]


# ---- scope and marks ---------------------------------------------------------------------------------------------


def test_leads_without_a_mark_are_named_and_can_be_opened(small_world: SimpleNamespace, client_for: ClientFor) -> None:
    client = client_for("manager")
    text = text_of(html_of(client, "/w/acme/d/marketing?w=2026-W47"))
    assert "印のない流入元のリード1件は含みません" in text
    every = text_of(html_of(client, "/w/acme/d/marketing?w=2026-W47&scope=all"))
    assert "すべての流入元を数えています" in every


def test_without_any_mark_everybody_is_counted(acme: Workspace, client_for: ClientFor) -> None:
    source = make_source(workspace=acme, origin="")
    entered(acme, "lead", dt.date(2026, 11, 18), source=source)
    mark_days_changed(acme, [dt.date(2026, 11, 18)])
    roll_up(workspace=acme)
    text = text_of(html_of(client_for("manager"), "/w/acme/d/marketing?w=2026-W47"))
    assert "流入元に印がないため、すべてのリードを数えています" in text


def test_the_tree_draws_a_thick_way_to_the_main_cause(printed_story: Workspace, client_for: ClientFor) -> None:
    html = html_of(client_for("manager"), "/w/acme/d/tree")
    assert html.count('<li class="path">') == 5  # revenue, won, SQL, MQL, the rate
    assert html.index("主因</span>") > html.index("リード→MQL率")
    for name in ("マーケ起点の売上", "受注件数", "平均受注単価", "リード獲得数", "サイト訪問数", "メール開封率"):
        assert name in html


def test_the_page_prints_on_one_sheet(client_for: ClientFor) -> None:
    from pathlib import Path

    css = "".join(path.read_text() for path in Path("static/css").rglob("*.css"))
    assert "size: A4 landscape" in css
    assert re.search(r"@media print \{[^@]*\.exec", css), "the month page has a print rule"
    assert not re.search(r"@media \((min|max)-width", css), "width rules never reach the printer"


def test_figures_of_another_workspace_stay_there(
    small_world: SimpleNamespace, other: Workspace, client_for: ClientFor
) -> None:
    DailyFigure.objects.create(workspace=other, day=dt.date(2026, 10, 2), metric="lead", value=999)
    assert "999" not in text_of(html_of(client_for("manager"), "/w/acme/d/exec?m=2026-10&scope=all"))


def test_a_first_day_team_opens_on_its_new_leads(acme: Workspace, client_for: ClientFor) -> None:
    for _number in range(3):
        entered(acme, "lead", dt.date(2026, 11, 19), source=make_source(workspace=acme))
    mark_days_changed(acme, [dt.date(2026, 11, 19)])
    roll_up(workspace=acme)
    client = client_for("manager")
    month, week = client.get("/w/acme/d/exec").context, client.get("/w/acme/d/marketing").context
    assert month["board"].is_partial and month["board"].lines["lead"].actual == 3
    assert week["board"].is_partial and week["board"].rows[0].line.actual == 3
    assert month["switches"].running is None and week["switches"].running is None


def test_a_closed_period_shows_the_way_to_the_running_one(small_world: SimpleNamespace, client_for: ClientFor) -> None:
    html = html_of(client_for("manager"), "/w/acme/d/exec")
    assert "/d/exec?m=2026-11" in html and "今月（集計途中）" in text_of(html)
    assert "今週（集計途中）" in text_of(html_of(client_for("manager"), "/w/acme/d/marketing?w=2026-W46"))
    assert "今月（集計途中）" not in text_of(html_of(client_for("manager"), "/w/acme/d/exec?m=2026-11"))
