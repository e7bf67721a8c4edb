"""Which part of all content each buying stage should have, in percent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from targeting.models import BuyingStage
from workspaces.calc.display import Number, round_half_up

PERCENT = Decimal(100)


class StageTargetForm(forms.Form):
    """One whole percentage per stage; together 100."""

    def __init__(self, data: Any, *, stages: Sequence[BuyingStage], targets: Mapping[str, Number]) -> None:
        super().__init__(data)
        self.keys = [stage.key for stage in stages]
        for stage in stages:
            self.fields[f"share-{stage.key}"] = forms.IntegerField(
                label=stage.name,
                min_value=0,
                max_value=100,
                initial=int(round_half_up(targets.get(stage.key, 0) * 100)),
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
                error_messages={
                    "required": _("%(stage)sの配分が未入力です") % {"stage": stage.name},
                    "invalid": _("%(stage)sの配分は整数で入力してください") % {"stage": stage.name},
                },
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        total = sum(cleaned.values())
        if not self.errors and total != PERCENT:
            raise ValidationError(_("合計が100%%になるように入力してください（いまは%(total)d%%）") % {"total": total})
        return cleaned

    @property
    def shares(self) -> dict[str, Decimal]:
        """The parts (0–1) as typed; only of a valid form."""
        return {key: self.cleaned_data[f"share-{key}"] / PERCENT for key in self.keys}
