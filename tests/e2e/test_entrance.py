"""The door of the running product."""

import json
import urllib.request

import pytest


def test_health_check_sees_database_and_broker(running_stack):
    with urllib.request.urlopen(f"{running_stack.base_url}/healthz") as answer:
        assert json.load(answer)["ok"] is True


@pytest.mark.parametrize("page", [{}, {"width": 320, "colours": "dark", "locale": "en-US"}], indirect=True)
def test_the_sign_in_page_answers_and_fits(page):
    page.goto("/")
    assert "/accounts/login" in page.url
    assert page.locator("input[name=password]").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_management_commands_reach_the_running_instance(running_stack):
    assert running_stack.manage("shell", "-v", "0", "-c", "print(6 * 7)").strip() == "42"
