"""The agreement: three answers, freezing, versions, going live, changed assumptions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from strategy.models import Approval, ArtefactVersion, Goal, PlanTarget, RoleSplitRow, StrategyVersion
from strategy.selectors import live_artefact, plan_in_force
from strategy.selectors.statuses import artefact_states
from strategy.services import agreement, going_live
from strategy.services.artefacts import save_draft, start_draft
from strategy.services.goals import GoalEntry, write_goal
from tests.strategy.conftest import draft

PARTIES = ("marketer", "executive", "sales_manager")
REFUSED = (InternalError, IntegrityError)


def submitted(strategy, cast, kind="roles") -> ArtefactVersion:
    return agreement.submit_for_agreement(artefact=draft(strategy, kind), actor=cast["marketer"].user)


def agreed(strategy, cast, kind="roles") -> ArtefactVersion:
    artefact = submitted(strategy, cast, kind)
    for role in PARTIES:
        artefact = agreement.approve(artefact=artefact, actor=cast[role].user, token=artefact.token)
    return artefact


def bypass_contents(artefact: ArtefactVersion) -> ArtefactVersion:
    """Into review without the contents' own demands: what is looked at here is the agreement."""
    ArtefactVersion.objects.filter(pk=artefact.pk).update(status="in_review", token=1)
    artefact.refresh_from_db()
    return artefact


def test_the_third_approval_freezes_with_hash_and_figures(strategy, cast):
    goal = agreed(strategy, cast, "goal")
    assert (goal.status, goal.figures["leads"], goal.figures["mqls"]) == ("agreed", 5333, 1067)
    assert len(goal.content_hash) == 64
    assert goal.agreed_at is not None
    plan = plan_in_force(strategy.workspace)
    assert (plan.is_agreed, plan.label) == (True, "合意済み（目標 v1）")


def test_two_approvals_are_not_enough(strategy, cast):
    artefact = submitted(strategy, cast)
    for role in PARTIES[:2]:
        artefact = agreement.approve(artefact=artefact, actor=cast[role].user, token=1)
    assert artefact.status == "in_review"


def test_one_person_may_speak_for_two_parties(strategy, cast):
    strategy.parties.filter(party="executive").update(approver=cast["marketer"].user)
    artefact = submitted(strategy, cast)
    agreement.approve(artefact=artefact, actor=cast["marketer"].user, token=1)
    assert set(artefact.approvals.values_list("party", flat=True)) == {"executive", "marketing"}


def test_a_deputy_answers_and_it_says_so(strategy, cast):
    artefact = submitted(strategy, cast)
    agreement.approve(artefact=artefact, actor=cast["sales"].user, token=1)
    assert Approval.objects.get(artefact=artefact, party="sales").is_by_deputy


def test_somebody_who_speaks_for_nobody_cannot_answer(strategy, cast):
    artefact = submitted(strategy, cast)
    with pytest.raises(agreement.NotAParty):
        agreement.approve(artefact=artefact, actor=cast["manager"].user, token=1)


def test_nobody_approves_what_they_have_not_read(strategy, cast):
    artefact = submitted(strategy, cast)
    with pytest.raises(agreement.ChangedMeanwhile):
        agreement.approve(artefact=artefact, actor=cast["marketer"].user, token=0)


def test_sending_back_needs_a_reason_and_keeps_what_the_others_approved(strategy, cast):
    artefact = submitted(strategy, cast)
    agreement.approve(artefact=artefact, actor=cast["marketer"].user, token=1)
    with pytest.raises(agreement.ReasonNeeded):
        agreement.send_back(artefact=artefact, actor=cast["sales_manager"].user, token=1, reason=" ")
    sent = agreement.send_back(artefact=artefact, actor=cast["sales_manager"].user, token=1, reason="60点では無理")
    assert sent.status == "draft"
    assert not Approval.objects.get(artefact=artefact, decision="approved").is_withdrawn
    state = artefact_states(strategy)["roles"]
    assert state.approved_parties == {"marketing"}
    assert (state.status.key, state.sent_back.reason) == ("sent_back", "60点では無理")


