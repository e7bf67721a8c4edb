"""A small plan that shows every part of the document, for the API's description and for tests."""

from __future__ import annotations

from typing import Any

EXAMPLE: dict[str, Any] = {
    "starts_on": "2026-04",
    "revenue_target": 1_000_000_000,
    "marketing_share": 0.4,
    "average_deal_size": {"value": 5_000_000, "low": 4_500_000, "high": 5_500_000},
    "rates": {
        "lead_to_mql": {"value": 0.2, "low": 0.15, "high": 0.3, "kind": "template"},
        "mql_to_sql": {
            "value": 0.3,
            "low": 0.25,
            "high": 0.35,
            "kind": "actual",
            "n": 655,
            "from": "2025-11",
            "to": "2026-10",
        },
        "sql_to_won": {"value": 0.25, "low": 0.2, "high": 0.3},
    },
    "lags": {"3": 0.2, "4": 0.3, "5": 0.3, "6": 0.2},
    "gross_margin": 0.6,
    "segments": [
        {"key": "smb", "name": "SMB", "revenue_share": 0.6, "average_deal_size": 3_000_000},
        {"key": "enterprise", "name": "Enterprise", "revenue_share": 0.4, "rates": {"sql_to_won": 0.2}},
    ],
    "channels": [
        {"key": "search", "lead_share": 0.7, "cost_per_lead": 10_000},
        {"key": "seminar", "lead_share": 0.3, "rates": {"lead_to_mql": 0.35}, "cost_per_lead": 15_000},
    ],
    "scenarios": [{"name": "Careful", "overrides": {"rates": {"mql_to_sql": 0.25}}}],
    "limits": {"icp_companies": 12_000, "budget": 80_000_000},
    "monte_carlo": {"draws": 10_000, "seed": 1},
}
