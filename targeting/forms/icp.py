"""The ICP page as one form: the value statement, and for every rule an attribute, a condition and values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targeting.forms.buyers import flat
from targeting.forms.rule_values import read_values, typed_values
from targeting.models import Icp, IcpRule
from targeting.selectors.attributes import Attribute
from targeting.services.icp import IcpEntry, RuleEntry

NEW, NEW_EXCLUSION = "new", "newout"


@dataclass(frozen=True)
class RuleRow:
    """The bound fields of one rule; `rule` is None for a row in which a new one may be typed."""

    key: str
    rule: IcpRule | None
    is_exclusion: bool
    attribute: forms.BoundField
    operator: forms.BoundField
    text: forms.BoundField
    reason: forms.BoundField | None

    @property
    def errors(self) -> list[str]:
        return [*self.attribute.errors, *self.operator.errors, *self.text.errors]


def _lines(label: Any, rows: int = 2) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}))


class IcpForm(forms.Form):
    """`takes_new` False leaves the empty rows aside (an autosave must not add the same row again and again)."""

    problem = _lines(_lazy("課題"))
    value = _lines(_lazy("得られる価値"))
    proof = _lines(_lazy("根拠"))
    name = forms.CharField(label=_lazy("ICPの名前"), required=False, max_length=120)
    verify_on = forms.DateField(
        label=_lazy("確かめる日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _lazy("日付は 2026/11/20 のように入力してください")},
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"],  # japanese-data
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        icp: Icp,
        rules: Sequence[IcpRule],
        attributes: Sequence[Attribute],
        takes_new: bool = True,
        removed: str = "",
    ) -> None:
        self.rules = {str(rule.pk): rule for rule in rules if str(rule.pk) != removed}
        # A rule that somebody added meanwhile is not in what was sent: it stays as it is.
        sent = None if data is None else {**self._saved_rows(), **flat(data)}
        super().__init__(sent, initial={name: getattr(icp, name) for name in self.base_fields})
        self.attributes = {attribute.key: attribute for attribute in attributes}
        self.takes_new = takes_new
        choices = [(key, attribute.label) for key, attribute in self.attributes.items()]
        for key, rule in self.rules.items():
            known = choices if rule.attribute in self.attributes else [*choices, (rule.attribute, rule.attribute)]
            self._add_row(key, rule, known)
        for key in (NEW, NEW_EXCLUSION):
            self._add_row(key, None, [("", _("項目を選ぶ")), *choices])

    def _saved_rows(self) -> dict[str, Any]:
        saved: dict[str, Any] = {}
        for key, rule in self.rules.items():
            saved[f"rows-{key}-attribute"], saved[f"rows-{key}-operator"] = rule.attribute, rule.operator
            saved[f"rows-{key}-values"] = typed_values(rule.operator, rule.values)
            saved[f"rows-{key}-reason"] = rule.reason
        return saved

    def _add_row(self, key: str, rule: IcpRule | None, choices: Sequence[tuple[str, Any]]) -> None:
        is_exclusion = rule.is_exclusion if rule else key == NEW_EXCLUSION
        about = dict(choices).get(rule.attribute, "") if rule else _("新しい条件")
        self.fields[f"rows-{key}-attribute"] = forms.ChoiceField(
            label=_("%(row)s・項目") % {"row": about},
            choices=choices,
            required=rule is not None,
            initial=rule.attribute if rule else "",
        )
        self.fields[f"rows-{key}-operator"] = forms.ChoiceField(
            label=_("%(row)s・条件") % {"row": about},
            choices=IcpRule.Operator.choices,
            required=False,
            initial=rule.operator if rule else "in",
        )
        self.fields[f"rows-{key}-values"] = forms.CharField(
            label=_("%(row)s・値") % {"row": about},
            required=False,
            initial=typed_values(rule.operator, rule.values) if rule else "",
        )
        if is_exclusion:
            self.fields[f"rows-{key}-reason"] = forms.CharField(
                label=_("%(row)s・除外の理由") % {"row": about},
                required=False,
                max_length=255,
                initial=rule.reason if rule else "",
            )

    # ---- what the template walks through ----

    @cached_property
    def rows(self) -> list[RuleRow]:
        return [*map(self._row, self.rules), self._row(NEW), self._row(NEW_EXCLUSION)]

    @property
    def included(self) -> list[RuleRow]:
        return [row for row in self.rows if not row.is_exclusion]

    @property
    def excluded(self) -> list[RuleRow]:
        return [row for row in self.rows if row.is_exclusion]

    @property
    def has_included(self) -> bool:
        """Whether any saved rule says whom to win."""
        return any(not rule.is_exclusion for rule in self.rules.values())

    def _row(self, key: str) -> RuleRow:
        rule = self.rules.get(key)
        reason = f"rows-{key}-reason"
        return RuleRow(
            key=key,
            rule=rule,
            is_exclusion=rule.is_exclusion if rule else key == NEW_EXCLUSION,
            attribute=self[f"rows-{key}-attribute"],
            operator=self[f"rows-{key}-operator"],
            text=self[f"rows-{key}-values"],
            reason=self[reason] if reason in self.fields else None,
        )

    # ---- what was typed ----

    def clean(self) -> dict[str, Any]:
        self.entries: list[RuleEntry] = []
        for key in self._asked_rows():
            try:
                self.entries.append(self._entry(key))
            except ValidationError as error:
                self.add_error(f"rows-{key}-values", error)
        return self.cleaned_data

    def _asked_rows(self) -> Iterator[str]:
        for key in [*self.rules, NEW, NEW_EXCLUSION]:
            is_new = key in (NEW, NEW_EXCLUSION)
            if f"rows-{key}-attribute" not in self.cleaned_data or (is_new and not self.takes_new):
                continue
            if is_new and not self.cleaned_data[f"rows-{key}-attribute"]:
                if self.cleaned_data.get(f"rows-{key}-values"):
                    self.add_error(f"rows-{key}-attribute", _("項目が選ばれていません。値の左から選んでください"))
                continue
            yield key

    def _entry(self, key: str) -> RuleEntry:
        typed = {name: self.cleaned_data.get(f"rows-{key}-{name}", "") for name in ("attribute", "operator", "values")}
        rule = self.rules.get(key)
        attribute = self.attributes.get(typed["attribute"])
        if attribute is None:
            raise ValidationError(_("この項目はもうありません。条件を削除してください"))
        return RuleEntry(
            attribute=attribute.key,
            operator=typed["operator"] or IcpRule.Operator.IN,
            values=read_values(attribute, typed["operator"] or IcpRule.Operator.IN, typed["values"]),
            is_exclusion=rule.is_exclusion if rule else key == NEW_EXCLUSION,
            reason=self.cleaned_data.get(f"rows-{key}-reason", ""),
            pk=rule.pk if rule else None,
        )

    @property
    def entry(self) -> IcpEntry:
        """The page as typed; only of a valid form."""
        verify_on: dt.date | None = self.cleaned_data["verify_on"]
        texts = {name: self.cleaned_data[name] for name in ("name", "problem", "value", "proof")}
        return IcpEntry(**texts, verify_on=verify_on, rules=self.entries)

    def readable_rules(self) -> list[IcpRule]:
        """The rules that can be read so far, unsaved, for the preview; called on a bound form, valid or not."""
        self.is_valid()
        return [
            IcpRule(
                attribute=entry.attribute,
                operator=entry.operator,
                values=entry.values,
                is_exclusion=entry.is_exclusion,
            )
            for entry in getattr(self, "entries", [])
        ]
