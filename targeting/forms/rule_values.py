"""The value of an ICP rule as people type it: 「製造、情報通信」, 「100〜999」, 「1億」."""

from __future__ import annotations

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from targeting.calc.bands import plain
from targeting.models import IcpRule
from targeting.selectors.attributes import Attribute
from workspaces.calc.numbers_text import NumberTextError, read_number

Operator = IcpRule.Operator
TEXT_OPERATORS = (Operator.IN, Operator.CONTAINS)
RANGE_MARK = re.compile(r"\s*[〜～~]\s*|\.\.|(?<=\d)\s*[-–ー−]\s*(?=\d)")
LIST_MARK = re.compile(r"[、，,\n]+")
YES_WORDS = ("yes", "true", "1")


def read_values(attribute: Attribute, operator: str, text: str) -> list[str]:
    """The values that a rule stores. Raises ValidationError with cause and remedy."""
    check_operator(attribute, operator)
    if not text.strip():
        raise ValidationError(
            _("%(attribute)sの値が未入力です。条件をなくすには「削除」を選びます") % {"attribute": attribute.label}
        )
    if attribute.kind == "number":
        return _read_numbers(attribute, operator, text)
    parts = [part.strip() for part in LIST_MARK.split(text) if part.strip()]
    if attribute.kind == "boolean":
        return ["true" if part.lower() in YES_WORDS or part == _("はい") else "false" for part in parts]
    return parts


def check_operator(attribute: Attribute, operator: str) -> None:
    """Whether the condition suits the attribute. Raises ValidationError."""
    if attribute.kind == "number" and operator == Operator.CONTAINS:
        raise ValidationError(
            _("%(attribute)sは数なので「含む」は使えません。「範囲」「以上」「以下」から選んでください")
            % {"attribute": attribute.label}
        )
    if attribute.kind != "number" and operator not in TEXT_OPERATORS:
        raise ValidationError(
            _("%(attribute)sは数ではないので大小の条件は使えません。「いずれか」か「含む」を選んでください")
            % {"attribute": attribute.label}
        )


def _read_numbers(attribute: Attribute, operator: str, text: str) -> list[str]:
    parts = RANGE_MARK.split(text.strip()) if operator == Operator.BETWEEN else [text]
    if operator == Operator.IN:
        parts = re.split(r"[、，\n]+|,(?!\d{3})", text)
    values = [_read_number(attribute, part) for part in parts if part.strip()]
    if operator == Operator.BETWEEN and (len(values) != 2 or values[0] > values[1]):
        raise ValidationError(
            _("%(attribute)sの範囲は「100〜999」のように小さい数から入力してください") % {"attribute": attribute.label}
        )
    return [plain(value) for value in values]


def _read_number(attribute: Attribute, text: str) -> Decimal:
    try:
        return read_number(text)
    except NumberTextError:
        raise ValidationError(
            _("%(attribute)sは数で入力してください（例: 100、1億）") % {"attribute": attribute.label}
        ) from None


def typed_values(operator: str, values: list[str]) -> str:
    """Stored values as they stand in the input."""
    if operator == Operator.BETWEEN:
        return "〜".join(_grouped(value) for value in values)
    if operator in (Operator.AT_LEAST, Operator.AT_MOST):
        return _grouped(values[0]) if values else ""
    return "、".join(str(value) for value in values)


def _grouped(value: str) -> str:
    try:
        return f"{Decimal(str(value)):,f}"
    except ArithmeticError:
        return str(value)
