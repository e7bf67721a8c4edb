"""The committee, the journey, the personas as one form each: the same fields for every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Stage
from targeting.defaults import INFORMATION_SOURCES
from targeting.forms.fields import day, lines, typed_choice
from targeting.forms.titles import TitleRows
from targeting.models import BuyingRole, BuyingStage, Persona, TitleRule
from targeting.selectors.messages import DECISION

Record = BuyingRole | BuyingStage | Persona
# Fields with a place of their own in a card; the others stand in it one below the other.
PLACED = ("name", "weight", "is_required", "evidence", "verify_on", "lifecycle_from", "lifecycle_to", "role_key")


def flat(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, one value per name."""
    return {name: data[name] for name in data}


def _name(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=80,
        error_messages={"required": _lazy("名前が未入力です。使わない行は「削除」を選びます")},
    )


def _claim() -> dict[str, forms.Field]:
    """What a row rests on: blank is 仮説, to be verified by a day."""
    return {
        "evidence": lines(_lazy("根拠（聞き取り・商談・調査など）")),
        "verify_on": day(_lazy("確かめる日")),
    }


@dataclass(frozen=True)
class BuyerRow:
    """The record and its bound fields by name, in the order of the form."""

    record: Any
    fields: dict[str, forms.BoundField]
    labels: dict[str, str]

    @property
    def pk(self) -> int:
        return self.record.pk

    @property
    def texts(self) -> list[tuple[str, forms.BoundField]]:
        """Label and field of what stands in the card."""
        return [
            (self.labels[name], field)
            for name, field in self.fields.items()
            if name not in PLACED and not name.startswith("source_")
        ]

    @property
    def claim(self) -> list[tuple[str, forms.BoundField]]:
        """What it rests on, and the day to verify it."""
        return [(self.labels[name], self.fields[name]) for name in ("evidence", "verify_on")]

    @property
    def placed(self) -> list[tuple[str, forms.BoundField]]:
        """Short choices: the lifecycle stages of a buying stage, the role of a persona."""
        names = ("role_key", "lifecycle_from", "lifecycle_to")
        return [(self.labels[name], self.fields[name]) for name in names if name in self.fields]

    @property
    def sources(self) -> list[tuple[str, forms.BoundField]]:
        """Where a persona looks for information, with the score of each."""
        return [(self.labels[name], field) for name, field in self.fields.items() if name.startswith("source_")]

    @property
    def has_errors(self) -> bool:
        return any(field.errors for _label, field in [*self.claim, *self.sources, *self.placed])

    @property
    def is_hypothesis(self) -> bool:
        return not self.record.evidence


class BuyersForm(forms.Form):
    """One form for all rows: fields are called `rows-<id>-<name>`."""

    def row_fields(self, record: Any) -> dict[str, forms.Field]:
        raise NotImplementedError

    def saved_values(self, record: Any) -> dict[str, Any]:
        """What the fields of a row show before anybody types."""
        return {name: getattr(record, name) for name in self.row_fields(record)}

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, records: Sequence[Any], removed: str = "", **kwargs: Any
    ) -> None:
        self.records = [record for record in records if str(record.pk) != removed]
        saved = self._saved()
        # A row that somebody added meanwhile is not in what was sent: it stays as it is.
        super().__init__(None if data is None else {**saved, **flat(data)}, initial=saved, **kwargs)
        for record in self.records:
            for name, field in self.row_fields(record).items():
                field.label = f"{record.name}・{field.label}"
                self.fields[f"rows-{record.pk}-{name}"] = field

    def _saved(self) -> dict[str, Any]:
        return {
            f"rows-{record.pk}-{name}": value
            for record in self.records
            for name, value in self.saved_values(record).items()
        }

    @cached_property
    def rows(self) -> list[BuyerRow]:
        return [self._row(record) for record in self.records]

    def _row(self, record: Any) -> BuyerRow:
        fields = self.row_fields(record)
        return BuyerRow(
            record,
            {name: self[f"rows-{record.pk}-{name}"] for name in fields},
            {name: str(field.label) for name, field in fields.items()},
        )

    def typed(self, record: Any) -> dict[str, Any]:
        """The typed values of a row; only of a valid form."""
        return {name: self.cleaned_data[f"rows-{record.pk}-{name}"] for name in self.row_fields(record)}

    @property
    def entries(self) -> dict[int, dict[str, Any]]:
        """The typed values by the id of their row."""
        return {record.pk: self.typed(record) for record in self.records}


