"""Every main page of the demo as its people see it: both languages, both themes, phone to desk, without an error."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page

from tests.browser import collect_errors
from tests.design_pages import DESIGN_PAGES, open_design_page

STRATEGY = "s/{strategy}/"
# Beside the pages of the design, which the marketer sees as well.
PAGES = {
    "marketer": [
        "", "d/marketing", "d/tree", "inbox/candidates", "inbox/returned", "leads/", "leads/?next=none", "leads/{lead}",
        "leads/new", "companies/", "companies/{company}", "deals/", "deals/{deal}", "data/", "data/import", "data/series",
        "data/sources", "data/quality", "notices/", "help/",
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
        for opened in _openers(page, person, paths, places):
            page.set_viewport_size({"width": WIDTHS[0], "height": 900})
            opened()
            faults += [f"{person} {page.url} {fault}" for fault in [*_looked_at(page, language), *errors]]
            errors.clear()
        context.close()
    assert not faults, "\n".join(faults)


def _openers(page: Page, person: str, paths: list[str], places: dict[str, str]) -> list[Callable[[], None]]:
    """What opens each page of a person, one after the other."""

    def by_path(path: str) -> None:
        answer = page.goto(f"/w/demo/{path.format(**places)}", wait_until="load")
        assert answer and answer.status == 200, f"{person} {path}: {answer and answer.status}"

    found = [partial(by_path, path) for path in paths]
    if person == "marketer":
        found += [partial(open_design_page, page, one, int(places["strategy"])) for one in DESIGN_PAGES]
    return found


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
