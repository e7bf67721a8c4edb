"""Any input of the back-calculation and its 詳細設定 answers in the browser: with the network cut, the figures follow."""
# japanese-data

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.company import Company, company_with_people
from tests.e2e.test_first_day import SIX, start_strategy


@pytest.fixture(scope="module")
def company(running_stack) -> Company:
    return company_with_people(running_stack, "answers", "即答株式会社")


@pytest.fixture
def strategy(page: Page, company: Company) -> str:
    company.enter(page, "marketer", "strategies/new")
    start_strategy(page, SIX)
    return page.url.split("/start")[0]


def leads(page: Page):
    return page.locator("[data-node=lead]").first


@pytest.fixture
def silent(page: Page):
    """From the call on nothing but the autosave leaves the page, and that is answered here with nothing in it."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        if route.request.headers.get("x-autosave") == "1":
            return route.fulfill(status=204, headers={"X-Draft-Token": "1", "X-Saved-At": "12:00"})
        asked.append(route.request.url)
        return route.abort()

    yield lambda: page.route("**/*", answer)
    assert asked == []


def test_the_six_numbers_and_the_months_answer(page: Page, strategy: str, silent) -> None:
    page.goto(f"{strategy}/l1/backcalc")
    before = leads(page).inner_text()
    silent()
    page.locator("[name=lead_to_mql]").first.fill("10")
    expect(leads(page)).not_to_have_text(before)
    year = page.locator("[data-month=year]").first
    expect(year).to_have_text(leads(page).inner_text())
    months = page.locator("[data-column='0']:not([data-month=year])")
    assert sum(int(text.replace(",", "")) for text in months.all_inner_texts()) == int(
        year.inner_text().replace(",", "")
    )


def test_segments_and_channels_answer(page: Page, strategy: str, silent) -> None:
    page.goto(f"{strategy}/l1/plan")
    before = leads(page).inner_text()
    for section in page.locator("details.door-detail").all():
        section.evaluate("part => { part.open = true }")
    silent()
    page.locator("[name=segment_1_name]").fill("製造業")
    page.locator("[name=segment_1_revenue_share]").fill("60")
    expect(page.locator("[data-plan-sum=segments]")).to_have_text("割合の合計が60.0%です。100%になるようにしてください")
    page.locator("[name=segment_1_revenue_share]").fill("100")
    expect(leads(page)).to_have_text(before)
    page.locator("[name='segment_1_rates.lead_to_mql']").fill("5")
    expect(leads(page)).not_to_have_text(before)
    expect(page.locator("[data-plan-row=segments] [data-plan-answer]").first).to_have_text(
        f"必要リード {leads(page).inner_text()}件"
    )
    page.locator("[name=channel_1_name]").fill("展示会")
    page.locator("[name=channel_1_lead_share]").fill("100")
    page.locator("[name=channel_1_cost_per_lead]").fill("1万")
    expect(page.locator("[data-plan-row=channels] [data-plan-answer]").first).to_contain_text("費用")
    expect(page.locator("[data-plan-stale]")).to_be_visible()
