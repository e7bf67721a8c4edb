"""Talk beside a field, due dates with one reminder, owners of definitions, the effect on what rests on a version."""
# japanese-data

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from strategy.models.agreement import FieldComment
from strategy.selectors.blueprint import blueprint
from strategy.selectors.changes import described
from strategy.selectors.comments import fields_to_talk_about, threads_of
from strategy.selectors.reviews import downstream_changes
from strategy.services import agreement, comments, going_live, notices
from strategy.services.artefacts import save_draft, start_draft
from strategy.services.goals import GoalEntry, write_goal
from strategy.services.owners import name_owner
from strategy.services.parties import name_party
from tests.strategy.conftest import draft
from tests.strategy.test_agreement import agreed, submitted
from workspaces.models import Notice
from workspaces.services.members import end_membership


def told(person) -> list[str]:
    return list(Notice.objects.filter(person=person.user).values_list("text", flat=True))


def later(days: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


# --- comments ---------------------------------------------------------------------------------------------------------


def test_who_is_named_is_told_in_words_with_the_way_to_the_thread(strategy, cast):
    thread = comments.comment(
        artefact=draft(strategy, "roles"),
        actor=cast["marketer"].user,
        text="@鈴木さん この分担で足りますか",
        url="/w/acme/s/1/l1/roles?comments=1",
        path="rows",
        row="リード獲得",
    )
    notice = Notice.objects.get(person=cast["sales"].user)
    assert "山田さんが「役割分担 v1」にコメントしました" in notice.text
    assert notice.url == f"/w/acme/s/1/l1/roles?comments=1#thread-{thread.pk}"
    assert told(cast["executive"]) == []


def test_an_answer_tells_those_who_spoke_before_and_opens_the_thread_again(strategy, cast):
    artefact = draft(strategy, "roles")
    first = comments.comment(artefact=artefact, actor=cast["marketer"].user, text="どうですか", url="/x")
    comments.settle(thread=first, actor=cast["marketer"].user, now=timezone.now())
    comments.comment(artefact=artefact, actor=cast["sales"].user, text="足りません", url="/x", thread=first)
    [thread] = threads_of(artefact)
    assert (thread.is_settled, [answer.text for answer in thread.answers]) == (False, ["足りません"])
    assert len(told(cast["marketer"])) == 1


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("@鈴木 見てください", ["sales"]),
        ("＠佐藤さん、どうですか", ["executive"]),
        ("@鈴木大輔 と @executive", ["sales", "executive"]),
        ("mail@example.com", []),
        ("鈴木さんへ", []),
    ],
)
def test_names_behind_an_at_sign(cast, text, roles):
    people = [member.user for member in cast.values()]
    assert {person.pk for person in comments.mentioned(text, people)} == {cast[role].user.pk for role in roles}


def test_every_field_can_be_talked_about(strategy):
    labels = dict(fields_to_talk_about(draft(strategy, "goal")))
    assert labels["average_deal_amount|"] == "平均受注単価"
    assert next(iter(labels.values())) == "全体"
    assert "リード獲得" in dict(fields_to_talk_about(draft(strategy, "roles"))).values()


def test_the_thread_stands_beside_the_step_and_is_settled_without_scripts(strategy, cast, client_for):
    client = client_for("executive")
    url = f"/w/acme/s/{strategy.pk}/a/goal/comments"
    answer = client.post(url, {"field": "average_deal_amount|", "text": "200万円の根拠は"})
    assert answer.status_code == 302
    assert "comments=1#thread-" in answer.url
    page = client.get(answer.url).content.decode()
    assert "200万円の根拠は" in page
    assert "平均受注単価" in page[page.index('class="thread') :]
    thread = FieldComment.objects.get()
    client_for("marketer").post(f"/w/acme/s/{strategy.pk}/comments/{thread.pk}/settle")
    thread.refresh_from_db()
    assert thread.resolved_by == cast["marketer"].user


def test_what_is_unsettled_goes_along_into_the_revision_and_what_is_settled_stays(strategy, cast):
    first = draft(strategy, "roles")
    for text in ("人数は足りますか", "済んだ話"):
        thread = comments.comment(artefact=first, actor=cast["sales"].user, text=text, url="/x")
    comments.settle(thread=thread, actor=cast["sales"].user, now=timezone.now())
    agreed(strategy, cast, "roles")
    revision = start_draft(strategy=strategy, kind="roles", actor=cast["marketer"].user)
    assert [(found.first.text, found.version) for found in threads_of(revision)] == [("人数は足りますか", 1)]
    assert [found.version for found in threads_of(first)] == [0, 0]


def test_a_comment_of_another_strategy_is_not_found(strategy, cast, client_for, other):
    assert client_for("marketer").post(f"/w/acme/s/{strategy.pk}/comments/999/settle").status_code == 404


# --- due dates --------------------------------------------------------------------------------------------------------


def test_asking_names_a_day_and_tells_approvers_and_deputies(strategy, cast):
    artefact = submitted(strategy, cast)
    assert artefact.due_on == strategy.workspace.today() + dt.timedelta(days=7)
    for role in ("executive", "sales_manager", "sales"):
        assert any("承認をお願いします" in text for text in told(cast[role])), role
    assert told(cast["viewer"]) == []


def test_one_reminder_on_the_day_not_one_a_day(strategy, cast):
    submitted(strategy, cast)
    before = len(told(cast["executive"]))
    assert notices.remind(workspace_id=strategy.workspace_id, now=later(6)) == 0
    for days in (7, 8, 9):
        notices.remind(workspace_id=strategy.workspace_id, now=later(days))
    assert len(told(cast["executive"])) == before + 1
    assert "回答期限は" in told(cast["executive"])[0]


