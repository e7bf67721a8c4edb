"""The worked tables of docs/calculations.md for the channel mix, its supply and its paths, recomputed cell by cell."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from channels.calc.bands import bands_of, leads_for, offers_beyond
from channels.calc.paths import CHANNEL, GOAL, Edge, Node, check
from channels.calc.stage_balance import balance_of, usual_targets
from channels.calc.supply import Supplier, cheapest_fix, supply_by_month, without_each
from channels.models import PlannedChannel
from channels.selectors.outlook import attention_of
from crm.calc.periods import add_months
from targeting.models import BuyingRole
from tests.calculations import table
from workspaces.calc.display import format_number, format_rate

APRIL = dt.date(2026, 4, 1)
MONTHS = [add_months(APRIL, step) for step in range(12)]
SHOWN = (0, 1, 2, 3, 4, 5, 6, 9, 11)
STAGES = ("awareness", "consideration", "decision")


def tenths(value: Fraction) -> str:
    return format_number(value, 1).removesuffix(".0")


def test_supply_month_by_month() -> None:
    ads = Supplier("ads", Fraction(38), months_to_effect=1, starts_on=APRIL)
    seo = Supplier("seo", Fraction(52), months_to_effect=6, starts_on=APRIL)
    fair = Supplier("fair", Fraction(20), is_event=True, starts_on=dt.date(2026, 7, 21), events_per_year=2)
    months = supply_by_month([ads, seo, fair], MONTHS, [80] * 12)
    rows = [[tenths(months[place].by_channel[key]) for place in SHOWN] for key in ("ads", "seo", "fair")]
    rows += [[tenths(months[place].total) for place in SHOWN], [tenths(months[place].shortfall) for place in SHOWN]]
    assert [row[1:] for row in table("チャネルの供給")] == rows


def test_costs_in_steps() -> None:
    bands = bands_of([(400_000, 10_000), (800_000, 20_000)])
    for (cost, said, average), amount in zip(table("費用の段階（CPL）"), (40, 60, 80, 90), strict=True):
        bought = leads_for(amount * 10_000, bands)
        assert cost == f"月{amount}万円"
        assert said.rpartition("＝")[2].strip() == format_number(bought)
        assert average == f"{format_number(amount * 10_000 / bought)}円"


def test_the_cheapest_way_to_close_a_gap() -> None:
    site = Supplier("comparison", Fraction(60), Fraction(350_000), 1)
    bands = bands_of([(320_000, 3_404), (440_000, 6_000), (700_000, 9_000)])
    paper = Supplier("whitepaper", Fraction(94), Fraction(320_000), 3, bands=bands)
    fix = cheapest_fix([paper, site], Fraction(83))
    first, *offers = table("いちばん安い補い方")
    assert first[1:] == [
        f"{format_number(site.cost / site.leads)}円", "60", format_number(fix.additions[0].leads),
        f"{format_number(fix.additions[0].cost)}円",
    ]  # fmt: skip
    for row, offer in zip(offers, offers_beyond(320_000, bands), strict=True):
        taken = int(row[3])
        assert row[1:3] == [f"{format_number(offer.cpl)}円", tenths(offer.capacity)]
        assert row[4] == f"{format_number(taken * offer.cpl)}円"
    assert sum(int(row[3]) for row in offers) == fix.additions[1].leads
    assert sum(int(row[4].replace(",", "").removesuffix("円")) for row in offers) == fix.additions[1].cost
    assert fix.left == 0


def test_one_channel_off() -> None:
    steady = [Supplier("30", Fraction(30)), Supplier("20", Fraction(20))]
    offs = without_each(supply_by_month(steady, MONTHS, [45] * 12))
    assert table("1つのチャネルが止まったら") == [
        [f"{off.key}件のチャネル", str(off.lost), f"{off.short_before} → {off.short_after}", str(off.missing)]
        for off in offs
    ]


def test_where_people_look_beside_the_money() -> None:
    weights = (("researcher", "1"), ("champion", "1.2"), ("decision_maker", "1.5"), ("technical", "1"))
    roles = [BuyingRole(key=key, weight=Decimal(weight)) for key, weight in weights]
    rows = table("情報を集める場所と費用")
    channels = [
        PlannedChannel(
            name=row[0], monthly_cost_amount=Decimal(cost * 10_000), is_active=True, pk=cost,
            audience_scores={role.key: int(score) for role, score in zip(roles, row[1].split("・"), strict=True)},
        )
        for row, cost in zip(rows, (42, 60), strict=True)
    ]  # fmt: skip
    found = attention_of(channels, roles)
    weighted = [
        sum(role.weight * score for role, score in zip(roles, one.scores, strict=True) if score is not None)
        for one in found
    ]
    assert [row[2:] for row in rows] == [
        [str(points), format_rate(one.score_share, 0), format_rate(one.cost_share, 0)]
        for points, one in zip(weighted, found, strict=True)
    ]
    assert abs(found[0].gap) >= Fraction(1, 10), "so it is said in words"


def test_the_balance_of_the_stages() -> None:
    rows = table("段階の配分")
    counts = {key: int(row[1]) for key, row in zip(STAGES, rows, strict=True)}
    balance = balance_of(counts, STAGES, usual_targets(STAGES))
    for row, part in zip(rows, balance.parts, strict=True):
        assert row[2:4] == [f"{float(part.share or 0) * 100:g}%", format_rate(part.target, 0)]
        assert row[4].replace("−", "-") == f"{float(part.difference) * 100:+g}pt"


SEO = Node("SEO", CHANNEL, STAGES[:2])
PAPER = Node("ホワイトペーパー", CHANNEL, STAGES[:2])
MAIL = Node("メール", CHANNEL, STAGES[1:])
SEMINAR = Node("セミナー", CHANNEL, STAGES[1:])
WHOLE = ([SEO, PAPER, MAIL, SEMINAR, Node("商談", GOAL)],
         [Edge("SEO", "ホワイトペーパー"), Edge("ホワイトペーパー", "メール"), Edge("メール", "セミナー"),
          Edge("セミナー", "商談")])  # fmt: skip


def said(nodes: list[Node], edges: list[Edge]) -> str:
    found = check(nodes, edges, STAGES)
    names = {"awareness": "認知", "consideration": "検討", "decision": "決定"}
    parts = {
        "孤立したチャネル": found.orphans,
        "行き止まり": found.dead_ends,
        "堂々めぐり": found.circles,
        "たどり着けない段階": [names[stage] for stage in found.unreachable_stages],
    }
    return "。".join(f"{word}: {'・'.join(keys)}" for word, keys in parts.items() if keys) or "なし"


def test_what_is_found_in_paths() -> None:
    nodes, edges = WHOLE
    fair = Node("展示会", CHANNEL, ("awareness",))
    ads = [Node("広告", CHANNEL, ("decision",)), Node("料金ページ")]
    around = ([SEO, PAPER], [Edge("SEO", "ホワイトペーパー"), Edge("ホワイトペーパー", "SEO")])
    cases = [WHOLE, ([*nodes, fair], edges), ([*nodes, *ads], [*edges, Edge("広告", "料金ページ")]), around]
    assert [row[1] for row in table("導線の確認", 1)] == [said(*case) for case in cases]
