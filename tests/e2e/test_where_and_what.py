"""Moment 6 of the first thirty minutes: where to be and what to say. A new strategy meets the seven channels, the three
principles and the twelve cells, and a gap opens a brief that already holds the message."""
# japanese-data

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.company import Company, company_with_people
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
