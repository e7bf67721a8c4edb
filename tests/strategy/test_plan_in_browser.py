"""The browser's copy of a plan with segments, channels and lead times says exactly what the server's says."""

import random
from pathlib import Path

from playwright.sync_api import Browser

from strategy.calc.funnel import rate_keys
from strategy.calc.plan.chains import channel_totals, need_of
from strategy.calc.plan.money import totals_cost
from strategy.calc.plan.reading import PlanInputError, read_plan
from strategy.calc.plan.totals import totals
from tests.strategy.test_calc_browser_fractions import CHAINS, MODULE, module_address

HERE = Path(__file__).parent
CHAINS_MODULE = MODULE.with_name("plan-chains.js")


def share_out(chance, n):
    """n shares in percent that make 100."""
    cuts = sorted(chance.sample(range(1, 100), n - 1))
    return [str((b - a) / 100) for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]


def some_rates(chance, stages, *, of_all):
    keys = rate_keys(stages)
    chosen = keys if of_all else chance.sample(keys, chance.randint(0, len(keys)))
    return {key: str(chance.randint(1, 1000) / 1000) for key in chosen}


def random_detail(chance, stages):
    detail = {}
    if chance.random() < 0.6:
        detail["segments"] = [
            {"key": f"s{n}", "name": f"S{n}", "revenue_share": share, "rates": some_rates(chance, stages, of_all=False)}
            | ({"average_deal_size": str(chance.randint(1, 10**7))} if chance.random() < 0.5 else {})
            | ({"lags": str(chance.randint(0, 120) / 10)} if chance.random() < 0.5 else {})
            for n, share in enumerate(share_out(chance, chance.randint(1, 5)))
        ]
    if chance.random() < 0.6:
        detail["channels"] = [
            {"key": f"c{n}", "name": f"C{n}", "lead_share": share, "rates": some_rates(chance, stages, of_all=False)}
            | ({"cost_per_lead": str(chance.randint(1, 10**5))} if chance.random() < 0.7 else {})
            | ({"fixed_cost": str(chance.randint(1, 10**7))} if chance.random() < 0.3 else {})
            for n, share in enumerate(share_out(chance, chance.randint(2, 7)))
        ]
    if chance.random() < 0.5:
        detail["lags"] = {str(month): str(chance.randint(1, 40)) for month in chance.sample(range(13), 4)}
    if chance.random() < 0.4:
        detail["split"] = {"existing_revenue": str(chance.randint(1, 10**9)), "renewal_rate": "0.9"}
    if chance.random() < 0.3:
        detail |= {"share_of": "won", "average_deal_size_all": str(chance.randint(1, 10**7))}
    return detail


def random_case(chance):
    stages = chance.choice(CHAINS)
    goal = {
        "revenue_target": str(chance.randint(10**6, 10**10)),
        "marketing_share": str(chance.randint(1, 100) / 100),
        "average_deal_size": str(chance.randint(1, 10**7)),
        "stages": stages,
        "rates": some_rates(chance, stages, of_all=True),
        "weights": [str(chance.randint(1, 5)) for _month in range(12)],
    }
    return {"goal": goal, "detail": random_detail(chance, stages)}


def expected(case):
    goal, detail = dict(case["goal"]), case["detail"]
    season = {"revenue": goal.pop("weights")}
    try:
        plan = read_plan({**goal, **detail, "stages": list(goal["stages"]), "season": season})
    except PlanInputError:
        return None
    result = totals(plan)
    needs = [need_of(segment, plan.stages) for segment in plan.segments]
    is_plain = not detail
    return {
        "revenue": str(result.revenue),
        "stages": [[need.stage, str(need.exact), str(need.display)] for need in result.stages],
        "gap": str(result.forward.gap),
        "ceiling": str(result.forward_ceiling.leads),
        "months": {
            stage: [
                [str(month.exact[stage]) for month in result.months],
                [str(month.printed[stage]) for month in result.months],
            ]
            for stage in plan.stages
        },
        "segments": [] if is_plain else [{stage: str(n) for stage, n in need.counts.items()} for need in needs],
        "channels": [
            {"counts": {stage: str(n) for stage, n in one.counts.items()}, "cost": _text(totals_cost([one])[0])}
            for one in channel_totals(needs)
        ],
    }


def _text(value):
    return None if value is None else str(value)


def in_chromium(browser: Browser, cases: list) -> list:
    fractions = module_address(MODULE)
    chains = CHAINS_MODULE.read_text().replace("./backcalc-fractions.js", fractions)
    page = browser.new_page()
    try:
        return page.evaluate(
            "async ([numbers, chains, answers, cases]) => (await import(answers))"
            ".answers(await import(URL.createObjectURL(new Blob([chains], {type: 'text/javascript'}))),"
            " await import(numbers), cases)",
            [fractions, chains, module_address(HERE / "plan_answers.mjs"), cases],
        )
    finally:
        page.close()


def test_browser_and_server_agree_on_detailed_plans(browser):
    chance = random.Random(20261129)
    cases = [random_case(chance) for _number in range(300)]
    wanted = [expected(case) for case in cases]
    assert 200 < sum(result is not None for result in wanted) <= 300
    assert in_chromium(browser, cases) == wanted
