"""Settings of a cell of the content map."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy


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
