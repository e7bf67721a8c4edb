"""What the preview of an ICP tells beside its counts: values nobody has, and how much of each stage lies inside."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from crm.models import Stage, StageEvent
from strategy.models import ArtefactVersion, Strategy
from targeting.models import IcpRule
from targeting.selectors import attributes_for
from targeting.selectors.known_values import unknown_values
from targeting.selectors.stage_coverage import stage_coverage
from tests.factories import make_company, make_journey, make_lead
from tests.targeting.conftest import add_deals
from tests.targeting.test_layer2_pages import add_rule, post
from tests.targeting.test_pages import address, text_of
from workspaces.models import Workspace

SINCE = dt.date(2025, 11, 20)


def rule(*values: str, **fields: Any) -> IcpRule:
    return IcpRule(**{"attribute": "company.industry", "values": list(values), **fields})


@pytest.fixture
def industries(acme: Workspace, other: Workspace) -> Workspace:
    for name, count in (("製造業", 3), ("物流", 2), ("小売", 1), ("", 4)):
        for _number in range(count):
            make_company(workspace=acme, industry=name)
    make_company(workspace=other, industry="製造")
    return acme


def test_a_value_that_no_record_has_is_named_with_those_that_are_there(industries: Workspace) -> None:
    attributes = attributes_for(industries)
    [found] = unknown_values(industries, [rule("製造", "物流"), rule("小売")], attributes)
    assert (found.attribute.key, found.values, found.known) == (
        "company.industry",
        ["製造"],
        ["製造業", "物流", "小売"],
    )


@pytest.mark.parametrize(
    "asked",
    [
        rule(" 製造業 "),
        rule("製造", operator="contains"),
        rule("100", "999", attribute="company.employee_count", operator="between"),
        rule("東京", attribute="company.region"),  # nothing is known of it at all
        rule("x", attribute="company.custom.gone"),
        rule(),
    ],
)
def test_nothing_is_said_of_what_is_there_or_cannot_be_told(industries: Workspace, asked: IcpRule) -> None:
    assert unknown_values(industries, [asked], attributes_for(industries)) == []


def test_the_preview_says_it_while_it_is_typed(
    client_for: Any, strategy: Strategy, icp: ArtefactVersion, industries: Workspace
) -> None:
    new = {"rows-new-attribute": "company.industry", "rows-new-operator": "in", "rows-new-values": "製造"}
    html = text_of(post(client_for("marketer"), address("icp-preview", strategy), icp, **new))
    assert "業種「製造」は記録にありません。記録にある値: 製造業、物流、小売" in html


def enter(workspace: Workspace, lead: Any, stage: str, day: dt.date) -> None:
    journey = make_journey(lead=lead)
    moment = dt.datetime.combine(day, dt.time(3), tzinfo=dt.UTC)
    StageEvent.objects.create(
        workspace=workspace, journey=journey, to_stage=stage, kind="advance", occurred_at=moment, occurred_on=day
    )


@pytest.fixture
def entered(acme: Workspace) -> Workspace:
    """Of four MQLs in the year three are 製造; an older one, a test lead and another stage do not count there."""
    maker, shop = make_company(workspace=acme, industry="製造"), make_company(workspace=acme, industry="小売")
    for company, stage, day, is_test in (
        *[(maker, "mql", dt.date(2026, 5, number), False) for number in (1, 2, 3)],
        (shop, "mql", dt.date(2026, 5, 1), False),
        (shop, "mql", SINCE, False),
        (shop, "mql", dt.date(2026, 5, 1), True),
        (shop, "opportunity", dt.date(2026, 6, 1), False),
    ):
        lead = make_lead(workspace=acme, company=company, company_name="", is_test=is_test)
        enter(acme, lead, stage, day)
    return acme


def test_how_much_of_each_stage_lies_inside(entered: Workspace) -> None:
    found = stage_coverage(entered, [rule("製造")], attributes_for(entered), since=SINCE)
    assert [(one.stage, one.inside, one.n) for one in found] == [(Stage.MQL, 3, 4), (Stage.OPPORTUNITY, 0, 1)]
    assert found[0].share == 0.75


def test_rules_that_ask_nothing_of_a_lead_say_nothing_of_stages(entered: Workspace) -> None:
    asked = [rule("標準", attribute="deal.product")]
    assert stage_coverage(entered, asked, attributes_for(entered), since=SINCE) == []


def test_the_page_tells_the_share_behind_its_door(
    client_for: Any, strategy: Strategy, icp: ArtefactVersion, entered: Workspace
) -> None:
    add_rule(icp, ["製造"])
    add_deals(entered, company=make_company(workspace=entered, industry="製造"), won=12, lost=12)
    html = text_of(client_for("marketer").get(address("icp", strategy)))
    assert "12か月にICPから来た割合" in html
    assert "<dt>MQL</dt><dd>75% " in html and "（3/4）" in html
