"""The kinds of fields that the pages of Layer 2 share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

DAY_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"]  # japanese-data


def lines(label: Any, rows: int = 2) -> forms.CharField:
    """Optional text of some lines."""
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}))


def day(label: Any) -> forms.DateField:
    """An optional date."""
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _lazy("日付は 2026/11/20 のように入力してください")},
        input_formats=DAY_FORMATS,
    )


def typed_choice(
    label: Any, choices: Sequence[tuple[str, Any]], coerce: Callable[[Any], Any] = str
) -> forms.TypedChoiceField:
    """An optional choice from a few."""
    return forms.TypedChoiceField(label=label, choices=choices, coerce=coerce, required=False, empty_value="")
