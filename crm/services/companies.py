"""Saving one company by hand, and finding the company somebody means by a name."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from crm.calc.company_names import clean_domain, company_name_key, is_free_mail
from crm.changes import mark_leads_changed
from crm.models import Company, Deal, Lead
from crm.services.saving import refuse_taken_id, set_fields, store
from workspaces.models import User, Workspace


@transaction.atomic
def save_company(
    *, workspace: Workspace, actor: User | None, company: Company | None = None, values: dict[str, Any]
) -> Company:
    """Save a company as typed (blanks erase); leads and deals that named its external id are linked.

    `values` are model fields. Raises ExternalIdTaken.
    """
    refuse_taken_id(Company, workspace, values.get("external_id", ""), company.pk if company else None)
    record = company or Company(workspace=workspace)
    values = dict(values)
    if "name" in values:
        values["name_key"] = company_name_key(values["name"])[:255]
    if values.get("domain"):
        domain = clean_domain(values["domain"])
        values["domain"] = "" if is_free_mail(domain) else domain
    store(record, set_fields(record, values), workspace=workspace, actor=actor, name="company")
    _flag_duplicates(record)
    _link_waiting(record)
    mark_leads_changed(workspace, record.leads.values_list("pk", flat=True))
    return record


def company_named(*, workspace: Workspace, name: str) -> Company | None:
    """The company meant by a typed name: the only one with that name, a new one when there is none, None when unclear."""
    key = company_name_key(name)[:255]
    if not key:
        return None
    found = list(Company.objects.for_workspace(workspace).filter(name_key=key)[:2])
    if len(found) > 1:
        exact = [one for one in found if one.name == name]
        return exact[0] if len(exact) == 1 else None
    return found[0] if found else Company.objects.create(workspace=workspace, name=name.strip()[:255], name_key=key)


def _flag_duplicates(company: Company) -> None:
    """Companies of one name that no 法人番号 tells apart are shown as possible duplicates."""
    same = Company.objects.for_workspace(company.workspace_id).filter(name_key=company.name_key).exclude(pk=company.pk)
    if company.corporate_number:
        same = same.filter(corporate_number__in=["", company.corporate_number])
    if same.exists():
        same.update(is_duplicate_candidate=True)
        Company.objects.filter(pk=company.pk).update(is_duplicate_candidate=True)


def _link_waiting(company: Company) -> None:
    if company.external_id:
        waiting = {"workspace": company.workspace_id, "company": None, "company_external_id": company.external_id}
        Lead.objects.filter(**waiting).update(company=company)
        Deal.objects.filter(**waiting).update(company=company)
