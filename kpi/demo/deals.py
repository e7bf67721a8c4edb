"""Which SQLs there were, which of their deals were won, and for how much."""
# japanese-data

from __future__ import annotations

import datetime as dt
import random

from kpi.demo.months import CLOSED, COUNTS, FISCAL_START, RUNNING, Timeline, spread
from kpi.demo.plans import DealPlan

# Revenue of the fiscal year so far, in yen: 37 deals.
FISCAL_REVENUE = 75_300_000
STEP = 100_000
SMALLEST, LARGEST = 9 * STEP, 42 * STEP

# Where the people behind the closed deals came from: deals, won. Webinars win more often, fairs less; the others do not differ.
SOURCES_OF_DEALS = {
    "ウェビナー・セミナー": (70, 30),
    "展示会・イベント": (45, 3),
    "ホワイトペーパー": (46, 10),
    "比較サイト": (35, 9),
    "SEO・ブログ": (25, 5),
    "リスティング広告": (17, 3),
    "SNS（LinkedIn等）": (4, 1),
    "メールマーケティング": (2, 0),
}
ICP_DEALS, ICP_WON = 74, 23
PRODUCTS = {"スタンダード": 56, "プレミアム": 24, "ライト": 20}
LOST_REASONS = {"時期未定": 34, "予算が合わない": 26, "他社に決定": 22, "現状のまま": 18}


def plan_deals(timeline: Timeline, rng: random.Random) -> list[DealPlan]:
    """One deal per SQL, oldest first; all of the closed months have ended, those of the running month are open."""
    wins = _months_of_wins(rng)
    deals = []
    for month in range(RUNNING + 1):
        for number in range(timeline.count(month, 2)):
            won_in = wins[month].pop() if month < CLOSED and wins[month] else None
            deals.append(_deal(timeline, month, number, won_in, rng))
    closed = [deal for deal in deals if deal.outcome != "open"]
    _give_attributes(closed, rng)
    _give_amounts([deal for deal in deals if deal.outcome == "won"], timeline, rng)
    for deal in deals:
        if deal.outcome != "won":
            deal.amount = rng.randrange(SMALLEST, LARGEST, STEP)
        if deal.outcome == "open":
            deal.product = rng.choices(list(PRODUCTS), list(PRODUCTS.values()))[0]
    return deals


def sources_of_closed(deals: list[DealPlan], rng: random.Random) -> dict[DealPlan, str]:
    """The source of the person behind every closed deal, exactly in the numbers above."""
    found: dict[DealPlan, str] = {}
    for is_won in (True, False):
        names = [name for name, (count, won) in SOURCES_OF_DEALS.items() for _ in range(won if is_won else count - won)]
        rng.shuffle(names)
        found |= dict(zip([deal for deal in deals if (deal.outcome == "won") is is_won], names, strict=True))
    return found


def _months_of_wins(rng: random.Random) -> list[list[int]]:
    """Per month of SQL the months in which its won deals were won: that month, the next or the one after."""
    free = [sql for _lead, _mql, sql, _won in COUNTS]
    wins: list[list[int]] = [[] for _ in COUNTS]
    for month, (_lead, _mql, _sql, won) in enumerate(COUNTS):
        for _ in range(won):
            choices = [(month - lag, weight) for lag, weight in ((1, 60), (2, 25), (0, 15))]
            possible = [(begun, weight) for begun, weight in choices if begun >= 0 and free[begun] > 0]
            begun = rng.choices([item for item, _ in possible], [weight for _, weight in possible])[0]
            free[begun] -= 1
            wins[begun].append(month)
    return wins


def _deal(timeline: Timeline, month: int, number: int, won_in: int | None, rng: random.Random) -> DealPlan:
    days = timeline.open_days_of(month)
    if month == RUNNING:
        return DealPlan(month, rng.choice(days))
    if won_in == month:
        days = days[: len(days) // 3]
    elif month == 0:
        days = days[len(days) // 2 :]
    sql_day = rng.choice(days)
    if won_in is not None:
        # Contracts are signed at the end of the month.
        return DealPlan(month, sql_day, "won", rng.choice(timeline.open_days_of(won_in)[-6:]))
    closed_on = timeline.after(sql_day, rng.randint(9, 48))
    if closed_on >= timeline.as_of - dt.timedelta(days=3):
        closed_on = rng.choice([day for day in timeline.before_as_of[-20:] if day >= sql_day] or [sql_day])
    return DealPlan(month, sql_day, "lost", closed_on, lost_reason=rng.choices(*_choices(LOST_REASONS))[0])


def _give_attributes(closed: list[DealPlan], rng: random.Random) -> None:
    for is_won, icp_count in ((True, ICP_WON), (False, ICP_DEALS - ICP_WON)):
        some = [deal for deal in closed if (deal.outcome == "won") is is_won]
        for deal, product in zip(some, spread(PRODUCTS, len(some), rng), strict=True):
            deal.product = product
        for deal in rng.sample(some, icp_count):
            deal.is_icp = True


def _give_amounts(won: list[DealPlan], timeline: Timeline, rng: random.Random) -> None:
    """Amounts of 0.9 to 4.2 million yen; those of the fiscal year so far add up to the yen."""
    for deal in won:
        deal.amount = round(rng.triangular(SMALLEST, LARGEST, 15 * STEP) / STEP) * STEP
    start = timeline.first_day(FISCAL_START)
    fiscal = [deal for deal in won if deal.closed_on and deal.closed_on >= start]
    while difference := FISCAL_REVENUE - sum(deal.amount for deal in fiscal):
        deal = rng.choice(fiscal)
        changed = deal.amount + (STEP if difference > 0 else -STEP)
        if SMALLEST <= changed <= LARGEST:
            deal.amount = changed


def _choices(shares: dict[str, int]) -> tuple[list[str], list[int]]:
    return list(shares), list(shares.values())
