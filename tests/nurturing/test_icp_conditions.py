"""The MQL rule follows the ICP it rests on: untouched conditions by themselves, the others on one click."""

from __future__ import annotations

import pytest
from django.urls import reverse

from crm.models import CustomField
from nurturing.models import LeadScore, ScoreRule
from nurturing.services.following import pending_icp_changes
from nurturing.services.rescoring import rescore_all
from strategy.layers import report_for
from strategy.models import ArtefactVersion
from strategy.selectors import latest_artefact
from strategy.services.artefacts import save_draft
from strategy.services.goals import GoalEntry
from strategy.services.strategies import create_strategy
from targeting.models import Icp, IcpRule
from tests.factories import make_company, make_journey, make_lead
from tests.nurturing.conftest import NOW, TODAY
from tests.nurturing.test_design_pages import rule_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(acme, cast):
    return create_strategy(workspace=acme, actor=cast["marketer"].user, today=acme.today(), goal=GoalEntry())


@pytest.fixture
def adopt(acme, cast, plan):
    """Save the ICP with exactly these rules (attribute, operator, values), those in `excluded` as exclusions."""

    def save(*rules, excluded=(), group=0):
        icp = latest_artefact(plan, "icp")

        def change():
            IcpRule.objects.filter(artefact=icp).delete()
            for position, (attribute, operator, values) in enumerate([*rules, *excluded]):
                is_exclusion = position >= len(rules)
                IcpRule.objects.create(
                    workspace=acme,
                    artefact=icp,
                    attribute=attribute,
                    operator=operator,
                    values=values,
                    position=position,
                    is_exclusion=is_exclusion,
                    group=group if is_exclusion else 0,
                    reason="採算が合わない" if is_exclusion else "",
                )

        save_draft(artefact=icp, token=icp.token, actor=cast["marketer"].user, change=change)

    return save


def draft(plan):
    return latest_artefact(plan, "mql_rule")


def conditions(plan):
    rows = ScoreRule.objects.filter(artefact=draft(plan), key__startswith="icp-")
    return {row.key: row.condition for row in rows}


def test_an_untouched_draft_follows_an_icp_adopted_later(plan, adopt):
    before = draft(plan).token
    adopt(("company.industry", "in", ["金融", "保険"]), ("company.employee_count", "gte", ["300"]))
    assert conditions(plan) == {
        "icp-industry": {"field": "company.industry", "op": "in", "value": ["金融", "保険"]},
        "icp-size": {"field": "company.employee_count", "op": "gte", "value": 300.0},
    }
    # A page opened before would write the old values back: its save is refused.
    assert draft(plan).token == before + 1
    assert not draft(plan).is_touched
    adopt(("company.industry", "in", ["金融"]))
    assert list(conditions(plan)) == ["icp-industry"]


def test_points_typed_by_hand_stay_when_the_condition_follows(plan, adopt):
    ScoreRule.objects.filter(artefact=draft(plan), key="icp-industry").update(points=25)
    adopt(("company.industry", "in", ["金融"]))
    row = ScoreRule.objects.get(artefact=draft(plan), key="icp-industry")
    assert (row.points, row.condition["value"]) == (25, ["金融"])


def test_an_icp_of_custom_fields_scores(acme, plan, adopt):
    for entity, key, kind in (
        ("company", "uses_erp", "boolean"),
        ("company", "plants", "integer"),
        ("lead", "segment", "text"),
    ):
        CustomField.objects.create(workspace=acme, entity=entity, key=key, label=key, data_type=kind)
    adopt(
        ("company.custom.uses_erp", "in", ["true"]),
        ("company.custom.plants", "in", ["3", "4"]),
        ("lead.custom.segment", "in", ["重点"]),
        ("deal.product", "in", ["本体"]),
    )
    found = conditions(plan)
    assert {condition["field"] for condition in found.values()} == {
        "company.custom.uses_erp",
        "company.custom.plants",
        "custom.segment",
    }
    inside = make_company(workspace=acme, custom={"uses_erp": True, "plants": 4})
    lead = make_lead(workspace=acme, company=inside, custom={"segment": "重点"})
    outside = make_lead(workspace=acme, company=make_company(workspace=acme, custom={"uses_erp": False, "plants": 9}))
    for one in (lead, outside):
        make_journey(lead=one)
    ScoreRule.objects.filter(artefact=draft(plan)).exclude(key__startswith="icp-").delete()
    ArtefactVersion.objects.filter(pk=draft(plan).pk).update(live_from=NOW)
    rescore_all(acme, as_of=TODAY, now=NOW)
    fits = dict(LeadScore.objects.values_list("journey__lead", "fit"))
    assert fits == {lead.pk: 30, outside.pk: 0}