def test_who_has_answered_is_not_reminded(strategy, cast):
    artefact = submitted(strategy, cast)
    agreement.approve(artefact=artefact, actor=cast["executive"].user, token=1)
    before = len(told(cast["executive"]))
    notices.remind(workspace_id=strategy.workspace_id, now=later(8))
    assert len(told(cast["executive"])) == before


def test_a_week_after_the_day_those_who_asked_are_told(strategy, cast):
    submitted(strategy, cast)
    notices.remind(workspace_id=strategy.workspace_id, now=later(14))
    notices.remind(workspace_id=strategy.workspace_id, now=later(15))
    assert sum("過ぎてもそろっていません" in text for text in told(cast["marketer"])) == 1


def test_an_agreement_ends_with_the_fiscal_year_and_is_looked_at_every_quarter(strategy, cast):
    roles = agreed(strategy, cast)
    assert roles.valid_until == dt.date(strategy.starts_on.year + 1, strategy.starts_on.month, 1) - dt.timedelta(days=1)
    assert roles.review_on > strategy.workspace.today()
    moved = agreement.set_dates(
        artefact=roles, actor=cast["marketer"].user, due_on=None, review_on=dt.date(2027, 2, 1), valid_until=None
    )
    assert moved.review_on == dt.date(2027, 2, 1)
    notices.remind(workspace_id=strategy.workspace_id, now=dt.datetime(2027, 2, 1, 3, tzinfo=dt.UTC))
    assert any("見直し日は2027/02/01" in text for text in told(cast["marketer"]))


def test_dates_are_set_on_the_page_and_nonsense_is_said(strategy, cast, client_for):
    url = f"/w/acme/s/{strategy.pk}/a/roles/dates"
    client_for("marketer").post(url, {"due_on": "2027-01-15", "review_on": "", "valid_until": ""})
    assert draft(strategy, "roles").due_on == dt.date(2027, 1, 15)
    client_for("marketer").post(url, {"due_on": "あした"})
    assert draft(strategy, "roles").due_on == dt.date(2027, 1, 15)


# --- owners -----------------------------------------------------------------------------------------------------------


def test_a_definition_whose_owner_left_is_a_broken_link_until_somebody_takes_it(strategy, cast):
    def ownerless() -> list[str]:
        return [link.sentence for link in blueprint(strategy).broken if "内容を見る人がいません" in link.sentence]

    submitted(strategy, cast)
    assert ownerless() == []
    end_membership(membership=cast["marketer"], actor=cast["administrator"].user, today=strategy.workspace.today())
    assert "「役割分担」の内容を見る人がいません" in ownerless()
    name_owner(strategy=strategy, kind="roles", owner=cast["manager"].user, actor=cast["administrator"].user)
    assert "「役割分担」の内容を見る人がいません" not in ownerless()


def test_a_party_for_which_nobody_can_answer_is_a_broken_link(strategy, cast):
    def voiceless() -> list[str]:
        return [link.sentence for link in blueprint(strategy).broken if "承認できる人がいません" in link.sentence]

    assert voiceless() == []
    end_membership(membership=cast["executive"], actor=cast["administrator"].user, today=strategy.workspace.today())
    assert voiceless() == ["経営として承認できる人がいません。合意が止まります"]
    name_party(
        strategy=strategy,
        party="executive",
        approver=cast["administrator"].user,
        deputy=None,
        actor=cast["marketer"].user,
    )
    assert voiceless() == []


# --- effects ----------------------------------------------------------------------------------------------------------


def test_a_larger_goal_shows_what_it_does_to_the_channels_before_anybody_agrees(strategy, cast):
    agreed(strategy, cast, "goal")
    channels = draft(strategy, "channels")
    row = channels.planned_channels.order_by("position").first()
    channels.planned_channels.filter(pk=row.pk).update(is_active=True, monthly_lead_count=400)
    revision = start_draft(strategy=strategy, kind="goal", actor=cast["marketer"].user)
    entry = GoalEntry(values={"revenue_target_amount": 600_000_000}, rates={})
    save_draft(
        artefact=revision,
        token=revision.token,
        actor=cast["marketer"].user,
        change=lambda: write_goal(revision, entry),
    )
    waiting = agreement.submit_for_agreement(artefact=revision, actor=cast["marketer"].user)
    effects = dict(downstream_changes(waiting))
    assert "チャネル v1" in effects
    [line] = [line for line in effects["チャネル v1"] if line.name == "不足するリード数（月）"]
    assert int(line.after.replace(",", "")) > int(line.before.replace(",", ""))
    assert draft(strategy, "goal").status == "agreed", "looking ahead changes nothing"


def test_a_new_row_says_only_what_it_holds(strategy):
    old = {"key": "a", "name": "業種", "operator": "in", "values": ["製造"], "is_exclusion": False, "reason": ""}
    new = old | {"key": "b", "name": "従業員数", "values": ["100"]}
    lines = described(draft(strategy, "icp"), {"rules": [old]}, {"rules": [old, new]})
    assert [(line.row, line.name, line.after) for line in lines] == [
        ("従業員数", "条件", "いずれか"),
        ("従業員数", "条件の値", "100"),
    ]


def test_a_rule_goes_live_only_with_marketing_and_sales(strategy, cast):
    with pytest.raises(going_live.AwaitingParties):
        going_live.go_live(artefact=draft(strategy, "mql_rule"), actor=cast["administrator"].user)
