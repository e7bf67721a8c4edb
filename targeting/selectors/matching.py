"""Who matches an ICP: companies, recent leads, and the past cases it would have covered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from crm.calc.rates import wilson_interval
from crm.models import Company, Lead
from strategy.models import ArtefactVersion
from targeting.calc.icp import TIERS, Tier
from targeting.models import IcpRule
from targeting.selectors.attributes import Attribute, attributes_for
from targeting.selectors.rule_conditions import rule_set, tier_expression
from targeting.selectors.units import UnitKey, unit_for
from workspaces.models import Workspace

COMPANY, LEAD, DEAL = ("company",), ("company", "lead"), ("company", "lead", "deal")


@dataclass(frozen=True)
class Coverage:
    """What an ICP covers of the records. `companies` is None when no rule asks about the company.

    `won` of `all_won` wins and `n` of `all_n` cases (closed deals or leads, see `unit`) lie inside the ICP.
    """

    unit: UnitKey
    companies: int | None
    all_companies: int
    leads: int | None
    all_leads: int
    leads_since: dt.date
    n: int
    won: int
    all_n: int
    all_won: int
    has_rules: bool
    # Companies by tier: A (all conditions hold), B, C, out; empty when no rule asks about the company.
    tiers: tuple[tuple[Tier, int], ...] = ()

    @property
    def won_share(self) -> float | None:
        return self.won / self.all_won if self.all_won else None

    @property
    def win_rate(self) -> float | None:
        return self.won / self.n if self.n else None

    @property
    def outside_n(self) -> int:
        return self.all_n - self.n

    @property
    def outside_won(self) -> int:
        return self.all_won - self.won

    @property
    def outside_win_rate(self) -> float | None:
        return self.outside_won / self.outside_n if self.outside_n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the win rate inside."""
        return wilson_interval(self.won, self.n)

    @property
    def outside_interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the win rate outside."""
        return wilson_interval(self.outside_won, self.outside_n)

    @property
    def all_win_rate(self) -> float | None:
        return self.all_won / self.all_n if self.all_n else None


def matching_companies(artefact: ArtefactVersion) -> QuerySet[Company]:
    """The companies that match an ICP version; nobody when no including rule asks about the company.

    Usable as a sub-query (`lead__company__in=matching_companies(icp)`); the rules are evaluated in SQL.
    """
    workspace = artefact.workspace
    rules = IcpRule.objects.for_workspace(workspace).filter(artefact=artefact)
    return companies_matching(workspace, list(rules))


def companies_matching(workspace: Workspace, rules: Sequence[IcpRule]) -> QuerySet[Company]:
    """The companies that match these (saved or unsaved) rules; only rules on the company are asked."""
    asked = rule_set(rules, attributes_for(workspace), COMPANY)
    companies = Company.objects.for_workspace(workspace)
    if not asked.has_includes:
        return companies.none()
    statement = f"SELECT c.id FROM crm_company c WHERE c.workspace_id = %s AND {asked.sql}"
    return companies.filter(pk__in=RawSQL(statement, [workspace.pk, *asked.parameters]))


def leads_matching(workspace: Workspace, rules: Sequence[IcpRule]) -> QuerySet[Lead]:
    """The leads that match: rules on the company are asked of their company, rules on the lead of themselves."""
    asked = rule_set(rules, attributes_for(workspace), LEAD)
    leads = Lead.objects.for_workspace(workspace)
    if not asked.has_includes:
        return leads.none()
    statement = f"""SELECT l.id FROM crm_lead l LEFT JOIN crm_company c ON c.id = l.company_id
        LEFT JOIN crm_source s ON s.id = l.source_id WHERE l.workspace_id = %s AND {asked.sql}"""
    return leads.filter(pk__in=RawSQL(statement, [workspace.pk, *asked.parameters]))


def coverage_of(
    workspace: Workspace, rules: Sequence[IcpRule], *, today: dt.date, attributes: Sequence[Attribute] | None = None
) -> Coverage:
    """What these (saved or unsaved) rules cover: companies, leads of the last 12 months, past wins and their win rate."""
    attributes = attributes_for(workspace) if attributes is None else attributes
    since = _a_year_before(today)
    companies, all_companies = _count_companies(workspace, rules, attributes)
    leads, all_leads = _count_leads(workspace, rules, attributes, since)
    unit, (all_n, all_won, n, won) = _count_cases(workspace, rules, attributes)
    tiers = tier_counts(workspace, rules, attributes) if companies is not None else ()
    return Coverage(
        unit=unit,
        companies=companies,
        all_companies=all_companies,
        leads=leads,
        all_leads=all_leads,
        leads_since=since,
        n=n,
        won=won,
        all_n=all_n,
        all_won=all_won,
        has_rules=any(not rule.is_exclusion for rule in rules),
        tiers=tiers,
    )


def _a_year_before(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def _count_companies(
    workspace: Workspace, rules: Sequence[IcpRule], attributes: Sequence[Attribute]
) -> tuple[int | None, int]:
    asked = rule_set(rules, attributes, COMPANY)
    found, everybody = _one_row(
        f"SELECT count(*) FILTER (WHERE {asked.sql}), count(*) FROM crm_company c WHERE c.workspace_id = %s",
        [*asked.parameters, workspace.pk],
    )
    return (found if asked.has_includes else None), everybody


def tier_counts(
    workspace: Workspace, rules: Sequence[IcpRule], attributes: Sequence[Attribute]
) -> tuple[tuple[Tier, int], ...]:
    """How many companies are in each tier, A first; only rules on the company are asked."""
    tier, parameters = tier_expression(rules, attributes, COMPANY)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {tier} AS tier, count(*) FROM crm_company c WHERE c.workspace_id = %s GROUP BY 1",
            [*parameters, workspace.pk],
        )
        found = dict(cursor.fetchall())
    return tuple((tier, found.get(number, 0)) for number, tier in enumerate(TIERS, start=1))


def _count_leads(
    workspace: Workspace, rules: Sequence[IcpRule], attributes: Sequence[Attribute], since: dt.date
) -> tuple[int | None, int]:
    asked = rule_set(rules, attributes, LEAD)
    found, everybody = _one_row(
        f"""SELECT count(*) FILTER (WHERE {asked.sql}), count(*)
        FROM crm_lead l LEFT JOIN crm_company c ON c.id = l.company_id LEFT JOIN crm_source s ON s.id = l.source_id
        WHERE l.workspace_id = %s AND NOT l.is_test AND l.created_on > %s""",
        [*asked.parameters, workspace.pk, since],
    )
    return (found if asked.has_includes else None), everybody


def _count_cases(
    workspace: Workspace, rules: Sequence[IcpRule], attributes: Sequence[Attribute]
) -> tuple[UnitKey, tuple[int, ...]]:
    unit = unit_for(workspace)
    asked = rule_set(rules, attributes, DEAL if unit.key == "deal" else LEAD)
    counts = _one_row(
        f"""SELECT count(*), count(*) FILTER (WHERE u.is_success),
            count(*) FILTER (WHERE u.is_inside), count(*) FILTER (WHERE u.is_success AND u.is_inside)
        FROM (SELECT {unit.success} AS is_success, {asked.sql} AS is_inside
              FROM {unit.source} WHERE {unit.where}) u""",
        [*unit.success_parameters, *asked.parameters, *unit.where_parameters],
    )
    return unit.key, counts


def _one_row(statement: str, parameters: list[Any]) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()
