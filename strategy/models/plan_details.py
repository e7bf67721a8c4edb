from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from strategy.calc.plan.reading import MOST_SCENARIOS
from workspaces.models import WorkspaceModel

GROUPS = ("lags", "ranges", "limits")
NUMBERS = ("cost_per_lead", "gross_margin")
MONTHS = frozenset(str(months) for months in range(13))


class PlanDetail(WorkspaceModel):
    """詳細設定 of a goal: what its plan says beyond the six numbers. Nothing stored means that all defaults are in force.

    `document` holds what was typed, by the names of the plan's schema:
    {"lags": {"3": "20", …}, "ranges": {"lead_to_mql": ["0.12", "0.26"]}, "cost_per_lead": "10000",
     "gross_margin": "0.6", "limits": {"icp_companies": "3000", …}, "scenarios": [{"name": "慎重", "mql_to_sql": "0.25"}, …]}
    """

    artefact = models.OneToOneField("ArtefactVersion", on_delete=models.CASCADE, related_name="plan_detail")
    document = models.JSONField(default=dict, blank=True)

    def clean(self) -> None:
        """The shape that pages and calculations rely on; numbers are decimals written as text."""
        if not _is_sound(self.document):
            raise ValidationError({"document": [_("詳細設定の形が正しくありません")]})

    def __str__(self) -> str:
        return str(self.artefact)


def _is_sound(document: Any) -> bool:
    if not isinstance(document, dict) or not set(document) <= {*GROUPS, *NUMBERS, "scenarios"}:
        return False
    if not all(isinstance(document.get(name, {}), dict) for name in GROUPS):
        return False
    if not _are_scenarios(document.get("scenarios", [])):
        return False
    ranges = list(document.get("ranges", {}).values())
    if not all(isinstance(ends, list) and len(ends) == 2 for ends in ranges):
        return False
    single = [document[name] for name in NUMBERS if name in document]
    grouped = [one for name in ("lags", "limits") for one in document.get(name, {}).values()]
    months = list(document.get("lags", {}))
    ends = [end for pair in ranges for end in pair]
    return all(_is_number(one) for one in [*single, *grouped, *ends]) and all(one in MONTHS for one in months)


def _are_scenarios(rows: Any) -> bool:
    """Each with a name of its own and numbers above 0 beside it; as many as a plan may have."""
    if not isinstance(rows, list) or len(rows) > MOST_SCENARIOS or not all(isinstance(one, dict) for one in rows):
        return False
    names = [one.get("name") for one in rows]
    if not all(isinstance(name, str) and name for name in names) or len(set(names)) < len(names):
        return False
    return all(_is_number(value) and Decimal(value) > 0 for one in rows for key, value in one.items() if key != "name")


def _is_number(value: Any) -> bool:
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return False
    return number is not None and number.is_finite() and number >= 0
