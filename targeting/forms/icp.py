"""The ICP page as one form: the value statement, and for every rule an attribute, a condition and values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targeting.elements import element_of
from targeting.forms.buyers import flat
from targeting.forms.elements import ElementFields
from targeting.forms.fields import day, lines, typed_choice
from targeting.forms.rule_values import read_values, typed_values
from targeting.models import Element, Icp, IcpElement, IcpRule
from targeting.selectors.attributes import Attribute
from targeting.services.icp import MOST_ICPS, IcpEntry, RuleEntry

# The rows in which a new rule may be typed: into the first group, into a new one, into an existing one (`new<group>`),
# an exclusion.
NEW, NEW_GROUP, NEW_EXCLUSION = "new", "newor", "newout"
MOST_GROUPS = 3


@dataclass(frozen=True)
class RuleRow:
    """The bound fields of one rule; `rule` is None for a row in which a new one may be typed."""

    key: str
    rule: IcpRule | None
    is_exclusion: bool
    attribute: forms.BoundField
    operator: forms.BoundField
    text: forms.BoundField
    reason: forms.BoundField | None = None
    group: forms.BoundField | None = None
    is_required: forms.BoundField | None = None
    element: forms.BoundField | None = None

    @property
    def title(self) -> str:
        """The attribute a saved rule asks about."""
        choices = dict(self.attribute.field.choices)  # type: ignore[attr-defined]
        return str(choices.get(self.rule.attribute, self.rule.attribute)) if self.rule else ""

    @property
    def errors(self) -> list[str]:
        return [*self.attribute.errors, *self.operator.errors, *self.text.errors]


@dataclass(frozen=True)
class RuleGroup:
    """Rules that must all hold; the groups of an ICP are alternatives."""

    number: int
    rows: list[RuleRow]
    new: RuleRow


class IcpForm(forms.Form):
    """`takes_new` False leaves the empty rows aside (an autosave must not add the same row again and again)."""

    problem = lines(_lazy("課題"))
    value = lines(_lazy("得られる価値"))
    proof = lines(_lazy("根拠"))
    name = forms.CharField(label=_lazy("ICPの名前"), required=False, max_length=120)
    product_line = forms.CharField(label=_lazy("対象の商品"), required=False, max_length=160)
    verify_on = day(_lazy("確かめる日"))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        icp: Icp,
        rules: Sequence[IcpRule],
        attributes: Sequence[Attribute],
        elements: Mapping[str, IcpElement] | None = None,
        siblings: Sequence[Icp] = (),
        takes_new: bool = True,
        removed: str = "",
    ) -> None:
        self.icp, self.siblings = icp, siblings
        self.elements = ElementFields(elements or {})
        self.rules = {str(rule.pk): rule for rule in rules if str(rule.pk) != removed}
        # A rule that somebody added meanwhile is not in what was sent: it stays as it is.
        sent = None if data is None else {**self._saved_rows(), **self._saved_texts(), **flat(data)}
        super().__init__(sent, initial={name: getattr(icp, name) for name in self.base_fields})
        self.attributes = {attribute.key: attribute for attribute in attributes}
        self.takes_new = takes_new
        choices = [(key, attribute.label) for key, attribute in self.attributes.items()]
        for key, rule in self.rules.items():
            known = choices if rule.attribute in self.attributes else [*choices, (rule.attribute, rule.attribute)]
            self._add_row(key, rule, known)
        for key in self._new_keys():
            self._add_row(key, None, [("", _("項目を選ぶ")), *choices])
        self.elements.add_to(self)

    @property
    def group_numbers(self) -> list[int]:
        """The groups of including rules, in order; there is always a first one."""
        found = sorted({rule.group for rule in self.rules.values() if not rule.is_exclusion})
        return found or [0]

    def _new_keys(self) -> list[str]:
        others = [f"{NEW}{number}" for number in self.group_numbers[1:]]
        return [NEW, *others, NEW_GROUP, NEW_EXCLUSION]

    def _group_of(self, key: str) -> int:
        """The group a row belongs to; an exclusion says it itself."""
        if key in self.rules:
            return self.rules[key].group
        if key == NEW_GROUP:
            return self.group_numbers[-1] + 1
        return self.group_numbers[0] if key == NEW else int(key.removeprefix(NEW))

    def _saved_texts(self) -> dict[str, Any]:
        """What is saved of the page's own fields; a field that was not sent stays as it is."""
        return {name: getattr(self.icp, name) for name in ("name", "product_line", "verify_on")} | self.elements.saved

    def _saved_rows(self) -> dict[str, Any]:
        saved: dict[str, Any] = {}
        for key, rule in self.rules.items():
            saved[f"rows-{key}-attribute"], saved[f"rows-{key}-operator"] = rule.attribute, rule.operator
            saved[f"rows-{key}-values"] = typed_values(rule.operator, rule.values)
            saved[f"rows-{key}-reason"], saved[f"rows-{key}-group"] = rule.reason, str(rule.group)
            saved[f"rows-{key}-required"], saved[f"rows-{key}-element"] = "1" if rule.is_required else "", rule.element
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
        self._add_choices(key, rule, about, is_exclusion)
        if is_exclusion or rule is not None:
            self.fields[f"rows-{key}-reason"] = forms.CharField(
                label=(_("%(row)s・除外の理由") if is_exclusion else _("%(row)s・根拠")) % {"row": about},
                required=False,
                max_length=255,
                initial=rule.reason if rule else "",
            )

    def _add_choices(self, key: str, rule: IcpRule | None, about: Any, is_exclusion: bool) -> None:
        """How a rule works together with others, and to which element it belongs."""
        if is_exclusion:
            groups = [("0", _("単独で除外")), *((str(n), _("組%(n)d") % {"n": n}) for n in range(1, MOST_GROUPS + 1))]
            self.fields[f"rows-{key}-group"] = typed_choice(_("%(row)s・除外のしかた") % {"row": about}, groups)
            self.fields[f"rows-{key}-group"].initial = str(rule.group) if rule else "0"
        elif rule is not None:
            required = [("", _("外れたらランクを下げる")), ("1", _("必須（外れたら対象外）"))]
            self.fields[f"rows-{key}-required"] = typed_choice(_("%(row)s・外れたとき") % {"row": about}, required)
            self.fields[f"rows-{key}-required"].initial = "1" if rule.is_required else ""
        if rule is not None:
            own = Element(element_of(rule.attribute, rule.is_exclusion)).label
            elements = [("", _("自動（%(element)s）") % {"element": own}), *Element.choices]
            self.fields[f"rows-{key}-element"] = typed_choice(_("%(row)s・要素") % {"row": about}, elements)
            self.fields[f"rows-{key}-element"].initial = rule.element

    # ---- what the template walks through ----

    @cached_property
    def rows(self) -> list[RuleRow]:
        return [*map(self._row, self.rules), *map(self._row, self._new_keys())]

    @property
    def groups(self) -> list[RuleGroup]:
        """The alternatives, each with its rules and the row for a new one."""
        by_key = {row.key: row for row in self.rows}
        return [
            RuleGroup(
                number,
                [row for row in self.rows if row.rule and not row.is_exclusion and row.rule.group == number],
                by_key[NEW if place == 0 else f"{NEW}{number}"],
            )
            for place, number in enumerate(self.group_numbers)
        ]

    @property
    def new_group(self) -> RuleRow:
        """The row that begins one more alternative."""
        return next(row for row in self.rows if row.key == NEW_GROUP)

    @property
    def saved_rows(self) -> list[RuleRow]:
        """The rules that are there already, for what is set per rule."""
        return [row for row in self.rows if row.rule]

    @property
    def excluded(self) -> list[RuleRow]:
        return [row for row in self.rows if row.is_exclusion]

    @property
    def has_included(self) -> bool:
        """Whether any saved rule says whom to win."""
        return any(not rule.is_exclusion for rule in self.rules.values())

    def _row(self, key: str) -> RuleRow:
        rule = self.rules.get(key)
        return RuleRow(
            key=key,
            rule=rule,
            is_exclusion=rule.is_exclusion if rule else key == NEW_EXCLUSION,
            attribute=self[f"rows-{key}-attribute"],
            operator=self[f"rows-{key}-operator"],
            text=self[f"rows-{key}-values"],
            reason=self._optional(key, "reason"),
            group=self._optional(key, "group"),
            is_required=self._optional(key, "required"),
            element=self._optional(key, "element"),
        )

    def _optional(self, key: str, name: str) -> forms.BoundField | None:
        full = f"rows-{key}-{name}"
        return self[full] if full in self.fields else None

    # ---- what was typed ----

    def clean(self) -> dict[str, Any]:
        self.entries: list[RuleEntry] = []
        for key in self._asked_rows():
            try:
                self.entries.append(self._entry(key))
            except ValidationError as error:
                self.add_error(f"rows-{key}-values", error)
        self.elements.clean(self)
        line = self.cleaned_data.get("product_line", "")
        if sum(one.product_line == line for one in self.siblings) >= MOST_ICPS:
            self.add_error("product_line", _("同じ商品のICPは5つまでです。似たICPをまとめてください"))
        return self.cleaned_data

    def _asked_rows(self) -> Iterator[str]:
        for key in [*self.rules, *self._new_keys()]:
            is_new = key not in self.rules
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
        is_exclusion = rule.is_exclusion if rule else key == NEW_EXCLUSION
        attribute = self.attributes.get(typed["attribute"])
        if attribute is None:
            raise ValidationError(_("この項目はもうありません。条件を削除してください"))
        return RuleEntry(
            attribute=attribute.key,
            operator=typed["operator"] or IcpRule.Operator.IN,
            values=read_values(attribute, typed["operator"] or IcpRule.Operator.IN, typed["values"]),
            is_exclusion=is_exclusion,
            reason=self.cleaned_data.get(f"rows-{key}-reason", ""),
            group=int(self.cleaned_data[f"rows-{key}-group"] or 0) if is_exclusion else self._group_of(key),
            is_required=self.cleaned_data.get(f"rows-{key}-required", "") == "1",
            element=self.cleaned_data.get(f"rows-{key}-element", ""),
            pk=rule.pk if rule else None,
        )

    @property
    def entry(self) -> IcpEntry:
        """The page as typed; only of a valid form."""
        names = ("name", "product_line", "problem", "value", "proof", "verify_on")
        texts = {name: self.cleaned_data[name] for name in names}
        return IcpEntry(**texts, rules=self.entries, elements=self.elements.entries(self), number=self.icp.number)

    def readable_rules(self) -> list[IcpRule]:
        """The rules that can be read so far, unsaved, for the preview; called on a bound form, valid or not."""
        self.is_valid()
        return [
            IcpRule(
                attribute=entry.attribute,
                operator=entry.operator,
                values=entry.values,
                is_exclusion=entry.is_exclusion,
                group=entry.group,
                is_required=entry.is_required,
            )
            for entry in getattr(self, "entries", [])
        ]
