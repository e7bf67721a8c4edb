"""Every design page can be used by everybody: axe finds nothing serious, and a strategy is made by keyboard alone."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.design_pages import DESIGN_PAGES, open_design_page, step_addresses
from tests.e2e.company import company_with_people

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Between the themes nothing but colours differs.
THEMES = {"light": RULES, "dark": ["color-contrast"]}
LOCALES = {"ja": "ja-JP", "en": "en-US"}
NUMBERS = {
    "revenue_target_amount": "4億円",
    "marketing_share_rate": "40",
    "average_deal_amount": "200万円",
    "lead_to_mql": "20",
    "mql_to_sql": "30",
    "sql_to_won": "25",
}  # japanese-data


@pytest.mark.parametrize("language", LOCALES)
def test_axe_finds_nothing_serious_on_any_design_page(browser, running_stack, states, places, language):
    context = browser.new_context(
        base_url=running_stack.base_url, storage_state=states["marketer"], locale=LOCALES[language]
    )
    page, faults = context.new_page(), []
    for one in DESIGN_PAGES:
        open_design_page(page, one, int(places["strategy"]))
        # Seen as a person sees it who has opened everything there is.
        page.evaluate("document.querySelectorAll('main details').forEach(door => door.open = true)")
        for colours, rules in THEMES.items():
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            faults += [f"{page.url} {colours}: {fault}" for fault in grave_faults(page, rules)]
    context.close()
    assert not faults, "\n".join(faults)


def grave_faults(page: Page, rules: list[str]) -> list[str]:
    found = Axe().run(page, options={"preload": False, "runOnly": rules, "resultTypes": ["violations"]})
    return [
        f"{item['id']}: {node['html'][:140]}"
        for item in found.response["violations"]
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"][:2]
    ]


# --- by keyboard alone -------------------------------------------------------------------------------------------------------


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does; it must be seen where it is."""
    for _press in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            box = page.locator(":focus").bounding_box()
            assert box and box["width"] > 0, f"{selector} has the focus and is not seen"
            return
    raise AssertionError(f"Tab never reaches {selector}")


def type_into(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def press_button(page: Page, selector: str) -> None:
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_strategy_is_made_by_keyboard_alone(page, running_stack):
    company = company_with_people(running_stack, "keys", "キーボード工業")  # japanese-data
    company.enter(page, "marketer", "strategies/new")
    press_button(page, "main form button.btn--primary")
    for name, text in NUMBERS.items():
        type_into(page, f"#id_{name}", text)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".chain [data-node=lead]")).to_have_text("5,333")
    page.goto(page.url.replace("/start", "/l1/roles"))
    tab_to(page, "textarea[name$=marketing_duty]")
    page.keyboard.type("、紹介プログラム")  # japanese-data
    tab_to(page, "select[name$=sales_level]")
    page.keyboard.press("ArrowDown")
    press_button(page, "#step-form button.btn--primary")
    expect(page).to_have_url(re.compile("/l1/check"))
    press_button(page, "main form .btn--primary")
    expect(page).to_have_url(re.compile("/review"))
    press_button(page, "#goal .answers .btn--primary")
    expect(page.locator(".messages")).to_contain_text("承認しました")
    # Every step of the later layers lets one through to the next, up to the check of the last one.
    strategy = int(re.search(r"/s/(\d+)/", page.url)[1])
    steps = step_addresses(strategy, company.slug)
    page.goto(next(address for address in steps if "/l2/" in address))
    for address in [one for one in steps if "/l1/" not in one]:
        if address not in page.url:
            page.goto(address)
        press_button(page, "#step-form button.btn--primary")
        assert address not in page.url, f"{address} keeps somebody who presses on"
