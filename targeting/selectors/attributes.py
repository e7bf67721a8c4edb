"""The attributes that evidence compares and ICP rules ask about: the fixed ones and a workspace's custom fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from crm.models import CustomField, Entity
from targeting.calc.bands import EMPLOYEE_EDGES
from workspaces.models import Workspace

Kind = Literal["text", "number", "boolean"]

# Numbers in a record's `custom` come from files and may be anything; only what reads as a number is one.
NUMBER_PATTERN = r"^-?[0-9]+(\.[0-9]+)?$"


@dataclass(frozen=True)
class Attribute:
    """Something known of a company (alias c), lead (l, its source s) or deal (d).

    `column` is the SQL expression over those aliases; parameters of custom fields are in `parameters`. `edges` fixes the
    bands of a number (None: quartiles of the records); `step` is the smallest difference it is stored with. `text` is the
    expression (one parameter) of a number that is stored as text, which `column` reads as one.
    """

    key: str
    label: str | Promise
    kind: Kind
    column: str
    parameters: tuple[str, ...] = ()
    edges: tuple[Decimal, ...] | None = None
    step: Decimal = Decimal(1)
    is_money: bool = False
    counts_people: bool = False
    text: str = ""

    @property
    def entity(self) -> str:
        return self.key.partition(".")[0]

    @property
    def is_custom(self) -> bool:
        return ".custom." in self.key


FIXED: tuple[Attribute, ...] = (
    Attribute("company.industry", _lazy("業種"), "text", "c.industry"),
    Attribute(
        "company.employee_count",
        _lazy("従業員数"),
        "number",
        "c.employee_count::numeric",
        edges=EMPLOYEE_EDGES,
        counts_people=True,
    ),
    Attribute(
        "company.annual_revenue",
        _lazy("売上規模"),
        "number",
        "c.annual_revenue_amount",
        step=Decimal("0.01"),
        is_money=True,
    ),
    Attribute("company.region", _lazy("地域"), "text", "c.region"),
    Attribute("company.country", _lazy("国"), "text", "c.country"),
    Attribute("lead.source", _lazy("最初の流入元"), "text", "s.name"),
    Attribute("lead.job_title", _lazy("役職"), "text", "l.job_title"),
    Attribute("lead.department", _lazy("部署"), "text", "l.department"),
    Attribute("deal.product", _lazy("商品"), "text", "d.product"),
)

_ALIASES = {Entity.COMPANY: "c", Entity.LEAD: "l", Entity.DEAL: "d"}
_NUMERIC = {CustomField.DataType.INTEGER: Decimal(1), CustomField.DataType.DECIMAL: Decimal("0.000001")}


def attributes_for(workspace: Workspace) -> list[Attribute]:
    """Every attribute of the workspace: the fixed ones, then the custom fields of companies, leads and deals (no dates)."""
    fields = CustomField.objects.for_workspace(workspace).filter(entity__in=list(_ALIASES))
    return [*FIXED, *(_custom(field) for field in fields if field.data_type != CustomField.DataType.DATE)]


def attribute_named(attributes: Sequence[Attribute], name: str) -> Attribute | None:
    """The attribute of a key, or of the last part of one (`employee_count`) when only one ends so; None otherwise."""
    exact = [attribute for attribute in attributes if attribute.key == name]
    found = exact or [attribute for attribute in attributes if attribute.key.endswith(f".{name}")]
    return found[0] if len(found) == 1 else None


def _custom(field: CustomField) -> Attribute:
    key = f"{field.entity}.custom.{field.key}"
    value = f"{_ALIASES[Entity(field.entity)]}.custom ->> %s"
    step = _NUMERIC.get(CustomField.DataType(field.data_type))
    if step is not None:
        column = f"CASE WHEN {value} ~ '{NUMBER_PATTERN}' THEN ({value})::numeric END"
        return Attribute(key, field.label, "number", column, (field.key, field.key), step=step, text=f"({value})")
    kind: Kind = "boolean" if field.data_type == CustomField.DataType.BOOLEAN else "text"
    return Attribute(key, field.label, kind, f"({value})", (field.key,))
