"""The rules of simplicity in a real browser: かんたん and くわしい, no statistical word, a rail that grows, three people, one door."""
# japanese-data

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.design_pages import DESIGN_PAGES, address_of, open_design_page
from tests.e2e.company import Company, company_with_people, fresh_slug
from tests.e2e.test_first_day import SIX, start_strategy

STATISTICS = re.compile(r"リフト|信頼区間|Wilson|q値|AUC|LMDI|Shapley|モンテカルロ|コホート|ヒステリシス")
BOARDS = [
    "",
    "strategies/reference",
    "d/exec",
    "d/marketing",
    "d/sales",
    "d/tree",
    "inbox/",
    "leads/",
    "deals/",
    "data/",
]
DOORS = """() => [...document.querySelectorAll("main details[data-advanced]")].map((door) => ({
  open: door.open, used: "inUse" in door.dataset, says: door.querySelector("summary span")?.textContent.trim() ?? "",
}))"""
FIGURES = "() => (document.querySelector('main').textContent.match(/[\\d,]+(\\.\\d+)?[%件円]/g) ?? []).join(' ')"
EMPTY = """
from workspaces.models import Membership, User
from workspaces.services.workspaces import create_workspace
workspace, owner = create_workspace(slug={slug!r}, name="はじまり", owner_email="admin@{slug}.example")
owner = User.objects.filter(email="admin@{slug}.example").first() or User.objects.create_user("admin@{slug}.example")
owner.full_name = "admin"
owner.set_password("machine-tools-71")
owner.save()
Membership.objects.get_or_create(workspace=workspace, user=owner, defaults=dict(role_id="administrator"))
workspace.is_setup_done = True
workspace.save()
"""


@pytest.fixture(scope="module")
def company(running_stack) -> Company:
    return company_with_people(running_stack, "simple", "やさしい株式会社")


@pytest.fixture(scope="module")
def strategy(company, browser, running_stack) -> str:
    """A drafted strategy of the company: s/<id>/"""
    context = browser.new_context(base_url=running_stack.base_url, locale="ja-JP")
    page = context.new_page()
    company.enter(page, "marketer", "strategies/new")
    start_strategy(page, SIX)
    found = re.search(r"/s/\d+/", page.url)[0].strip("/") + "/"
    context.close()
    return found


def choose_level(page: Page, name: str) -> None:
    page.locator("summary.me").click()
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def rail(page: Page) -> list[str]:
    labels = page.locator(".rail ul").first.locator("a").all_inner_texts()
    return [re.sub(r"\d", "", text).strip() for text in labels]


# --- rule 1: かんたん is the default and changes visibility only ------------------------------------------------------------


def test_the_level_opens_doors_and_changes_no_number(page, company, strategy):
    company.enter(page, "marketer", f"{strategy}l4/sla")
    expect(page.locator("body")).to_have_attribute("data-level", "simple")
    assert not any(door["open"] for door in page.evaluate(DOORS))
    page.goto(company.path(f"{strategy}l1/backcalc"))
    before = page.evaluate(FIGURES)
    choose_level(page, "くわしい")
    assert page.evaluate(FIGURES) == before
    page.goto(company.path(f"{strategy}l4/sla"))
    doors = page.evaluate(DOORS)
    assert doors and all(door["open"] for door in doors)
    choose_level(page, "かんたん")
    assert not any(door["open"] for door in page.evaluate(DOORS))


def test_an_advanced_setting_in_use_is_always_visible(page, company, strategy):
    company.enter(page, "marketer", f"{strategy}l4/sla")
    page.locator("details[data-advanced] > summary").click()
    page.locator("input[name=auto_accept_hours]").fill("16")
    page.locator("input[name=is_auto_accept_on]").check()
    page.locator("main .btn--primary").click()
    page.wait_for_url(lambda url: not url.endswith("/sla"))
    page.goto(company.path(f"{strategy}l4/sla"))
    assert [(door["open"], door["used"]) for door in page.evaluate(DOORS)] == [(True, True)]
    expect(page.locator("input[name=auto_accept_hours]")).to_be_visible()
    page.locator("input[name=is_auto_accept_on]").uncheck()
    page.locator("main .btn--primary").click()
    page.wait_for_url(lambda url: not url.endswith("/sla"))


