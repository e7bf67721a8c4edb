"""What a scored condition may ask for: attributes of people and companies, and the activities this workspace records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Activity, ActivityType, CustomField, Entity
from workspaces.models import Workspace

Text = str | Promise


@dataclass(frozen=True)
class ScoredAttribute:
    """An attribute under the name the score function knows it by."""

    key: str
    label: Text
    is_number: bool = False
    is_boolean: bool = False


FIXED = (
    ScoredAttribute("company.industry", _lazy("業種")),
    ScoredAttribute("company.employee_count", _lazy("従業員数"), is_number=True),
    ScoredAttribute("company.annual_revenue", _lazy("売上規模"), is_number=True),
    ScoredAttribute("company.region", _lazy("地域")),
    ScoredAttribute("company.country", _lazy("国")),
    ScoredAttribute("company.domain", _lazy("会社のドメイン")),
    ScoredAttribute("job_title", _lazy("役職")),
    ScoredAttribute("department", _lazy("部署")),
    ScoredAttribute("email", _lazy("メールアドレス")),
    ScoredAttribute("source", _lazy("流入元")),
    ScoredAttribute("campaign", _lazy("キャンペーン")),
)
_PREFIXES = {Entity.LEAD: "custom.", Entity.COMPANY: "company.custom."}
_NUMBERS = (CustomField.DataType.INTEGER, CustomField.DataType.DECIMAL)


def scored_attributes(workspace: Workspace) -> list[ScoredAttribute]:
    """The fixed attributes, then the custom fields of leads and companies."""
    fields = CustomField.objects.for_workspace(workspace).filter(entity__in=list(_PREFIXES))
    custom = [
        ScoredAttribute(
            f"{_PREFIXES[Entity(field.entity)]}{field.key}",
            field.label,
            is_number=field.data_type in _NUMBERS,
            is_boolean=field.data_type == CustomField.DataType.BOOLEAN,
        )
        for field in fields
    ]
    return [*FIXED, *custom]


def recorded_types(workspace: Workspace) -> set[str]:
    """The activity types that occur in this workspace's records: one look into the index per type, however many rows."""
    rows = Activity.objects.for_workspace(workspace)
    known = {name for name in ActivityType.values if rows.filter(type=name).exists()}
    return known | set(rows.exclude(type__in=ActivityType.values).values_list("type", flat=True).distinct()[:50])


def untracked_types(types: Iterable[str], recorded: set[str]) -> list[str]:
    """Of the types a condition names, none of which has ever been recorded; empty as soon as one has."""
    names = list(types)
    return [] if any(name in recorded for name in names) else names
