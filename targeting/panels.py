"""What Layer 2 says on the page of a company: its tier with the reasons, and who of the buying committee is known."""

from __future__ import annotations

from dataclasses import dataclass

from crm.models import Company
from crm.panels import CompanyPanel, register_company_panel
from targeting.selectors.lead_roles import CompanyCommittee, committee_of
from targeting.selectors.tiers import CompanyTier, tier_of_company
from workspaces import rights
from workspaces.access import WorkspaceRequest


@dataclass(frozen=True)
class CommitteePanel:
    """The committee of a company; `may_edit` shows the choice of a role per person."""

    committee: CompanyCommittee
    company: Company
    may_edit: bool


def _tier(request: WorkspaceRequest, company: Company) -> CompanyTier | None:
    return tier_of_company(company)


def _committee(request: WorkspaceRequest, company: Company) -> CommitteePanel | None:
    committee = committee_of(company)
    if committee is None or not committee.people:
        return None
    return CommitteePanel(committee, company, request.membership.may(rights.EDIT_RECORDS))


def register_panels() -> None:
    """Tell the company page about both panels; called once, when the app starts."""
    register_company_panel(CompanyPanel("tier", "targeting/_company_tier.html", _tier))
    register_company_panel(CompanyPanel("committee", "targeting/_company_committee.html", _committee))
