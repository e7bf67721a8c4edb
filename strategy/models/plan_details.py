from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from strategy.calc.plan.fitting import LONGEST_MONTHS
from strategy.calc.plan.reading import MOST_SCENARIOS
from strategy.calc.plan.segments import MOST_CHANNELS, MOST_SEGMENTS
from workspaces.models import WorkspaceModel

MONTHS = tuple(str(months) for months in range(LONGEST_MONTHS + 1))
MOST_LATER_YEARS = 2


class PlanDetail(WorkspaceModel):
    """詳細設定 of a goal: what its plan says beyond the six numbers. Nothing stored means that all defaults are in force.

    `document` holds what was typed, by the names of the plan's schema, numbers as decimals written in text:
    {"lags": {"3": "20", …}, "ranges": {"lead_to_mql": ["0.12", "0.26"]}, "limits": {"icp_companies": "3000", …},
     "split": {"existing_revenue": "300000000", "renewal_rate": "0.9"}, "share_of": "won", "lead_season": [12 weights],
     "segments": [{"key": "s1", "name": "製造業", "revenue_share": "0.6", "rates": {"lead_to_mql": "0.15"}}, …],
     "channels": [{"key": "c1", "name": "展示会", "lead_share": "0.3", "cost_per_lead": "8000", "ramp": {…}}, …],
     "years": [{"growth": "0.2"}, …] from the second year on, "cost_per_lead": "10000", "gross_margin": "0.6", …,
     "scenarios": [{"name": "慎重", "mql_to_sql": "0.25"}, …]}
    """

    artefact = models.OneToOneField("ArtefactVersion", on_delete=models.CASCADE, related_name="plan_detail")
    document = models.JSONField(default=dict, blank=True)

    def clean(self) -> None:
        """The shape that pages and calculations rely on; numbers are decimals written as text."""
        if not _is_sound(self.document):
            raise ValidationError({"document": [_("詳細設定の形が正しくありません")]})

    def __str__(self) -> str:
        return str(self.artefact)


Check = Callable[[Any], bool]


def _is_number(value: Any) -> bool:
    number = _decimal(value)
    return number is not None and number >= 0


def _is_growth(value: Any) -> bool:
    """A share by which the target grows; shrinking is possible, vanishing is not."""
    number = _decimal(value)
    return number is not None and number > -1


def _decimal(value: Any) -> Decimal | None:
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _mapping(checks: dict[str, Check] | None = None, *, keys: Iterable[str] = ()) -> Check:
    """An object that has only the named keys (`keys`: all of them numbers), each sound."""
    known = {**dict.fromkeys(keys, _is_number), **(checks or {})}
    return lambda value: (
        isinstance(value, dict) and all(name in known and known[name](inner) for name, inner in value.items())
    )


def _is_rates(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_text(key) and _is_number(rate) for key, rate in value.items())


def _is_range(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_number(end) for end in value)


def _is_ranges(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_range(ends) for ends in value.values())


def _rows(check: Check, *, most: int, unique: str = "") -> Check:
    """A list of at most `most` sound objects; `unique` names the text that tells them apart."""

    def is_sound(value: Any) -> bool:
        if not isinstance(value, list) or len(value) > most or not all(check(row) for row in value):
            return False
        names = [row.get(unique) for row in value] if unique else []
        return all(_is_text(name) for name in names) and len(set(names)) == len(names)

    return is_sound


def _is_scenario(row: Any) -> bool:
    """A name and numbers above 0 beside it."""
    return isinstance(row, dict) and all(
        key == "name" or (_is_number(value) and Decimal(value) > 0) for key, value in row.items()
    )


_RAMP = _mapping(keys=("starts", "begins", "full"))
_SEGMENT = _mapping(
    {"key": _is_text, "name": _is_text, "rates": _is_rates},
    keys=("revenue_share", "average_deal_size", "lags", "gross_margin"),
)
_CHANNEL = _mapping(
    {"key": _is_text, "name": _is_text, "rates": _is_rates, "ramp": _RAMP},
    keys=("lead_share", "cost_per_lead", "fixed_cost", "other_cost", "contents", "leads_per_content"),
)
_YEAR = _mapping({"growth": _is_growth, "rates": _is_rates}, keys=("marketing_share", "average_deal_size"))
_SHAPES: dict[str, Check] = {
    "lags": _mapping(keys=MONTHS),
    "ranges": _is_ranges,
    "limits": _is_rates,
    "split": _mapping(keys=("existing_revenue", "renewal_rate", "upsell_rate")),
    "share_of": lambda value: value in ("revenue", "won"),
    "lead_season": lambda value: isinstance(value, list) and len(value) == 12 and all(map(_is_number, value)),
    "segments": _rows(_SEGMENT, most=MOST_SEGMENTS, unique="key"),
    "channels": _rows(_CHANNEL, most=MOST_CHANNELS, unique="key"),
    "years": _rows(_YEAR, most=MOST_LATER_YEARS),
    "scenarios": _rows(_is_scenario, most=MOST_SCENARIOS, unique="name"),
}
_NUMBERS = (
    "cost_per_lead", "gross_margin", "annual_churn", "contract_months", "sales_cost", "carry_in_wins",
    "average_deal_size_all",
)  # fmt: skip
_is_sound = _mapping(_SHAPES, keys=_NUMBERS)