class CommitteeForm(BuyersForm):
    """The buying roles, and which words in a title speak for which of them."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        records: Sequence[BuyingRole],
        titles: Sequence[TitleRule] = (),
        removed: str = "",
        takes_new: bool = True,
    ) -> None:
        super().__init__(data, records=records, removed=removed)
        self.titles = TitleRows(self, titles, records, removed=removed, takes_new=takes_new)

    def row_fields(self, record: Any) -> dict[str, forms.Field]:
        return {
            "name": _name(_lazy("関与者")),
            "key_message": lines(_lazy("伝えるメッセージ")),
            "titles": lines(_lazy("職位の例")),
            "concerns": lines(_lazy("関心")),
            "objections": lines(_lazy("反対理由")),
            "content_needed": lines(_lazy("必要なコンテンツ")),
            "weight": forms.DecimalField(
                label=_lazy("不足の重み"),
                min_value=0,
                max_value=9,
                decimal_places=1,
                max_digits=3,
                error_messages={"invalid": _lazy("重みは 1.5 のように数で入力してください")},
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            ),
            "is_required": typed_choice(
                _lazy("接触の必要"),
                [("True", _lazy("必要な役割")), ("False", _lazy("任意の役割"))],
                coerce=lambda value: value == "True",
            ),
            **_claim(),
        }

    def clean(self) -> dict[str, Any]:
        self.titles.clean()
        return self.cleaned_data


class JourneyForm(BuyersForm):
    def row_fields(self, record: Any) -> dict[str, forms.Field]:
        stages = [("", _lazy("なし")), *Stage.choices]
        own_line = {"internal_approval": lines(_lazy("社内稟議"))} if record.key == DECISION else {}
        return {
            "name": _name(_lazy("購買ステージ")),
            "state_of_mind": lines(_lazy("心理")),
            "questions": lines(_lazy("疑問")),
            "information_needed": lines(_lazy("必要な情報")),
            "content_needed": lines(_lazy("必要なコンテンツ")),
            **own_line,
            "signals": lines(_lazy("見える動き")),
            "exit_condition": lines(_lazy("次へ移る条件")),
            "lifecycle_from": typed_choice(_lazy("対応するステージ（から）"), stages),
            "lifecycle_to": typed_choice(_lazy("対応するステージ（まで）"), stages),
            **_claim(),
        }

    def saved_values(self, record: Any) -> dict[str, Any]:
        span = list(record.lifecycle) or [""]
        known = {"lifecycle_from": span[0], "lifecycle_to": span[-1]}
        return {name: known.get(name, getattr(record, name, "")) for name in self.row_fields(record)}

    def clean(self) -> dict[str, Any]:
        order = Stage.values
        for record in self.records:
            first, last = (self.cleaned_data.get(f"rows-{record.pk}-lifecycle_{end}", "") for end in ("from", "to"))
            if bool(first) != bool(last) or (first and order.index(first) > order.index(last)):
                self.add_error(
                    f"rows-{record.pk}-lifecycle_to", _("対応するステージは、手前のステージから順に選んでください")
                )
        return self.cleaned_data

    def typed(self, record: Any) -> dict[str, Any]:
        values = super().typed(record)
        first, last = values.pop("lifecycle_from"), values.pop("lifecycle_to")
        order = list(Stage.values)
        values["lifecycle"] = order[order.index(first) : order.index(last) + 1] if first else []
        return values


class PersonasForm(BuyersForm):
    """Personas with what channels, content and scenarios use of them."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        records: Sequence[Persona],
        roles: Sequence[BuyingRole],
        removed: str = "",
    ) -> None:
        self.roles = [("", _lazy("決めない")), *((role.key, role.name) for role in roles)]
        super().__init__(data, records=records, removed=removed)

    def row_fields(self, record: Any) -> dict[str, forms.Field]:
        scores = [(str(number), str(number)) for number in range(6)]
        return {
            "name": _name(_lazy("ペルソナ")),
            "role_key": typed_choice(_lazy("購買の役割"), self.roles),
            "goals": lines(_lazy("目標")),
            "questions": lines(_lazy("疑問")),
            "objections": lines(_lazy("反対理由")),
            **{f"source_{key}": typed_choice(label, scores, coerce=int) for key, label in INFORMATION_SOURCES},
            **_claim(),
        }

    def saved_values(self, record: Any) -> dict[str, Any]:
        scores = {f"source_{key}": record.sources.get(key, 0) for key, _label in INFORMATION_SOURCES}
        return {name: scores[name] if name in scores else getattr(record, name) for name in self.row_fields(record)}

    def typed(self, record: Any) -> dict[str, Any]:
        values = super().typed(record)
        scores = {key: int(values.pop(f"source_{key}") or 0) for key, _label in INFORMATION_SOURCES}
        return {**values, "sources": {key: score for key, score in scores.items() if score}}