def test_after_a_new_submission_the_old_answers_no_longer_count(strategy, cast):
    artefact = submitted(strategy, cast)
    agreement.send_back(artefact=artefact, actor=cast["sales_manager"].user, token=1, reason="もう一度")
    agreement.submit_for_agreement(artefact=artefact, actor=cast["marketer"].user)
    assert artefact_states(strategy)["roles"].status.key == "in_review"
    assert artefact_states(strategy)["roles"].approvals == []


def sent_back_after_one_approval(strategy, cast):
    artefact = submitted(strategy, cast)
    agreement.approve(artefact=artefact, actor=cast["marketer"].user, token=1)
    return agreement.send_back(artefact=artefact, actor=cast["sales_manager"].user, token=1, reason="もう一度")


def test_the_same_contents_need_only_the_answers_that_are_missing(strategy, cast):
    artefact = sent_back_after_one_approval(strategy, cast)
    again = agreement.submit_for_agreement(artefact=artefact, actor=cast["marketer"].user)
    assert artefact_states(strategy)["roles"].approved_parties == {"marketing"}
    for role in ("sales_manager", "executive"):
        again = agreement.approve(artefact=again, actor=cast[role].user, token=again.token)
    assert again.status == "agreed"


def test_changed_contents_need_every_answer_again(strategy, cast):
    artefact = sent_back_after_one_approval(strategy, cast)
    rows = RoleSplitRow.objects.filter(artefact=artefact, position=0)
    save_draft(
        artefact=artefact,
        token=artefact.token,
        actor=cast["marketer"].user,
        change=lambda: rows.update(sales_duty="初回対応"),
    )
    assert artefact_states(strategy)["roles"].approved_parties == set()
    assert artefact_states(strategy)["roles"].sent_back is not None


def test_a_draft_that_came_back_cannot_go_live_on_old_approvals(strategy, cast):
    artefact = sent_back_after_one_approval(strategy, cast)
    assert going_live.awaited_parties(artefact) == ["marketing", "sales"]


def test_a_question_blocks_nothing(strategy, cast):
    artefact = submitted(strategy, cast)
    agreement.ask(artefact=artefact, actor=cast["executive"].user, text="営業の人数は足りますか")
    for role in PARTIES:
        artefact = agreement.approve(artefact=artefact, actor=cast[role].user, token=1)
    assert artefact.status == "agreed"


def test_an_empty_cell_keeps_the_roles_from_being_agreed(strategy, cast):
    RoleSplitRow.objects.filter(artefact=draft(strategy, "roles"), position=0).update(sales_duty="")
    with pytest.raises(agreement.NotReady) as refused:
        submitted(strategy, cast)
    assert "リード獲得" in refused.value.problems[0]


@pytest.mark.parametrize(
    "change",
    [
        lambda artefact: Goal.objects.filter(artefact=artefact).update(marketing_share_rate=Decimal("0.5")),
        lambda artefact: Goal.objects.filter(artefact=artefact)._raw_delete("default"),
        lambda artefact: PlanTarget.objects.filter(artefact=artefact).update(value=1),
        lambda artefact: ArtefactVersion.objects.filter(pk=artefact.pk).update(figures={}),
        lambda artefact: ArtefactVersion.objects.filter(pk=artefact.pk).update(status="draft"),
        lambda artefact: ArtefactVersion.objects.filter(pk=artefact.pk)._raw_delete("default"),
        lambda artefact: Approval.objects.filter(artefact=artefact).update(reason="x"),
    ],
)
def test_the_database_refuses_to_change_what_was_agreed(strategy, cast, change):
    goal = agreed(strategy, cast, "goal")
    with pytest.raises(REFUSED), transaction.atomic():
        change(goal)


