"""The month page: the printed story to the yen, few data, no plan, comparisons."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from crm.calc.periods import Period, month_of
from kpi import sentences
from kpi.models import DailyFigure
from kpi.selectors.exec_board import default_month, exec_board
from kpi.units import span_title
from tests.factories import make_source
from tests.kpi.conftest import TODAY
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
OCTOBER = month_of(dt.date(2026, 10, 1))


def test_the_last_closed_month_is_shown_first(printed_story: Workspace) -> None:
    assert default_month(printed_story, TODAY) == OCTOBER
    assert default_month(printed_story, dt.date(2026, 4, 9)) == month_of(dt.date(2026, 4, 1)), "first month of the year"


def test_without_closed_records_the_running_month_is_shown(acme: Workspace) -> None:
    assert default_month(acme, TODAY) == month_of(TODAY)


def test_records_of_earlier_months_do_not_hide_this_month_s_first_leads(acme: Workspace) -> None:
    for month in (5, 11):
        DailyFigure.objects.create(workspace=acme, day=dt.date(2026, month, 12), metric="lead", value=3)
    DailyFigure.objects.create(workspace=acme, day=dt.date(2026, 10, 12), metric="cost", value=140_000)
    assert default_month(acme, TODAY) == month_of(TODAY)
    DailyFigure.objects.create(workspace=acme, day=dt.date(2026, 10, 12), metric="lead", value=1)
    assert default_month(acme, TODAY) == OCTOBER


def test_the_printed_story(printed_story: Workspace) -> None:
    board = exec_board(printed_story, OCTOBER, today=TODAY)
    assert board.span == Period(dt.date(2026, 4, 1), dt.date(2026, 10, 31))
    lines = board.lines
    assert {key: lines[key].actual for key in ("revenue", "won", "sql", "mql", "lead")} == {
        "revenue": 75_300_000,
        "won": 37,
        "sql": 142,
        "mql": 458,
        "lead": 3248,
    }
    assert lines["revenue"].target == 88_000_000
    assert [lines[key].target for key in ("won", "sql", "mql", "lead")] == [
        44,
        176,
        Fraction(1760, 3),
        Fraction(8800, 3),
    ]
    assert lines["lead_to_mql"].actual == Fraction(458, 3248) and lines["lead_to_mql"].target == Fraction(1, 5)
    assert {key: lines[key].signal for key in lines} == {
        "revenue": "watch",
        "won": "act",
        "sql": "act",
        "mql": "act",
        "lead": "good",
        "lead_to_mql": "act",
        "mql_to_sql": "good",
        "sql_to_won": "good",
    }
    assert len(board.cards) <= 7


def test_the_difference_is_split_to_the_yen(printed_story: Workspace) -> None:
    causes = exec_board(printed_story, OCTOBER, today=TODAY).causes
    assert causes is not None
    assert {part.key: int(part.amount) for part in causes.parts} == {
        "average_deal_size": 1_419_067,
        "sql_to_won": 3_372_279,
        "mql_to_sql": 2_683_360,
        "lead": 8_303_333,
        "lead_to_mql": -28_478_039,
    }
    assert sum(part.amount for part in causes.parts) == causes.difference == -12_700_000
    assert causes.main is not None and causes.main.key == "lead_to_mql"


def test_three_sentences(printed_story: Workspace) -> None:
    board = exec_board(printed_story, OCTOBER, today=TODAY)
    stages = board.targets.stages
    assert span_title(board.span) == "2026年4〜10月累計"
    assert sentences.headline(board.causes, stages) == "売上は計画比 −14.4% です。主因はリード→MQL率です"
    assert sentences.fact(board.causes, "JPY") == "売上は7,530万円で、計画8,800万円に1,270万円届いていません"
    assert (
        sentences.cause(board.causes, stages, "JPY")
        == "リード→MQL率が14.1%（計画20.0%）です。売上への影響は−2,848万円です"
    )
    assert sentences.next_step(board.causes, has_plan=True) == "流入元ごとのICPとの一致、育成、MQL基準を見直します"


def test_the_landing_of_the_year(printed_story: Workspace) -> None:
    board = exec_board(printed_story, OCTOBER, today=TODAY)
    assert board.landing is not None and board.year_target == 160_000_000
    assert board.landing.expected == Fraction(160_000_000 * 7530, 8800)
    assert sentences.landing_headline(board.landing.expected, board.year_target, "JPY") == (
        "着地見込みは1.37億円、目標に2,309万円不足"
    )
    assert board.months[6].cumulative == 75_300_000 and board.months[7].cumulative is None
    assert board.months[11].expected == board.landing.expected


def test_the_plan_is_labelled_as_a_draft_until_it_is_agreed(printed_story: Workspace) -> None:
    assert exec_board(printed_story, OCTOBER, today=TODAY).targets.label == "下書き"


def test_little_data_names_no_cause_and_shows_no_red_light(acme: Workspace, strategy: object) -> None:
    source = make_source(workspace=acme)
    for metric, value in {"lead": 12, "mql": 1, "sql": 1, "won": 0, "won_amount": 0}.items():
        DailyFigure.objects.create(
            workspace=acme, day=dt.date(2026, 4, 10), metric=metric, source=source, origin="marketing", value=value
        )
    board = exec_board(acme, month_of(dt.date(2026, 4, 1)), today=dt.date(2026, 4, 20))
    assert board.lines["lead_to_mql"].signal == "hold"
    assert board.lines["won"].signal == "hold"
    assert board.causes is not None and board.causes.main is not None and board.causes.main.key == "lead"


def test_status_waits_for_a_fifth_of_the_period(printed_story: Workspace) -> None:
    april = month_of(dt.date(2026, 4, 1))
    early = exec_board(printed_story, april, today=dt.date(2026, 4, 3))
    assert early.is_partial
    assert early.lines["lead"].signal == "hold"


def test_without_a_plan_figures_stand_alone(acme: Workspace) -> None:
    source = make_source(workspace=acme)
    DailyFigure.objects.create(
        workspace=acme, day=dt.date(2026, 10, 1), metric="lead", source=source, origin="marketing", value=40
    )
    board = exec_board(acme, OCTOBER, today=TODAY)
    assert board.lines["lead"].actual == 40 and board.lines["lead"].target is None and board.lines["lead"].signal == ""
    assert board.causes is None and board.landing is None
    assert sentences.headline(board.causes, board.targets.stages) == "目標がまだないため、実績だけを表示しています"


def test_a_month_against_the_one_before_and_the_year_before(printed_story: Workspace) -> None:
    month = exec_board(printed_story, OCTOBER, today=TODAY, compare="previous")
    assert month.span == Period(dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    assert month.lines["lead"].compared == 3248 * 9 // 55
    year = exec_board(printed_story, OCTOBER, today=TODAY, compare="last_year")
    assert year.compared == Period(dt.date(2025, 4, 1), dt.date(2025, 10, 31))
    assert year.lines["lead"].compared == 0 and year.lines["lead"].change is None


def test_a_running_month_is_held_against_its_business_days(printed_story: Workspace) -> None:
    board = exec_board(printed_story, month_of(TODAY), today=TODAY)
    # 11/3 and 11/23 are holidays: 14 of 19 business days of November have passed on the 20th.
    november = Fraction(16000, 3) * Fraction(9, 100)
    assert board.lines["lead"].target == Fraction(8800, 3) + november * Fraction(14, 19)
    assert board.is_partial


def test_acquisition_cost_has_its_limit_where_costs_are_planned(printed_story: Workspace) -> None:
    day = dt.date(2026, 10, 1)
    DailyFigure.objects.create(workspace=printed_story, day=day, metric="cost", value=Decimal(17_834_000))
    DailyFigure.objects.create(workspace=printed_story, day=day, metric="cost.target", value=Decimal(22_000_000))
    line = exec_board(printed_story, OCTOBER, today=TODAY).lines["cac"]
    assert (line.actual, line.target, line.signal) == (482_000, 500_000, "good")
