"""The lists of companies and deals, and what stands behind one of each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from crm.funnel import origin_is
from crm.models import Company, Deal
from workspaces.models import Workspace


@dataclass(frozen=True)
class DealFilter:
    """What a list of deals is narrowed to; days are inclusive local dates, `origin` a mark of the primary lead's source."""

    q: str = ""
    outcome: str = ""
    origin: str = ""
    product: str = ""
    closed_from: dt.date | None = None
    closed_to: dt.date | None = None
    opened_from: dt.date | None = None
    opened_to: dt.date | None = None


def companies(workspace: Workspace, *, q: str = "", industry: str = "") -> QuerySet[Company]:
    """Companies by name, with the numbers of leads and won deals (`lead_count`, `won_count`)."""
    rows = Company.objects.for_workspace(workspace)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(domain__icontains=q) | Q(corporate_number=q))
    if industry:
        rows = rows.filter(industry=industry)
    return rows.annotate(
        lead_count=Count("leads", distinct=True),
        won_count=Count("deals", filter=Q(deals__outcome=Deal.Outcome.WON), distinct=True),
    ).order_by("name", "pk")


def industries(workspace: Workspace) -> list[str]:
    """The industries in use, by name."""
    rows = Company.objects.for_workspace(workspace).exclude(industry="").order_by("industry")
    return list(rows.values_list("industry", flat=True).distinct()[:200])


def deals(workspace: Workspace, wanted: DealFilter) -> QuerySet[Deal]:
    """Deals, newest first, with their lead, source and company."""
    rows = Deal.objects.for_workspace(workspace).select_related("lead__source", "company")
    if wanted.q:
        rows = rows.filter(
            Q(name__icontains=wanted.q) | Q(company__name__icontains=wanted.q) | Q(company_name__icontains=wanted.q)
        )
    if wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    if wanted.product:
        rows = rows.filter(product=wanted.product)
    if wanted.origin:
        rows = rows.filter(origin_is(wanted.origin, "lead__source"))
    for name in ("closed", "opened"):
        if start := getattr(wanted, f"{name}_from"):
            rows = rows.filter(**{f"{name}_on__gte": start})
        if end := getattr(wanted, f"{name}_to"):
            rows = rows.filter(**{f"{name}_on__lte": end})
    return rows.order_by("-closed_on", "-opened_on", "-pk")


def deal_totals(rows: QuerySet[Deal]) -> tuple[int, Decimal]:
    """How many deals, and the sum of their amounts."""
    totals = rows.order_by().aggregate(n=Count("pk"), amount=Sum("amount"))
    return totals["n"], totals["amount"] or Decimal(0)


def company_value(company: Company) -> tuple[Decimal, bool]:
    """What a company is worth: its LTV where known (True), else the sum of its won amounts, 累計受注額 (False)."""
    if company.lifetime_value_amount is not None:
        return company.lifetime_value_amount, True
    won = Deal.objects.for_workspace(company.workspace_id).filter(company=company, outcome=Deal.Outcome.WON)
    return won.aggregate(amount=Sum("amount"))["amount"] or Decimal(0), False
