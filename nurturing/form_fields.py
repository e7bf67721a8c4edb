"""Fields of the design forms: numbers as people type them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workspaces.calc.numbers_text import NumberTextError, read_number

POINTS_UNIT = "点"  # japanese-data


class NumberField(forms.Field):
    """Points and thresholds as people type them (＋15, ー30, 60点)."""

    def __init__(self, *, is_signed: bool = False, **kwargs: Any) -> None:
        self.is_signed = is_signed
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 5}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> float | None:
        if value in (None, ""):
            return None
        if isinstance(value, (int, float)):
            return float(value)
        try:
            return float(read_number(str(value).replace(POINTS_UNIT, "").lstrip("+＋")))
        except NumberTextError as problem:
            if problem.cause == "empty":
                return None
            raise ValidationError(_("%(name)sを数字で入力してください（例: 15）") % {"name": self.label}) from None

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, (int, float)):
            return value
        text = f"{value:+g}" if self.is_signed and value else f"{value:g}"
        return text.replace("-", "−")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
