"""The browser's back-calculation says exactly what the server's says, on 1,000 random plans."""

import base64
import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from playwright.sync_api import Browser

from strategy.calc.funnel import Plan, PlanError, back_calculate, rate_keys
from workspaces.calc.numbers_text import NumberTextError, read_number

HERE = Path(__file__).parent
MODULE = HERE.parents[1] / "static/js/backcalc-fractions.js"
ANSWERS = HERE / "backcalc_answers.mjs"
CHAINS = (
    ("lead", "won"),
    ("lead", "mql", "sql", "won"),
    ("lead", "mql", "sql", "opportunity", "won"),
)
TEXTS = [
    *("5333", "5,333件", "４億円", "200万円", "1.6億", "3億2千万", "３２，０００万", "千万", "3百万円", "500千円"),
    *("20%", "２０％", "△１，２００円", "ー5", "−5", "¥1,234.50", "-¥500", "1億6000", "1兆2億", ".5", "0.20", "+7"),
    *("", "億", "1,5", "1.2.3", "--5", "3万2億", "3百2千", "約3億", "1億2億", "–"),
]


def random_plan(chance: random.Random) -> dict[str, object]:
    stages = chance.choice(CHAINS)
    share = chance.randint(0, 105) / Decimal(100)
    return {
        "revenue_target": str(chance.randint(1, 10 ** chance.randint(1, 13))),
        "marketing_share": str(share),
        "average_deal_size": str(chance.randint(1, 10 ** chance.randint(2, 12)) / Decimal(100)),
        "stages": stages,
        "rates": {key: str(chance.randint(0, 1010) / Decimal(1000)) for key in rate_keys(stages)},
    }


def expected(plan: dict) -> dict[str, object] | None:
    numbers = {name: Decimal(plan[name]) for name in ("revenue_target", "marketing_share", "average_deal_size")}
    rates = {key: Decimal(rate) for key, rate in plan["rates"].items()}
    try:
        result = back_calculate(Plan(**numbers, rates=rates, stages=plan["stages"]))
    except PlanError:
        return None
    checks = [
        [str(check.leads), str(check.revenue), str(check.gap)] for check in (result.forward, result.forward_ceiling)
    ]
    return {
        "stages": [[need.stage, str(need.exact), str(need.display), str(need.ceiling)] for need in result.stages],
        "forward": checks[0],
        "ceiling": checks[1],
    }


def read(typed: str) -> str | None:
    try:
        return str(Fraction(read_number(typed)))
    except NumberTextError:
        return None


def module_address(path: Path) -> str:
    return "data:text/javascript;base64," + base64.b64encode(path.read_bytes()).decode()


def in_chromium(browser: Browser, payload: dict) -> dict:
    modules = [module_address(MODULE), module_address(ANSWERS)]
    page = browser.new_page()
    try:
        return page.evaluate(
            "async ([ours, answers, payload]) => (await import(answers)).answers(await import(ours), payload)",
            [*modules, payload],
        )
    finally:
        page.close()


def test_browser_and_server_agree(browser):
    chance = random.Random(20261120)
    plans = [random_plan(chance) for _number in range(1000)]
    answers = in_chromium(browser, {"plans": plans, "texts": TEXTS})
    wanted = [expected(plan) for plan in plans]
    assert 500 < sum(result is not None for result in wanted) < 1000
    assert answers["plans"] == wanted
    assert answers["texts"] == [read(typed) for typed in TEXTS]
