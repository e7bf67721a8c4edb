"""Browser tests: a real Chromium against the stack that `./run` starts, with the demo workspace loaded."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import collect_errors
from tests.e2e.stack import Stack, inherited_environment, started_stack
from workspaces.demo_accounts import DEMO_PASSWORD

HERE = Path(__file__).parent
FOUND = """
from crm.models import Company, Deal, Lead
from nurturing.models import HandOff
from strategy.models import Strategy
from workspaces.models import User, Workspace
w = Workspace.objects.get(slug="demo")
h = HandOff.objects.for_workspace(w).filter(assigned_to__email="sales@demo.example", state="delivered").first()
print(Strategy.objects.for_workspace(w).first().pk, h.pk, h.lead_id, Company.objects.for_workspace(w).first().pk, Deal.objects.for_workspace(w).first().pk)
"""  # noqa: E501


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def running_stack(browser: Browser) -> Iterator[Stack]:
    """Started once. Asks for the browser first: without one there is nothing to start."""
    address = os.environ.get("E2E_BASE_URL")
    if address:
        # Somebody has started it, to look at one test again and again.
        stack = Stack(address, inherited_environment() | {"APP_ENV": "development"})
        yield stack
        stack.close_shell()
        return
    with started_stack() as stack:
        yield stack


@pytest.fixture
def open_page(browser: Browser, running_stack: Stack) -> Iterator[Callable[..., Page]]:
    """Opens a page in a context of its own: `open_page(width=320, colours="dark", locale="en-US", scripts=False)`.

    Every page must end without an error in its console.
    """
    contexts, errors = [], []

    def opened(
        *, width: int = 1280, height: int = 900, colours: str = "light", locale: str = "ja-JP", scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=running_stack.base_url,
            viewport={"width": width, "height": height},
            color_scheme=colours,
            locale=locale,
            timezone_id="Asia/Tokyo",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        errors.append(collect_errors(page))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not [error for found in errors for error in found]


@pytest.fixture
def page(open_page: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    """One page; `@pytest.mark.parametrize("page", [{"width": 320}], indirect=True)` changes how it looks."""
    return open_page(**getattr(request, "param", {}))


@pytest.fixture
def sign_in(running_stack: Stack) -> Callable[[Page, str], Page]:
    """Signs a person of the demo in: `sign_in(page, "marketer")`."""

    def signed_in(page: Page, person: str, password: str = DEMO_PASSWORD) -> Page:
        email = person if "@" in person else f"{person}@demo.example"
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(password)
        page.locator("main form button[type=submit], form[action*=login] button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        return page

    return signed_in


@pytest.fixture(scope="session")
def states(browser: Browser, running_stack: Stack) -> dict[str, dict]:
    """Who is signed in: one state per person, for all looks."""
    kept = {}
    for person in ("admin", "marketer", "manager", "sales", "exec"):
        context = browser.new_context(base_url=running_stack.base_url, locale="ja-JP")
        page = context.new_page()
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(f"{person}@demo.example")
        page.locator("input[name=password]").fill(DEMO_PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        kept[person] = context.storage_state()
        context.close()
    return kept


@pytest.fixture(scope="session")
def places(running_stack: Stack) -> dict[str, str]:
    """Ids of records of the demo that the addresses need."""
    answer = running_stack.run(FOUND).split()
    return dict(zip(("strategy", "handoff", "lead", "company", "deal"), answer, strict=True))
