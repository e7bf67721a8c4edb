"""Drafting: first versions, saves with a token, plan in force."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from strategy.models import ArtefactVersion, Goal, PlanTarget, RoleSplitRow, StrategyVersion
from strategy.selectors import current_strategy, latest_artefact, plan_in_force
from strategy.services.artefacts import NotEditable, StaleDraft, save_draft
from strategy.services.goals import GoalEntry, write_goal
from strategy.services.strategies import create_strategy, fiscal_year_of
from strategy.services.targets import write_plan_targets
from tests.strategy.conftest import SET_A, TODAY, draft, entry
from workspaces.models import AuditEntry


def test_a_new_strategy_has_drafts_a_version_and_three_parties(strategy, acme, cast):
    assert current_strategy(acme) == strategy
    assert strategy.name == "FY2026 戦略"
    assert strategy.starts_on == dt.date(2026, 4, 1)
    version = StrategyVersion.objects.get(strategy=strategy)
    assert version.label == "v1.0"
    assert set(version.pointers.values_list("kind", flat=True)) >= {"goal", "roles"}
    approvers = dict(strategy.parties.values_list("party", "approver"))
    assert approvers == {
        "marketing": cast["marketer"].user.pk,
        "sales": cast["sales_manager"].user.pk,
        "executive": cast["executive"].user.pk,
    }


def test_the_role_table_is_the_frameworks(strategy):
    rows = RoleSplitRow.objects.filter(artefact=draft(strategy, "roles"))
    assert [row.scope for row in rows] == ["リード獲得", "リード育成", "商談創出", "顧客維持"]
    assert rows[2].marketing_duty == "MQLの判定と引き渡し"


def test_the_fiscal_year_before_april_is_last_years(acme):
    assert fiscal_year_of(acme, dt.date(2027, 3, 31)) == (2026, dt.date(2026, 4, 1))


def test_a_second_strategy_does_not_take_over(strategy, acme, cast):
    create_strategy(workspace=acme, actor=cast["administrator"].user, today=TODAY)
    assert current_strategy(acme) == strategy


@pytest.mark.parametrize("values", [None, SET_A])
def test_the_plan_in_force_is_the_drafts_and_says_so(acme, cast, values):
    goal = entry(values) if values else entry()
    create_strategy(workspace=acme, actor=cast["marketer"].user, today=TODAY, goal=goal)
    plan = plan_in_force(acme)
    assert [need.display for need in plan.calculation.stages] == [80, 320, 1067, 5333]
    assert (plan.label, plan.is_agreed) == ("下書き", False)
    assert plan.months[0] == dt.date(2026, 4, 1)
    assert plan.months[-1] == dt.date(2027, 3, 1)
    assert plan.month_target("lead", dt.date(2026, 5, 17)) == Fraction(16000, 36)
    assert plan.month_target("lead", dt.date(2027, 4, 1)) is None


def test_targets_are_stored_exact_and_written_once(strategy):
    goal = draft(strategy, "goal")
    assert PlanTarget.objects.filter(artefact=goal, metric="lead").first().value == Decimal("444.444444444444444444")
    assert PlanTarget.objects.filter(artefact=goal).count() == 60
    assert write_plan_targets(goal) == 0


def _save(artefact: ArtefactVersion, token: int, share: str, actor) -> ArtefactVersion:
    change = GoalEntry(values={"marketing_share_rate": Decimal(share)})
    return save_draft(artefact=artefact, token=token, actor=actor, change=lambda: write_goal(artefact, change))


def test_a_save_counts_and_is_audited(strategy, cast):
    goal = draft(strategy, "goal")
    saved = _save(goal, 0, "0.5", cast["marketer"].user)
    assert (saved.token, saved.is_touched) == (1, True)
    line = AuditEntry.objects.filter(action="artefact.edit").latest("id")
    assert (line.before["marketing_share_rate"], line.after["marketing_share_rate"]) == ("0.4", "0.5")


def test_the_same_contents_again_count_nothing(strategy, cast):
    goal = draft(strategy, "goal")
    assert _save(goal, 0, "0.4", cast["marketer"].user).token == 0
    assert not AuditEntry.objects.filter(action="artefact.edit").exists()


def test_a_stale_save_is_refused_and_writes_nothing(strategy, cast):
    goal = draft(strategy, "goal")
    _save(goal, 0, "0.5", cast["marketer"].user)
    with pytest.raises(StaleDraft) as refused:
        _save(goal, 0, "0.6", cast["manager"].user)
    assert refused.value.current_token == 1
    assert refused.value.updated_by == cast["marketer"].user
    assert Goal.objects.get(artefact=goal).marketing_share_rate == Decimal("0.5")


def test_only_drafts_are_edited(strategy, cast):
    goal = draft(strategy, "goal")
    ArtefactVersion.objects.filter(pk=goal.pk).update(status="in_review")
    with pytest.raises(NotEditable):
        _save(goal, 0, "0.5", cast["marketer"].user)


def test_the_latest_artefact_is_the_open_one(strategy):
    assert latest_artefact(strategy, "goal") == draft(strategy, "goal")
