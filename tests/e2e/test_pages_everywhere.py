"""Every main page of the demo as its people see it: both languages, both themes, phone to desk, without an error."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Page

from tests.browser import collect_errors

STRATEGY = "s/{strategy}/"
PAGES = {
    "marketer": [
        "", "strategies/", "strategies/new", "strategies/new/numbers", STRATEGY, f"{STRATEGY}start", f"{STRATEGY}l1/goal",
        f"{STRATEGY}diagnosis", f"{STRATEGY}diagnosis/traits", f"{STRATEGY}diagnosis/facts/business",
        f"{STRATEGY}diagnosis/l4", f"{STRATEGY}roadmap", f"{STRATEGY}roadmap/new?phase=setup", "strategies/reference",
        f"{STRATEGY}l1/backcalc", f"{STRATEGY}l1/roles", f"{STRATEGY}l1/check", f"{STRATEGY}l2/wins", f"{STRATEGY}l2/icp",
        f"{STRATEGY}l2/committee", f"{STRATEGY}l2/journey", f"{STRATEGY}l2/messages", f"{STRATEGY}l2/personas",
        f"{STRATEGY}l2/personas/print", f"{STRATEGY}l3/channels", f"{STRATEGY}l3/content",
        f"{STRATEGY}l4/stages", f"{STRATEGY}l4/scoring", f"{STRATEGY}l4/sla", f"{STRATEGY}l5/kpi", f"{STRATEGY}review",
        "d/marketing", "d/tree", "inbox/candidates", "inbox/returned", "leads/", "leads/?next=none", "leads/{lead}",
        "leads/new", "companies/", "companies/{company}", "deals/", "deals/{deal}", "data/", "data/import", "data/series",
        "data/sources", "data/quality", "help/",
    ],
    "sales": ["", "inbox/", "inbox/{handoff}", "inbox/{handoff}/return", "leads/"],
    "exec": ["", "d/exec", f"{STRATEGY}review"],
    "manager": ["", "d/exec", "d/marketing", "d/sales", "inbox/"],
    "admin": [
        "settings/", "settings/members", "settings/roles", "settings/calendar", "settings/api-keys", "settings/audit",
    ],
}  # fmt: skip
COLOURS, WIDTHS = ("light", "dark"), (320, 390, 1440)
PAGE = """() => ({
  lang: document.documentElement.lang,
  headings: document.querySelectorAll("h1").length,
  over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
})"""


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_opens_fits_and_says_its_language(browser, running_stack, states, places, language):
    """Each page is loaded once a language; width and theme change under it, as when a phone is turned or night falls."""
    faults = []
    for person, paths in PAGES.items():
        context = browser.new_context(
            base_url=running_stack.base_url,
            storage_state=states[person],
            locale={"ja": "ja-JP", "en": "en-US"}[language],
        )
        page = context.new_page()
        errors = collect_errors(page)
        for path in paths:
            address = f"/w/demo/{path.format(**places)}"
            page.set_viewport_size({"width": WIDTHS[0], "height": 900})
            answer = page.goto(address, wait_until="load")
            if answer is None or answer.status != 200:
                faults.append(f"{person} {address}: {answer and answer.status}")
            faults += [f"{person} {address} {fault}" for fault in _looked_at(page, language)]
            faults += [f"{person} {address}: {error}" for error in errors]
            errors.clear()
        context.close()
    assert not faults, "\n".join(faults)


def _looked_at(page: Page, language: str) -> list[str]:
    """What is wrong with the page in any theme and on any width."""
    good, faults = {"lang": language, "headings": 1, "over": 0}, []
    for colours, width in itertools.product(COLOURS, WIDTHS):
        page.emulate_media(color_scheme=colours)
        page.set_viewport_size({"width": width, "height": 900})
        seen = page.evaluate(PAGE)
        for _moment in range(20):
            if seen == good:
                break
            # A chart follows the width a moment later.
            page.wait_for_timeout(100)
            seen = page.evaluate(PAGE)
        if seen != good:
            faults.append(f"{colours} {width}: {seen}")
    return faults
