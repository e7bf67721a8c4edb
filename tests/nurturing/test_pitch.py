"""A hand-off carries what sales should say: the message of the person's buying role."""

import datetime as dt

import pytest
from django.utils import timezone

from nurturing.selectors.pitch import pitch_for
from strategy.selectors import latest_artefact
from strategy.services.strategies import create_strategy
from targeting.models import BuyingRole, LeadRole, Message
from tests.factories import make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def icp(acme, cast):
    strategy = create_strategy(workspace=acme, actor=cast["marketer"].user, today=dt.date(2026, 11, 20))
    artefact = latest_artefact(strategy, "icp")
    BuyingRole.objects.filter(artefact=artefact).update(key_message="")
    return artefact


@pytest.fixture
def head(acme):
    lead = make_lead(workspace=acme, job_title="部長")
    LeadRole.objects.create(workspace=acme, lead=lead, role_key="champion", updated_at=timezone.now())
    return lead


def say(icp, stage, text, role="champion"):
    Message.objects.update_or_create(
        workspace=icp.workspace,
        artefact=icp,
        stage_key=stage,
        role_key=role,
        defaults={"text": text, "proof": "事例3社"},
    )


def test_the_message_of_the_deciding_stage_is_said_first(icp, head):
    say(icp, "consideration", "選定の手間が減る")
    say(icp, "decision", "稟議が一度で通る")
    pitch = pitch_for(head)
    assert (pitch.text, pitch.proof, pitch.role_name) == ("稟議が一度で通る", "事例3社", "推進者")


def test_without_it_the_last_written_stage_stands_in(icp, head):
    say(icp, "consideration", "選定の手間が減る")
    assert pitch_for(head).text == "選定の手間が減る"


def test_nothing_is_said_while_role_or_message_is_unknown(icp, head, acme):
    assert pitch_for(head) is None
    say(icp, "decision", "稟議が一度で通る")
    assert pitch_for(make_lead(workspace=acme)) is None
