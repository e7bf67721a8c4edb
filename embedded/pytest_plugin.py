"""Starts throw-away servers before Django reads its settings, and says at the end whether browser tests were skipped."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil

import pytest

from embedded.places import throw_away_directory
from embedded.servers import running_servers

NO_BROWSER = "no Chromium to drive"
_skipped_for_want_of_a_browser: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """The earliest hook: later, pytest-django has already read the settings."""
    os.environ["APP_ENV"] = "test"
    # Playwright's synchronous interface runs an event loop in the thread of the test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        _start_servers()


def _start_servers() -> None:
    base = throw_away_directory()
    stack = contextlib.ExitStack()
    stack.callback(shutil.rmtree, base, ignore_errors=True)
    servers = stack.enter_context(running_servers(base, throw_away=True))
    os.environ.update(servers.environment)
    starter = os.getpid()
    atexit.register(lambda: stack.close() if os.getpid() == starter else None)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and NO_BROWSER in str(report.longrepr):
        _skipped_for_want_of_a_browser.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """The very last line, after pytest's own summary."""
    count = len(_skipped_for_want_of_a_browser)
    if count and not hasattr(config, "workerinput"):
        print(f"{count} browser tests were skipped: {NO_BROWSER}; install chromium or set CHROMIUM_PATH.")
