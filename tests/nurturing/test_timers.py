"""The clocks of the hand-off list go on without a reload and say what the server would say."""

from __future__ import annotations

import base64
import datetime as dt
import random
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation
from playwright.sync_api import Browser

from nurturing.calc.handoffs import clock, due_moment
from nurturing.presenting_handoffs import milliseconds, timer, timer_frame
from tests.nurturing.conftest import NOW
from tests.nurturing.test_inbox_pages import give
from workspaces.calc.business_time import BusinessCalendar

TOKYO = ZoneInfo("Asia/Tokyo")
CALENDAR = BusinessCalendar(zone=TOKYO, is_holiday={dt.date(2026, 11, 23)})
HERE = Path(__file__).parent
MODULE = HERE.parents[1] / "static/js/timers.js"


def address(path: Path) -> str:
    return "data:text/javascript;base64," + base64.b64encode(path.read_bytes()).decode()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_browser_and_server_agree(browser: Browser, language: str) -> None:
    """Forty hand-offs of a Friday, looked at from then until the next Wednesday: nights, a weekend and a holiday between."""
    chance = random.Random(20261120)
    now = dt.datetime(2026, 11, 20, 15, 20, 30, tzinfo=TOKYO)
    laters = [now + dt.timedelta(minutes=chance.uniform(0, 4 * 24 * 60)) for _number in range(60)]
    given = [now - dt.timedelta(minutes=chance.uniform(0, 600)) for _number in range(40)]
    due = [due_moment(CALENDAR, moment, chance.choice([1, 4, 8])) for moment in given]
    pairs = list(zip(given, due, strict=True))
    clocks = [clock(CALENDAR, delivered_at=a, due_at=b, now=now) for a, b in pairs]
    with translation.override(language):
        payload = {
            "frame": timer_frame(CALENDAR, now),
            "laters": [int(later.timestamp() * 1000) for later in laters],
            "clocks": [
                {"left": milliseconds(one.left), "whole": milliseconds(one.whole), "due": int(end.timestamp() * 1000)}
                for one, (_start, end) in zip(clocks, pairs, strict=True)
            ],
        }
        # The browser counts in whole milliseconds, as its clock does.
        moments = [dt.datetime.fromtimestamp(ms / 1000, tz=dt.UTC) for ms in payload["laters"]]
        wanted = [
            [
                [found.step, abs(found.minutes), timer(found)]
                for found in (clock(CALENDAR, delivered_at=a, due_at=b, now=later) for later in moments)
            ]
            for a, b in pairs
        ]
    page = browser.new_page()
    try:
        answers = page.evaluate(
            "async ([ours, answers, payload]) => (await import(answers)).answers(await import(ours), payload)",
            [address(MODULE), address(HERE / "timer_answers.mjs"), payload],
        )
    finally:
        page.close()
    assert answers == wanted
    assert {step for row in answers for step, _minutes, _words in row} == {"good", "watch", "act"}


@pytest.mark.django_db
def test_the_list_counts_on_and_tells_once_what_fell_due(acme, cast, client_for, browser: Browser) -> None:
    two_o_clock = NOW + dt.timedelta(hours=4)
    with time_machine.travel(two_o_clock, tick=False):
        give(acme, to=cast["sales"].user, delivered_at=two_o_clock - dt.timedelta(minutes=190))
        html = client_for("sales").get("/w/acme/inbox/").content.decode()
    assert "残り50分" in html, "the server's own text"
    page = browser.new_page()
    try:
        page.clock.install()
        page.set_content(re.sub(r"<script (?!id=).*?</script>|<link[^>]*>", "", html, flags=re.S))
        page.evaluate(
            "async (ours) => (await import(ours)).start(document.querySelector('[data-timers]'))", address(MODULE)
        )
        row = page.locator(".qrow [data-timer]").first
        heard = page.locator("#announcer")
        page.clock.run_for(3 * 60_000)
        assert row.inner_text().strip() == "残り47分" and not heard.inner_text()
        page.clock.run_for(50 * 60_000)
        assert row.inner_text().strip() == "3分超過"
        assert row.locator(".sig--act svg path").count() == 1
        assert page.locator(".due.due--act").count() == 1
        assert heard.inner_text() == "株式会社青空製作所の引き渡しが期限を過ぎました"
    finally:
        page.close()