def test_a_condition_edited_by_hand_waits_for_one_click(client_for, acme, plan, adopt):
    adopt(("company.industry", "in", ["金融"]))
    mine = {"field": "company.industry", "op": "in", "value": ["物流"]}
    ScoreRule.objects.filter(artefact=draft(plan), key="icp-industry").update(condition=mine)
    adopt(("company.industry", "in", ["製薬"]))
    assert conditions(plan)["icp-industry"] == mine

    address = reverse("nurturing:scoring", args=[acme.slug, plan.pk])
    client = client_for("marketer")
    page = client.get(address)
    html = page.content.decode()
    assert "ICPの条件が変わりました" in html and "業種が物流" in html and "業種が製薬" in html
    [link] = [link for link in report_for(4).broken_links(plan) if link.from_label == "ICP"]
    assert link.url.endswith("#icp-changes")

    client.post(address, rule_fields(page) | {"action": "icp-take"})
    assert conditions(plan)["icp-industry"]["value"] == ["製薬"]
    assert "ICPの条件が変わりました" not in client.get(address).content.decode()


def test_one_s_own_condition_may_stay_until_the_icp_changes_again(client_for, acme, plan, adopt):
    mine = {"field": "company.industry", "op": "in", "value": ["物流"]}
    ScoreRule.objects.filter(artefact=draft(plan), key="icp-industry").update(condition=mine)
    adopt(("company.industry", "in", ["製薬"]))
    address = reverse("nurturing:scoring", args=[acme.slug, plan.pk])
    client = client_for("marketer")
    client.post(address, rule_fields(client.get(address)) | {"action": "icp-keep"})
    assert conditions(plan)["icp-industry"] == mine and not pending_icp_changes(draft(plan))
    adopt(("company.industry", "in", ["食品"]))
    assert [change.key for change in pending_icp_changes(draft(plan))] == ["icp-industry"]


def test_a_condition_removed_by_hand_does_not_come_back(plan, adopt):
    adopt(("company.industry", "in", ["金融"]), ("company.region", "in", ["関東"]))
    ScoreRule.objects.get(artefact=draft(plan), key="icp-company-region").delete()
    adopt(("company.industry", "in", ["金融", "保険"]), ("company.region", "in", ["関東"]))
    assert list(conditions(plan)) == ["icp-industry"]


def test_an_exclusion_waits_for_one_click_and_then_keeps_leads_out(client_for, acme, plan, adopt):
    adopt(("company.industry", "in", ["金融"]), excluded=[("company.industry", "in", ["小売"])])
    assert list(conditions(plan)) == ["icp-industry"]  # never by itself, though nobody touched the draft
    [change] = pending_icp_changes(draft(plan))
    assert (change.key, change.name, change.is_exclusion) == ("icp-out-company-industry", "業種がICPの除外", True)

    address = reverse("nurturing:scoring", args=[acme.slug, plan.pk])
    client = client_for("marketer")
    page = client.get(address)
    assert "業種が小売なら対象外" in page.content.decode()
    client.post(address, rule_fields(page) | {"action": "icp-take"})
    row = ScoreRule.objects.get(artefact=draft(plan), key="icp-out-company-industry")
    assert (row.axis, row.points, row.reason) == ("disqualifier", 0, "採算が合わない")
    assert not pending_icp_changes(draft(plan))

    ArtefactVersion.objects.filter(pk=draft(plan).pk).update(live_from=NOW)
    shop = make_lead(workspace=acme, company=make_company(workspace=acme, industry="小売"))
    make_journey(lead=shop)
    rescore_all(acme, as_of=TODAY, now=NOW)
    assert LeadScore.objects.get(journey__lead=shop).is_disqualified

    adopt(("company.industry", "in", ["金融"]))
    [gone] = pending_icp_changes(draft(plan))
    assert (gone.key, gone.now, gone.is_exclusion) == ("icp-out-company-industry", None, True)


def test_exclusions_that_only_exclude_together_or_from_one_of_several_icps_are_not_proposed(acme, plan, adopt):
    both = [("company.industry", "in", ["小売"]), ("company.region", "in", ["関東"])]
    adopt(("company.industry", "in", ["金融"]), excluded=both, group=1)
    assert not pending_icp_changes(draft(plan))
    Icp.objects.create(workspace=acme, artefact=latest_artefact(plan, "icp"), number=2)
    adopt(("company.industry", "in", ["金融"]), excluded=both)
    assert not pending_icp_changes(draft(plan))
