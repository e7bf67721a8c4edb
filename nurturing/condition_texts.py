"""The values of a condition as people type and read them: 「製造業、物流」, 「100〜999」."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.calc.folding import fold_text
from nurturing.calc.conditions import BARE_OPERATORS, LIST_OPERATORS, NUMBER_OPERATORS
from nurturing.wording import listed
from workspaces.calc.numbers_text import NumberTextError, read_number

YES, NO = ("はい", "true", "yes", "1"), ("いいえ", "false", "no", "0")  # japanese-data


def read_value(operator: str, text: str, *, is_number: bool, is_boolean: bool = False) -> Any:
    """The value of a condition from what was typed. Raises ValidationError in words."""
    if operator in BARE_OPERATORS:
        return None
    if operator == "between":
        parts = [part for part in text.replace("～", "〜").replace("-", "〜").split("〜") if part.strip()]
        ends = [_read_number(part) for part in parts] if len(parts) == 2 else []
        if not ends or ends[0] > ends[1]:
            raise ValidationError(_("範囲は「100〜999」のように入力してください"))
        return ends
    if operator in NUMBER_OPERATORS:
        return _read_number(text)
    values = split_values(text)
    if not values:
        raise ValidationError(_("値が未入力です。複数のときは「、」で区切ります"))
    if operator in ("in", "not_in") and is_boolean:
        return [_read_answer(value) for value in values]
    if operator in LIST_OPERATORS and is_number and operator in ("in", "not_in"):
        return [_read_number(value) for value in values]
    return values


def _read_answer(text: str) -> bool:
    folded = fold_text(text)
    if folded not in YES + NO:
        raise ValidationError(_("「はい」か「いいえ」で入力してください"))
    return folded in YES


def _read_number(text: str) -> float:
    try:
        value = float(read_number(text))
    except NumberTextError:
        raise ValidationError(_("数字で入力してください（例: 100）")) from None
    return int(value) if value.is_integer() else value


def split_values(text: str) -> list[str]:
    """Several values typed with any usual separator."""
    for mark in ("，", ",", ";", "\n"):
        text = text.replace(mark, "、")
    return [part.strip() for part in text.split("、") if part.strip()]


def joined(value: Any) -> str:
    """Stored values as one text to edit."""
    if value is None:
        return ""
    return "、".join(_shown_item(item) for item in listed(value))


def _shown_item(item: Any) -> str:
    if isinstance(item, bool):
        return _("はい") if item else _("いいえ")
    return plain_number(item) if isinstance(item, (int, float)) else str(item)


def plain_number(value: float) -> str:
    """5000000 and 12.5, never 5e+06."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def listed_operator(operator: str) -> str:
    """The operator under which a form offers a stored one."""
    return "in" if operator == "eq" else operator


def shown(value: Any) -> str:
    """A number or text as a form shows it."""
    return plain_number(value) if isinstance(value, (int, float)) else str(value or "")