def test_rows_cannot_be_added_to_agreed_contents(strategy, cast):
    roles = agreed(strategy, cast)
    with pytest.raises(REFUSED), transaction.atomic():
        RoleSplitRow.objects.create(workspace=strategy.workspace, artefact=roles, position=9, scope="追加")


def test_the_purge_of_a_workspace_is_the_exception(strategy, cast):
    roles = agreed(strategy, cast)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL app.purge = 'on'")
    RoleSplitRow.objects.filter(artefact=roles).delete()
    assert not RoleSplitRow.objects.filter(artefact=roles).exists()


def test_a_revision_supersedes_and_the_old_targets_stand_until_it_is_agreed(strategy, cast):
    agreed(strategy, cast, "goal")
    revision = start_draft(strategy=strategy, kind="goal", actor=cast["marketer"].user)
    change = GoalEntry(rates={"lead_to_mql": Decimal("0.141")})
    save_draft(artefact=revision, token=0, actor=cast["marketer"].user, change=lambda: write_goal(revision, change))
    assert plan_in_force(strategy.workspace).calculation.need("lead").display == 5333
    agreement.submit_for_agreement(artefact=revision, actor=cast["marketer"].user)
    for role in PARTIES:
        agreement.approve(artefact=revision, actor=cast[role].user, token=2)
    assert plan_in_force(strategy.workspace).calculation.need("lead").display == 7565
    assert ArtefactVersion.objects.get(strategy=strategy, kind="goal", number=1).status == "superseded"


def test_a_changed_goal_marks_what_rests_on_it_with_before_and_after(strategy, cast):
    agreed(strategy, cast, "goal")
    agreed(strategy, cast, "roles")
    revision = start_draft(strategy=strategy, kind="goal", actor=cast["marketer"].user)
    assert artefact_states(strategy)["roles"].status.key == "agreed"
    change = GoalEntry(rates={"lead_to_mql": Decimal("0.141")})
    save_draft(artefact=revision, token=0, actor=cast["marketer"].user, change=lambda: write_goal(revision, change))
    state = artefact_states(strategy)["roles"]
    assert state.status.key == "needs_review"
    lines = [(line.name, line.before, line.after) for line in state.changed_grounds[0].lines()]
    assert ("リード→MQL率", "20.0%", "14.1%") in lines
    assert ("必要リード", "5,333", "7,565") in lines


def test_kept_as_it_is_until_the_assumption_changes_again(strategy, cast):
    agreed(strategy, cast, "goal")
    roles = agreed(strategy, cast, "roles")
    revision = start_draft(strategy=strategy, kind="goal", actor=cast["marketer"].user)
    _set_share(revision, cast, "0.5", token=0)
    ground = artefact_states(strategy)["roles"].changed_grounds[0]
    agreement.keep_as_is(
        artefact=roles, upstream_kind="goal", upstream_hash=ground.ground_hash, actor=cast["marketer"].user
    )
    assert artefact_states(strategy)["roles"].status.key == "agreed"
    _set_share(revision, cast, "0.6", token=1)
    assert artefact_states(strategy)["roles"].status.key == "needs_review"


def _set_share(artefact, cast, share, *, token):
    change = GoalEntry(values={"marketing_share_rate": Decimal(share)})
    save_draft(artefact=artefact, token=token, actor=cast["marketer"].user, change=lambda: write_goal(artefact, change))


def test_where_a_number_comes_from_changes_nothing_below(strategy, cast):
    agreed(strategy, cast, "goal")
    agreed(strategy, cast, "roles")
    revision = start_draft(strategy=strategy, kind="goal", actor=cast["marketer"].user)
    change = GoalEntry(provenance={"lead_to_mql": {"kind": "actual", "n": 655}})
    save_draft(artefact=revision, token=0, actor=cast["marketer"].user, change=lambda: write_goal(revision, change))
    assert artefact_states(strategy)["roles"].status.key == "agreed"


