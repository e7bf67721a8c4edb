"""The form of a piece of content: its title and brief, its place on the map, who makes it by when, and what it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from channels.models import ContentAsset
from channels.services.content import AssetEntry

Choices = Sequence[tuple[str, str]]
DATE_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"]  # japanese-data


@dataclass(frozen=True)
class AssetChoices:
    """What a piece of content can be given: stages, roles, ICPs, people and other pieces, each as (value, label)."""

    stages: Choices = ()
    roles: Choices = ()
    segments: Choices = ()
    owners: Choices = ()
    others: Choices = field(default=())


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=DATE_FORMATS,
        error_messages={"invalid": _lazy("日付は 2026/11/20 のように入力してください")},
    )


def _choice(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False)


class AssetForm(forms.Form):
    """A piece of content with its place on the map and its brief."""

    title = forms.CharField(
        label=_lazy("題名"),
        max_length=255,
        error_messages={"required": _lazy("題名が未入力です。仮の題名で構いません")},
    )
    kind = forms.CharField(
        label=_lazy("形式"), required=False, max_length=60, widget=forms.TextInput(attrs={"list": "content-kinds"})
    )
    state = forms.ChoiceField(label=_lazy("状態"), choices=ContentAsset.State.choices)
    owner_id = _choice(_lazy("担当者"))
    due_on = _day(_lazy("期日"))
    brief = forms.CharField(label=_lazy("企画の要点"), required=False, widget=forms.Textarea(attrs={"rows": 6}))
    stage_key = _choice(_lazy("購買ステージ"))
    role_key = _choice(_lazy("関与者"))
    more_stages = forms.MultipleChoiceField(
        label=_lazy("ほかに役立つ段階"), required=False, widget=forms.CheckboxSelectMultiple
    )
    segment = _choice(_lazy("対象のICP"))
    url = forms.CharField(label=_lazy("URL"), required=False, max_length=500)
    gate = _choice(_lazy("公開のしかた"))
    cta = forms.CharField(label=_lazy("次の行動（CTA）"), required=False, max_length=200)
    next_asset_id = _choice(_lazy("次に渡すコンテンツ"))
    next_step = forms.CharField(label=_lazy("次の導線"), required=False, max_length=200)
    sales_use = _choice(_lazy("営業での利用"))
    updated_on = _day(_lazy("更新日"))

    def __init__(self, data: Any = None, *, choices: AssetChoices, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        unknown = ("", _("未選択"))
        offered: dict[str, list[tuple[str, Any]]] = {
            "stage_key": [("", _("未分類")), *choices.stages],
            "role_key": [("", _("未分類")), *choices.roles],
            "more_stages": list(choices.stages),
            "segment": [("", _("すべてのICP")), *choices.segments],
            "owner_id": [("", _("未定")), *choices.owners],
            "next_asset_id": [("", _("なし")), *choices.others],
            "gate": [unknown, *ContentAsset.Gate.choices],
            "sales_use": [unknown, *ContentAsset.SalesUse.choices],
        }
        for name, values in offered.items():
            cast(forms.ChoiceField, self.fields[name]).choices = values

    def clean_owner_id(self) -> int | None:
        return int(self.cleaned_data["owner_id"]) if self.cleaned_data["owner_id"] else None

    def clean_next_asset_id(self) -> int | None:
        return int(self.cleaned_data["next_asset_id"]) if self.cleaned_data["next_asset_id"] else None

    @property
    def entry(self) -> AssetEntry:
        """The piece as typed; only of a valid form."""
        return AssetEntry(**self.cleaned_data)
