"""Buying roles on real people: the rules in force, the committee of a company, the committees of closed deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from crm.models import Company, Lead
from strategy.models import ArtefactVersion, Strategy
from strategy.selectors import current_strategy
from targeting.calc.committee import CommitteeCoverage, coverage_of
from targeting.calc.titles import TitleRule, role_of, words_of
from targeting.models import BuyingRole, LeadRole
from targeting.models import TitleRule as StoredRule
from targeting.selectors.adopted import adopted_icp
from workspaces.models import Workspace

MINIMUM_DEALS = 20


def adopted_title_rules(strategy: Strategy) -> list[TitleRule]:
    """The title rules of the adopted ICP whose role exists there, in order."""
    artefact = adopted_icp(strategy)
    return title_rules_of(artefact) if artefact else []


def title_rules_of(artefact: ArtefactVersion) -> list[TitleRule]:
    """The title rules of a version whose role exists, in order; rules without words are left out."""
    roles = set(_roles(artefact).values_list("key", flat=True))
    rows = StoredRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    rules = [TitleRule(row.role_key, row.scope, words_of(row.words)) for row in rows if row.role_key in roles]
    return [rule for rule in rules if rule.words]


def _roles(artefact: ArtefactVersion) -> QuerySet[BuyingRole]:
    return BuyingRole.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)


@dataclass(frozen=True)
class KnownPerson:
    """A lead of a company with its role; `word` is what the title said it by."""

    lead: Lead
    role_key: str
    role_name: str
    is_manual: bool
    word: str


@dataclass(frozen=True)
class CompanyCommittee:
    """The buying committee of one company: the roles, who stands for which, what is still missing."""

    roles: list[BuyingRole]
    coverage: CommitteeCoverage
    people: list[KnownPerson]

    @property
    def missing(self) -> list[BuyingRole]:
        return [role for role in self.roles if role.key in self.coverage.missing]


def committee_of(company: Company) -> CompanyCommittee | None:
    """Who of the buying committee is known at a company; None before there is an ICP. Test leads count for nothing."""
    strategy = current_strategy(company.workspace)
    artefact = adopted_icp(strategy) if strategy else None
    if artefact is None:
        return None
    roles, rules = list(_roles(artefact)), title_rules_of(artefact)
    names = {role.key: role.name for role in roles}
    leads = list(Lead.objects.for_workspace(company.workspace_id).filter(company=company, is_test=False)[:200])
    stored = {row.lead_id: row for row in LeadRole.objects.for_workspace(company.workspace_id).filter(lead__in=leads)}
    people = [_person(lead, stored.get(lead.pk), names, rules) for lead in leads]
    coverage = coverage_of([(role.key, role.is_required) for role in roles], {one.role_key for one in people})
    return CompanyCommittee(roles, coverage, people)


def _person(lead: Lead, row: LeadRole | None, names: dict[str, str], rules: Sequence[TitleRule]) -> KnownPerson:
    key = row.role_key if row and row.role_key in names else ""
    found = role_of(lead.job_title, lead.department, rules) if key else None
    return KnownPerson(
        lead=lead,
        role_key=key,
        role_name=names.get(key, ""),
        is_manual=bool(row and row.source == LeadRole.Source.MANUAL),
        word=found.word if found and found.role_key == key else "",
    )


@dataclass(frozen=True)
class RoleReach:
    """In how many won and lost deals a role was reached."""

    role: BuyingRole
    won: int
    lost: int
    all_won: int
    all_lost: int

    @property
    def won_share(self) -> float | None:
        return self.won / self.all_won if self.all_won else None

    @property
    def lost_share(self) -> float | None:
        return self.lost / self.all_lost if self.all_lost else None


@dataclass(frozen=True)
class DealCommittees:
    """What closed deals had reached of the committee: mean number of required roles, and each role's share."""

    required: int
    won: int
    lost: int
    won_mean: float | None
    lost_mean: float | None
    roles: list[RoleReach]

    @property
    def is_sufficient(self) -> bool:
        return self.won >= MINIMUM_DEALS


# People count for a deal when they were known before it closed.
REACHED = """
SELECT d.outcome, r.role_key, count(DISTINCT d.id)
FROM crm_deal d
LEFT JOIN crm_lead own ON own.id = d.lead_id
JOIN crm_lead l ON l.workspace_id = d.workspace_id AND NOT l.is_test
    AND l.company_id = COALESCE(d.company_id, own.company_id)
    AND (l.created_on IS NULL OR d.closed_on IS NULL OR l.created_on <= d.closed_on)
JOIN targeting_leadrole r ON r.lead_id = l.id
WHERE d.workspace_id = %s AND d.outcome IN ('won', 'lost') AND own.is_test IS NOT TRUE AND r.role_key = ANY(%s)
GROUP BY 1, 2"""
CLOSED = """
SELECT d.outcome, count(*)
FROM crm_deal d LEFT JOIN crm_lead own ON own.id = d.lead_id
WHERE d.workspace_id = %s AND d.outcome IN ('won', 'lost') AND own.is_test IS NOT TRUE
    AND COALESCE(d.company_id, own.company_id) IS NOT NULL
GROUP BY 1"""


def deal_committees(workspace: Workspace, roles: Sequence[BuyingRole]) -> DealCommittees:
    """Roles reached on won and lost deals of known companies. Source: docs/calculations.md 「購買関与者の網羅」."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSED, [workspace.pk])
        closed = dict(cursor.fetchall())
        cursor.execute(REACHED, [workspace.pk, [role.key for role in roles]])
        reached = {(outcome, key): n for outcome, key, n in cursor.fetchall()}
    won, lost = closed.get("won", 0), closed.get("lost", 0)
    required = [role for role in roles if role.is_required]

    def mean(outcome: str, n: int) -> float | None:
        return sum(reached.get((outcome, role.key), 0) for role in required) / n if n else None

    return DealCommittees(
        required=len(required),
        won=won,
        lost=lost,
        won_mean=mean("won", won),
        lost_mean=mean("lost", lost),
        roles=[
            RoleReach(role, reached.get(("won", role.key), 0), reached.get(("lost", role.key), 0), won, lost)
            for role in roles
        ],
    )
