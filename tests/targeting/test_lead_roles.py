"""Roles read from titles for everybody at once say what the pure rule says, follow changes, and leave hands' work alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.changes import mark_leads_changed
from crm.models import Deal, Lead
from strategy.models import ArtefactVersion, Strategy
from targeting.calc.titles import role_of
from targeting.models import BuyingRole, LeadRole, TitleRule
from targeting.selectors.lead_roles import adopted_title_rules, committee_of, deal_committees
from targeting.selectors.pages import roles_of
from targeting.services.buyers import add_role
from targeting.services.lead_roles import apply_title_rules, set_lead_role
from tests.factories import make_company, make_lead
from workspaces.models import AuditEntry, Membership, Workspace

NOW = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
TITLES = [
    ("代表取締役社長", ""),
    ("ＩＴ Manager", ""),
    ("部長", "情報システム部"),
    ("営業部長", "営業部"),
    ("VP, Sales (APAC)", ""),
    ("担当", "総務"),
    ("購買課長", ""),
    ("Summit", ""),
    ("", ""),
    ("社長室 秘書", ""),
]


def roles(workspace: Workspace) -> dict[int, str]:
    return dict(LeadRole.objects.for_workspace(workspace).values_list("lead_id", "role_key"))


@pytest.fixture
def leads(acme: Workspace, strategy: Strategy) -> list[Lead]:
    return [make_lead(workspace=acme, job_title=title, department=department) for title, department in TITLES]


@pytest.mark.parametrize("has_procurement", [False, True])
def test_all_at_once_is_one_by_one(
    acme: Workspace, strategy: Strategy, icp: ArtefactVersion, leads: list[Lead], has_procurement: bool
) -> None:
    if has_procurement:
        add_role(artefact=icp, name="", key="procurement")
    rules = adopted_title_rules(strategy)
    expected = {lead.pk: role_of(lead.job_title, lead.department, rules) for lead in leads}
    written = apply_title_rules(acme, now=NOW)
    assert roles(acme) == {pk: found.role_key for pk, found in expected.items() if found}
    assert written == len(roles(acme))
    procurement = roles(acme)[leads[6].pk]
    assert procurement == ("procurement" if has_procurement else "champion")


def test_only_what_changed_is_read_again(acme: Workspace, leads: list[Lead]) -> None:
    apply_title_rules(acme, now=NOW)
    assert apply_title_rules(acme, now=NOW) == 0
    Lead.objects.filter(pk=leads[0].pk).update(job_title="担当")
    Lead.objects.filter(pk=leads[3].pk).update(job_title="")
    assert apply_title_rules(acme, now=NOW) == 0  # nobody said they changed
    mark_leads_changed(acme, [leads[0].pk, leads[3].pk])
    assert apply_title_rules(acme, now=NOW) == 1
    assert roles(acme)[leads[0].pk] == "researcher"
    assert leads[3].pk not in roles(acme)


def test_changed_rules_are_applied_to_everybody(acme: Workspace, icp: ArtefactVersion, leads: list[Lead]) -> None:
    apply_title_rules(acme, now=NOW)
    TitleRule.objects.create(workspace=acme, artefact=icp, position=0, role_key="technical", words="summit")
    assert apply_title_rules(acme, now=NOW) == 1
    assert roles(acme)[leads[7].pk] == "technical"


def test_a_role_set_by_hand_stays_until_it_is_given_back(
    acme: Workspace, leads: list[Lead], cast: dict[str, Membership]
) -> None:
    actor, lead = cast["sales"].user, leads[0]
    set_lead_role(workspace=acme, actor=actor, lead=lead, role_key="champion", now=NOW)
    apply_title_rules(acme, now=NOW, everybody=True)
    assert (roles(acme)[lead.pk], LeadRole.objects.get(lead=lead).source) == ("champion", "manual")
    set_lead_role(workspace=acme, actor=actor, lead=lead, role_key="", now=NOW)
    assert (roles(acme)[lead.pk], LeadRole.objects.get(lead=lead).source) == ("decision_maker", "auto")
    entry = AuditEntry.objects.filter(action="lead.role").first()
    assert entry is not None and str(lead) not in str(entry.after)


def test_a_role_leaves_with_its_lead(acme: Workspace, leads: list[Lead]) -> None:
    from django.db import connection

    apply_title_rules(acme, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM crm_lead WHERE id = %s", [leads[0].pk])
    assert leads[0].pk not in roles(acme)


def test_other_workspaces_keep_their_roles(acme: Workspace, other: Workspace, leads: list[Lead]) -> None:
    make_lead(workspace=other, job_title="社長")
    apply_title_rules(acme, now=NOW)
    assert apply_title_rules(other, now=NOW) == 0
    assert roles(other) == {}


@pytest.fixture
def company_with_two_roles(acme: Workspace, strategy: Strategy) -> Any:
    company = make_company(workspace=acme, name="東海部品")
    make_lead(workspace=acme, company=company, job_title="営業部長", full_name="山本", created_on=dt.date(2026, 4, 1))
    make_lead(workspace=acme, company=company, job_title="担当", created_on=dt.date(2026, 10, 1))
    make_lead(workspace=acme, company=company, job_title="社長", is_test=True)
    apply_title_rules(acme, now=NOW)
    return company


def test_a_company_knows_which_roles_are_reached(company_with_two_roles: Any, client_for: Any) -> None:
    committee = committee_of(company_with_two_roles)
    assert committee is not None
    assert committee.coverage.reached == ("researcher", "champion")
    assert [role.name for role in committee.missing] == ["意思決定者", "技術評価者"]
    url = reverse("crm:company", kwargs={"slug": "acme", "company_id": company_with_two_roles.pk})
    html = client_for("viewer").get(url).content.decode()
    assert "接触できた役割 2 / 必要な役割 4" in html and "役職の「部長」から" in html
    assert "lead-role" not in html and "手で設定" not in html


def test_sales_set_a_role_on_the_company_page(company_with_two_roles: Any, client_for: Any) -> None:
    lead = Lead.objects.get(full_name="山本")
    sales = client_for("sales")
    response = sales.post(
        reverse("targeting:lead-role", kwargs={"slug": "acme", "lead_id": lead.pk}), {"role": "decision_maker"}
    )
    assert response.status_code == 302
    assert "手で設定" in sales.get(response["Location"]).content.decode()
    bad = reverse("targeting:lead-role", kwargs={"slug": "acme", "lead_id": lead.pk})
    assert sales.post(bad, {"role": "king"}).status_code == 404


def test_won_deals_tell_which_roles_were_reached(
    company_with_two_roles: Any, acme: Workspace, icp: ArtefactVersion
) -> None:
    """The researcher came after the first deal closed, so it counts for the second one only."""
    for number, (closed, outcome) in enumerate([("2026-06-01", "won"), ("2026-11-01", "won"), ("2026-05-01", "lost")]):
        Deal.objects.create(
            workspace=acme,
            external_id=f"d{number}",
            company=company_with_two_roles,
            outcome=outcome,
            closed_on=dt.date.fromisoformat(closed),
        )
    found = deal_committees(acme, roles_of(icp))
    assert (found.required, found.won, found.lost) == (4, 2, 1)
    assert (found.won_mean, found.lost_mean) == (1.5, 1.0)
    assert {reach.role.key: (reach.won, reach.lost) for reach in found.roles} == {
        "researcher": (1, 0),
        "champion": (2, 1),
        "decision_maker": (0, 0),
        "technical": (0, 0),
    }
    assert not found.is_sufficient


def test_the_recompute_reads_roles(acme: Workspace, leads: list[Lead]) -> None:
    from kpi.models import RecomputeRun
    from kpi.services.recompute import recompute_workspace

    mark_leads_changed(acme, [lead.pk for lead in leads])
    RecomputeRun.objects.get_or_create(workspace=acme, state=RecomputeRun.State.QUEUED)
    recompute_workspace(workspace_id=acme.pk, now=timezone.now())
    assert roles(acme)[leads[0].pk] == "decision_maker"
    assert BuyingRole.objects.for_workspace(acme).count() == 4


def test_a_person_is_told_what_suits_role_and_stage(acme: Workspace, strategy: Strategy, icp: ArtefactVersion) -> None:
    from targeting.models import Message
    from targeting.selectors.lead_messages import message_for_lead

    lead = make_lead(workspace=acme, job_title="営業部長")
    assert message_for_lead(lead, "mql") is None  # the role is not read yet
    apply_title_rules(acme, now=NOW)
    Message.objects.create(
        workspace=acme, artefact=icp, role_key="champion", stage_key="decision", text="6週間で立ち上がります"
    )
    found = message_for_lead(lead, "mql")
    assert found is not None
    assert (found.role.name, found.stage.name, found.said.text) == ("推進者", "決定", "6週間で立ち上がります")
    earlier = message_for_lead(lead, "lead")
    assert earlier is not None and earlier.stage.name == "検討" and earlier.said.is_common
