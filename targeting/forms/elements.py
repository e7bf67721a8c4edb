"""The eight element groups inside the form of an ICP: fields are called `element-<group>-<name>`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from crm.calc.folding import fold_text
from targeting.elements import HINTS, WITH_MONTHS
from targeting.forms.fields import day, lines
from targeting.models import Element, IcpElement

MONTH_MARK = re.compile(r"[、，,・\s月]+")  # japanese-data


@dataclass(frozen=True)
class ElementEntry:
    """An element as typed."""

    element: str
    text: str
    months: list[int]
    evidence: str
    verify_on: Any


@dataclass(frozen=True)
class ElementRow:
    """The bound fields of one element group and what is saved of it."""

    element: Element
    hint: Any
    stored: IcpElement | None
    text: forms.BoundField
    months: forms.BoundField | None
    evidence: forms.BoundField
    verify_on: forms.BoundField

    @property
    def has_errors(self) -> bool:
        return bool((self.months and self.months.errors) or self.verify_on.errors)


@dataclass
class ElementFields:
    """Adds its fields to a form and reads them back."""

    stored: Mapping[str, IcpElement]
    months: dict[str, list[int]] = field(default_factory=dict)

    @property
    def saved(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for element in Element:
            row = self.stored.get(element)
            values[f"element-{element}-text"] = row.text if row else ""
            values[f"element-{element}-months"] = "、".join(map(str, row.months)) if row else ""
            values[f"element-{element}-evidence"] = row.evidence if row else ""
            values[f"element-{element}-verify_on"] = row.verify_on if row else None
        return values

    def add_to(self, form: forms.Form) -> None:
        """One text each, months where timing hangs from it, and what it rests on."""
        for element in Element:
            fields: dict[str, forms.Field] = {
                "text": lines(element.label, rows=3),
                "evidence": lines(_("%(element)s・根拠") % {"element": element.label}, rows=1),
                "verify_on": day(_("%(element)s・確かめる日") % {"element": element.label}),
            }
            if element in WITH_MONTHS:
                label = _("%(element)s・月") % {"element": element.label}
                fields["months"] = forms.CharField(label=label, required=False)
            for name, one in fields.items():
                form.fields[f"element-{element}-{name}"] = one
        form.initial.update(self.saved)

    def rows(self, form: forms.Form) -> list[ElementRow]:
        """What the template walks through."""
        return [
            ElementRow(
                element=element,
                hint=HINTS[element],
                stored=self.stored.get(element),
                text=form[f"element-{element}-text"],
                months=form[f"element-{element}-months"] if element in WITH_MONTHS else None,
                evidence=form[f"element-{element}-evidence"],
                verify_on=form[f"element-{element}-verify_on"],
            )
            for element in Element
        ]

    def clean(self, form: forms.Form) -> None:
        """Months as numbers 1–12."""
        for element in WITH_MONTHS:
            name = f"element-{element}-months"
            typed = [part for part in MONTH_MARK.split(fold_text(form.cleaned_data.get(name, ""))) if part]
            months = [int(part) for part in typed if part.isascii() and part.isdigit()]
            if len(months) != len(typed) or any(not 1 <= month <= 12 for month in months):
                form.add_error(name, _lazy("月は 4、10 のように1から12の数で入力してください"))
            self.months[element] = sorted(set(months))

    def entries(self, form: forms.Form) -> list[ElementEntry]:
        """The groups as typed; only of a valid form."""
        return [
            ElementEntry(
                element=element,
                text=form.cleaned_data[f"element-{element}-text"],
                months=self.months.get(element, []),
                evidence=form.cleaned_data[f"element-{element}-evidence"],
                verify_on=form.cleaned_data[f"element-{element}-verify_on"],
            )
            for element in Element
        ]
