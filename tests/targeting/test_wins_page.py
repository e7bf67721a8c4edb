"""「受注しやすい条件」 as people see it: one verdict and one sentence, what was left out, and the one door."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.models import CustomField, Deal
from strategy.models import ArtefactVersion, Strategy
from targeting.models import AnalyserSettings, IcpRule
from tests.factories import make_company
from tests.targeting.conftest import TODAY, add_deals
from tests.targeting.test_pages import address, text_of, visible
from workspaces.models import Workspace


@pytest.fixture
def marketer(client_for: Any) -> Client:
    return client_for("marketer")


@pytest.fixture
def contracts(acme: Workspace, pattern: Workspace) -> Workspace:
    """The pattern with a number that only won deals have."""
    CustomField.objects.create(workspace=acme, entity="deal", key="contract", label="契約番号")
    Deal.objects.for_workspace(acme).filter(outcome="won").update(custom={"contract": "A"})
    return acme


def settings(**fields: str) -> dict[str, str]:
    return {"action": "settings", "minimum_cases": "20", "split_on": "", **fields}


def test_a_finding_is_one_verdict_and_one_sentence(marketer: Client, strategy: Strategy, pattern: Workspace) -> None:
    html = text_of(marketer.get(address("wins", strategy)))
    assert "受注率が全体より13.5pt高い" in html
    assert "ICPに入れる候補:" in html and "業種「製造」" in html
    assert "解約とLTVは記録がないため、受注率だけで見ています" in html


def test_no_statistical_word_stands_outside_the_closed_door(
    marketer: Client, strategy: Strategy, contracts: Workspace
) -> None:
    shown = visible(text_of(marketer.get(address("wins", strategy))))
    for word in ("リフト", "信頼区間", "Wilson", "q値", "Fisher", "エントロピー", "有意"):
        assert word not in shown
    assert shown.count("btn--primary") == 1
    assert shown.count('class="door-detail"') == 1


def test_a_contradiction_is_said_in_words(marketer: Client, strategy: Strategy, acme: Workspace) -> None:
    for name, won, lost, churned in (("製造", 60, 40, 40), ("小売", 30, 170, 1)):
        company = make_company(workspace=acme, industry=name)
        add_deals(acme, company=company, won=won, lost=lost)
        wins = Deal.objects.for_workspace(acme).filter(company=company, outcome="won")
        wins.filter(pk__in=list(wins.values_list("pk", flat=True)[:churned])).update(churned_on=TODAY)
    html = text_of(marketer.get(address("wins", strategy)))
    assert "受注しやすいが解約が多い（解約 66.7%）" in html
    assert "ICPに入れる候補:" not in html


def test_what_is_not_compared_is_named_with_the_reason(
    marketer: Client, strategy: Strategy, contracts: Workspace
) -> None:
    html = text_of(marketer.get(address("wins", strategy)))
    assert "比べていない項目" in html and "契約番号" in html
    assert "受注の100.0%に入っていて、それ以外では0.0%です" in html
    marketer.post(address("wins", strategy), {"action": "adopt:deal.custom.contract=A"})
    assert not IcpRule.objects.exists()


def test_the_closed_door_says_what_holds(marketer: Client, strategy: Strategy, pattern: Workspace) -> None:
    html = text_of(marketer.get(address("wins", strategy)))
    assert "20件未満の値は判定しません・数値の区切りは自動" in html


def test_bands_are_changed_and_kept(marketer: Client, strategy: Strategy, pattern: Workspace) -> None:
    url = address("wins", strategy)
    answer = marketer.post(url, settings(**{"bands-company.employee_count": "１００、1,000"}), follow=True)
    html = text_of(answer)
    assert "この設定で見直しました" in html and "数値の区切りは指定したもの" in html
    assert "100〜999名" in html
    # A setting in use is visible, whatever the reader's level.
    assert re.search(r'id="settings"[^>]* data-in-use open>', html)
    assert AnalyserSettings.objects.get(strategy=strategy).bands == {"company.employee_count": ["100", "1000"]}
    marketer.post(url, settings(**{"bands-company.employee_count": ""}))
    assert AnalyserSettings.objects.get(strategy=strategy).bands == {}


def test_an_adopted_band_is_the_one_shown(
    marketer: Client, strategy: Strategy, icp: ArtefactVersion, pattern: Workspace
) -> None:
    marketer.post(address("wins", strategy), settings(**{"bands-company.employee_count": "200"}))
    marketer.post(address("wins", strategy), {"action": "adopt:company.employee_count=200.."})
    rule = IcpRule.objects.get(artefact=icp)
    assert (rule.operator, rule.values) == ("gte", ["200"])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"bands-company.employee_count": "多め"}, "従業員数の区切りは「100、500、1000」のように"),
        ({"bands-company.employee_count": "500、100"}, "従業員数の区切りは小さい順に"),
        ({"minimum_cases": "3"}, "判定に必要な件数は10以上にしてください"),
        ({"split_on": "昨年"}, "日付は 2026/11/20 のように"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(
    marketer: Client, strategy: Strategy, pattern: Workspace, fields: dict[str, str], sentence: str
) -> None:
    answer = marketer.post(address("wins", strategy), settings(**fields))
    assert answer.status_code == 422
    assert text_of(answer).count(sentence) >= 2
    assert not AnalyserSettings.objects.exists()


def test_a_field_can_be_compared_anyway_and_left_out_again(
    marketer: Client, strategy: Strategy, contracts: Workspace
) -> None:
    url = address("wins", strategy)
    marketer.post(url, settings(kept="deal.custom.contract"))
    html = text_of(marketer.get(url))
    assert "比べていない項目" not in html and "checked" in html
    marketer.post(url, settings())
    assert "比べていない項目" in text_of(marketer.get(url))


def test_readers_may_not_change_how_it_is_read(client_for: Any, strategy: Strategy, pattern: Workspace) -> None:
    viewer = client_for("viewer")
    assert "この設定で見直す" not in text_of(viewer.get(address("wins", strategy)))
    assert viewer.post(address("wins", strategy), settings()).status_code == 403


def test_the_page_in_english(client_for: Any, strategy: Strategy, contracts: Workspace) -> None:
    html = text_of(client_for("marketer").get(address("wins", strategy), headers={"accept-language": "en"}))
    assert "受注しやすい" not in html and "比べていない項目" not in html


def test_the_number_of_queries_is_the_same_whatever_is_stored(
    marketer: Client, strategy: Strategy, acme: Workspace, pattern: Workspace
) -> None:
    url = address("wins", strategy)
    marketer.get(url)
    with CaptureQueriesContext(connection) as few:
        marketer.get(url)
    for place in range(30):
        company = make_company(workspace=acme, industry=f"業種{place % 4}", region=f"地域{place % 5}")
        add_deals(acme, company=company, won=5, lost=9)
    with CaptureQueriesContext(connection) as many:
        marketer.get(url)
    assert len(many) <= len(few)
