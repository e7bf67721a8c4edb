"""The published records: hardware sales without a winning sector, a marketplace whose origins differ."""

from __future__ import annotations

import csv
import os
from decimal import Decimal
from pathlib import Path

import pytest

from crm.models import Company, Deal, Lead, Source
from targeting.selectors.evidence import as_json, evidence_for
from workspaces.models import Workspace

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif("REAL_DATA_DIR" not in os.environ, reason="REAL_DATA_DIR is not set"),
]


def read(name: str) -> list[dict[str, str]]:
    with (Path(os.environ["REAL_DATA_DIR"]) / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_maven_announces_no_winning_sector(acme: Workspace) -> None:
    companies = {
        row["account"]: Company(
            workspace=acme,
            name=row["account"],
            name_key=row["account"],
            industry=row["sector"],
            employee_count=int(row["employees"]),
            annual_revenue_amount=Decimal(row["revenue"]),
            country=row["office_location"],
        )
        for row in read("maven_crm/accounts.csv")
    }
    Company.objects.bulk_create(companies.values())
    outcomes = {"Won": "won", "Lost": "lost"}
    Deal.objects.bulk_create(
        Deal(
            workspace=acme,
            external_id=row["opportunity_id"],
            company=companies.get(row["account"]),
            product=row["product"],
            outcome=outcomes.get(row["deal_stage"], "open"),
        )
        for row in read("maven_crm/sales_pipeline.csv")
    )
    document = as_json(evidence_for(acme))
    assert (document["unit"], document["won"], document["n"]) == ("deal", 4238, 6711)
    assert len([row for row in document["rows"] if row["attribute"] == "company.industry"]) == 10
    assert {row["verdict"] for row in document["rows"]} <= {"none", "insufficient"}


def test_olist_finds_the_origins(acme: Workspace) -> None:
    rows = read("olist_funnel/olist_marketing_qualified_leads_dataset.csv")
    sources = {name: Source(workspace=acme, name=name) for name in {row["origin"] for row in rows} if name}
    Source.objects.bulk_create(sources.values())
    leads = {
        row["mql_id"]: Lead(workspace=acme, external_id=row["mql_id"], source=sources.get(row["origin"]))
        for row in rows
    }
    Lead.objects.bulk_create(leads.values())
    Deal.objects.bulk_create(
        Deal(workspace=acme, external_id=row["seller_id"], lead=leads[row["mql_id"]], outcome="won")
        for row in read("olist_funnel/olist_closed_deals_dataset.csv")
    )
    document = as_json(evidence_for(acme))
    assert (document["unit"], document["won"], document["n"]) == ("lead", 842, 8000)
    verdicts = {row["value"]: row["verdict"] for row in document["rows"]}
    # The 60 leads without an origin win often too; like "unknown" they are shown and cannot be adopted.
    assert {value for value, verdict in verdicts.items() if verdict == "strong"} == {
        *("unknown", "organic_search", "paid_search", ""),
    }
    assert {value for value, verdict in verdicts.items() if verdict == "weak"} == {"social", "email", "other"}
    unknown = next(row for row in document["rows"] if row["value"] == "unknown")
    assert unknown["can_adopt"] is False
