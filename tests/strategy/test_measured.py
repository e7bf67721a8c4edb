"""What imported history says of a plan: rates with range and age, the close curve, what changed and why, the proposal."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from crm.calc.rates import wilson_interval
from crm.models import Journey, Lead, Stage, StageEvent
from strategy.models import ArtefactStatus, ArtefactVersion, Goal, PlanReading, Strategy
from strategy.selectors import latest_artefact
from strategy.selectors.actuals import actual_rates
from strategy.selectors.fitting import close_curve, measured_steps
from strategy.services.artefacts import save_draft
from strategy.services.goals import GoalEntry, write_goal
from strategy.services.readings import changes_between, propose_measured, renew_readings
from strategy.services.strategies import create_strategy
from tests.factories import make_deal
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)
CHAIN = ["lead", "mql", "sql", "won"]


@pytest.fixture(autouse=True)
def friday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan(acme: Workspace, cast: Any) -> Strategy:
    made = create_strategy(workspace=acme, actor=cast["marketer"].user, today=TODAY, goal=GoalEntry())
    goal = latest_artefact(made, "goal").goal
    goal.revenue_target_amount, goal.marketing_share_rate, goal.average_deal_amount = 400_000_000, "0.4", 2_000_000
    goal.rates = {"lead_to_mql": "0.2", "mql_to_sql": "0.3", "sql_to_won": "0.25"}
    goal.save()
    return made


def bring(workspace: Workspace, came: dt.date, count: int, **reached: tuple[int, int]) -> None:
    """Leads of a day; `mql=(40, 10)`: forty of them became MQL ten days later."""
    leads = Lead.objects.bulk_create(
        Lead(workspace=workspace, external_id=f"{came}-{number}", created_on=came) for number in range(count)
    )
    journeys = Journey.objects.bulk_create(Journey(workspace=workspace, lead=lead, stage=Stage.LEAD) for lead in leads)
    stages = {"lead": (count, 0), **reached}
    before = ""
    for stage, (n, days) in stages.items():
        day = came + dt.timedelta(days=days)
        StageEvent.objects.bulk_create(
            StageEvent(
                workspace=workspace,
                journey=journey,
                from_stage=before,
                to_stage=stage,
                occurred_at=dt.datetime.combine(day, dt.time(3), tzinfo=dt.UTC),
                occurred_on=day,
                origin="import",
            )
            for journey in journeys[:n]
        )
        before = stage


def a_year(workspace: Workspace) -> None:
    """April to October: 200 leads a month, 40 MQL after 10 days, 10 SQL after 20, and 4 wins, half after 40 days."""
    for month in range(4, 11):
        came = dt.date(2026, month, 2)
        bring(workspace, came, 196, mql=(38, 10), sql=(8, 20), customer=(2, 26))
        bring(workspace, came + dt.timedelta(days=1), 4, mql=(2, 10), sql=(2, 20), customer=(2, 40))


def test_rates_carry_cases_range_days_and_age(acme: Workspace, plan: Strategy) -> None:
    a_year(acme)
    steps = {step.key: step for step in measured_steps(plan, CHAIN, TODAY)}
    first = steps["lead_to_mql"]
    assert (first.actual.k, first.actual.n) == (280, 1400)
    assert first.actual.interval == wilson_interval(280, 1400)
    assert (first.median_days, first.age_months, first.is_old) == (10, 0, False)
    assert steps["mql_to_sql"].median_days == 10 and steps["sql_to_won"].actual.n == 70
    # Seven months lie in three quarters: no range of quarters yet.
    assert first.spread and (first.spread.quarters, first.spread.low) == (3, None)
    provenance = first.actual.as_provenance()
    assert (provenance["kind"], provenance["n"], provenance["value"]) == ("actual", 1400, "0.2000")
    assert float(provenance["low"]) < 0.2 < float(provenance["high"]) and provenance["to"] == "2026-10-31"
    # The figure is the one that every other page shows.
    assert actual_rates(plan, CHAIN, TODAY)["lead_to_mql"] == first.actual


def test_five_quarters_give_a_range(acme: Workspace, plan: Strategy) -> None:
    for number, mqls in enumerate((20, 10, 30, 20, 40)):
        bring(acme, dt.date(2025, 9, 5) + dt.timedelta(days=91 * number), 100, mql=(mqls, 3))
    [step] = measured_steps(plan, ["lead", "mql"], TODAY)
    assert step.spread is not None and step.spread.quarters == 5
    assert (step.spread.low, step.spread.high) == (Fraction(14, 100), Fraction(36, 100))


def test_the_close_curve_is_fitted_from_cohorts(acme: Workspace, plan: Strategy) -> None:
    a_year(acme)
    curve = close_curve(acme, TODAY)
    # Won in the month itself (day 28 at the latest) by 2 of 200, and in the second month by 2 of 200; the wins of the
    # October leads' second month lie in November and are not over yet.
    assert (curve.method, curve.n_leads, curve.n_wins) == ("cohort", 1400, 26)
    assert curve.shares == {0: Fraction(1, 2), 1: Fraction(1, 2)}
    assert curve.close_rate == Fraction(14, 1400) + Fraction(12, 1200)


def test_few_wins_fall_back_to_one_lead_time_and_say_so(acme: Workspace) -> None:
    bring(acme, dt.date(2026, 5, 2), 50, mql=(10, 5), sql=(5, 9), customer=(3, 70))
    curve = close_curve(acme, TODAY, fallback_months="3")
    assert (curve.method, curve.reason, curve.shares) == ("single", "few_wins", {3: 1})
    assert close_curve(acme, TODAY).shares == {2: 1}


def test_tests_and_earlier_customers_are_not_followed(acme: Workspace) -> None:
    bring(acme, dt.date(2026, 5, 2), 10)
    Lead.objects.filter(external_id__endswith="-0").update(is_test=True)
    make_deal(workspace=acme, outcome="open")
    assert close_curve(acme, TODAY).n_leads == 9


def test_readings_say_what_changed_and_why(acme: Workspace, plan: Strategy, cast: Any) -> None:
    [first] = renew_readings(acme, now=NOW)
    assert (first.cause, first.changes) == ("first", [])
    assert renew_readings(acme, now=NOW) == [], "nothing changed: nothing is kept"

    a_year(acme)
    [second] = renew_readings(acme, now=NOW)
    assert second.cause == "records"
    assert {change["what"] for change in second.changes} >= {"measured_lead", "lead_to_mql"}

    artefact = latest_artefact(plan, "goal")
    entry = GoalEntry(rates={"lead_to_mql": Decimal("0.1")})
    save_draft(
        artefact=artefact, token=artefact.token, actor=cast["marketer"].user, change=lambda: write_goal(artefact, entry)
    )
    [third] = renew_readings(acme, now=NOW)
    assert third.cause == "input"
    lead = next(change for change in third.changes if change["what"] == "lead")
    assert (round(float(lead["before"])), round(float(lead["after"]))) == (5333, 10667)

    bring(acme, dt.date(2026, 11, 3), 100, mql=(50, 2))
    [fourth] = renew_readings(acme, now=dt.datetime(2026, 12, 1, 3, 0, tzinfo=dt.UTC))
    assert fourth.cause == "month"
    assert PlanReading.objects.count() == 4


def test_equal_figures_have_no_changes() -> None:
    figures = {"lead": "1", "won": "2", "rates": {"lead_to_mql": {"planned": "0.2"}}}
    assert changes_between(figures, figures) == []
    later = {**figures, "rates": {"lead_to_mql": {"planned": "0.2", "measured": "0.14", "k": 14, "n": 100}}}
    assert changes_between(figures, later) == [
        {"what": "lead_to_mql", "kind": "measured", "before": None, "after": "0.14"}
    ]


def test_an_agreed_plan_gets_a_proposal_never_an_edit(acme: Workspace, plan: Strategy, cast: Any) -> None:
    a_year(acme)
    ArtefactVersion.objects.filter(strategy=plan, kind="goal").update(status=ArtefactStatus.AGREED)
    draft = propose_measured(strategy=plan, actor=cast["marketer"].user, today=TODAY)
    assert draft is not None and (draft.number, draft.status) == (2, "draft")
    goal = Goal.objects.get(artefact=draft)
    assert goal.rates == {"lead_to_mql": "0.2", "mql_to_sql": "0.25", "sql_to_won": "0.371"}
    assert goal.provenance["sql_to_won"]["n"] == 70 and goal.provenance["sql_to_won"]["kind"] == "actual"
    agreed = Goal.objects.get(artefact__number=1, artefact__strategy=plan)
    assert agreed.rates["sql_to_won"] == "0.25"
    assert propose_measured(strategy=plan, actor=None, today=TODAY) is None, "nothing is left to propose"


def test_the_page_shows_records_beside_the_plan(acme: Workspace, plan: Strategy, client_for: Any) -> None:
    address, client = reverse("strategy:backcalc", args=[acme.slug, plan.pk]), client_for("marketer")
    assert "実績との比較" not in client.get(address).content.decode()
    renew_readings(acme, now=NOW)
    a_year(acme)
    renew_readings(acme, now=NOW)
    html = client.get(address).content.decode()
    for text in ("実績との比較", "280/1,400", "2026/04〜2026/10", "記録の取り込み", "すべて実績を使う"):
        assert text in html, text
    shown = html.split("<details")[0]
    assert "95%区間" not in shown and "Wilson" not in html
    answer = client.post(reverse("strategy:propose-measured", args=[acme.slug, plan.pk]))
    assert answer["Location"] == address
    html = client.get(address).content.decode()
    assert "実績 37.1% n=70・2026/04〜2026/10" in html and "計画の率は、いまの実績と同じです" in html
