"""Amounts and counts in a channel's row, as people type them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from workspaces.calc.numbers_text import NumberTextError, read_number
from workspaces.templatetags.formats import language

# Below this a bare number for a month's cost in yen was surely meant as 万円: we ask instead of guessing.
SMALLEST_BARE_YEN = 1000
UNIT = re.compile(r"[万億千百円¥￥]|yen", re.IGNORECASE)  # japanese-data


class CountField(forms.CharField):
    """94, 94件, 12.5; cleaned to Decimal or None."""

    unreadable = _lazy("数で入力してください（例: 94）")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"})
        )
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip()
        if not text or text in ("-", "–", "ー"):
            return None
        try:
            number = read_number(text)
        except NumberTextError:
            raise ValidationError(self.message(self.unreadable)) from None
        if number < 0 or number >= self.too_large:
            raise ValidationError(self.message(_lazy("0以上の数で入力してください")))
        self.check(number, text)
        return number

    too_large = Decimal(10**9)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another number was typed; the same one written differently is no change."""
        try:
            return self.clean(data) != (None if initial in (None, "") else Decimal(str(initial)))
        except ValidationError:
            return True

    def check(self, number: Decimal, text: str) -> None:
        """What else keeps the number from being taken."""

    def message(self, sentence: Any) -> str:
        return _("%(field)sは%(sentence)s") % {"field": self.label, "sentence": sentence}

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        text = f"{value:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class CostField(CountField):
    """60万円, 1.2億, 600,000円; a bare small number in yen is asked back. Cleaned to Decimal or None."""

    unreadable = _lazy("金額で入力してください（例: 60万円）")
    too_large = Decimal(10**13)

    def __init__(self, *, currency: str, is_small: bool = False, **kwargs: Any) -> None:
        """`is_small`: a price of one thing, where a bare small number is nothing strange."""
        self.currency = currency
        self.is_small = is_small
        super().__init__(**kwargs)

    def check(self, number: Decimal, text: str) -> None:
        if self.currency == "JPY" and not self.is_small and 0 < number < SMALLEST_BARE_YEN and not UNIT.search(text):
            raise ValidationError(
                self.message(_("単位を付けて入力してください（例: %(number)s万円）") % {"number": text})
            )

    def prepare_value(self, value: Any) -> Any:
        text = super().prepare_value(value)
        if language() != "ja" or self.currency != "JPY" or not isinstance(value, Decimal) or not value or value % 1000:
            return text
        return f"{super().prepare_value(value / 10000)}万円"  # japanese-data
