"""The frame and the components in a real browser: on every width, in both themes and languages, by keyboard, without scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from workspaces.views.gallery import SECTIONS

WIDE = {"width": 1280, "locale": "ja-JP", "colours": "light"}
NARROW = {"width": 320, "locale": "en-US", "colours": "dark"}
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def gallery(page, section: str, language: str = "ja") -> None:
    page.goto(f"/_ui/{section}/?lang={language}")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("look", [WIDE, NARROW], ids=["wide-light-ja", "narrow-dark-en"])
def test_components_fit_and_can_be_used_by_everybody(open_page, section, look):
    page = open_page(**look)
    gallery(page, section, look["locale"][:2])
    assert page.evaluate(FITS)
    found = Axe().run(
        page, options={"preload": False, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    )
    grave = [f"{item['id']}: {item['nodes'][0]['html'][:120]}" for item in found.response["violations"]
             if item["impact"] in ("serious", "critical")]  # fmt: skip
    assert not grave


def test_a_typed_amount_is_echoed(page):
    gallery(page, "forms")
    page.locator("#id_ok_revenue").fill("１．６億円")
    page.locator("#id_ok_revenue").blur()
    assert page.locator("[data-echo-for=id_ok_revenue]").inner_text() == "1億6,000万円（160,000,000円）"


def test_slider_and_number_say_the_same(page):
    gallery(page, "forms")
    pair = page.locator("[data-range-pair]").first
    slider, number = pair.locator("input[type=range]"), pair.locator("input:not([type=range])")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert number.input_value() == slider.input_value() == "20.1"
    number.fill("１４．１")
    assert slider.input_value() == "14.1"


def test_a_slider_takes_coarse_steps_and_goes_back(page):
    gallery(page, "forms")
    pair = page.locator("[data-range-pair]").first
    slider, number = pair.locator("input[type=range]"), pair.locator("input:not([type=range])")
    opened = slider.input_value()
    slider.focus()
    page.keyboard.press("Shift+ArrowRight")
    assert float(number.input_value()) == pytest.approx(float(opened) + 1)
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("ArrowLeft")
    assert float(number.input_value()) == pytest.approx(float(opened) - 0.1)
    page.keyboard.press("r")
    assert number.input_value() == slider.input_value() == opened


def test_menus_close_with_escape_and_the_search_opens_with_a_key(page):
    gallery(page, "basics")
    page.locator("summary.me").click()
    assert page.get_by_role("button", name="English", exact=True).is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="English", exact=True).is_visible()
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "search"


def test_letters_move_through_a_list_only_while_it_has_the_focus(page):
    gallery(page, "handoffs")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")
    page.locator("[data-row] a").first.focus()
    page.keyboard.press("j")
    assert "みなと物流" in page.evaluate("document.activeElement.innerText")


def test_something_final_is_asked_first_with_and_without_scripts(open_page):
    with_scripts = open_page()
    gallery(with_scripts, "feedback")
    with_scripts.locator("[data-confirm] button").click()
    assert with_scripts.get_by_role("dialog").get_by_text("43件のメールを送信しますか").is_visible()
    plain = open_page(scripts=False)
    plain.goto("/_ui/feedback/")
    assert not plain.get_by_role("button", name="削除する").is_visible()
    plain.locator(".confirm summary").click()
    assert plain.get_by_role("button", name="削除する").is_visible()


def test_a_trend_is_drawn_when_it_comes_near(page):
    gallery(page, "figures")
    page.locator("[data-chart]").scroll_into_view_if_needed()
    page.wait_for_selector("[data-chart][data-drawn] .main-svg")


def test_theme_and_language_are_kept_for_the_person(open_page, sign_in):
    page = sign_in(open_page(), "viewer")
    page.locator("summary.me").click()
    page.get_by_role("button", name="ダーク").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.locator("summary.me").click()
    page.get_by_role("button", name="English", exact=True).click()
    assert page.locator("html").get_attribute("lang") == "en"
    for name in ("日本語",):
        page.locator("summary.me").click()
        page.get_by_role("button", name=name).click()
    page.locator("summary.me").click()
    page.get_by_role("button", name="端末").click()
    assert page.locator("html").get_attribute("data-theme") is None
