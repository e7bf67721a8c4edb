"""Every claim rests on evidence or is a hypothesis with a day of verification, and a day that has passed is said."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from crm.calc.periods import add_months
from strategy.models import ArtefactVersion, Strategy
from strategy.selectors import blueprint
from targeting.broken_links import broken_links
from targeting.calc.claims import verification_day
from targeting.models import BuyingRole, BuyingStage, Icp, IcpElement, IcpRule, Message, Persona
from tests.targeting.test_layer2_pages import add_rule, post
from tests.targeting.test_pages import address, text_of

PAST = dt.date(2026, 8, 1)


@pytest.fixture
def marketer(client_for: Any) -> Client:
    return client_for("marketer")


@pytest.fixture
def due(strategy: Strategy) -> dt.date:
    """The day on which a claim of today is verified."""
    return add_months(strategy.workspace.today(), 3)


@pytest.mark.parametrize(
    ("evidence", "chosen", "day"),
    [
        ("", None, dt.date(2027, 2, 28)),
        ("  ", None, dt.date(2027, 2, 28)),
        ("受注6社への聞き取り", None, None),
        ("", dt.date(2026, 12, 1), dt.date(2026, 12, 1)),
        ("受注6社への聞き取り", dt.date(2026, 12, 1), dt.date(2026, 12, 1)),
    ],
)
def test_a_claim_without_evidence_has_a_day(evidence: str, chosen: dt.date | None, day: dt.date | None) -> None:
    assert verification_day(evidence=evidence, verify_on=chosen, today=dt.date(2026, 11, 30)) == day


def test_what_is_written_without_evidence_is_to_be_verified(
    marketer: Client, strategy: Strategy, icp: ArtefactVersion, due: dt.date
) -> None:
    cell = "cell-champion-consideration"
    post(marketer, address("messages", strategy), icp, **{f"{cell}-text": "締めが5日早くなります"})
    assert Message.objects.get(artefact=icp).verify_on == due
    post(marketer, address("personas", strategy), icp, action="add")
    assert Persona.objects.get(artefact=icp).verify_on == due
    texts = {
        "element-problem-text": "締めが遅い",
        "element-tools-text": "表計算",
        "element-tools-evidence": "商談 74件",
    }
    post(marketer, address("icp", strategy), icp, **texts)
    days = dict(IcpElement.objects.filter(artefact=icp).values_list("element", "verify_on"))
    assert days == {"problem": due, "tools": None}


def test_an_icp_of_typed_conditions_is_a_hypothesis_with_a_day(
    marketer: Client, strategy: Strategy, icp: ArtefactVersion, due: dt.date
) -> None:
    new = {"rows-new-attribute": "company.industry", "rows-new-operator": "in", "rows-new-values": "製造"}
    post(marketer, address("icp", strategy), icp, **new)
    stored = Icp.objects.get(artefact=icp)
    assert (stored.is_hypothesis, stored.verify_on) == (True, due)


def test_a_condition_says_what_it_rests_on(marketer: Client, strategy: Strategy, icp: ArtefactVersion) -> None:
    rule = add_rule(icp, ["製造"])
    url = address("icp", strategy)
    before = text_of(marketer.get(url))
    post(marketer, url, icp, **{f"rows-{rule.pk}-reason": "受注した会社6社への聞き取り"})
    rule.refresh_from_db()
    assert rule.reason == "受注した会社6社への聞き取り" and not rule.is_hypothesis
    after = text_of(marketer.get(url))
    assert before.count("根拠あり") == 0 and after.count("根拠あり") == 1
    assert 'class="claim rule__claim"' in after


def test_readers_see_what_each_condition_rests_on(client_for: Any, strategy: Strategy, icp: ArtefactVersion) -> None:
    add_rule(icp, ["製造"], evidence={"win_rate": 0.31, "won": 23, "n": 74, "values": {}})
    add_rule(icp, ["100", "999"], attribute="company.employee_count", operator="between")
    IcpElement.objects.create(
        workspace=icp.workspace, artefact=icp, element="budget", text="2月に決まる", months=[2, 8]
    )
    html = text_of(client_for("viewer").get(address("icp", strategy)))
    assert "実績 31.0%（23/74）" in html
    assert "2月・8月" in html
    assert html.count('class="tag tag--warn">仮説') >= 2


def overdue(strategy: Strategy) -> dict[str, str]:
    """The sentences on days that have passed, with their addresses."""
    links = broken_links(strategy)
    return {link.sentence: link.url for link in links if "過ぎています" in link.sentence}


@pytest.fixture
def late(strategy: Strategy, icp: ArtefactVersion) -> ArtefactVersion:
    """A draft somebody works on, with one overdue claim of every sort, and one that rests on evidence."""
    icp.is_touched = True
    icp.save(update_fields=["is_touched"])
    place: dict[str, Any] = {"workspace": icp.workspace, "artefact": icp, "verify_on": PAST}
    BuyingRole.objects.filter(artefact=icp).update(verify_on=PAST)
    BuyingRole.objects.filter(artefact=icp, key="champion").update(evidence="受注6社への聞き取り")
    BuyingStage.objects.filter(artefact=icp, key="decision").update(verify_on=PAST)
    IcpElement.objects.create(**place, element="trigger", text="契約の満了")
    IcpElement.objects.create(**place, element="tools", months=[4])  # says nothing
    Message.objects.create(**place, role_key="champion", stage_key="ringi", text="稟議書のひな形を渡します")
    Persona.objects.create(**place, key="persona-1", position=1, name="工場長")
    return icp


def test_a_day_that_has_passed_is_said_per_step_and_leads_to_the_field(
    marketer: Client, strategy: Strategy, late: ArtefactVersion
) -> None:
    found = overdue(strategy)
    assert list(found) == [
        "顧客像の要素の仮説1件が、確かめる日（2026/08/01）を過ぎています",
        "購買関与者の仮説3件が、確かめる日（2026/08/01）を過ぎています",
        "購買ステージの仮説1件が、確かめる日（2026/08/01）を過ぎています",
        "メッセージの仮説1件が、確かめる日（2026/08/01）を過ぎています",
        "ペルソナの仮説1件が、確かめる日（2026/08/01）を過ぎています",
    ]
    for url in found.values():
        page, _hash, anchor = url.partition("#")
        assert f'id="{anchor}"' in text_of(marketer.get(page)), url
    assert any("購買関与者の仮説3件" in link.sentence for link in blueprint.blueprint(strategy).broken)


def test_on_an_agreed_version_the_place_of_the_claim_is_shown(
    marketer: Client, strategy: Strategy, late: ArtefactVersion
) -> None:
    add_rule(late, ["製造"])
    Icp.objects.filter(artefact=late).update(verify_on=PAST)
    late.status = "agreed"
    late.save(update_fields=["status"])
    found = overdue(strategy)
    assert len(found) == 6
    for url in found.values():
        page, _hash, anchor = url.partition("#")
        assert f'id="{anchor}"' in text_of(marketer.get(page)), url


def test_a_condition_without_evidence_is_verified_though_the_icp_is_proven(
    strategy: Strategy, late: ArtefactVersion
) -> None:
    Icp.objects.filter(artefact=late).update(is_hypothesis=False, verify_on=PAST)
    rule = add_rule(late, ["製造"])
    said = "ICPの条件のうち仮説のものを確かめる日（2026/08/01）を過ぎています"
    assert said in overdue(strategy)
    rule.reason = "受注6社への聞き取り"
    rule.save()
    assert said not in overdue(strategy)


def test_evidence_or_a_later_day_settles_it(strategy: Strategy, late: ArtefactVersion) -> None:
    BuyingRole.objects.filter(artefact=late).update(evidence="受注6社への聞き取り")
    BuyingStage.objects.filter(artefact=late).update(verify_on=strategy.workspace.today())
    assert not any("購買関与者" in said or "購買ステージ" in said for said in overdue(strategy))


def test_of_another_icp_the_link_names_it(strategy: Strategy, late: ArtefactVersion) -> None:
    IcpElement.objects.filter(artefact=late).update(icp_number=2)
    url = next(url for said, url in overdue(strategy).items() if "顧客像の要素" in said)
    assert "?icp=2#id_element-trigger-evidence" in url


def test_a_rule_kept_from_before_stays_a_hypothesis(icp: ArtefactVersion) -> None:
    assert IcpRule(artefact=icp, attribute="company.industry", values=["製造"]).is_hypothesis
