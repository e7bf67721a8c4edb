"""Values taken over from what past deals say: every finding, into the ICP one is looking at, exclusions with a reason."""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from strategy.models import ArtefactVersion, Strategy
from targeting.models import Icp, IcpRule
from tests.factories import make_company
from tests.targeting.conftest import add_deals
from tests.targeting.test_pages import address, text_of
from workspaces.models import Workspace


@pytest.fixture
def marketer(client_for: Any) -> Client:
    return client_for("marketer")


@pytest.fixture
def two_icps(icp: ArtefactVersion) -> ArtefactVersion:
    Icp.objects.create(workspace_id=icp.workspace_id, artefact=icp, number=2, name="商社")
    return icp


def test_what_is_beyond_the_five_told_can_be_adopted_from_the_table(
    marketer: Client, strategy: Strategy, icp: ArtefactVersion, acme: Workspace
) -> None:
    for number in range(8):
        company = make_company(workspace=acme, industry=f"業種{number}", region=f"地域{number}")
        add_deals(acme, company=company, won=40 if number % 2 else 2, lost=20)
    answer = marketer.get(address("wins", strategy))
    told = {one.key for one in answer.context["wins"].findings}
    behind = {one.key for one in answer.context["wins"].rows if one.can_adopt} - told
    html = text_of(answer)
    assert behind
    for key in behind:
        assert html.count(f'value="adopt:{key}"') == 1
        marketer.post(address("wins", strategy), {"action": f"adopt:{key}"})
    adopted = {f"{rule.attribute}={value}" for rule in IcpRule.objects.filter(artefact=icp) for value in rule.values}
    assert adopted == behind


def test_a_value_goes_into_the_icp_that_is_shown(
    marketer: Client, strategy: Strategy, two_icps: ArtefactVersion, pattern: Workspace
) -> None:
    url = address("wins", strategy)
    html = text_of(marketer.get(f"{url}?icp=2"))
    assert 'name="icp" value="2"' in html and 'aria-current="page">商社' in html
    answer = marketer.post(url, {"action": "adopt:company.industry=製造", "icp": "2"})
    assert answer["Location"] == f"{url}?icp=2"
    rule = IcpRule.objects.get(artefact=two_icps)
    assert (rule.icp_number, rule.values) == (2, ["製造"])
    kinds = dict(Icp.objects.filter(artefact=two_icps).values_list("number", "is_hypothesis"))
    assert kinds == {1: True, 2: False}
    assert "ICPに入っています" in text_of(marketer.get(f"{url}?icp=2"))
    assert "ICPに入っています" not in text_of(marketer.get(url))


def test_nothing_goes_into_an_icp_that_is_not_there(
    marketer: Client, strategy: Strategy, icp: ArtefactVersion, pattern: Workspace
) -> None:
    answer = marketer.post(
        address("wins", strategy), {"action": "adopt:company.industry=製造", "icp": "9"}, follow=True
    )
    assert "ICPに加えられません" in text_of(answer)
    assert not IcpRule.objects.filter(artefact=icp).exists()


def test_an_adopted_exclusion_says_why(
    marketer: Client, strategy: Strategy, icp: ArtefactVersion, pattern: Workspace
) -> None:
    marketer.post(address("wins", strategy), {"action": "adopt:company.industry=小売"})
    rule = IcpRule.objects.get(artefact=icp)
    assert rule.reason == "過去の商談で受注しにくい"
    rule.reason = "採算が合わない"
    rule.evidence, rule.values = {}, []
    rule.save()
    marketer.post(address("wins", strategy), {"action": "adopt:company.industry=小売"})
    rule.refresh_from_db()
    assert (rule.reason, rule.values) == ("採算が合わない", ["小売"])


def test_the_rates_inside_the_largest_other_segment_are_told(
    marketer: Client, strategy: Strategy, acme: Workspace
) -> None:
    """関東 holds most of 製造 and wins often whatever the industry: inside it nothing is left of the difference."""
    for industry, region, won, lost in (
        *(("製造", "関東", 90, 110), ("小売", "関東", 90, 110)),
        *(("製造", "関西", 2, 18), ("小売", "関西", 30, 270)),
    ):
        company = make_company(workspace=acme, industry=industry, region=region)
        add_deals(acme, company=company, won=won, lost=lost)
    html = re.sub(r"\s+", " ", text_of(marketer.get(address("wins", strategy))))
    assert "地域「関東」の中では差は見られない: この値 45.0%（90/200）、ほか 45.0%（90/200）" in html
    assert "地域「関東」の中だけで比べると差は見られない" in html
    assert "ICPに入れる候補:</b> 業種「製造」" not in html
    out = StringIO()
    call_command("icp_evidence", "acme", "--json", stdout=out)
    rows = {(row["attribute"], row["value"]): row for row in json.loads(out.getvalue())["rows"]}
    made = rows["company.industry", "製造"]
    assert (made["verdict"], made["holds_in_largest_segment"], made["is_recommended"]) == ("strong", False, False)
    assert made["largest_segment"] == {
        "attribute": "company.region",
        "value": "関東",
        "n": 200,
        "won": 90,
        "rest_n": 200,
        "rest_won": 90,
    }
