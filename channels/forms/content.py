"""Forms of the content map: a cell, a piece of content, a pasted list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from channels.models import ContentAsset
from channels.services.content import AssetEntry
from workspaces.calc.numbers_text import DateTextError, read_date

ADDRESS = re.compile(r"^(https?://|/|www\.)\S+$", re.IGNORECASE)
TITLE_AND_ADDRESS = re.compile(r"^(.+?)[\s,、，]+(https?://\S+)$", re.IGNORECASE)
MOST_PASTED = 500


class CellForm(forms.Form):
    """Whether a cell applies, and how many pieces it wants."""

    is_not_applicable = forms.BooleanField(label=_lazy("対象外にする"), required=False)
    not_applicable_reason = forms.CharField(label=_lazy("対象外の理由"), required=False, max_length=255)
    target_count = forms.IntegerField(
        label=_lazy("目標の本数"),
        min_value=1,
        max_value=99,
        error_messages={
            "required": _lazy("目標の本数が未入力です"),
            "invalid": _lazy("目標の本数は整数で入力してください"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_not_applicable") and not cleaned.get("not_applicable_reason"):
            self.add_error("not_applicable_reason", _("対象外にする理由が未入力です。一言で入力してください"))
        return cleaned


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
    brief = forms.CharField(label=_lazy("企画の要点"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    stage_key = forms.ChoiceField(label=_lazy("購買ステージ"), required=False)
    role_key = forms.ChoiceField(label=_lazy("関与者"), required=False)
    url = forms.CharField(label=_lazy("URL"), required=False, max_length=500)
    next_step = forms.CharField(label=_lazy("次の導線"), required=False, max_length=200)
    updated_on = forms.DateField(
        label=_lazy("更新日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _lazy("日付は 2026/11/20 のように入力してください")},
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"],  # japanese-data
    )

    def __init__(
        self,
        data: Any = None,
        *,
        stages: Sequence[tuple[str, str]],
        roles: Sequence[tuple[str, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        for name, choices in (("stage_key", stages), ("role_key", roles)):
            cast(forms.ChoiceField, self.fields[name]).choices = [("", _("未分類")), *choices]

    @property
    def entry(self) -> AssetEntry:
        """The piece as typed; only of a valid form."""
        return AssetEntry(**self.cleaned_data)


class PasteForm(forms.Form):
    """A list copied from a spreadsheet: title, address, and in any further column kind, stage, role or date."""

    rows = forms.CharField(
        label=_lazy("題名とURLの一覧"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _lazy("一覧が空です。表計算ソフトから題名とURLの列を貼り付けてください")},
    )

    def __init__(
        self, data: Any = None, *, stages: Sequence[tuple[str, str]], roles: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.stages = {_folded(name): key for key, name in stages}
        self.roles = {_folded(name): key for key, name in roles}
        self.states = {_folded(str(label)): value for value, label in ContentAsset.State.choices}

    def clean_rows(self) -> list[AssetEntry]:
        lines = [line for line in self.cleaned_data["rows"].splitlines() if line.strip()]
        if len(lines) > MOST_PASTED:
            raise ValidationError(
                _("一度に貼り付けられるのは%(count)d行までです。分けて貼り付けてください") % {"count": MOST_PASTED}
            )
        entries = [entry for line in lines if (entry := self._entry(line))]
        if not entries:
            raise ValidationError(_("題名の列が見つかりません。1行に1本、題名とURLを貼り付けてください"))
        return entries

    def _entry(self, line: str) -> AssetEntry | None:
        cells = [cell.strip() for cell in _cells(line)]
        title, found = "", {}
        for cell in filter(None, cells):
            name, value = self._read(cell)
            if name == "text":
                name = "kind" if title else "title"
            if name == "title":
                title = value
            elif name not in found:
                found[name] = value
        if _folded(title) in HEADINGS:
            return None
        title = title or found.get("url", "")
        return AssetEntry(title=title[:255], **_shortened(found)) if title else None

    def _read(self, cell: str) -> tuple[str, Any]:
        """What a cell of the list is: an address, a stage, a role, a state, a date or a text."""
        if ADDRESS.match(cell):
            return "url", cell
        folded = _folded(cell)
        for name, known in (("stage_key", self.stages), ("role_key", self.roles), ("state", self.states)):
            if folded in known:
                return name, known[folded]
        try:
            return "updated_on", read_date(cell)
        except DateTextError:
            return "text", cell


def _cells(line: str) -> list[str]:
    """The columns of a line; without tabs a title with its address behind it, or the title alone."""
    if "\t" in line:
        return line.split("\t")
    with_address = TITLE_AND_ADDRESS.match(line.strip())
    return list(with_address.groups()) if with_address else [line]


# The first line of a sheet is often its header.
HEADINGS = {"タイトル", "題名", "コンテンツ名", "title", "name"}  # japanese-data


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _shortened(found: dict[str, Any]) -> dict[str, Any]:
    lengths = {"url": 500, "kind": 60}
    return {name: value[: lengths[name]] if name in lengths else value for name, value in found.items()}
