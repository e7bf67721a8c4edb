"""Autosave while one goes on: nothing is lost, nothing is sent with the token of an earlier save."""
# japanese-data

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.company import Company, company_with_people
from tests.e2e.test_first_day import SIX, start_strategy

SHARE = "#id_marketing_share_rate"


@pytest.fixture(scope="module")
def company(running_stack) -> Company:
    return company_with_people(running_stack, "saving", "保存株式会社")


@pytest.fixture
def goal(page, company) -> Page:
    return slow_goal_page(page, company)


def slow_goal_page(page: Page, company: Company) -> Page:
    """The goal page of a fresh strategy whose saves take a second."""
    company.enter(page, "marketer", "strategies/new")
    start_strategy(page, SIX)
    page.goto(company.path(re.search(r"s/\d+/", page.url)[0] + "l1/goal"))

    def slowly(route: Route) -> None:
        if route.request.headers.get("x-autosave"):
            time.sleep(1)
        route.continue_()

    page.route("**/l1/goal", slowly)
    return page


def begin_a_save(page: Page, value: str) -> None:
    with page.expect_request(lambda request: request.headers.get("x-autosave") == "1"):
        page.locator(SHARE).fill(value)


def test_the_button_waits_for_the_save_under_way(goal):
    begin_a_save(goal, "41")
    goal.locator(SHARE).fill("42")
    goal.locator("main .btn--primary").click()
    goal.wait_for_url("**/l1/backcalc")
    expect(goal.locator("main h1")).to_have_text("逆算")
    goal.go_back()
    goal.reload()
    expect(goal.locator(SHARE)).to_have_value("42")


def test_a_conflict_under_way_is_shown_before_anything_is_sent(browser, running_stack, company, open_page):
    # The refusal (409) is part of the story: the browser writes it to its console as an error.
    context = browser.new_context(base_url=running_stack.base_url, locale="ja-JP")
    goal = slow_goal_page(context.new_page(), company)
    other = open_page()
    company.enter(other, "manager")
    other.goto(goal.url)
    other.locator(SHARE).fill("55")
    other.locator("main .btn--primary").click()
    other.wait_for_url("**/l1/backcalc")
    begin_a_save(goal, "41")
    goal.locator("main .btn--primary").click()
    goal.locator("main .btn--primary").click()
    expect(goal.locator("[data-save-problem]")).to_contain_text("55")
    assert goal.url.endswith("/l1/goal")
    other.goto(goal.url)
    expect(other.locator(SHARE)).to_have_value("55")
    context.close()


def test_a_link_takes_the_last_entry_along(goal):
    begin_a_save(goal, "43")
    goal.locator(SHARE).fill("44")
    goal.locator(".steps a", has_text="役割分担").click()
    goal.wait_for_url("**/l1/roles")
    goal.locator(".steps a", has_text="目標").click()
    expect(goal.locator(SHARE)).to_have_value("44")


def test_a_closed_page_leaves_its_last_entry(goal, company, open_page):
    address = goal.url
    begin_a_save(goal, "45")
    goal.locator(SHARE).fill("46")
    goal.goto("about:blank")
    other = open_page()
    company.enter(other, "marketer")
    until = time.monotonic() + 8
    other.goto(address)
    while other.locator(SHARE).input_value() != "46":
        assert time.monotonic() < until, "the last entry was lost"
        other.wait_for_timeout(300)
        other.reload()
