"""Moment 5 with a customer's own fields: an industry under another name is found, what knows the outcome is named."""
# japanese-data

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.company import Company, company_with_people
from tests.e2e.files import companies_with_own_kinds, deals_with_contract_numbers
from tests.e2e.test_first_day import SIX, WORKER, drop_file, start_strategy


@pytest.fixture(scope="module")
def company(running_stack) -> Company:
    return company_with_people(running_stack, "own-fields", "独自項目株式会社")


def import_file(page: Page, company: Company, entity: str, name: str, content: bytes) -> None:
    """Drop a file, keep every column that the product does not know as a field of one's own, and take it in."""
    page.goto(company.path("data/import"))
    page.locator("select[name=entity]").select_option(entity)
    drop_file(page, name, content)
    page.locator("main .btn--primary").click()
    page.locator("select[name^=target-]").first.wait_for()
    for target in page.locator("select[name^=target-]").all():
        if not target.input_value():
            target.select_option("custom")
    page.get_by_role("button", name="内容を確認").click()
    page.get_by_role("button", name="取り込む").click(timeout=WORKER)
    expect(page.locator("main")).to_contain_text("取り込みました", timeout=WORKER)


def test_fields_of_ones_own_tell_whom_to_target(page, company):
    company.enter(page, "marketer", "strategies/new")
    start_strategy(page, SIX)
    strategy = re.search(r"/s/\d+/", page.url)[0].strip("/")
    # Before there are deals, a hypothesis is offered and no empty table shown.
    page.goto(company.path(f"{strategy}/l2/wins"))
    expect(page.get_by_role("heading", name="仮説のICPから始められます")).to_be_visible()
    import_file(page, company, "companies", "取引先.csv", companies_with_own_kinds())
    import_file(page, company, "deals", "商談.csv", deals_with_contract_numbers())

    page.goto(company.path(f"{strategy}/l2/wins"))
    finding = page.locator("table.findings tbody tr", has_text="工場あり")
    expect(finding).to_contain_text("うちの分類")
    expect(finding).to_contain_text("72.0%")
    expect(finding).to_contain_text("受注しやすい")
    expect(page.locator(".left-out")).to_contain_text("契約書の区分")
    expect(page.locator("table.findings")).not_to_contain_text("契約書の区分")
    expect(page.locator("main")).not_to_contain_text(re.compile("q値|リフト|信頼区間"), use_inner_text=True)

    finding.get_by_role("button", name="ICPに加える").click()
    expect(page.locator(".icp-sentence")).to_contain_text("うちの分類が工場ありの会社")
    expect(page.locator(".icp-preview dl.facts dd").first).to_contain_text("50社")
    expect(finding).to_contain_text("ICPに入っています")


def test_how_it_is_read_is_changed_behind_one_door(page, company):
    company.enter(page, "marketer", "strategies/")
    page.goto(company.path("s/"))
    page.goto(re.sub(r"/s/(\d+)/.*", r"/s/\1/l2/wins", page.url))
    door = page.locator("details.door-detail#settings")
    expect(door.locator("summary")).to_contain_text("20件未満の値は判定しません")
    door.locator("summary").click()
    page.get_by_label("判定に必要な件数").fill("60")
    page.get_by_role("button", name="この設定で見直す").click()
    expect(page.locator("details.door-detail#settings summary")).to_contain_text("60件未満の値は判定しません")
