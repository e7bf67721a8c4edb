"""The sample company: the story's printed figures, exact, and the same on every page that shows them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from html import unescape

import pytest
import time_machine
from django.test import Client

from channels.selectors.mix import channels_of, mix_page
from crm.calc.periods import month_of
from crm.funnel import counted_entries
from crm.models import ChangedDay, ChangedLead, Deal, Lead
from kpi.demo.loading import remove_demo
from kpi.models import RecomputeRun
from kpi.selectors.exec_board import ExecBoard, default_month, exec_board
from kpi.services.queue import queue_recompute
from kpi.services.recompute import recompute_workspace
from nurturing.models import HandOff, HandOffCandidate, LeadScore, MqlRule
from nurturing.selectors.desk import bucket_counts, desk
from nurturing.selectors.previews import rule_preview
from nurturing.selectors.rule_models import model_of
from nurturing.services.handoffs import record_breaches
from strategy.layers import reports
from strategy.models import PlanReading, Strategy
from strategy.selectors import current_strategy, latest_artefact, plan_in_force
from strategy.selectors.statuses import artefact_states
from targeting.selectors.evidence import evidence_for
from targeting.selectors.matching import coverage_of
from tests.kpi.demo_world import STORY_NOW, loaded_at
from workspaces.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from workspaces.models import User, Workspace

pytestmark = pytest.mark.django_db
TODAY = STORY_NOW.date()
YEAR_TO_OCTOBER = (dt.date(2026, 4, 1), dt.date(2026, 10, 31))
TWELVE_MONTHS = (dt.date(2025, 11, 1), dt.date(2026, 10, 31))
EIGHTEEN_MONTHS = (dt.date(2025, 5, 1), dt.date(2026, 10, 31))


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Workspace]:
    with django_db_blocker.unblock():
        with loaded_at(STORY_NOW) as demo:
            workspace = demo.workspace
        yield workspace
        remove_demo()


@pytest.fixture
def demo(loaded: Workspace, db: None) -> Iterator[Workspace]:
    with time_machine.travel(STORY_NOW, tick=False):
        yield loaded


@pytest.fixture
def strategy(demo: Workspace) -> Strategy:
    found = current_strategy(demo)
    assert found is not None
    return found


@pytest.fixture
def page(demo: Workspace) -> Callable[..., str]:
    """The readable text of a page, as one of the sample's people sees it."""

    def read(path: str, who: str = "marketer") -> str:
        client = Client(headers={"accept-language": "ja"})
        client.force_login(
            User.objects.get(email=f"{who}@demo.example"), backend="django.contrib.auth.backends.ModelBackend"
        )
        answer = client.get(f"/w/demo/{path}")
        assert answer.status_code == 200, path
        body = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
        return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))

    return read


def entries(workspace: Workspace, span: tuple[dt.date, dt.date], origin: str = "") -> list[int]:
    stages = ("lead", "mql", "sql", "customer")
    return [counted_entries(workspace, stage, start=span[0], end=span[1], origin=origin).count() for stage in stages]


def october(workspace: Workspace) -> ExecBoard:
    return exec_board(workspace, default_month(workspace, TODAY), today=TODAY)


# ---------------------------------------------------------------- counts


@pytest.mark.parametrize(
    ("span", "counts"),
    [
        (YEAR_TO_OCTOBER, [3248, 458, 142, 37]),
        (TWELVE_MONTHS, [4812, 655, 203, 51]),
        (EIGHTEEN_MONTHS, [7219, 867, 244, 61]),
    ],
)
def test_the_funnel_holds_the_printed_counts(demo: Workspace, span: tuple[dt.date, dt.date], counts: list[int]) -> None:
    assert entries(demo, span) == counts
    assert entries(demo, span, origin="marketing") == counts


def test_every_sql_has_a_deal_and_only_those_of_the_running_month_are_open(demo: Workspace) -> None:
    deals = Deal.objects.for_workspace(demo)
    assert deals.exclude(outcome="open").count() == 244
    assert deals.filter(outcome="won").count() == 61
    assert not deals.filter(outcome="open", opened_on__lt=dt.date(2026, 11, 1)).exists()
    assert counted_entries(demo, "opportunity", start=EIGHTEEN_MONTHS[0], end=EIGHTEEN_MONTHS[1]).count() == 244


def test_the_plan_is_the_one_of_the_framework(demo: Workspace) -> None:
    plan = plan_in_force(demo)
    assert plan is not None and plan.label == "合意済み v1.2"
    assert [need.display for need in plan.calculation.stages] == [80, 320, 1067, 5333]
    months = [month_of(dt.date(2026, month, 1)).start for month in range(4, 11)]
    assert sum(plan.month_target("revenue", month) or 0 for month in months) == 88_000_000


