"""The form of 役割分担: level and duty per department, and behind the door the people and parties of each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from strategy.models import Party, RoleSplitRow
from workspaces.models import Membership

SIDES = ("marketing", "sales")


class RolesForm(forms.Form):
    """Rows with indexed names `rows-<id>-…`; `new-scope` adds a row of one's own."""

    def __init__(self, *args: Any, rows: Sequence[RoleSplitRow], members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        people = [("", "–"), *((str(member.user_id), str(member.user)) for member in members)]
        known = {key for key, _name in people}
        for row in self.rows:
            for side in SIDES:
                self._add_duty(row, side)
            for name, label in _people():
                self._add_person(row, name, label, people, known)
            for name, label in _parties():
                self._add_parties(row, name, label)
        self.fields["new-scope"] = forms.CharField(label=_("追加する貢献範囲"), required=False, max_length=120)

    def _add_duty(self, row: RoleSplitRow, side: str) -> None:
        title = {"scope": row.scope, "side": _side_name(side)}
        self.fields[f"rows-{row.pk}-{side}_level"] = forms.ChoiceField(
            label=_("%(scope)s・%(side)sの分担") % title,
            choices=RoleSplitRow.Level.choices,
            initial=getattr(row, f"{side}_level"),
        )
        self.fields[f"rows-{row.pk}-{side}_duty"] = forms.CharField(
            label=_("%(scope)s・%(side)sの内容") % title,
            required=False,
            max_length=300,
            initial=getattr(row, f"{side}_duty"),
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _add_person(
        self, row: RoleSplitRow, name: str, label: str, people: list[tuple[str, str]], known: set[str]
    ) -> None:
        chosen = getattr(row, f"{name}_id")
        # Somebody who has left stays readable until a successor is chosen.
        gone = [(str(chosen), str(getattr(row, name)))] if chosen and str(chosen) not in known else []
        self.fields[f"rows-{row.pk}-{name}"] = forms.ChoiceField(
            label=_("%(scope)s・%(label)s") % {"scope": row.scope, "label": label},
            choices=[*people, *gone],
            required=False,
            initial=str(chosen or ""),
        )

    def _add_parties(self, row: RoleSplitRow, name: str, label: str) -> None:
        self.fields[f"rows-{row.pk}-{name}"] = forms.MultipleChoiceField(
            label=_("%(scope)s・%(label)s") % {"scope": row.scope, "label": label},
            choices=Party.choices,
            required=False,
            initial=getattr(row, name),
            widget=forms.CheckboxSelectMultiple,
        )

    # ---- for the page ----

    def table(self) -> list[dict[str, Any]]:
        """Rows of the page: scope, level and duty per side, people and parties."""
        return [
            {
                "scope": row.scope,
                "row": row,
                "cells": [
                    {
                        "side_name": _side_name(side),
                        "level": self[f"rows-{row.pk}-{side}_level"],
                        "duty": self[f"rows-{row.pk}-{side}_duty"],
                    }
                    for side in SIDES
                ],
                "people": self._fields_of(row, _people()),
                "parties": self._fields_of(row, _parties()),
            }
            for row in self.rows
        ]

    def _fields_of(self, row: RoleSplitRow, names: list[tuple[str, str]]) -> list[dict[str, Any]]:
        return [{"name": label, "field": self[f"rows-{row.pk}-{name}"]} for name, label in names]

    @property
    def new_scope(self) -> forms.BoundField:
        return self["new-scope"]

    def people_sentence(self) -> str:
        """What the closed door says: how many rows have somebody who answers for them."""
        named = sum(row.accountable_id is not None for row in self.rows)
        if not named:
            return _("実行する人・最終責任者・相談・共有は、まだ決めていません（任意）")
        return _("%(total)s行のうち%(named)s行に最終責任者がいます") % {"total": len(self.rows), "named": named}

    # ---- what was sent ----

    def values(self) -> dict[int, dict[str, Any]]:
        """The cleaned values by row id and field of the model."""
        return {row.pk: self._values_of(row) for row in self.rows}

    def _values_of(self, row: RoleSplitRow) -> dict[str, Any]:
        prefix = f"rows-{row.pk}-"
        values = {
            name.removeprefix(prefix): value for name, value in self.cleaned_data.items() if name.startswith(prefix)
        }
        for name, _label in _people():
            person = values.pop(name)
            values[f"{name}_id"] = int(person) if person else None
        return values


def _people() -> list[tuple[str, str]]:
    return [("responsible", _("実行する人")), ("accountable", _("最終責任者"))]


def _parties() -> list[tuple[str, str]]:
    return [("consulted", _("相談する部門")), ("informed", _("共有する部門"))]


def _side_name(side: str) -> str:
    return _("マーケティング") if side == "marketing" else _("営業")
