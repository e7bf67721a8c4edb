"""A real Chromium for tests: found on the machine, never downloaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from embedded.pytest_plugin import NO_BROWSER

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
MAC_PROGRAMS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def chromium_path() -> str | None:
    """CHROMIUM_PATH, else the first known name on PATH, else a program of macOS."""
    named = os.environ.get("CHROMIUM_PATH")
    candidates = [named] if named else [*map(shutil.which, NAMES), *MAC_PROGRAMS]
    return next((path for path in candidates if path and os.path.exists(path)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole suite. Without one the test is skipped, or fails where E2E=required says that there must be one."""
    path = chromium_path()
    if path is None:
        _do_without("none was found by name")
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        try:
            browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *sandbox])
        except Exception as problem:  # a missing library of the machine, not a fault of the product
            _do_without(str(problem).strip().splitlines()[0][:90])
        yield browser
        browser.close()
        # While Playwright's event loop runs, Django keeps the connection of this thread apart from the one before it.
        connections.close_all()


def _do_without(reason: str) -> None:
    message = f"{NO_BROWSER}: {reason}"
    if os.environ.get("E2E") == "required":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def collect_errors(page: Page) -> list[str]:
    """A list that grows with every error of the page: console, exceptions, failed requests and server errors."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(f"{message.text} ({message.location.get('url')})")

    page.on("console", note)
    page.on("pageerror", lambda problem: errors.append(str(problem)))
    page.on("response", lambda answer: errors.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)
    return errors
