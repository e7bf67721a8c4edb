"""The base of the bottleneck: who had the time to move on, counted from the stage history; the worked example."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from crm import lifecycle
from crm.calc.periods import Period
from crm.models import StageEvent
from kpi import sentences
from kpi.models import FunnelSnapshot
from kpi.selectors.figures import Scope
from kpi.selectors.funnel import Bottleneck, EffectBase, bottleneck_of, snapshots_of
from kpi.selectors.targets import targets_of
from kpi.services.snapshots import store_funnel_snapshots
from strategy.models import Strategy
from tests.factories import make_journey, make_lead, make_source
from tests.kpi.conftest import NOW, TODAY
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(3), tzinfo=dt.UTC)


def moved(workspace: Workspace, days_ago: int, *, mql_after: int | None, source: object = None) -> None:
    """A lead of so many days ago that became an MQL so many days later, or never."""
    day = TODAY - dt.timedelta(days=days_ago)
    journey = make_journey(lead=make_lead(workspace=workspace, source=source), entered_at=at(day))
    if mql_after is not None:
        later = day + dt.timedelta(days=mql_after)
        StageEvent.objects.create(
            workspace=workspace,
            journey=journey,
            from_stage="lead",
            to_stage="mql",
            occurred_at=at(later),
            occurred_on=later,
        )


def step(workspace: Workspace, key: str = "lead_to_mql", grain: str = "week") -> dict:
    store_funnel_snapshots(workspace=workspace, today=TODAY, now=NOW)
    return FunnelSnapshot.objects.get(workspace=workspace, grain=grain).figures["steps"][key]


def test_who_came_too_late_to_move_on_is_not_held_against_the_step(acme: Workspace) -> None:
    for _number in range(8):
        moved(acme, 60, mql_after=10)
    for _number in range(2):
        moved(acme, 60, mql_after=None)
    for _number in range(5):
        moved(acme, 3, mql_after=None)  # younger than the lag of ten days
    found = step(acme)
    assert (found["lag_days"], found["median_days"]) == (10, 10.0)
    assert found["all"] == {"n": 10, "k": 8}


def test_the_windows_are_ninety_days_and_six_months(acme: Workspace) -> None:
    moved(acme, 120, mql_after=1)
    moved(acme, 30, mql_after=1)
    assert step(acme)["all"]["n"] == 1
    assert step(acme, grain="month")["all"]["n"] == 2


def test_k_never_exceeds_n_and_backfilled_entries_give_no_lag(acme: Workspace) -> None:
    for _number in range(4):
        lead = make_lead(workspace=acme)
        lifecycle.ensure_journeys(acme, [lead.pk])
        entry = lifecycle.StageEntry(lead.journeys.get().pk, "customer", at(TODAY - dt.timedelta(days=20)))
        lifecycle.enter_stages(workspace=acme, entries=[entry])
    for key in ("lead_to_mql", "mql_to_sql", "sql_to_won"):
        found = step(acme, key)
        assert found["all"] == {"n": 4, "k": 4} and found["lag_days"] == 0


def test_marketing_is_counted_apart(acme: Workspace) -> None:
    marked = make_source(workspace=acme, origin="marketing")
    moved(acme, 30, mql_after=0, source=marked)
    moved(acme, 30, mql_after=None)
    found = step(acme)
    assert found["marketing"] == {"n": 1, "k": 1} and found["all"] == {"n": 2, "k": 1}


def write_steps(workspace: Workspace, counts: dict[str, tuple[int, int]]) -> None:
    steps = {
        key: {
            "lag_days": 5,
            "median_days": 3,
            "since": "2026-08-23",
            "until": "2026-11-15",
            "all": {"n": n, "k": k},
            "marketing": {"n": n, "k": k},
        }
        for key, (n, k) in counts.items()
    }
    for grain in ("week", "day"):
        FunnelSnapshot.objects.create(
            workspace=workspace, grain=grain, as_of=TODAY, computed_at=NOW, figures={"window_days": 90, "steps": steps}
        )


def diagnosed(workspace: Workspace, base: EffectBase | None = None) -> Bottleneck:
    return bottleneck_of(snapshots_of(workspace), targets_of(workspace), Scope("marketing"), grain="week", base=base)


def test_the_step_that_costs_most_is_named_with_its_effect(acme: Workspace, strategy: Strategy) -> None:
    write_steps(acme, {"lead_to_mql": (1392, 196), "mql_to_sql": (196, 61), "sql_to_won": (61, 16)})
    april_to_october = Period(dt.date(2026, 4, 1), dt.date(2026, 10, 31))
    rates = {"lead_to_mql": Fraction(458, 3248)}
    found = diagnosed(acme, EffectBase(april_to_october, Fraction(37 * 7, april_to_october.day_count), rates))
    assert found.verdict is not None and found.verdict.step.key == "lead_to_mql"
    assert sentences.bottleneck_sentence(found) == "リード→MQL率を計画に戻すと受注は週+0.5件（1.2→1.7件）"
    assert sentences.bottleneck_base(found) == [
        "直近90日に段階へ入り、進むのに十分な5日以上がたった1,392件のうち196件",
        "受注への影響は2026年4〜10月累計の受注（週1.2件）と率（14.1%）から計算",
    ]


def test_twenty_of_eighty_nine_is_no_proof_sixty_of_two_hundred_sixty_seven_is(
    acme: Workspace, strategy: Strategy
) -> None:
    write_steps(acme, {"lead_to_mql": (400, 90), "mql_to_sql": (89, 20), "sql_to_won": (40, 12)})
    assert diagnosed(acme).verdict is None
    assert sentences.bottleneck_sentence(diagnosed(acme)) == "計画をはっきり下回っている段階はありません"
    FunnelSnapshot.objects.all().delete()
    write_steps(acme, {"lead_to_mql": (400, 90), "mql_to_sql": (267, 60), "sql_to_won": (40, 12)})
    verdict = diagnosed(acme).verdict
    assert verdict is not None and verdict.step.key == "mql_to_sql"


def test_few_cases_say_so(acme: Workspace, strategy: Strategy) -> None:
    write_steps(acme, {"lead_to_mql": (12, 1), "mql_to_sql": (1, 0), "sql_to_won": (0, 0)})
    assert (
        sentences.bottleneck_sentence(diagnosed(acme)) == "件数が少なく、詰まっている段階はまだ言えません（データ不足）"
    )
