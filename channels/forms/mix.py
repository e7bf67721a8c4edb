"""The channel mix as one form: the same fields for every channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _lazy

from channels.forms.numbers import CostField, CountField
from channels.models import PlannedChannel
from crm.models import Source

NAMES = (
    "is_active",
    "name",
    "next_step",
    "stages",
    "monthly_cost_amount",
    "monthly_lead_count",
    "choice_reason",
    "role",
    "months_to_effect",
    "is_single_event",
    "starts_on",
    "source",
)


DETAILS = ("choice_reason", "name", "role", "months_to_effect", "starts_on", "is_single_event", "source")
WIDE = ("choice_reason", "role")


@dataclass(frozen=True)
class Detail:
    """A field behind a channel's door with its short label."""

    name: str
    label: str
    field: forms.BoundField
    is_wide: bool


@dataclass(frozen=True)
class ChannelRow:
    """A channel and its bound fields by name."""

    channel: PlannedChannel
    fields: dict[str, forms.BoundField]
    labels: dict[str, str]

    @property
    def pk(self) -> int:
        return self.channel.pk

    @property
    def detail_errors(self) -> bool:
        """Whether something behind the row's door has to be mended."""
        return any(detail.field.errors for detail in self.details)

    @property
    def details(self) -> list[Detail]:
        """What stands behind the row's door."""
        return [Detail(name, self.labels[name], self.fields[name], name in WIDE) for name in DETAILS]


class MixForm(forms.Form):
    """Fields are called `rows-<id>-<name>`."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        channels: Sequence[PlannedChannel],
        stages: Sequence[tuple[str, str]],
        sources: Sequence[Source],
        currency: str,
        removed: str = "",
    ) -> None:
        self.channels = [channel for channel in channels if str(channel.pk) != removed]
        saved = {f"rows-{each.pk}-{name}": _initial(each, name) for each in self.channels for name in NAMES}
        super().__init__(data, initial=saved)
        source_choices = [("", _lazy("結び付けない")), *((str(source.pk), source.name) for source in sources)]
        self.labels: dict[str, str] = {}
        for channel in self.channels:
            for name, field in _fields(stages, source_choices, currency).items():
                self.labels[name] = str(field.label)
                field.label = f"{channel.name}・{field.label}"
                self.fields[f"rows-{channel.pk}-{name}"] = field
                # A channel that somebody added meanwhile is not in what was sent: it stays as it is.
                if data is not None and f"rows-{channel.pk}-name" not in data:
                    field.disabled = True

    @cached_property
    def rows(self) -> list[ChannelRow]:
        return [
            ChannelRow(channel, {name: self[f"rows-{channel.pk}-{name}"] for name in NAMES}, self.labels)
            for channel in self.channels
        ]

    @property
    def entries(self) -> dict[int, dict[str, Any]]:
        """The typed values by the id of their channel; only of a valid form."""
        entries = {}
        for channel in self.channels:
            values = {name: self.cleaned_data[f"rows-{channel.pk}-{name}"] for name in NAMES}
            source = values.pop("source")
            entries[channel.pk] = {**values, "source_id": int(source) if source else None}
        return entries


def _initial(channel: PlannedChannel, name: str) -> Any:
    value = getattr(channel, "source_id" if name == "source" else name)
    if name == "source":
        return str(value) if value else ""
    # Whole amounts without idle decimals, so that a form sent back unchanged has changed nothing.
    return value.normalize() if isinstance(value, Decimal) else value


def _fields(
    stages: Sequence[tuple[str, str]], sources: Sequence[tuple[str, Any]], currency: str
) -> dict[str, forms.Field]:
    return {
        "is_active": forms.BooleanField(label=_lazy("使う"), required=False),
        "name": forms.CharField(
            label=_lazy("チャネル"), max_length=120, error_messages={"required": _lazy("チャネルの名前が未入力です")}
        ),
        "next_step": forms.CharField(label=_lazy("次の導線"), required=False, max_length=200),
        "stages": forms.MultipleChoiceField(
            label=_lazy("合う段階"), required=False, choices=list(stages), widget=forms.CheckboxSelectMultiple
        ),
        "monthly_cost_amount": CostField(label=_lazy("月あたり費用"), currency=currency),
        "monthly_lead_count": CountField(label=_lazy("想定リード数（月）")),
        "choice_reason": forms.CharField(
            label=_lazy("選定理由"), required=False, widget=forms.Textarea(attrs={"rows": 2})
        ),
        "role": forms.CharField(label=_lazy("役割"), required=False, max_length=200),
        "months_to_effect": forms.IntegerField(
            label=_lazy("効果が出るまで（か月）"),
            min_value=0,
            max_value=36,
            error_messages={
                "required": _lazy("効果が出るまでの月数が未入力です。すぐ出るなら 0 です"),
                "invalid": _lazy("効果が出るまでの月数は整数で入力してください"),
            },
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        ),
        "is_single_event": forms.BooleanField(label=_lazy("開催単位（単発）"), required=False),
        "starts_on": forms.DateField(
            label=_lazy("開始日・開催日"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _lazy("日付は 2026/11/20 のように入力してください")},
            input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"],  # japanese-data
        ),
        "source": forms.ChoiceField(label=_lazy("記録の流入元"), required=False, choices=list(sources)),
    }