def test_november_is_alive(demo: Workspace) -> None:
    leads, mql, sql, won = entries(demo, (dt.date(2026, 11, 1), TODAY))
    assert leads > 300 and mql > 40 and sql > 10 and won == 0
    assert Lead.objects.for_workspace(demo).filter(created_on=TODAY).exists()


# ---------------------------------------------------------------- dashboards


def test_the_month_page_says_what_the_story_says(demo: Workspace) -> None:
    board = october(demo)
    assert board.period.start == dt.date(2026, 10, 1)
    actual = {line.key: line.actual for line in board.cards}
    assert actual["revenue"] == 75_300_000
    assert [actual[key] for key in ("won", "sql", "mql", "lead")] == [37, 142, 458, 3248]
    assert actual["cac"] == 482_000
    assert {line.key: line.signal for line in board.cards} == {
        "revenue": "watch",
        "won": "act",
        "sql": "act",
        "mql": "act",
        "lead": "good",
        "lead_to_mql": "act",
        "cac": "good",
    }


def test_the_difference_is_explained_to_the_yen(demo: Workspace) -> None:
    causes = october(demo).causes
    assert causes is not None and causes.main is not None and causes.main.key == "lead_to_mql"
    assert {part.key: int(part.amount) for part in causes.parts} == {
        "lead": 8_303_333,
        "lead_to_mql": -28_478_039,
        "mql_to_sql": 2_683_360,
        "sql_to_won": 3_372_279,
        "average_deal_size": 1_419_067,
    }


def test_pages_show_the_same_figure_wherever_they_show_the_same_thing(
    page: Callable[..., str], strategy: Strategy
) -> None:
    base = f"s/{strategy.pk}/"
    shown = {
        "3,248": ["", "d/exec", "d/tree", f"{base}l1/backcalc"],
        "458": ["", "d/exec", "d/tree"],
        "14.1%": ["", "d/tree", f"{base}l1/backcalc"],
        "7,530万円": ["d/exec", "d/tree"],
        "−2,848万円": ["", "d/exec", "d/tree"],
        "5,333": [base, f"{base}l1/goal", f"{base}l1/backcalc", f"{base}review"],
        "1,067": [base, f"{base}l1/goal", f"{base}l1/backcalc", f"{base}review"],
        "月83件不足": [base, f"{base}l3/channels"],
        "60点では1人1日1.6件になり": [base, f"{base}l4/scoring", f"{base}review"],
    }
    texts: dict[str, str] = {}
    for figure, paths in shown.items():
        for path in paths:
            text = texts.setdefault(path, page(path))
            assert figure in text, (figure, path)


def test_the_week_names_the_bottleneck_with_its_effect(page: Callable[..., str]) -> None:
    assert "リード→MQL率を計画に戻すと受注は週+0.5件（1.2→1.7件）" in page("d/marketing")


def test_chips_of_the_back_calculation_name_their_records(page: Callable[..., str], strategy: Strategy) -> None:
    text = page(f"s/{strategy.pk}/l1/backcalc")
    assert "実績 25.1% n=203" in text and "実績 31.0% n=655" in text
    assert "14.1%（n=3,248）で、この値なら必要リードは7,565件になります" in text


# ---------------------------------------------------------------- layers 2 to 4


def test_evidence_finds_one_source_that_wins_and_one_that_loses(demo: Workspace) -> None:
    evidence = evidence_for(demo).evidence
    assert (evidence.n, evidence.won) == (244, 61)
    assert [row.value for row in evidence.with_verdict("strong")] == ["ウェビナー・セミナー"]
    assert [row.value for row in evidence.with_verdict("weak")] == ["展示会・イベント"]


def test_the_icp_covers_what_its_page_says(demo: Workspace, strategy: Strategy) -> None:
    icp = latest_artefact(strategy, "icp")
    assert icp is not None
    coverage = coverage_of(demo, list(icp.icp_rules.all()), today=TODAY)
    assert (coverage.n, coverage.won, coverage.all_n, coverage.all_won) == (74, 23, 244, 61)


def test_the_channel_mix_falls_short(strategy: Strategy) -> None:
    artefact = latest_artefact(strategy, "channels")
    assert artefact is not None
    mix = mix_page(strategy, channels_of(artefact), today=TODAY)
    assert (mix.lead_total, mix.cost_total) == (361, 2_740_000)
    assert round(mix.supply.shortfall or 0) == 83
    assert mix.balance.cost.quick == Fraction(221, 274)


