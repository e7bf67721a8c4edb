"""The committee and the journey as one form each: the same fields for every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _lazy

from targeting.models import BuyingRole, BuyingStage


def flat(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, one value per name."""
    return {name: data[name] for name in data}


def _lines(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 2}))


def _name(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=80,
        error_messages={"required": _lazy("名前が未入力です。使わない行は「削除」を選びます")},
    )


@dataclass(frozen=True)
class BuyerRow:
    """The record and its bound fields by name, in the order of the form."""

    record: BuyingRole | BuyingStage
    fields: dict[str, forms.BoundField]
    labels: dict[str, str]

    @property
    def pk(self) -> int:
        return self.record.pk

    @property
    def texts(self) -> list[tuple[str, forms.BoundField]]:
        """Label and field of what stands in the card; name and weight have their own places."""
        return [(self.labels[name], field) for name, field in self.fields.items() if name not in ("name", "weight")]


class BuyersForm(forms.Form):
    """One form for all rows: fields are called `rows-<id>-<name>`."""

    def row_fields(self) -> dict[str, forms.Field]:
        raise NotImplementedError

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, records: Sequence[BuyingRole | BuyingStage], removed: str = ""
    ) -> None:
        self.records = [record for record in records if str(record.pk) != removed]
        self.labels = {name: str(field.label) for name, field in self.row_fields().items()}
        saved = {f"rows-{record.pk}-{name}": getattr(record, name) for record in self.records for name in self.labels}
        # A row that somebody added meanwhile is not in what was sent: it stays as it is.
        super().__init__(None if data is None else {**saved, **flat(data)}, initial=saved)
        for record in self.records:
            for name, field in self.row_fields().items():
                field.label = f"{record.name}・{field.label}"
                self.fields[f"rows-{record.pk}-{name}"] = field

    @cached_property
    def rows(self) -> list[BuyerRow]:
        names = list(self.row_fields())
        return [
            BuyerRow(record, {name: self[f"rows-{record.pk}-{name}"] for name in names}, self.labels)
            for record in self.records
        ]

    @property
    def entries(self) -> dict[int, dict[str, Any]]:
        """The typed values by the id of their row."""
        names = list(self.row_fields())
        return {
            record.pk: {name: self.cleaned_data[f"rows-{record.pk}-{name}"] for name in names}
            for record in self.records
        }


class CommitteeForm(BuyersForm):
    def row_fields(self) -> dict[str, forms.Field]:
        return {
            "name": _name(_lazy("関与者")),
            "key_message": _lines(_lazy("伝えるメッセージ")),
            "titles": _lines(_lazy("職位の例")),
            "concerns": _lines(_lazy("関心")),
            "objections": _lines(_lazy("反対理由")),
            "content_needed": _lines(_lazy("必要なコンテンツ")),
            "weight": forms.DecimalField(
                label=_lazy("不足の重み"),
                min_value=0,
                max_value=9,
                decimal_places=1,
                max_digits=3,
                error_messages={"invalid": _lazy("重みは 1.5 のように数で入力してください")},
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            ),
        }


class JourneyForm(BuyersForm):
    def row_fields(self) -> dict[str, forms.Field]:
        return {
            "name": _name(_lazy("購買ステージ")),
            "state_of_mind": _lines(_lazy("心理")),
            "questions": _lines(_lazy("疑問")),
            "information_needed": _lines(_lazy("必要な情報")),
            "content_needed": _lines(_lazy("必要なコンテンツ")),
            "signals": _lines(_lazy("見える動き")),
            "exit_condition": _lines(_lazy("次へ移る条件")),
        }
