"""docs/calculations.md and the code say the same: every worked table of a plan is recomputed, cell by cell."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from channels.calc.supply import default_ramp
from strategy.calc.funnel import Plan, back_calculate, rate_keys, required_leads_if
from strategy.calc.plan.inputs import Ramp
from tests.calculations import section, table
from tests.strategy.plans import LAG, RATES, SET_A, leads, result_of
from workspaces.calc.display import format_number, format_rate, largest_remainder, round_half_up_int

PLAN = Plan(
    Decimal(1_000_000_000),
    Decimal("0.4"),
    Decimal(5_000_000),
    {"lead_to_mql": Decimal("0.2"), "mql_to_sql": Decimal("0.3"), "sql_to_won": Decimal("0.25")},
)
DEMO = SET_A | {"revenue_target": 400_000_000, "average_deal_size": 2_000_000}
ONE_CHANNEL = [{"key": "ads", "lead_share": 1, "cost_per_lead": 10_000}]


def whole(value: Any) -> str:
    return format_number(Fraction(value))


def yen(value: Any) -> str:
    return f"{int(Fraction(value)):,}円" if Fraction(value).denominator == 1 else f"{float(value):,}円"


def units(value: Any) -> str:
    """億 as the tables write it."""
    return f"{float(Fraction(value) / 10**8):g}億円"


# ---- 逆算 ----


def test_the_chain() -> None:
    found = {need.stage: need for need in back_calculate(PLAN).stages}
    assert table("逆算") [:4] == [
        [name, str(found[stage].exact), whole(found[stage].display), whole(found[stage].ceiling)]
        for name, stage in (("受注", "won"), ("SQL（＝商談）", "sql"), ("MQL", "mql"), ("リード", "lead"))
    ]  # fmt: skip


def test_forward() -> None:
    result = back_calculate(PLAN)
    rows = []
    for line in (result.forward, result.forward_ceiling):
        sign = "−" if line.gap < 0 else "+"
        wins = f"{float(line.revenue) / 5_000_000:g}"
        rows.append([whole(line.leads), wins, yen(line.revenue), f"{sign}{yen(abs(line.gap))}"])
    assert table("順方向の確認") == rows


def test_levers_on_ranges_of_their_own() -> None:
    demo = Plan(Decimal(400_000_000), Decimal("0.4"), Decimal(2_000_000), PLAN.rates)
    keys = {"リード→MQL率": "lead_to_mql", "SQL→受注率": "sql_to_won", "MQL→SQL率": "mql_to_sql"}
    for name, ends, needed in table("逆算", 1):
        parts = [Decimal(part) for part in re.findall(r"\d+", ends)]
        key = keys.get(name, "average_deal_size")
        values = [part * 10_000 for part in parts] if key == "average_deal_size" else [part / 100 for part in parts]
        assert needed == "〜".join(whole(round_half_up_int(required_leads_if(demo, key, value))) for value in values)


STAGE_NAMES = {"lead": "リード", "mql": "MQL", "sql": "SQL", "opportunity": "商談", "won": "受注"}
CHAINS = [
    (("lead", "mql", "won"), ("0.2", "0.075")),
    (("lead", "mql", "sql", "won"), ("0.2", "0.3", "0.25")),
    (("lead", "mql", "sql", "opportunity", "won"), ("0.2", "0.5", "0.6", "0.25")),
    (("lead", "mql", "sql", "won"), ("0.2", "0.3", "0.2")),
]


def percent(value: Any) -> str:
    return f"{float(Fraction(value) * 100):g}%"


def test_the_number_of_stages_is_free() -> None:
    rows = table("段階の数")
    assert len(rows) == len(CHAINS)
    for row, (stages, rates) in zip(rows, CHAINS, strict=True):
        plan = Plan(
            PLAN.revenue_target, PLAN.marketing_share, PLAN.average_deal_size,
            dict(zip(rate_keys(stages), map(Decimal, rates), strict=True)), stages=stages,
        )  # fmt: skip
        needs = {need.stage: whole(need.display) for need in back_calculate(plan).stages}
        shown = [needs.get(stage, "–") for stage in ("won", "opportunity", "sql", "mql", "lead")]
        assert row[0].startswith(f"{len(rates)}個")
        assert row[1:] == [" / ".join(percent(rate) for rate in rates), percent(plan.lead_to_won_rate), *shown]


SPLIT = {"renewal": 540_000_000, "upsell": 60_000_000}
SHARES: list[dict[str, Any]] = [
    {},
    {"split": SPLIT},
    {"share_of": "won", "average_deal_size_all": 10_000_000},
    {"share_of": "won", "average_deal_size_all": 10_000_000, "split": SPLIT},
]


def test_marketings_share_of_revenue_or_of_won_deals() -> None:
    rows = table("マーケが担う割合の数え方")
    assert len(rows) == len(SHARES)
    for row, fields in zip(rows, SHARES, strict=True):
        result = result_of(**fields)
        new = 10**9 - sum(fields.get("split", {}).values())
        first = result.first
        assert row[0].startswith("件数で数える" if "share_of" in fields else "売上で数える")
        assert row[1:] == [units(new), whole(first.counts["won"]), units(first.revenue), whole(leads(result))]


# ---- 詳しい計画 ----


def test_months_add_up_to_the_year() -> None:
    assert table("月への割り付け（最大剰余法）") == [
        ["5,333", "445 × 5（4〜8月）, 444 × 7"],
        ["1,067", "89 × 11, 88 × 1（3月）"],
    ]
    assert largest_remainder([Fraction(16000, 36)] * 12, 5333) == [445] * 5 + [444] * 7
    assert largest_remainder([Fraction(3200, 36)] * 12, 1067) == [89] * 11 + [88]


def test_segments_are_summed() -> None:
    segments = [
        {"key": "smb", "revenue_target": 400_000_000, "average_deal_size": 2_000_000},
        {"key": "enterprise", "revenue_target": 600_000_000, "average_deal_size": 12_000_000,
         "rates": {"sql_to_won": 0.2}},
    ]  # fmt: skip
    result = result_of(segments=segments)
    counts = [*(need.counts for need in result.first.needs), result.first.counts]
    rows = table("セグメントとチャネル", 1)
    assert [row[4:] for row in rows] == [[whole(one["won"]), whole(one["lead"])] for one in counts]
    assert [row[1:4] for row in rows] == [
        ["4億円", "200万円", "25%"],
        ["6億円", "1,200万円", "20%"],
        ["10億円", "–", "–"],
    ]


def test_the_mix_of_channels_changes_the_leads() -> None:
    for row, share in zip(table("セグメントとチャネル"), (Fraction(6, 10), Fraction(4, 10)), strict=True):
        channels = [
            {"key": "search", "lead_share": str(float(share))},
            {"key": "seminar", "lead_share": str(float(1 - share)), "rates": {"lead_to_mql": 0.4}},
        ]
        needed = leads(result_of(channels=channels))
        chain = 80 / needed
        assert row[1:] == [
            f"{percent(share)} / {percent(1 - share)}",
            percent(chain),
            f"80 ÷ {float(chain):g} ＝ {whole(needed)}",
        ]


def test_lead_times() -> None:
    flow = result_of(lags=LAG).first.flow
    before = sum(result_of(lags=LAG).timeline.before)
    assert [row[1] for row in table("リードタイム")] == [
        f"9×0.2 + 8×0.3 + 7×0.3 + 6×0.2 ＝ {float(flow.useful_months):g}か月分",
        f"80 × {float(flow.useful_months):g} ÷ 12 ＝ {whole(flow.in_year)}件",
        f"{whole(flow.carry_in)}件（期首前に{whole(before)}リード）",
        f"{whole(flow.spill_over)}件（{units(flow.spill_over_revenue)}）",
        f"5,333.3 ÷ {float(flow.useful_months):g} × 12 ＝ {whole(flow.leads_without_carry_in)}リード",
        f"{flow.last_useful_month}か月目",
    ]


def test_the_season() -> None:
    rows = table("季節")
    weights = [int(cell) for cell in rows[0][1:13]]
    printed = result_of(season=weights).timeline.printed
    assert [row[1:] for row in rows[1:]] == [
        [*map(whole, printed[stage]), whole(sum(printed[stage]))] for stage in ("lead", "mql")
    ]


def test_ramps_of_plan_and_mix() -> None:
    rows = table("立ち上がり")
    assert [int(row[0][0]) for row in rows] == [1, 2, 3, 6]
    for row in rows:
        usual = default_ramp(int(row[0][0]))
        planned = Ramp(usual.begins, usual.full, starts=1)
        assert row[1:] == [f"{usual.begins}〜{usual.full}", *(str(planned.factor(month)) for month in range(1, 13))]


def test_years() -> None:
    result = result_of(lags=LAG, years=[{}, {"growth": 0.5}, {"growth": 0, "marketing_share": 0.5}])
    assert table("複数年")[-1] == ["受注", *(whole(year.counts["won"]) for year in result.years)]
    needed = whole(sum(result.timeline.needed["lead"][:12]))
    assert f"5,333 − 2,000 + 3,000 ＝ {needed}件" in " ".join(section("複数年"))


def test_money() -> None:
    line = result_of(channels=ONE_CHANNEL, gross_margin=0.6, annual_churn=0.2).first.money[0]
    strict = result_of(channels=ONE_CHANNEL, gross_margin=0.6, target_roi=2).first.money[0]
    costs = "・".join(f"{whole(line.costs_per[stage])}円" for stage in ("mql", "sql", "won"))
    assert [row[1] for row in table("チャネルの採算")] == [
        f"{whole(line.cost)}円",
        costs,
        f"{percent(line.roi)}・{float(line.roas):g}",
        f"{whole(line.costs_per['won'])} ÷ 250,000 ＝ {format_number(line.payback_months, 2)}か月",
        f"{yen(line.allowable_cpl)} / {yen(strict.allowable_cpl)}",
        f"{whole(line.ltv / 10_000)}万円、{float(line.ltv_to_cac):g}",
    ]


def test_backwards() -> None:
    asked = {"leads": 5333, "budget": 26_666_665, "mqls_per_month": 100, "solve": {"rate": "mql_to_sql", "leads": 4000}}
    answers = result_of(channels=ONE_CHANNEL, questions=asked).inverse
    paid = [{**ONE_CHANNEL[0], "fixed_cost": 3_330_000}]
    fixed = result_of(channels=paid, questions={"budget": 56_660_000}).inverse.from_budget
    rows = [
        (one.leads, yen(one.revenue)) for one in (answers.from_leads, answers.from_budget, fixed, answers.from_capacity)
    ]
    rows.append((4000, percent(answers.solved.rates[0][-1])))
    assert [row[1:] for row in table("逆向きの計算")] == [
        [f"{float(count):,.4f}".rstrip("0").rstrip("."), said] for count, said in rows
    ]


def test_the_same_nudge_for_every_lever() -> None:
    nudges = {one.lever.key: one for one in result_of().nudges}
    names = ("lead_to_mql", "mql_to_sql", "sql_to_won", "average_deal_size", "revenue_target", "marketing_share")
    rows = [
        [whole(one.less), whole(one.more), whole(one.point) if one.lever.key in RATES else "–"]
        for one in (nudges[name] for name in names)
    ]
    assert [row[1:] for row in table("影響の大きい前提")] == rows


def test_scenarios_side_by_side() -> None:
    stages = ("won", "sql", "mql", "lead")
    base = {stage: round_half_up_int(result_of(DEMO).first.counts[stage]) for stage in stages}
    changes: list[dict[str, Any]] = [{}, {"rates": RATES | {"mql_to_sql": 0.25}}, {"average_deal_size": 2_500_000}]
    for row, change in zip(table("シナリオの比較"), changes, strict=True):
        counts = {stage: round_half_up_int(result_of(DEMO | change).first.counts[stage]) for stage in stages}
        assert row[1:] == [_with_difference(counts[stage], base[stage]) for stage in stages]


def _with_difference(count: int, planned: int) -> str:
    if count == planned:
        return whole(count)
    return f"{whole(count)}（{'+' if count > planned else '−'}{whole(abs(count - planned))}）"


def test_limits() -> None:
    """What each gate asks for, and what it is compared with."""
    market = result_of(
        {"revenue_target": 50, "average_deal_size": 1, "stages": ["lead", "won"], "rates": {"lead_to_won": 1}},
        limits={"icp_companies": 27},
    )
    limits = {"sales_reps": 2, "attempts_per_rep_month": 200, "budget": 30_000_000, "visits_per_month": 50_000}
    channels = [{**ONE_CHANNEL[0], "contents": 10, "leads_per_content": 400}]
    rest = result_of(channels=channels, limits=limits)
    gates = {gate.gate: gate for gate in (*rest.gates, *market.gates[:1])}
    calls, budget, content = gates["sales"], gates["budget"], gates["content"]
    assert [row[3] for row in table("実現性の確認")] == [
        f"{whole(gates['market'].needed)}社必要、{whole(gates['market'].available)}社しかない → 実現できない",
        f"88.9 × 5 ＝ {whole(calls.needed)}件、2人 × 200件 → 不足",
        f"{whole(budget.needed // 10_000)}万円と{whole(budget.available // 10_000)}万円 → "
        f"目標の{format_rate(budget.largest_share, 0)}まで",
        f"{whole(gates['traffic'].needed)}回",
        f"5,333 ÷ 400 → {whole(content.needed)}本、{whole(content.available)}本しかない",
    ]
    assert {calls.status, budget.status, content.status, gates["market"].status} == {"short"}


def test_feedback_of_six_months() -> None:
    actuals = [
        {"month": month, "lead": 450, "mql": 63, "sql": 20, "won": 5, "revenue": 25_000_000} for month in range(1, 7)
    ]
    found = result_of(actuals=actuals).feedback
    to_mql, to_sql = (found.proposal[key] for key in ("lead_to_mql", "mql_to_sql"))
    assert [row[1] for row in table("実績からの見直し")] == [
        f"1.5億 + 2,666.7 × 1.5% × 500万 ＝ {units(found.landing_planned.revenue)}",
        f"約{float(found.landing_measured.revenue) / 10**8:.2f}億円",
        f"50件 ÷ 1.11% ＝ {whole(found.leads_for_rest)}",
        f"リード→MQL率 {percent(to_mql)}、MQL→SQL率 {format_rate(to_sql)}、必要リード {whole(found.leads_after)}",
    ]
