"""The two steps of taking over a list of content: what is pasted or chosen, and what the preview hands on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from channels.forms.assets import AssetChoices
from channels.forms.list_headings import unused_headings
from channels.forms.list_reader import ListReader
from channels.forms.list_rows import MOST_ROWS, Row, carried, rows_carried, rows_of_file, rows_of_text


class _ListForm(forms.Form):
    """A list that was read.

    `cleaned_data` holds `list` (a ListRow per row), `carried` (the rows as one text) and `unused` (columns not taken).
    """

    def __init__(self, data: Any = None, files: Any = None, *, choices: AssetChoices) -> None:
        super().__init__(data, files)
        self.reader = ListReader(choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        rows = self._rows(cleaned)
        cleaned["list"] = found = self.reader.read(rows)
        cleaned["carried"] = carried(rows)
        cleaned["unused"] = unused_headings(rows[0][1]) if rows else []
        if len(found) > MOST_ROWS:
            raise ValidationError(
                _("一度に取り込めるのは%(count)d行までです。分けて取り込んでください") % {"count": MOST_ROWS}
            )
        if not any(row.entry for row in found):
            raise ValidationError(_("題名の列が見つかりません。1行に1本、題名とURLを並べてください"))
        return cleaned

    def _rows(self, cleaned: dict[str, Any]) -> list[Row]:
        raise NotImplementedError


class PasteForm(_ListForm):
    """Titles and addresses with any further columns: under headings, or recognised by what they hold."""

    rows = forms.CharField(
        label=_lazy("題名とURLの一覧"), required=False, widget=forms.Textarea(attrs={"rows": 6}), strip=False
    )
    file = forms.FileField(label=_lazy("ファイル（CSV・TSV・Excel）"), required=False)

    def _rows(self, cleaned: dict[str, Any]) -> list[Row]:
        if cleaned.get("file"):
            return rows_of_file(cleaned["file"].read())
        rows = rows_of_text(cleaned.get("rows") or "")
        if not rows:
            raise ValidationError(
                _("一覧が空です。表計算ソフトから題名とURLの列を貼り付けるか、ファイルを選んでください")
            )
        return rows


class CarriedListForm(_ListForm):
    """The rows of a preview, confirmed."""

    table = forms.CharField(required=False, strip=False)

    def _rows(self, cleaned: dict[str, Any]) -> list[Row]:
        return rows_carried(cleaned.get("table") or "")
