"""The published records through the import: hardware sales without a winning sector, a marketplace whose origins differ."""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from workspaces.models import Workspace

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif("REAL_DATA_DIR" not in os.environ, reason="REAL_DATA_DIR is not set"),
]

ACCOUNTS = {
    "columns": {
        "account": ["external_id", "name"],
        "sector": "industry",
        "employees": "employee_count",
        "revenue": "annual_revenue",
        "office_location": "country",
        "year_established": "custom.year_established",
    }
}
PIPELINE = {
    "columns": {
        "opportunity_id": "external_id",
        "account": ["company_external_id", "company_name"],
        "product": "product",
        "sales_agent": "owner",
        "deal_stage": "outcome",
        "engage_date": "opened_on",
        "close_date": "closed_on",
        "close_value": "amount",
    },
    "values": {"outcome": {"Won": "won", "Lost": "lost", "Prospecting": "open", "Engaging": "open"}},
}
LEADS = {"columns": {"mql_id": "external_id", "first_contact_date": "created_on", "origin": "source"}}
DEALS = {
    "columns": {"seller_id": "external_id", "mql_id": "lead_external_id", "won_date": "closed_on"},
    "constants": {"outcome": "won"},
}


def load(kind: str, name: str, mapping: dict[str, Any], folder: Path) -> None:
    file = folder / "mapping.json"
    file.write_text(json.dumps(mapping))
    path = Path(os.environ["REAL_DATA_DIR"]) / name
    call_command("import_records", "acme", kind, str(path), "--mapping", str(file), "--json", stdout=StringIO())


def evidence() -> dict[str, Any]:
    out = StringIO()
    call_command("icp_evidence", "acme", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_maven_announces_no_winning_sector(acme: Workspace, tmp_path: Path) -> None:
    load("companies", "maven_crm/accounts.csv", ACCOUNTS, tmp_path)
    load("deals", "maven_crm/sales_pipeline.csv", PIPELINE, tmp_path)
    document = evidence()
    assert (document["unit"], document["won"], document["n"]) == ("deal", 4238, 6711)
    assert len([row for row in document["rows"] if row["attribute"] == "company.industry"]) == 10
    assert {row["verdict"] for row in document["rows"]} <= {"none", "insufficient"}


def test_olist_finds_the_origins(acme: Workspace, tmp_path: Path) -> None:
    load("leads", "olist_funnel/olist_marketing_qualified_leads_dataset.csv", LEADS, tmp_path)
    load("deals", "olist_funnel/olist_closed_deals_dataset.csv", DEALS, tmp_path)
    document = evidence()
    assert (document["unit"], document["won"], document["n"]) == ("lead", 842, 8000)
    verdicts = {row["value"]: row["verdict"] for row in document["rows"] if row["attribute"] == "lead.source"}
    # The 60 leads without an origin win often too; like "unknown" they are shown and cannot be adopted.
    assert {value for value, verdict in verdicts.items() if verdict == "strong"} == {
        *("unknown", "organic_search", "paid_search", ""),
    }
    assert {value for value, verdict in verdicts.items() if verdict == "weak"} == {"social", "email", "other"}
    assert not any(row["can_adopt"] for row in document["rows"] if row["value"] in ("unknown", "other", ""))
