"""What is known of leads, as the pure score function takes it: flat attributes and activities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from crm.models import Activity, Company, Journey, Lead
from nurturing.calc import conditions
from nurturing.calc.scoring import LeadFacts
from nurturing.scoring_sql.attributes import COMPANY_NUMBERS, COMPANY_TEXTS, LEAD_TEXTS
from workspaces.models import Workspace


def facts_of(workspace: Workspace, lead_ids: Iterable[int]) -> dict[int, LeadFacts]:
    """The facts of leads by id: three queries, however many leads."""
    ids = list(lead_ids)
    leads = Lead.objects.for_workspace(workspace).filter(pk__in=ids).select_related("company", "source", "campaign")
    cycles = dict(Journey.objects.for_workspace(workspace).filter(lead__in=ids).values_list("lead", "cycle_started_at"))
    activities = _activities(workspace, ids)
    return {
        lead.pk: LeadFacts(
            attributes=attributes_of(lead),
            activities=activities[lead.pk],
            cycle_started_at=cycles.get(lead.pk),
            created_on=lead.created_on,
        )
        for lead in leads
    }


def attributes_of(lead: Lead) -> dict[str, Any]:
    """The attributes that score rules may ask for, under the names of their fields."""
    values: dict[str, Any] = {name: getattr(lead, name) for name in LEAD_TEXTS}
    values |= {f"custom.{key}": value for key, value in lead.custom.items()}
    if lead.source:
        values |= {"source": lead.source.name, "source.channel": lead.source.channel}
    if lead.campaign:
        values["campaign"] = lead.campaign.name
    if lead.company:
        values |= _company_attributes(lead.company)
    return values


def _company_attributes(company: Company) -> dict[str, Any]:
    values: dict[str, Any] = {f"company.{name}": getattr(company, name) for name in COMPANY_TEXTS}
    values |= {f"company.{name}": getattr(company, column) for name, column in COMPANY_NUMBERS.items()}
    return values | {f"company.custom.{key}": value for key, value in company.custom.items()}


def _activities(workspace: Workspace, lead_ids: list[int]) -> dict[int, list[conditions.Activity]]:
    found: dict[int, list[conditions.Activity]] = defaultdict(list)
    rows = Activity.objects.for_workspace(workspace).filter(lead__in=lead_ids)
    for row in rows.values_list("lead", "occurred_at", "type", "path", "external_id", "attributes").iterator():
        lead_id, moment, *rest = row
        found[lead_id].append(conditions.Activity(moment, workspace.local_date(moment), *rest))
    return found