# --- rule 2: no statistical word in かんたん ------------------------------------------------------------------------------


def test_no_statistical_word_is_visible_on_a_main_page(page, sign_in, places):
    sign_in(page, "manager")
    said = {}

    def look() -> None:
        found = set(STATISTICS.findall(page.locator("main").inner_text()))
        if found:
            said[page.url] = found

    for path in BOARDS:
        page.goto(f"/w/demo/{path}")
        look()
    for one in DESIGN_PAGES:
        open_design_page(page, one, int(places["strategy"]))
        look()
    assert not said


# --- rule 5: the rail grows -------------------------------------------------------------------------------------------------


def test_the_rail_of_an_empty_company_grows_with_its_first_record(page, running_stack):
    slug = fresh_slug("empty")
    running_stack.manage("shell", "-v", "0", "-c", EMPTY.format(slug=slug))
    company = Company(slug, running_stack)
    company.enter(page, "admin")
    assert rail(page) == ["ホーム", "設計図", "設定"]
    assert page.locator(".rail__end a").inner_text().strip() == "ヘルプ"
    page.goto(company.path("leads/new"))
    page.locator("#id_email").fill("aoki@kamome.example")
    page.locator("main .btn--primary").click()
    page.wait_for_load_state()
    assert rail(page) == ["ホーム", "設計図", "リード", "データ", "設定"]
    page.get_by_role("button", name="すべて表示").first.click()
    page.wait_for_load_state()
    assert {"ダッシュボード", "引き渡し"} <= set(rail(page))
    expect(page.get_by_role("button", name="すべて表示")).to_have_count(0)


# --- rule 7: three people are enough ----------------------------------------------------------------------------------------


def test_one_person_speaks_for_two_parties_without_an_administrator(page, company, strategy):
    company.enter(page, "marketer", f"{strategy}review")
    door = page.locator("details.parties")
    door.locator("summary").click()
    for party in ("executive", "marketing"):
        choice = page.locator(f"select[name={party}-approver]")
        mine = choice.locator("option", has_text=re.compile("^marketer")).get_attribute("value")
        choice.select_option(mine)
    door.get_by_role("button", name="保存").click()
    page.wait_for_load_state()
    expect(page.locator("table.approve").first.get_by_text("兼任")).to_have_count(2)


# --- rules 11 and 12: one door a page, optional is called so ---------------------------------------------------------------


def test_every_advanced_area_has_one_door_that_says_what_it_holds(page, company, strategy):
    company.enter(page, "marketer")
    # Nothing has been agreed and no roadmap made yet.
    later = ("strategy:diff", "strategy:roadmap-task-new")
    own = [one for one in DESIGN_PAGES if not one.link and one.name not in later]
    for address in (address_of(one, int(strategy.strip("s/")), company.slug) for one in own):
        page.goto(address)
        doors = page.evaluate(DOORS)
        assert len(doors) <= 1, address
        for door in doors:
            assert not door["open"] or door["used"], address
            assert len(door["says"]) >= 6, address


def test_optional_is_called_so_and_skipping_it_leaves_no_trace(page, company, strategy):
    company.enter(page, "marketer", "strategies/new/numbers?industry=saas")
    optional = page.locator("#field-sales_cycle_months")
    expect(optional).to_contain_text("任意")
    expect(page.get_by_role("heading", name="過去の受注・失注")).to_contain_text("任意")
    for path in ("start", "", "l1/goal", "diagnosis"):
        page.goto(company.path(strategy + path))
        warnings = page.locator("main .note--warn:visible")
        assert warnings.count() <= 1, path
        for warning in warnings.all():
            assert "検討期間" not in warning.inner_text()
