"""What is said of the ICP and its buyers reaches those who use it: briefs, channels, and whoever gets in touch."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from channels.briefs import brief_for
from channels.defaults import CHANNELS
from channels.models import PlannedChannel
from channels.selectors.mix import channels_of
from channels.selectors.outlook import attention_of
from strategy.models import ArtefactVersion, Strategy
from strategy.selectors import latest_artefact
from targeting.calc.reliance import reliance
from targeting.calc.timing import NextMonth, next_month
from targeting.defaults import INFORMATION_SOURCES
from targeting.models import BuyingRole, BuyingStage, IcpElement, Persona
from targeting.months import months_in_words
from targeting.selectors.lead_messages import message_for_lead
from targeting.selectors.personas import persona_scores
from targeting.selectors.timing import timing_sentences
from targeting.services.lead_roles import apply_title_rules
from tests.factories import make_journey, make_lead
from workspaces.models import Workspace


@pytest.mark.parametrize(
    ("months", "this_month", "coming"),
    [
        ([4, 10], 4, NextMonth(4, 0)),
        ([4, 10], 5, NextMonth(10, 5)),
        ([2, 8], 12, NextMonth(2, 2)),
        ([1], 12, NextMonth(1, 1)),
        ([], 3, None),
    ],
)
def test_the_next_of_some_months(months: list[int], this_month: int, coming: NextMonth | None) -> None:
    assert next_month(months, this_month) == coming


@pytest.mark.parametrize(
    ("scores", "on_three"), [([5], 3), ([4, 2], 2), ([4], 2), ([1], 1), ([0, 1], 0), ([0], 0), ([], 0)]
)
def test_scores_of_personas_on_the_scale_of_the_channels(scores: list[int], on_three: int) -> None:
    assert reliance(scores, scale=3) == on_three


@pytest.fixture
def told(icp: ArtefactVersion) -> ArtefactVersion:
    """An ICP of which six things are said."""
    texts: dict[str, tuple[str, list[int]]] = {
        "problem": ("在庫が合わない\n月次の締めに5日かかる", []),
        "tools": ("表計算と紙の帳票", []),
        "organisation": ("稟議は部長 → 経理 → 工場長", []),
        "trigger": ("工場の増設", [4, 10]),
        "budget": ("予算は2月と8月に決まる", [2, 8]),
    }
    IcpElement.objects.bulk_create(
        IcpElement(workspace=icp.workspace, artefact=icp, element=element, text=text, months=months)
        for element, (text, months) in texts.items()
    )
    Persona.objects.create(
        workspace=icp.workspace,
        artefact=icp,
        key="persona-1",
        position=1,
        name="製造部長",
        role_key="champion",
        goals="締めと棚卸を早くする",
        objections="現場の手が止まる",
        sources={"webinar": 5, "whitepaper": 4},
    )
    return icp


def brief(icp: ArtefactVersion, stage: str, role: str) -> list[str]:
    found = brief_for(
        BuyingStage.objects.get(artefact=icp, key=stage), BuyingRole.objects.get(artefact=icp, key=role), None
    )
    return found.split("\n")


def test_a_brief_knows_the_person_the_subjects_and_the_time(told: ArtefactVersion) -> None:
    lines = brief(told, "consideration", "champion")
    assert "ペルソナ: 製造部長 / 締めと棚卸を早くする / 現場の手が止まる" in lines
    assert "困りごと: 在庫が合わない / 月次の締めに5日かかる" in lines
    assert "出す時期: 導入のきっかけ 4月・10月 / 予算 2月・8月" in lines
    assert not any(line.startswith(("利用ツール", "組織と稟議")) for line in lines)


def test_tools_are_for_the_technical_evaluator_and_the_approval_route_for_the_decision(told: ArtefactVersion) -> None:
    lines = brief(told, "decision", "technical")
    assert "利用ツール: 表計算と紙の帳票" in lines and "組織と稟議: 稟議は部長 → 経理 → 工場長" in lines
    assert not any(line.startswith("ペルソナ") for line in lines)


def test_a_brief_without_any_of_it_is_as_before(icp: ArtefactVersion) -> None:
    assert not any("時期" in line or "ペルソナ" in line for line in brief(icp, "decision", "technical"))


@pytest.mark.parametrize(
    ("today", "sentences"),
    [
        (dt.date(2026, 4, 2), ["今月は導入のきっかけが多い月です", "次に予算が決まるのは8月です"]),
        (dt.date(2026, 7, 31), ["次に導入のきっかけが多いのは10月です", "来月は予算が決まる月です"]),
    ],
)
def test_whoever_gets_in_touch_is_told_how_near_the_month_is(
    told: ArtefactVersion, today: dt.date, sentences: list[str]
) -> None:
    assert timing_sentences(told, today=today) == sentences


def test_months_read_in_both_languages() -> None:
    assert months_in_words([4, 10]) == "4月・10月"
    with translation.override("en"):
        assert months_in_words([4]) == "April"


def test_the_page_of_a_lead_says_what_the_role_cares_about_and_when(
    client_for: Any, acme: Workspace, strategy: Strategy, told: ArtefactVersion
) -> None:
    lead = make_lead(workspace=acme, job_title="製造部長")
    make_journey(lead=lead)
    apply_title_rules(acme, now=timezone.now())
    found = message_for_lead(lead, "mql")
    assert found is not None and len(found.timing) == 2
    client: Client = client_for("sales")
    html = client.get(f"/w/{acme.slug}/leads/{lead.pk}").content.decode()
    for sentence in (*found.timing, "導入効果、競合比較、運用の負担", "運用の手間が増える"):
        assert sentence in html


def test_personas_stand_in_where_nobody_was_asked(
    client_for: Any, acme: Workspace, strategy: Strategy, told: ArtefactVersion
) -> None:
    mix = latest_artefact(strategy, "channels")
    assert mix is not None
    channels = PlannedChannel.objects.filter(artefact=mix)
    channels.update(audience_scores={}, is_active=True)
    channels.filter(key="webinar").update(audience_scores={"champion": 1})
    roles = list(BuyingRole.objects.filter(artefact=told))
    personas = persona_scores(strategy)
    assert personas.of("champion", "whitepaper", scale=3) == 2 and personas.of("technical", "webinar", scale=3) is None
    found = {row.channel.key: row for row in attention_of(channels_of(mix), roles, personas)}
    place = [role.key for role in roles].index("champion")
    assert (found["webinar"].scores[place], found["webinar"].supposed[place]) == (1, 3)
    # Champion weighs 1: asked 1 of the webinar, supposed 2 of the whitepaper.
    assert [found[key].score_share for key in ("webinar", "whitepaper")] == [
        pytest.approx(1 / 3),
        pytest.approx(2 / 3),
    ]
    html = client_for("marketer").get(reverse("channels:channels", args=[acme.slug, strategy.pk])).content.decode()
    assert "2（ペルソナから）" in html


def test_personas_name_channels_that_exist() -> None:
    assert {key for key, _label in INFORMATION_SOURCES} <= {channel.key for channel in CHANNELS}
