"""Forms of the SLA, the lifecycle stages and the example leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from crm.models import ActivityType
from nurturing.example_leads import EXAMPLES, ExampleLead
from nurturing.models import ReturnDestination, ReturnReason, Sla
from nurturing.services.design import STAGE_FIELDS
from nurturing.wording import type_label

DATE_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"]  # japanese-data


class SlaForm(forms.Form):
    """Six fields that print one sentence, acceptance by default, and a destination per return reason."""

    lead_class = forms.CharField(label=_lazy("どのリードを"), max_length=120, required=False)
    response_hours = forms.DecimalField(
        label=_lazy("いつまでに"),
        min_value=Decimal("0.5"),
        max_value=400,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 5}),
    )
    method = forms.CharField(label=_lazy("どうやって"), max_length=120, required=False)
    attempt_count = forms.IntegerField(
        label=_lazy("何回"),
        min_value=1,
        max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
    )
    attempt_days = forms.IntegerField(
        label=_lazy("何営業日で"),
        min_value=1,
        max_value=250,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
    )
    feedback = forms.CharField(label=_lazy("何を返すか"), max_length=200, required=False)
    review_on = forms.DateField(
        label=_lazy("見直し日"),
        required=False,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _lazy("日付は 2026/11/20 のように入力してください")},
    )
    is_auto_accept_on = forms.BooleanField(label=_lazy("返事がないときは自動で受領にする"), required=False)
    auto_accept_hours = forms.DecimalField(
        label=_lazy("自動受領までの営業時間"),
        required=False,
        min_value=Decimal("0.5"),
        max_value=999,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 5}),
    )

    def __init__(self, *args: Any, sla: Sla, destinations: Sequence[ReturnDestination], **kwargs: Any) -> None:
        kwargs["initial"] = {name: _without_idle_zero(getattr(sla, name)) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        known = {row.reason: row for row in destinations}
        choices = [("", _("行き先を選ぶ")), *ReturnDestination.Destination.choices]
        for reason, label in ReturnReason.choices:
            row = known.get(reason)
            self.fields[f"to-{reason}"] = forms.ChoiceField(
                label=_("%(reason)sの行き先") % {"reason": label},
                choices=choices,
                required=False,
                initial=row.destination if row else "",
            )
            self.fields[f"days-{reason}"] = forms.IntegerField(
                label=_("%(reason)sを再確認するまでの日数") % {"reason": label},
                required=False,
                min_value=1,
                max_value=3650,
                initial=row.revisit_days if row else None,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("is_auto_accept_on") and not values.get("auto_accept_hours"):
            self.add_error("auto_accept_hours", _("自動受領までの営業時間が未入力です"))
        return values

    @property
    def reasons(self) -> list[tuple[str, str, forms.BoundField, forms.BoundField]]:
        """(reason, words, destination, days) in the agreed order."""
        return [
            (reason, str(label), self[f"to-{reason}"], self[f"days-{reason}"]) for reason, label in ReturnReason.choices
        ]

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}

    @property
    def destinations(self) -> list[tuple[str, str, int | None]]:
        return [
            (reason, self.cleaned_data[f"to-{reason}"], self.cleaned_data[f"days-{reason}"])
            for reason in ReturnReason.values
        ]

    def readable(self, saved: Sla) -> Sla:
        """The SLA as far as it can be read, unsaved, for the sentence beside it; called on a bound form."""
        self.is_valid()
        values = {
            name: getattr(saved, name) if self.cleaned_data.get(name) is None else self.cleaned_data[name]
            for name in self.base_fields
        }
        return Sla(**values)


def _without_idle_zero(value: Any) -> Any:
    """4 hours, not 4.0."""
    return int(value) if isinstance(value, Decimal) and value == int(value) else value


class StagesForm(forms.Form):
    """Six stages: definition, condition to move on, who decides, the way back."""

    LABELS = {
        "definition": _lazy("定義"),
        "move_condition": _lazy("移る条件"),
        "decided_by": _lazy("判定者"),
        "return_condition": _lazy("戻す条件"),
    }

    def __init__(self, *args: Any, stages: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stages = list(stages)
        for stage in self.stages:
            for name in STAGE_FIELDS:
                is_long = name != "decided_by"
                self.fields[f"rows-{stage.key}-{name}"] = forms.CharField(
                    label=f"{stage.get_key_display()}・{self.LABELS[name]}",
                    required=name == "definition",
                    max_length=500 if is_long else 120,
                    initial=getattr(stage, name),
                    widget=forms.Textarea(attrs={"rows": 2}) if is_long else forms.TextInput(),
                    error_messages={
                        "required": _("「%(stage)s」の定義が未入力です") % {"stage": stage.get_key_display()}
                    },
                )

    def table(self) -> list[dict[str, Any]]:
        """Rows of the page: the stage and its four fields."""
        return [
            {"stage": stage, "cells": [self[f"rows-{stage.key}-{name}"] for name in STAGE_FIELDS]}
            for stage in self.stages
        ]

    @property
    def rows(self) -> dict[str, dict[str, str]]:
        return {
            stage.key: {name: self.cleaned_data[f"rows-{stage.key}-{name}"] for name in STAGE_FIELDS}
            for stage in self.stages
        }


# What an example lead may have done, in the columns of its table.
EXAMPLE_TYPES = [
    ActivityType.PRICING,
    ActivityType.CASE_STUDY,
    ActivityType.DOWNLOAD,
    ActivityType.WEBINAR_ATTENDED,
    ActivityType.EMAIL_CLICK,
    ActivityType.EVENT_CARD,
    ActivityType.DEMO_REQUEST,
]


@dataclass(frozen=True)
class ExampleRow:
    """An example lead with its bound fields."""

    name: str
    fields: list[forms.BoundField]


class ExamplesForm(forms.Form):
    """Ten example leads, editable; what is typed here is scored at once and never stored."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data if data is not None and "ex-0-industry" in data else None)
        for number, lead in enumerate(EXAMPLES):
            for name, label in {"industry": _("業種"), "job_title": _("役職"), "department": _("部署")}.items():
                self._add(
                    number, name, forms.CharField(label=label, required=False, initial=str(getattr(lead, name))), 8
                )
            size = forms.IntegerField(label=_("従業員数"), required=False, min_value=0, initial=lead.employee_count)
            self._add(number, "employee_count", size, 5)
            for kind in EXAMPLE_TYPES:
                times = forms.IntegerField(
                    label=type_label(kind), required=False, min_value=0, max_value=50, initial=lead.done.get(kind, 0)
                )
                self._add(number, kind, times, 2)

    def _add(self, number: int, name: str, field: forms.Field, size: int) -> None:
        field.widget = forms.TextInput(attrs={"size": size})
        field.label = f"{number + 1}・{field.label}"
        self.fields[f"ex-{number}-{name}"] = field

    def rows(self) -> list[ExampleRow]:
        names = ["industry", "employee_count", "job_title", "department", *map(str, EXAMPLE_TYPES)]
        return [
            ExampleRow(str(lead.name), [self[f"ex-{number}-{name}"] for name in names])
            for number, lead in enumerate(EXAMPLES)
        ]

    def leads(self) -> list[ExampleLead]:
        """The examples as typed; a field that cannot be read counts as empty."""
        return [self._lead(number, lead) for number, lead in enumerate(EXAMPLES)]

    def _lead(self, number: int, lead: ExampleLead) -> ExampleLead:
        if not self.is_bound:
            return lead
        self.is_valid()
        typed = {
            name: self.cleaned_data.get(f"ex-{number}-{name}")
            for name in ("industry", "employee_count", "job_title", "department", *map(str, EXAMPLE_TYPES))
        }
        return ExampleLead(
            name=lead.name,
            industry=typed["industry"] or "",
            employee_count=typed["employee_count"] or 0,
            job_title=typed["job_title"] or "",
            department=typed["department"] or "",
            done={str(kind): typed[str(kind)] or 0 for kind in EXAMPLE_TYPES},
        )


def recent_days(today: dt.date, count: int) -> list[dt.date]:
    """The days on which an example lead did something so many times: one a day, the last of them yesterday."""
    return [today - dt.timedelta(days=number + 1) for number in range(count)]
