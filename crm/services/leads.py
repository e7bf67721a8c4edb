"""Saving one lead by hand: fields, company, stage at entry, consent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from crm.changes import mark_days_changed, mark_leads_changed
from crm.imports.leads import link_waiting_records
from crm.lifecycle import ensure_journeys, move_stage
from crm.models import Journey, Lead, Stage, StageEvent
from crm.services.companies import company_named
from crm.services.consents import record_consent
from crm.services.saving import refuse_taken_id, set_fields, store
from workspaces.models import User, Workspace


class NoIdentity(Exception):
    """A lead needs an external id or an e-mail address."""


@transaction.atomic
def save_lead(
    *,
    workspace: Workspace,
    actor: User | None,
    lead: Lead | None = None,
    values: dict[str, Any],
    stage: str = Stage.LEAD,
    consent_basis: str = "",
    consent_on: dt.date | None = None,
    consent_source: str = "",
    now: dt.datetime | None = None,
    origin: str = StageEvent.Origin.PERSON,
) -> Lead:
    """Save a lead as typed (blanks erase). A new one enters `stage` on `created_on` (today when blank).

    `values` are model fields; `company_name` also finds or makes the company. Without a consent basis the consent stays
    as it is, which is 不明 for a new lead. Deals and activities that waited for the lead are linked.
    Raises ExternalIdTaken, NoIdentity.
    """
    now = now or timezone.now()
    refuse_taken_id(Lead, workspace, values.get("external_id", ""), lead.pk if lead else None)
    record = lead or Lead(workspace=workspace)
    changed = set_fields(record, _complete(workspace, record, values, now))
    if not (record.external_id or record.email):
        raise NoIdentity
    store(record, changed, workspace=workspace, actor=actor, name="lead")
    if lead is None:
        _enter(record, stage, now, actor, origin)
    if changed:
        link_waiting_records(workspace=workspace, lead_ids=[record.pk], today=workspace.local_date(now), origin=origin)
        mark_leads_changed(workspace, [record.pk])
        if {"source", "is_test", "company"} & set(changed):
            _mark_days(record)
    if consent_basis:
        record_consent(
            lead=record, basis=consent_basis, obtained_on=consent_on, source_text=consent_source, actor=actor
        )
    return record


def _complete(workspace: Workspace, lead: Lead, values: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
    """What follows from the typed fields: lower-case e-mail, full name, company, day of creation, possible duplicate."""
    values = dict(values)
    if "email" in values:
        values["email"] = (values["email"] or "").strip().lower()
        same = Lead.objects.for_workspace(workspace).filter(email__iexact=values["email"]).exclude(pk=lead.pk)
        if values["email"] and lead.pk is None and same.exists():
            values["is_duplicate_candidate"] = True
            same.update(is_duplicate_candidate=True)
    if not values.get("full_name") and (values.get("family_name") or values.get("given_name")):
        values["full_name"] = " ".join(filter(None, [values.get("family_name"), values.get("given_name")]))
    if "company_name" in values and "company" not in values:
        values["company"] = company_named(workspace=workspace, name=values["company_name"] or "")
    if lead.pk is None and not values.get("created_on"):
        values["created_on"] = workspace.local_date(now)
    return values


def _enter(lead: Lead, stage: str, now: dt.datetime, actor: User | None, origin: str) -> None:
    workspace = lead.workspace
    ensure_journeys(workspace, [lead.pk])
    journey = Journey.objects.get(workspace=workspace, lead=lead, product_line="default")
    is_today = lead.created_on == workspace.local_date(now)
    moment = now if is_today or lead.created_on is None else workspace.local_midnight(lead.created_on)
    move_stage(journey=journey, to_stage=stage, occurred_at=moment, origin=origin, actor=actor)


def _mark_days(lead: Lead) -> None:
    events = StageEvent.objects.for_workspace(lead.workspace_id).filter(journey__lead=lead)
    mark_days_changed(lead.workspace, events.values_list("occurred_on", flat=True))
