"""Change of people: everything on a name on one page, given on in one action, nothing agreed is touched."""
# japanese-data

from __future__ import annotations

import datetime as dt

import pytest

from kpi.models import KpiNode
from strategy.models import StrategyParty
from strategy.selectors import latest_artefact
from strategy.services import agreement
from strategy.services.strategies import create_strategy
from tests.factories import make_deal, make_lead
from tests.strategy.conftest import entry
from tests.strategy.test_agreement import agreed
from workspaces.duties import duties_of
from workspaces.models import Membership
from workspaces.services.succession import NoSuccessor, hand_on

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def strategy(acme, cast):
    return create_strategy(workspace=acme, actor=cast["marketer"].user, today=TODAY, goal=entry())


def names(workspace, person) -> dict[str, int]:
    found: dict[str, int] = {}
    for duty in duties_of(workspace, person):
        found[duty.source] = found.get(duty.source, 0) + 1
    return found


def everything(person, keys=("parties", "definitions", "roles", "tasks", "kpis", "records", "handoffs", "assets")):
    return dict.fromkeys(keys, person)


def test_the_page_lists_every_source(acme, cast, strategy, client_for):
    KpiNode.objects.filter(artefact__strategy=strategy, key="lead").update(owner=cast["marketer"].user)
    make_lead(workspace=acme, owner=cast["marketer"].user)
    make_deal(workspace=acme, owner=cast["marketer"].user, outcome="open")
    found = names(acme, cast["marketer"].user)
    assert found["承認者・代理"] == 1
    assert found["定義の担当者"] == 8
    assert (found["KPI"], found["リード・商談の担当"]) == (1, 2)
    page = client_for("manager").get(f"/w/acme/settings/members/{cast['marketer'].pk}/duties").content.decode()
    assert "リード獲得数" in page
    assert "この人の引き継ぎ書" in page


def test_one_action_gives_everything_on(acme, cast, strategy, client_for):
    KpiNode.objects.filter(artefact__strategy=strategy, key="lead").update(owner=cast["marketer"].user)
    make_lead(workspace=acme, owner=cast["marketer"].user)
    client_for("administrator").post(
        f"/w/acme/settings/members/{cast['marketer'].pk}/duties", {"successor": str(cast["manager"].user_id)}
    )
    assert duties_of(acme, cast["marketer"].user) == []
    assert StrategyParty.objects.get(strategy=strategy, party="marketing").approver == cast["manager"].user
    assert KpiNode.objects.get(artefact__strategy=strategy, key="lead").owner == cast["manager"].user


def test_an_agreed_tree_stays_and_its_revision_carries_the_new_name(acme, cast, strategy):
    tree = latest_artefact(strategy, "kpi")
    KpiNode.objects.filter(artefact=tree).update(owner=cast["marketer"].user)
    agreed(strategy, cast, "kpi")
    hand_on(
        workspace=acme,
        person=cast["marketer"].user,
        successors=everything(cast["manager"].user),
        actor=cast["administrator"].user,
    )
    assert KpiNode.objects.filter(artefact=tree, owner=cast["marketer"].user).exists()
    revision = latest_artefact(strategy, "kpi")
    assert (revision.number, revision.status) == (2, "draft")
    assert not KpiNode.objects.filter(artefact=revision, owner=cast["marketer"].user).exists()


def test_what_waits_for_an_answer_stays_and_says_why(acme, cast, strategy):
    KpiNode.objects.filter(artefact__strategy=strategy).update(owner=cast["marketer"].user)
    agreement.submit_for_agreement(artefact=latest_artefact(strategy, "kpi"), actor=cast["marketer"].user)
    done = hand_on(
        workspace=acme,
        person=cast["marketer"].user,
        successors={"kpis": cast["manager"].user},
        actor=cast["administrator"].user,
    )
    assert done.moved == 0
    assert all("合意待ち" in duty.stuck for duty in duties_of(acme, cast["marketer"].user) if duty.source == "KPI")


def test_a_viewer_takes_over_no_party(acme, cast, strategy):
    hand_on(
        workspace=acme,
        person=cast["marketer"].user,
        successors={"parties": cast["viewer"].user},
        actor=cast["administrator"].user,
    )
    assert StrategyParty.objects.get(strategy=strategy, party="marketing").approver == cast["marketer"].user


def test_nobody_outside_and_not_oneself(acme, cast, strategy, sam):
    for person in (sam, cast["marketer"].user):
        with pytest.raises(NoSuccessor):
            hand_on(
                workspace=acme,
                person=cast["marketer"].user,
                successors={"definitions": person},
                actor=cast["administrator"].user,
            )


def test_ending_somebody_leads_to_what_is_on_the_name(acme, cast, strategy, client_for):
    answer = client_for("administrator").post(f"/w/acme/settings/members/{cast['marketer'].pk}/end")
    assert answer.url == f"/w/acme/settings/members/{cast['marketer'].pk}/duties"
    assert Membership.objects.get(pk=cast["marketer"].pk).ended_on is not None
    assert client_for("administrator").get(answer.url).status_code == 200
