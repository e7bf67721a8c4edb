"""Moment 6 of the first thirty minutes: where to be and what to say. A new strategy meets the seven channels, the three
principles and the twelve cells, and a gap opens a brief that already holds the message."""
# japanese-data

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.company import Company, company_with_people
from tests.e2e.test_accessible_design import RULES, grave_faults
from tests.e2e.test_first_day import SIX, start_strategy

CHANNELS = [
    "SEO・ブログ",
    "リスティング広告",
    "ホワイトペーパー",
    "メールマーケティング",
    "ウェビナー・セミナー",
    "展示会・イベント",
    "SNS（LinkedIn等）",
]


@pytest.fixture(scope="module")
def company(running_stack) -> Company:
    return company_with_people(running_stack, "where", "行き先株式会社")


@pytest.fixture
def strategy(page: Page, company: Company) -> str:
    """The address of a strategy that has just been started, without layer and step."""
    company.enter(page, "marketer", "strategies/new")
    start_strategy(page, SIX)
    return page.url.split("/start")[0]


def test_seven_channels_three_principles_and_a_brief_with_its_message(page: Page, strategy: str) -> None:
    page.goto(f"{strategy}/l3/channels")
    for name in CHANNELS:
        expect(page.locator(".mix").get_by_text(name, exact=True).first).to_be_visible()
    principles = page.locator(".mixcards .kpi")
    expect(principles).to_have_count(4)
    for card in principles.all()[1:]:
        assert card.locator(".mixcards__s").inner_text().strip(), "a verdict sentence for each principle"

    page.goto(f"{strategy}/l3/content")
    cells = page.locator(".mx a.cell")
    expect(cells).to_have_count(12)
    assert all("不足 0本" in text for text in cells.all_inner_texts()), "a gap is said in words"
    cells.nth(8).click()
    brief = page.locator("#cell-panel textarea[name=brief]").input_value()
    for part in ("誰に: 意思決定者", "段階: 決定", "疑問: ", "伝えるメッセージ: "):
        assert part in brief


ROWS = (
    "題名\tURL\t形式\t段階\t関与者\n"
    "製造業の導入事例\thttps://example.com/case\t導入事例\t検討\t推進者\n"
    "\thttps://example.com/none\tブログ記事\t認知\t情報収集者\n"
    "比較表\thttps://example.com/compare\t比較資料\t興味\t推進者\n"
)


def test_a_list_of_content_is_checked_row_by_row_before_it_comes_in(page: Page, strategy: str) -> None:
    page.goto(f"{strategy}/l3/content")
    page.get_by_label("題名とURLの一覧").fill(ROWS)
    page.get_by_role("button", name="内容を確認する").click()
    expect(page.get_by_role("heading", name="一覧の確認")).to_be_visible()
    assert page.locator(".counts dd").all_inner_texts() == ["3", "2", "0", "1"]
    expect(page.get_by_text("題名がありません")).to_be_visible()
    expect(page.get_by_text("購買ステージ「興味」は選択肢にないため、空欄にします")).to_be_visible()
    assert not grave_faults(page, RULES)
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="2本を取り込む").click()
    expect(page.get_by_text("2本を追加しました")).to_be_visible()
    expect(page.locator("#unassigned")).to_contain_text("比較表")
