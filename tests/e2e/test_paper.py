"""What is printed from the browser: the strategy sheet on one A4, the handover pack upright and without what is only for the screen."""

from __future__ import annotations

import re

import pytest

LOCALES = {"ja": "ja-JP", "en": "en-US"}


@pytest.mark.parametrize("language", LOCALES)
def test_the_sheet_prints_on_one_page_and_the_pack_upright(browser, running_stack, states, places, language):
    context = browser.new_context(
        base_url=running_stack.base_url, storage_state=states["exec"], locale=LOCALES[language]
    )
    page = context.new_page()
    page.goto(f"/w/demo/s/{places['strategy']}/sheet")
    assert sides_of(page.pdf(prefer_css_page_size=True)) == [(842, 595)]
    page.goto(f"/w/demo/s/{places['strategy']}/pack")
    sides = sides_of(page.pdf(prefer_css_page_size=True))
    assert len(sides) > 1 and set(sides) == {(595, 842)}
    context.close()


def sides_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of every page in points."""
    pages = re.findall(rb"/Type /Page\b.*?/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf, re.S)
    return [(round(float(width)), round(float(height))) for width, height in pages]
