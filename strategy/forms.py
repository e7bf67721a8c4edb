"""What people type on the pages of Layer 1 and of the agreement."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from strategy.sentences import RATE_NAMES, language
from strategy.services.goals import plain
from workspaces.calc.numbers_text import BIG_UNITS, NumberTextError, read_number, read_percentage
from workspaces.models import Membership

LARGEST_AMOUNT = Decimal(10) ** 15
RATE_KEYS = ("lead_to_mql", "mql_to_sql", "sql_to_won")
VALUES = ("revenue_target_amount", "marketing_share_rate", "average_deal_amount", "sales_cycle_months")


class TypedNumberField(forms.Field):
    """A number as people type it (４億円, 200万円, 1,234), kept exactly; `suffix` is the unit behind the field."""

    def __init__(self, *, suffix: Any = "", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.suffix = suffix

    def to_python(self, value: Any) -> Decimal | None:
        if value in (None, ""):
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return self.read(str(value))
        except NumberTextError as problem:
            if problem.cause == "empty":
                return None
            raise ValidationError(
                _("%(name)sを数字で入力してください（例: %(example)s）") % {"name": self.label, "example": self.example}
            ) from None

    example: Any = "1,234"

    def read(self, text: str) -> Decimal:
        return read_number(text)

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def validate(self, value: Decimal | None) -> None:
        if value is None and self.required:
            raise ValidationError(
                _("%(name)sが未入力です。わからなければ「目安を使う」を選べます") % {"name": self.label}
            )


class AmountField(TypedNumberField):
    """Money: 4億, 200万円; echoed in full below the field."""

    example = _lazy("4億円")

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is not None and value <= 0:
            raise ValidationError(_("%(name)sは0より大きい数で入力してください") % {"name": self.label})
        if value is not None and value >= LARGEST_AMOUNT:
            raise ValidationError(_("%(name)sが大きすぎます。1,000兆円未満で入力してください") % {"name": self.label})

    def prepare_value(self, value: Any) -> Any:
        return compact_amount(value) if isinstance(value, Decimal) else value


class PercentField(TypedNumberField):
    """A rate typed in percent and kept as a fraction 0–1."""

    example = "20"

    def read(self, text: str) -> Decimal:
        return read_percentage(text)

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is not None and not 0 < value <= 1:
            raise ValidationError(_("%(name)sは0より大きく100以下で入力してください") % {"name": self.label})

    def prepare_value(self, value: Any) -> Any:
        return plain(value * 100) if isinstance(value, Decimal) else value


class MonthsField(TypedNumberField):
    example = "4"

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is not None and not 0 < value < 100:
            raise ValidationError(_("%(name)sは0より大きく100未満の月数で入力してください") % {"name": self.label})


class GoalForm(forms.Form):
    """The goal: what the business wants, what marketing carries, at which deal size."""

    revenue_target_amount = AmountField(label=_lazy("事業の売上目標"))
    marketing_share_rate = PercentField(label=_lazy("マーケが担う割合"))
    average_deal_amount = AmountField(label=_lazy("平均受注単価"))
    sales_cycle_months = MonthsField(label=_lazy("検討期間"), required=False)


class RatesForm(forms.Form):
    """The rates of a chain, one field each, from the first step to the last."""

    def __init__(self, *args: Any, rate_keys: Sequence[str] = RATE_KEYS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rate_keys = list(rate_keys)
        for key in self.rate_keys:
            self.fields[key] = PercentField(label=RATE_NAMES.get(key, key), required=self.rates_are_required)

    rates_are_required = True

    @property
    def rate_fields(self) -> list[forms.BoundField]:
        return [self[key] for key in self.rate_keys]


class StartForm(RatesForm, GoalForm):
    """The six numbers that begin a strategy; what is left out takes the 目安 of the industry."""

    rates_are_required = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False


class BackcalcForm(RatesForm, GoalForm):
    """All assumptions of the back-calculation and the twelve month weights."""

    def __init__(self, *args: Any, months: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weight_names = [f"weight_{index}" for index in range(12)]
        for index, name in enumerate(self.weight_names):
            label = _("%(month)sの重み") % {"month": months[index] if months else index + 1}
            self.fields[name] = TypedNumberField(label=label, required=False)

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.weight_names]

    def weights(self) -> list[Decimal] | None:
        """Twelve weights, None when the page sent none of them."""
        if not any(name in self.data for name in self.weight_names):
            return None
        return [self.cleaned_data.get(name) or Decimal(0) for name in self.weight_names]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        typed = [values.get(name) for name in self.weight_names]
        if any(weight is not None and (weight < 0 or weight >= 10000) for weight in typed):
            self.add_error(self.weight_names[0], _("月の重みは0以上10,000未満で入力してください"))
        elif not self.errors and self.weights() is not None and not any(weight for weight in typed):
            self.add_error(self.weight_names[0], _("月の重みは、合計が0より大きくなるように入力してください"))
        return values


class PartiesForm(forms.Form):
    """Who speaks for the three parties, each with an optional deputy."""

    def __init__(self, *args: Any, voices: Sequence[Any], members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(member.user_id), f"{member.user}（{member.role_name}）") for member in members]
        self.pairs = []
        for voice in voices:
            approver, deputy = f"{voice.party}-approver", f"{voice.party}-deputy"
            self.fields[approver] = forms.ChoiceField(
                label=_("%(party)sの承認者") % {"party": voice.label}, choices=people, initial=str(voice.approver.pk)
            )
            self.fields[deputy] = forms.ChoiceField(
                label=_("%(party)sの代理") % {"party": voice.label},
                choices=[("", _("なし")), *people],
                required=False,
                initial=str(voice.deputy.pk) if voice.deputy else "",
            )
            self.pairs.append((voice, approver, deputy))

    def rows(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        return [(voice, self[approver], self[deputy]) for voice, approver, deputy in self.pairs]


def compact_amount(amount: Decimal) -> str:
    """An amount as one would type it: 4億, 1.6億, 200万 (in English 400,000,000); always exactly the same number."""
    if language() == "ja":
        for name, unit in BIG_UNITS.items():
            if amount >= unit and (amount / unit * 100) % 1 == 0:
                return f"{plain(amount / unit)}{name}"
    return f"{amount:,.2f}".removesuffix(".00")
