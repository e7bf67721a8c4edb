"""How past deals are read, as typed: edges of bands, the fewest cases, where the later half begins, fields compared anyway."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targeting.calc.bands import ascending
from targeting.forms.fields import day
from targeting.models import AnalyserSettings
from targeting.selectors.attributes import Attribute
from targeting.services.analyser import AnalyserEntry
from workspaces.calc.numbers_text import NumberTextError, read_number

# 1,000 is one number; 10, 100 are two.
EDGE_MARK = re.compile(r"[、，\s]+|,(?!\d{3}(?!\d))")


class BandsField(forms.CharField):
    """The edges of bands, rising; blank leaves the cutting to the analyser."""

    def __init__(self, attribute: Attribute, **options: Any) -> None:
        self.attribute = attribute
        super().__init__(label=str(attribute.label), required=False, **options)

    def clean(self, value: Any) -> list[Decimal]:
        text = super().clean(value)
        try:
            edges = [read_number(part) for part in EDGE_MARK.split(text) if part]
        except NumberTextError:
            raise ValidationError(
                _("%(attribute)sの区切りは「100、500、1000」のように数で入力してください")
                % {"attribute": self.attribute.label}
            ) from None
        if edges and not ascending(edges):
            raise ValidationError(
                _("%(attribute)sの区切りは小さい順に、同じ数を入れずに入力してください")
                % {"attribute": self.attribute.label}
            )
        return edges


class AnalyserForm(forms.Form):
    """The detailed settings of 「受注しやすい条件」; one field of bands per number, a tick per field that may be kept."""

    minimum_cases = forms.IntegerField(
        label=_lazy("判定に必要な件数"),
        min_value=10,
        max_value=500,
        error_messages={
            "required": _lazy("判定に必要な件数が未入力です"),
            "invalid": _lazy("判定に必要な件数は数で入力してください"),
            "min_value": _lazy("判定に必要な件数は10以上にしてください。少ないと偶然を見分けられません"),
            "max_value": _lazy("判定に必要な件数は500以下にしてください"),
        },
    )
    split_on = day(_lazy("「直近」の最初の日"))

    def __init__(
        self,
        data: Any = None,
        *,
        settings: AnalyserSettings,
        numbers: Sequence[tuple[Attribute, Sequence[str]]],
        keepable: Sequence[tuple[str, str]],
    ) -> None:
        initial = {"minimum_cases": settings.minimum_cases, "split_on": settings.split_on}
        super().__init__(data, initial=initial)
        self.settings, self.numbers = settings, [attribute for attribute, _edges in numbers]
        self.keepable = [key for key, _label in keepable]
        for attribute, edges in numbers:
            chosen = settings.bands.get(attribute.key, [])
            self.fields[f"bands-{attribute.key}"] = BandsField(
                attribute,
                initial="、".join(_grouped(edge) for edge in chosen),
                help_text=_("今の区切り: %(edges)s") % {"edges": "、".join(_grouped(edge) for edge in edges)},
            )
        if keepable:
            self.fields["kept"] = forms.MultipleChoiceField(
                label=_("分析に含める項目"),
                choices=keepable,
                initial=settings.compared_anyway,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def bands_fields(self) -> list[forms.BoundField]:
        return [self[f"bands-{attribute.key}"] for attribute in self.numbers]

    def entry(self) -> AnalyserEntry:
        """The settings to save; bands and ticks of attributes that are not on the page stay as they are."""
        data = self.cleaned_data
        shown = {attribute.key for attribute in self.numbers}
        bands = {
            key: [Decimal(edge) for edge in edges] for key, edges in self.settings.bands.items() if key not in shown
        }
        bands |= {a.key: data[f"bands-{a.key}"] for a in self.numbers if data[f"bands-{a.key}"]}
        kept = [key for key in self.settings.compared_anyway if key not in self.keepable]
        return AnalyserEntry(
            bands=bands,
            compared_anyway=[*kept, *data.get("kept", [])],
            minimum_cases=data["minimum_cases"],
            split_on=data["split_on"],
        )


def _grouped(edge: str) -> str:
    return f"{Decimal(edge):,f}"
