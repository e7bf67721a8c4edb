"""The custom fields of one record as people read them: their label, and a value by its declared type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from crm.models import CustomField
from crm.services.custom_fields import declared_fields
from workspaces.calc.display import format_day, format_number
from workspaces.models import Workspace
from workspaces.templatetags.formats import language

MOST_PLACES = 6
DataType = CustomField.DataType


@dataclass(frozen=True)
class CustomValue:
    """A field this workspace added, with what one record holds in it."""

    label: str
    text: str


def custom_values(workspace: Workspace, entity: str, custom: Mapping[str, Any]) -> list[CustomValue]:
    """The values of a record (`company`, `lead`, `deal`), declared fields in their order; a key nobody declared comes last."""
    declared = declared_fields(workspace, entity) if custom else {}
    order = [key for key in declared if key in custom] + [key for key in custom if key not in declared]
    return [
        CustomValue(
            label=declared[key].label if key in declared else key,
            text=value_text(custom[key], declared[key].data_type if key in declared else DataType.TEXT),
        )
        for key in order
    ]


def value_text(value: Any, data_type: str) -> str:
    """はい・いいえ, a grouped number, a day as the reader's language writes it; blank is 「–」."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, (int, float)):
        return format_number(value, _places(value))
    if data_type == DataType.DATE:
        return _day(str(value))
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)


def _places(value: float) -> int:
    """As many decimals as the value has."""
    text = f"{value:.{MOST_PLACES}f}".rstrip("0")
    return len(text.partition(".")[2])


def _day(text: str) -> str:
    try:
        return format_day(dt.date.fromisoformat(text[:10]), "table", language())
    except ValueError:
        return text
