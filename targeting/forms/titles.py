"""The rows 「役職の言葉 → 役割」 inside the form of the committee: fields are called `titles-<id>-<name>`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targeting.calc.titles import words_of
from targeting.defaults import OPTIONAL_ROLES
from targeting.forms.fields import typed_choice
from targeting.models import BuyingRole, TitleRule

NEW = "new"


@dataclass(frozen=True)
class TitleEntry:
    """A rule as typed: `pk` of the row it changes, None for a new one."""

    role_key: str
    scope: str
    words: str
    pk: int | None = None


@dataclass(frozen=True)
class TitleRow:
    """The bound fields of one rule; `pk` None for the row in which a new one may be typed."""

    pk: int | None
    role: forms.BoundField
    scope: forms.BoundField
    words: forms.BoundField


def _not_added(role_key: str) -> str:
    """A role the words wait for."""
    name = next((str(role.name) for role in OPTIONAL_ROLES if role.key == role_key), role_key)
    return _("%(name)s（未追加）") % {"name": name}


class TitleRows:
    """Adds its fields to a form and reads them back."""

    def __init__(
        self,
        form: forms.Form,
        rules: Sequence[TitleRule],
        roles: Sequence[BuyingRole],
        *,
        removed: str = "",
        takes_new: bool = True,
    ) -> None:
        self.form, self.takes_new = form, takes_new
        self.rules = {str(rule.pk): rule for rule in rules if f"title-{rule.pk}" != removed}
        known = [(role.key, role.name) for role in roles]
        for key, rule in self.rules.items():
            others = [] if rule.role_key in dict(known) else [(rule.role_key, _not_added(rule.role_key))]
            self._add(key, [*known, *others], rule)
        self._add(NEW, known, None)

    def _add(self, key: str, roles: list[tuple[str, str]], rule: TitleRule | None) -> None:
        fields = {
            "role": typed_choice(_lazy("役割"), roles),
            "scope": typed_choice(_lazy("どこを見るか"), TitleRule.Scope.choices),
            "words": forms.CharField(label=_lazy("役職・部署の言葉"), required=False),
        }
        saved = {
            "role": rule.role_key if rule else "",
            "scope": rule.scope if rule else TitleRule.Scope.TITLE,
            "words": rule.words if rule else "",
        }
        for name, field in fields.items():
            full = f"titles-{key}-{name}"
            self.form.fields[full] = field
            self.form.initial[full] = saved[name]
            if self.form.is_bound:
                cast(dict[str, Any], self.form.data).setdefault(full, saved[name])

    @property
    def rows(self) -> list[TitleRow]:
        return [self._row(key) for key in [*self.rules, NEW]]

    def _row(self, key: str) -> TitleRow:
        pk = None if key == NEW else int(key)
        return TitleRow(pk, *(self.form[f"titles-{key}-{name}"] for name in ("role", "scope", "words")))

    def clean(self) -> None:
        """A saved rule needs words; the empty new row is nothing."""
        for key in self.rules:
            if not words_of(self.form.cleaned_data.get(f"titles-{key}-words", "")):
                self.form.add_error(f"titles-{key}-words", _("役職の言葉が未入力です。使わない行は「削除」を選びます"))

    @property
    def entries(self) -> list[TitleEntry]:
        """The rules as typed, in order; only of a valid form."""
        entries = [self._entry(key) for key in self.rules]
        if self.takes_new and words_of(self.form.cleaned_data.get(f"titles-{NEW}-words", "")):
            # A new rule is the more specific one, so it is asked before the others.
            entries.insert(0, self._entry(NEW))
        return entries

    def _entry(self, key: str) -> TitleEntry:
        typed = {name: self.form.cleaned_data[f"titles-{key}-{name}"] for name in ("role", "scope", "words")}
        return TitleEntry(
            role_key=typed["role"],
            scope=typed["scope"] or TitleRule.Scope.TITLE,
            words=typed["words"],
            pk=None if key == NEW else int(key),
        )
