"""The workbook of a plan: every figure is a live formula, and its formulas give the plan's own figures."""

from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import load_workbook

from strategy.exports.plan_workbook import plan_workbook
from tests.strategy.plans import LAG, result_of
from tests.strategy.sheets import Evaluator

MONTHS = [f"{month}月" for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]
CHANNELS = [
    {"key": "ads", "lead_share": 0.6, "cost_per_lead": 10_000, "fixed_cost": 1_000_000},
    {"key": "seminar", "lead_share": 0.4, "rates": {"lead_to_mql": 0.4}, "cost_per_lead": 15_000},
]
SEGMENTS = [
    {"key": "smb", "revenue_share": 0.4, "average_deal_size": 2_000_000},
    {"key": "enterprise", "revenue_share": 0.6, "rates": {"sql_to_won": 0.2}, "lags": 2},
]


def opened(book):
    """As a reader of the file has it."""
    file = BytesIO()
    book.save(file)
    return load_workbook(file)


def by_label(book, sheet: str, column: str) -> dict[str, Fraction]:
    read = Evaluator(book)
    rows = range(3, book[sheet].max_row + 1)
    return {book[sheet][f"A{row}"].value: read.value(sheet, f"{column}{row}") for row in rows}


def test_set_a_stands_in_formulas():
    book = opened(plan_workbook(result_of().plan, MONTHS))
    values = by_label(book, "逆算", "C")
    assert (values["受注"], values["SQL（＝商談）"]) == (80, 320)
    assert (values["MQL"], values["リード"]) == (Fraction(3200, 3), Fraction(16000, 3))
    assert (values["そのリードでの売上"], values["目標との差"]) == (399_975_000, -25_000)
    assert f"{float(values['MQL']):,.2f} {float(values['リード']):,.2f}" == "1,066.67 5,333.33"


def test_only_inputs_are_typed_numbers():
    scenarios = [{"name": "慎重", "overrides": {"rates": {"mql_to_sql": 0.25}}}]
    result = result_of(segments=SEGMENTS, channels=CHANNELS, gross_margin=0.6, lags=LAG, scenarios=scenarios, years=2)
    book = plan_workbook(result.plan, MONTHS)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=3, min_col=3):
            for cell in row:
                is_input = cell.font.color is not None and cell.font.color.rgb == "001F4FA3"
                assert is_input or cell.value is None or str(cell.value).startswith("=") or isinstance(cell.value, str)


def test_segments_and_channels_give_the_plans_own_figures():
    result = result_of(segments=SEGMENTS, channels=CHANNELS, gross_margin=0.6, lags=LAG)
    book = opened(plan_workbook(result.plan, MONTHS))
    totals = by_label(book, "逆算", "D")
    for stage, label in {"lead": "リード", "mql": "MQL", "sql": "SQL（＝商談）", "won": "受注"}.items():
        assert totals[label] == result.first.counts[stage]
    read = Evaluator(book)
    heads = {cell.value: cell.column_letter for cell in book["チャネル"][2]}
    cost = sum(read.value("チャネル", f"{heads['費用']}{row}") for row in range(3, 7))
    assert cost == result.first.money[-1].cost
    profit = sum(read.value("チャネル", f"{heads['粗利']}{row}") for row in range(3, 7))
    assert profit == result.first.money[-1].gross_profit


def test_months_are_the_months_of_the_plan():
    result = result_of(segments=SEGMENTS, lags=LAG, season=[7, 7, 8, 8, 7, 9, 9, 9, 9, 8, 9, 10])
    read = Evaluator(opened(plan_workbook(result.plan, MONTHS)))
    for month, needed in enumerate(result.timeline.needed["lead"]):
        smb, enterprise = (read.value("月", f"{column}{3 + month}") for column in ("C", "H"))
        assert smb + enterprise == needed


def test_scenarios_and_later_years_stand_beside_the_plan():
    scenarios = [
        {"name": "慎重", "overrides": {"rates": {"mql_to_sql": 0.25}}},
        {"name": "単価を上げる: 'A/B' [とても長い名前のシナリオ]", "overrides": {"average_deal_size": 6_000_000}},
    ]
    result = result_of(
        channels=CHANNELS, scenarios=scenarios, years=[{}, {"growth": 0.2, "rates": {"sql_to_won": 0.3}}]
    )
    book = opened(plan_workbook(result.plan, MONTHS))
    careful, dearer = by_label(book, "シナリオ", "C"), by_label(book, "シナリオ", "E")
    assert careful["リード"] == result.scenarios[0].counts["lead"]
    assert dearer["受注"] == result.scenarios[1].counts["won"]
    assert by_label(book, "シナリオ", "D")["リード"] == result.scenarios[0].changes["lead"]
    second = by_label(book, "年", "C")
    assert (second["リード"], second["受注"]) == (result.years[1].counts["lead"], result.years[1].counts["won"])


@pytest.mark.parametrize("role", ["marketer", "executive", "viewer"])
def test_the_file_is_taken_from_the_plans_page(strategy, client_for, role):
    answer = client_for(role).get(f"/w/acme/s/{strategy.pk}/l1/plan.xlsx")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    book = load_workbook(BytesIO(answer.content))
    values = by_label(book, "逆算", "C")
    assert (values["受注"], values["リード"]) == (80, Fraction(16000, 3))
    assert book["月"]["A3"].value == "2026年4月"


def test_an_incomplete_plan_has_no_file(strategy, client_for):
    goal = strategy.artefacts.get(kind="goal").goal
    goal.average_deal_amount = None
    goal.save()
    answer = client_for("marketer").get(f"/w/acme/s/{strategy.pk}/l1/plan.xlsx")
    assert answer.status_code == 302
