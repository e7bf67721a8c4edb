"""Saving one deal by hand: opening it makes its lead an opportunity, winning a customer, losing sends the lead back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from crm.changes import mark_days_changed, mark_leads_changed
from crm.imports.history import enter_history_of_deals
from crm.models import Deal, StageEvent
from crm.services.companies import company_named
from crm.services.saving import refuse_taken_id, set_fields, store
from workspaces.models import User, Workspace


@transaction.atomic
def save_deal(
    *,
    workspace: Workspace,
    actor: User | None,
    deal: Deal | None = None,
    values: dict[str, Any],
    today: dt.date | None = None,
    origin: str = StageEvent.Origin.DEAL,
) -> Deal:
    """Save a deal as typed (blanks erase) and let it move its lead through the stages.

    `values` are model fields; `company_name` also finds or makes the company, and a deal without one is with the company
    of its lead. Opening enters `opportunity`, winning `customer`, losing ends the lead's cycle (失注→育成) unless another
    deal of the lead is alive. `today` stands in for missing dates. Raises ExternalIdTaken.
    """
    refuse_taken_id(Deal, workspace, values.get("external_id", ""), deal.pk if deal else None)
    record = deal or Deal(workspace=workspace)
    values = dict(values)
    lead_before, days_before = record.lead_id, [record.opened_on, record.closed_on]
    if "company_name" in values and "company" not in values:
        values["company"] = company_named(workspace=workspace, name=values["company_name"] or "")
    changed = set_fields(record, values)
    if record.company_id is None and record.lead is not None and not record.company_name:
        record.company_id = record.lead.company_id
    store(record, changed, workspace=workspace, actor=actor, name="deal")
    leads = [lead for lead in {lead_before, record.lead_id} if lead]
    if changed and record.lead_id:
        enter_history_of_deals(
            workspace=workspace, lead_ids=[record.lead_id], today=today or workspace.today(), origin=origin
        )
    if changed:
        mark_leads_changed(workspace, leads)
        mark_days_changed(workspace, [*days_before, record.opened_on, record.closed_on])
    return record