def test_the_states_of_the_design_tell_the_story(strategy: Strategy) -> None:
    states = {kind: (state.artefact.number, state.status.key) for kind, state in artefact_states(strategy).items()}
    assert states == {
        "goal": (2, "agreed"),
        "roles": (2, "agreed"),
        "icp": (3, "agreed"),
        "channels": (2, "needs_review"),
        "content": (2, "agreed"),
        "mql_rule": (3, "sent_back"),
        "sla": (2, "in_review"),
        "kpi": (3, "editing"),
    }


def test_what_is_broken_is_named(strategy: Strategy) -> None:
    sentences = " ".join(link.sentence for report in reports() for link in report.broken_links(strategy))
    assert "展示会・イベント" in sentences and "決定 × 意思決定者" in sentences and "行き先がありません" in sentences


def test_the_proposed_rule_means_what_sales_fear(demo: Workspace) -> None:
    previews = {}
    for number, threshold in ((2, 65), (3, 60)):
        rule = MqlRule.objects.get(artefact__workspace=demo, artefact__number=number)
        previews[number] = rule_preview(demo, model_of(rule), today=TODAY).at(threshold)
    assert [round(previews[number].monthly) for number in (2, 3)] == [55, 65]
    assert [round(previews[number].daily_load or 0, 1) for number in (2, 3)] == [1.3, 1.6]
    missed = [(win.name, win.score) for win in previews[3].missed]
    assert missed == [
        ("㈱木曽計器", 47),
        ("株式会社東浜ロジ", 56),
        ("あさひ樹脂工業株式会社", 57),
        ("三葉電装株式会社", 59),
    ]
    assert previews[3].wins == 51


def test_hand_offs_wait_with_their_due_moments(demo: Workspace) -> None:
    sales = User.objects.get(email="sales@demo.example")
    rows = desk(demo, person=sales, now=STORY_NOW)
    counts = bucket_counts(rows)
    assert (counts[0], counts[1], counts[2]) == (1, 4, 6)
    first = rows.first()
    assert first is not None and str(first.lead) == "山田 太郎" and first.total == 78
    assert first.due_at.astimezone(STORY_NOW.tzinfo) == dt.datetime(2026, 11, 20, 10, 0, tzinfo=STORY_NOW.tzinfo)
    assert first.breached_at == first.due_at


def test_every_hand_off_of_the_rule_stood_over_its_threshold(demo: Workspace) -> None:
    by_rule = HandOff.objects.for_workspace(demo).filter(handed_over_by__isnull=True)
    assert by_rule.count() > 300
    assert not by_rule.filter(total__lt=65).exclude(reasons__contains=[{"axis": "direct"}]).exists()


# ---------------------------------------------------------------- nothing is left to do


def test_another_recompute_changes_nothing(demo: Workspace) -> None:
    assert not ChangedLead.objects.for_workspace(demo).exists()
    assert not ChangedDay.objects.for_workspace(demo).exists()
    assert not RecomputeRun.objects.for_workspace(demo).filter(state="queued").exists()
    assert HandOffCandidate.objects.for_workspace(demo).count() == 6
    assert LeadScore.objects.for_workspace(demo).count() == Lead.objects.for_workspace(demo).count()
    clock = record_breaches(STORY_NOW)
    assert (clock.reminded, clock.breached, clock.escalated) == (0, 0, 0)
    queue_recompute(workspace_id=demo.pk, reasons={"test"})
    recompute_workspace(workspace_id=demo.pk, now=STORY_NOW)
    run = RecomputeRun.objects.for_workspace(demo).latest("pk")
    assert (run.state, run.scores_written, run.handoffs_created, run.days_rolled_up) == ("done", 0, 0, 0)


def test_the_next_weeks_hand_nobody_over_by_themselves(demo: Workspace) -> None:
    for days in (1, 12, 40):
        later = STORY_NOW + dt.timedelta(days=days)
        queue_recompute(workspace_id=demo.pk, reasons={"day"})
        recompute_workspace(workspace_id=demo.pk, now=later)
        assert RecomputeRun.objects.for_workspace(demo).latest("pk").handoffs_created == 0


def test_its_people_can_sign_in(demo: Workspace) -> None:
    for email, _name, role, _side in DEMO_ACCOUNTS:
        user = User.objects.get(email=email)
        assert user.check_password(DEMO_PASSWORD)
        assert user.memberships.get().role_id == role
    assert not User.objects.get(email="ogawa@demo.example").has_usable_password()


def test_the_plan_says_what_the_last_closed_month_changed(demo: Workspace) -> None:
    readings = list(PlanReading.objects.for_workspace(demo).filter(strategy__is_current=True).order_by("taken_at"))
    assert [one.cause for one in readings] == ["first", "month"]
    measured = next(change for change in readings[1].changes if change["what"] == "lead_to_mql")
    assert measured["kind"] == "measured" and round(float(measured["after"]), 3) == 0.141
