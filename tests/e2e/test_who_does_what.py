"""Moment 4 of the first thirty minutes: 役割分担 is there already, one cell is changed, and it is to be agreed."""
# japanese-data

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.company import Company, company_with_people

ROWS = {
    "リード獲得": ("Web、広告、イベントからの獲得", "紹介、直接のアプローチ"),
    "リード育成": ("コンテンツ、メール、セミナー", "個別のフォローと提案"),
    "商談創出": ("MQLの判定と引き渡し", "商談化の判定、提案、クロージング"),
    "顧客維持": ("既存顧客向けの情報、アップセルの兆しの発見", "関係の維持、契約更新"),
}


@pytest.fixture(scope="module")
def company(running_stack) -> Company:
    return company_with_people(running_stack, "roles", "役割株式会社")


def test_who_does_what_is_filled_in_autosaved_and_named_as_one_of_the_things_to_agree(page, company):
    company.enter(page, "marketer", "strategies/new")
    page.locator("main .btn--primary").click()
    page.locator("main .btn--primary").click()
    strategy = re.search(r"/s/\d+/", page.url)[0].strip("/")
    page.goto(company.path(f"{strategy}/l1/roles"))
    for scope, duties in ROWS.items():
        row = page.locator(".roles__table").first.locator("tbody tr", has_text=scope)
        assert tuple(cell.input_value() for cell in row.locator("textarea").all()) == duties
        expect(row.locator("select").first.locator("option")).to_have_text(["担当する", "一部", "しない"])
    cell = page.locator("textarea").first
    cell.fill("Web、広告、イベント、紹介からの獲得")
    cell.blur()
    expect(page.locator("[data-save-status]")).to_have_text(re.compile(r"下書きを保存しました .*\d\d:\d\d"))
    page.reload()
    expect(cell).to_have_value("Web、広告、イベント、紹介からの獲得")
    page.goto(company.path(f"{strategy}/review"))
    expect(page.locator("main")).to_contain_text("役割分担")