def test_complete_agreement_is_v1_0_and_the_next_v1_1(strategy, cast):
    for artefact in strategy.artefacts.exclude(kind__in=["goal", "roles"]):
        ArtefactVersion.objects.filter(pk=artefact.pk).update(status="agreed", agreed_at=timezone.now())
    agreed(strategy, cast, "goal")
    assert StrategyVersion.objects.get(strategy=strategy).status == "draft"
    agreed(strategy, cast, "roles")
    assert [(v.label, v.status) for v in StrategyVersion.objects.filter(strategy=strategy)] == [("v1.0", "agreed")]
    assert plan_in_force(strategy.workspace).label == "合意済み v1.0"
    revision = start_draft(strategy=strategy, kind="roles", actor=cast["marketer"].user)
    agreement.submit_for_agreement(artefact=revision, actor=cast["marketer"].user)
    for role in PARTIES:
        agreement.approve(artefact=revision, actor=cast[role].user, token=1)
    versions = StrategyVersion.objects.filter(strategy=strategy)
    assert [(v.label, v.status) for v in versions] == [("v1.1", "agreed"), ("v1.0", "superseded")]
    pointers = dict(versions[0].pointers.values_list("kind", "artefact__number"))
    assert (pointers["roles"], pointers["goal"]) == (2, 1)


@pytest.fixture
def rule(strategy) -> ArtefactVersion:
    """An MQL rule, whichever app fills it."""
    return ArtefactVersion.objects.filter(strategy=strategy, kind="mql_rule").first() or ArtefactVersion.objects.create(
        workspace=strategy.workspace, strategy=strategy, kind="mql_rule"
    )


def test_a_rule_goes_live_only_with_sales_and_marketing(strategy, cast, rule):
    bypass_contents(rule)
    agreement.approve(artefact=rule, actor=cast["marketer"].user, token=1)
    with pytest.raises(going_live.AwaitingParties) as refused:
        going_live.go_live(artefact=rule, actor=cast["marketer"].user)
    assert refused.value.parties == ["sales"]
    agreement.approve(artefact=rule, actor=cast["sales_manager"].user, token=1)
    going_live.go_live(artefact=rule, actor=cast["marketer"].user)
    assert live_artefact(strategy.workspace, "mql_rule", timezone.now()) == rule


def test_a_trial_is_labelled_and_cannot_be_edited_while_it_runs(strategy, cast, rule):
    from strategy.services.artefacts import NotEditable

    going_live.start_trial(artefact=rule, actor=cast["administrator"].user)
    rule.refresh_from_db()
    assert rule.is_trial
    with pytest.raises(NotEditable):
        save_draft(artefact=rule, token=rule.token, actor=cast["marketer"].user, change=lambda: None)
    going_live.stop_trial(artefact=rule, actor=cast["administrator"].user)
    assert live_artefact(strategy.workspace, "mql_rule", timezone.now()) is None


def test_the_rule_before_works_again_when_the_new_one_is_sent_back(strategy, cast, rule):
    now = timezone.now()
    ArtefactVersion.objects.filter(pk=rule.pk).update(
        status="agreed", agreed_at=now, live_from=now - dt.timedelta(days=30)
    )
    newer = ArtefactVersion.objects.create(
        workspace=strategy.workspace, strategy=strategy, kind="mql_rule", number=2, status="in_review", token=1
    )
    for role in ("marketer", "sales_manager"):
        agreement.approve(artefact=newer, actor=cast[role].user, token=1)
    going_live.go_live(artefact=newer, actor=cast["marketer"].user)
    assert live_artefact(strategy.workspace, "mql_rule", timezone.now()) == newer
    agreement.send_back(artefact=newer, actor=cast["executive"].user, token=1, reason="高すぎる")
    assert live_artefact(strategy.workspace, "mql_rule", timezone.now()) == rule
