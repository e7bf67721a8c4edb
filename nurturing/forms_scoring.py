"""The page of the MQL rule as one form: threshold and caps, and for every condition its fields and points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from crm.models import ActivityType
from nurturing.calc.conditions import (
    ConditionError,
    check_condition,
    kind_of,
)
from nurturing.calc.decay import DecayError, decay_from_json, windowed
from nurturing.condition_texts import joined, listed_operator, plain_number, read_value, shown, split_values
from nurturing.defaults import DECISION, STANDARD
from nurturing.form_fields import NumberField
from nurturing.models import MqlRule, ScoreRule
from nurturing.selectors.attributes import ScoredAttribute
from nurturing.services.design import WRITTEN, RuleEntry, ScoreEntry
from nurturing.wording import condition_in_words, decay_in_words, joint, limits_in_words, listed, type_label

Axis = ScoreRule.Axis
NEW = "new"
OPERATORS = [
    ("in", _lazy("のどれか")),
    ("not_in", _lazy("以外")),
    ("contains_any", _lazy("を含む")),
    ("gte", _lazy("以上")),
    ("lte", _lazy("以下")),
    ("between", _lazy("の範囲")),
    ("is_present", _lazy("わかっている")),
    ("is_blank", _lazy("空欄")),
    ("email_domain_in", _lazy("のドメイン")),
    ("email_domain_free", _lazy("フリーメール")),
]
DECAYS: dict[str, dict[str, Any]] = {"none": {}, "standard": STANDARD, "decision": DECISION}
KEPT = "kept"  # a decay that the list does not offer stays as it is
ATTRIBUTE_FIELDS = ("field", "op", "value")
ACTIVITY_FIELDS = ("type", "path_prefix", "at_least", "within_days", "no_activity_days", "per_rule_cap", "decay")


@dataclass(frozen=True)
class Row:
    """A condition on the page: its bound fields, its words, and whether nobody records what it asks for."""

    key: str
    rule: ScoreRule | None
    axis: str
    words: str
    fields: dict[str, forms.BoundField]
    untracked: str = ""

    @property
    def errors(self) -> list[str]:
        return [str(error) for field in self.fields.values() for error in field.errors]

    @property
    def decay_words(self) -> str:
        return decay_in_words(self.rule.decay) if self.rule and self.axis == Axis.ENGAGEMENT else ""

    @property
    def limits(self) -> str:
        return limits_in_words(self.rule) if self.rule else ""

    @property
    def is_attribute(self) -> bool:
        return "field" in self.fields

    @property
    def is_activity(self) -> bool:
        return "type" in self.fields


class ScoringForm(forms.Form):
    """`takes_new` False leaves the empty rows aside (an autosave must not add the same row again and again)."""

    # It stands beside the histogram, outside the form's own element.
    threshold = NumberField(
        label=_lazy("しきい値"),
        widget=forms.TextInput(
            attrs={"form": "step-form", "class": "input input--sm", "inputmode": "decimal", "size": 4}
        ),
    )
    comparison = forms.ChoiceField(label=_lazy("しきい値ちょうどの扱い"), choices=MqlRule.Comparison.choices)
    fit_cap = NumberField(label=_lazy("属性スコアの上限"))
    engagement_cap = NumberField(label=_lazy("行動スコアの上限"))
    fit_minimum = NumberField(label=_lazy("属性スコアの最低点"), required=False)
    engagement_minimum = NumberField(label=_lazy("行動スコアの最低点"), required=False)
    fresh_days = forms.IntegerField(label=_lazy("すぐに引き渡す行動の新しさ（日）"), min_value=0, max_value=365)
    cool_down_days = forms.IntegerField(label=_lazy("戻されたあと待つ日数"), min_value=0, max_value=365)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        rule: MqlRule,
        rules: Sequence[ScoreRule],
        attributes: Sequence[ScoredAttribute],
        types: Sequence[str] = (),
        untracked: Mapping[str, str] | None = None,
        takes_new: bool = True,
        action: str = "",
    ) -> None:
        removed = action.removeprefix("delete-") if action.startswith("delete-") else ""
        self.rules = {str(row.pk): row for row in moved(rules, action) if str(row.pk) != removed}
        self.groups = sorted({row.group for row in self.rules.values() if row.group})
        self.known_caps = rule.group_caps
        self.attributes, self.types = list(attributes), list(types)
        self.untracked, self.takes_new = untracked or {}, takes_new
        # A condition that somebody added meanwhile is not in what was sent: it stays as it is.
        sent = None if data is None else {**self._saved(), **{key: data[key] for key in data}}
        super().__init__(sent, initial={name: getattr(rule, name) for name in self.base_fields})
        self._add_group_caps()
        for key, row in self.rules.items():
            self._add(key, row.axis, row)
        for axis in Axis.values:
            self._add(f"{NEW}-{axis}", axis, None)

    # ---- fields ----

    def _saved(self) -> dict[str, Any]:
        caps = {f"group-{number}": self.known_caps.get(name, "") for number, name in enumerate(self.groups)}
        return caps | {
            f"rows-{key}-{name}": "" if value is None else value
            for key, row in self.rules.items()
            for name, value in self._initial(row).items()
        }

    def _initial(self, row: ScoreRule) -> dict[str, Any]:
        values: dict[str, Any] = {"name": row.name, "points": row.points, "reason": row.reason, "group": row.group}
        condition = row.condition
        if kind_of(condition) == "attribute":
            value = condition.get("value")
            typed = "〜".join(map(plain_number, value)) if condition["op"] == "between" else joined(value)
            return values | {"field": condition["field"], "op": listed_operator(condition["op"]), "value": typed}
        values |= {name: condition.get(name) for name in ("at_least", "within_days", "no_activity_days")}
        values["type"] = ",".join(listed(condition.get("type", [])))
        values["path_prefix"] = joined(condition.get("path_prefix"))
        values |= {"per_rule_cap": row.per_rule_cap, "window_days": row.window_days}
        return values | {"decay": _decay_key(row.decay)}

    def _add(self, key: str, axis: str, row: ScoreRule | None) -> None:
        initial = self._initial(row) if row else {}
        for name, field in self._fields_for(axis, row).items():
            field.initial = initial.get(name, field.initial)
            field.label = f"{row.name if row else _('新しい条件')}・{field.label}"
            self.fields[f"rows-{key}-{name}"] = field

    def _add_group_caps(self) -> None:
        """One cap per group that a condition is in."""
        for number, name in enumerate(self.groups):
            label = _("グループ「%(name)s」の上限") % {"name": name}
            cap = NumberField(label=label, required=False)
            cap.initial = self.known_caps.get(name)
            self.fields[f"group-{number}"] = cap

    @property
    def group_caps(self) -> list[forms.BoundField]:
        return [self[f"group-{number}"] for number in range(len(self.groups))]

    def _fields_for(self, axis: str, row: ScoreRule | None) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {
            "name": forms.CharField(label=_("条件の名前"), max_length=160, required=False),
            "reason": forms.CharField(label=_("理由"), max_length=255, required=False),
        }
        if axis in (Axis.FIT, Axis.ENGAGEMENT):
            fields["group"] = forms.CharField(
                label=_("グループ"), max_length=40, required=False, widget=forms.TextInput(attrs={"list": "groups"})
            )
            fields["points"] = NumberField(label=_("点数"), required=row is not None, is_signed=True)
        kind = (
            kind_of(row.condition) if row else ("activity" if axis in (Axis.ENGAGEMENT, Axis.DIRECT) else "attribute")
        )
        return fields | (self._attribute_fields() if kind == "attribute" else self._activity_fields(axis, row, kind))

    def _attribute_fields(self) -> dict[str, forms.Field]:
        choices = [("", _("項目を選ぶ")), *((one.key, str(one.label)) for one in self.attributes)]
        known = {one.key for one in self.attributes}
        choices += [
            (row.condition["field"], row.condition["field"])
            for row in self.rules.values()
            if row.condition.get("field") and row.condition["field"] not in known
        ]
        return {
            "field": forms.ChoiceField(label=_("項目"), choices=choices, required=False),
            "op": forms.ChoiceField(label=_("比べ方"), choices=OPERATORS, required=False),
            "value": forms.CharField(label=_("値"), required=False),
        }

    def _activity_fields(self, axis: str, row: ScoreRule | None, kind: str) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {
            "type": forms.ChoiceField(label=_("行動"), choices=self._type_choices(row), required=False),
            "path_prefix": forms.CharField(label=_("ページのパス（前方一致）"), required=False),
        }
        if kind == "frequency":
            fields["within_days"] = forms.IntegerField(label=_("何日以内に"), min_value=1, max_value=3650)
            fields["at_least"] = forms.IntegerField(label=_("何日以上"), min_value=1, max_value=365)
        elif kind == "inactivity":
            fields["no_activity_days"] = forms.IntegerField(label=_("何日間反応がないか"), min_value=1, max_value=3650)
        elif axis == Axis.ENGAGEMENT:
            fields["per_rule_cap"] = NumberField(label=_("この条件の上限"), required=False)
            fields["window_days"] = forms.IntegerField(
                label=_("数える期間（過去何日）"), min_value=1, max_value=3650, required=False
            )
            fields["decay"] = forms.ChoiceField(
                label=_("時間がたつと"), choices=self._decay_choices(row), initial="standard", required=False
            )
        return fields

    def _type_choices(self, row: ScoreRule | None) -> list[tuple[str, str]]:
        names = dict.fromkeys([*ActivityType.values, *self.types])
        choices = [("", _("すべての行動") if row else _("行動を選ぶ")), *((name, type_label(name)) for name in names)]
        chosen = listed(row.condition.get("type", [])) if row else []
        if len(chosen) > 1:
            choices.insert(1, (",".join(chosen), joint(map(type_label, chosen))))
        elif chosen and chosen[0] not in names:
            choices.append((chosen[0], chosen[0]))
        return choices

    def _decay_choices(self, row: ScoreRule | None) -> list[tuple[str, str]]:
        choices = [(key, decay_in_words(decay)) for key, decay in DECAYS.items()]
        if row and _decay_key(row.decay) == KEPT:
            choices.append((KEPT, decay_in_words(row.decay)))
        return choices

    # ---- what the template walks through ----

    def rows(self, axis: str) -> list[Row]:
        """The conditions of an axis in order, then the row in which a new one may be typed."""
        keys = [key for key, row in self.rules.items() if row.axis == axis]
        return [self._row(key, axis) for key in [*keys, f"{NEW}-{axis}"]]

    def _row(self, key: str, axis: str) -> Row:
        rule = self.rules.get(key)
        prefix = f"rows-{key}-"
        return Row(
            key=key,
            rule=rule,
            axis=axis,
            words=condition_in_words(rule.condition, self.attributes) if rule else "",
            fields={name.removeprefix(prefix): self[name] for name in self.fields if name.startswith(prefix)},
            untracked=self.untracked.get(rule.key, "") if rule else "",
        )

    @cached_property
    def sections(self) -> list[tuple[str, str, str, list[Row]]]:
        """(axis, heading, hint, rows) in the order of the page."""
        fit = _("上限 %(cap)s点") % {"cap": shown(self["fit_cap"].value())}
        engagement = _("上限 %(cap)s点・時間がたつと減ります") % {"cap": shown(self["engagement_cap"].value())}
        return [
            (Axis.FIT, _("属性スコア"), fit, self.rows(Axis.FIT)),
            (Axis.ENGAGEMENT, _("行動スコア"), engagement, self.rows(Axis.ENGAGEMENT)),
            (Axis.DIRECT, _("すぐにMQL"), _("点数によらず営業に渡します"), self.rows(Axis.DIRECT)),
            (Axis.DISQUALIFIER, _("対象外"), _("点数によらず引き渡しません"), self.rows(Axis.DISQUALIFIER)),
        ]

    # ---- what was typed ----

    def clean(self) -> dict[str, Any]:
        self.entries: list[ScoreEntry] = []
        for key in self._asked():
            try:
                self.entries.append(self._entry(key))
            except ValidationError as error:
                self.add_error(self._blame(key), error)
        for name in ("fit_cap", "engagement_cap"):
            if (self.cleaned_data.get(name) or 0) < 0:
                self.add_error(name, _("上限は0以上で入力してください"))
        return self.cleaned_data

    def _asked(self) -> Iterator[str]:
        yield from self.rules
        for axis in Axis.values:
            key = f"{NEW}-{axis}"
            filled = any(self._typed(key, name) for name in ("field", "type", "path_prefix", "value"))
            if self.takes_new and filled:
                yield key

    def _typed(self, key: str, name: str) -> Any:
        return self.cleaned_data.get(f"rows-{key}-{name}")

    def _blame(self, key: str) -> str:
        names = (f"rows-{key}-{name}" for name in ("value", "type"))
        return next(name for name in names if name in self.fields)

    def _entry(self, key: str) -> ScoreEntry:
        rule = self.rules.get(key)
        axis = rule.axis if rule else key.removeprefix(f"{NEW}-")
        is_attribute = f"rows-{key}-field" in self.fields
        condition = self._attribute_condition(key) if is_attribute else self._activity_condition(key, rule)
        try:
            check_condition(condition)
        except ConditionError:
            raise ValidationError(_("条件が読み取れません。項目・比べ方・値を確かめてください")) from None
        return ScoreEntry(
            axis=axis,
            name=(self._typed(key, "name") or condition_in_words(condition, self.attributes))[:160],
            condition=condition,
            points=self._typed(key, "points") or 0,
            per_rule_cap=self._typed(key, "per_rule_cap"),
            per_day_cap=rule.per_day_cap if rule else None,
            decay=self._checked_decay(key, rule),
            window_days=self._typed(key, "window_days"),
            group=(self._typed(key, "group") or "").strip(),
            reason=self._typed(key, "reason") or "",
            pk=rule.pk if rule else None,
        )

    def _attribute_condition(self, key: str) -> dict[str, Any]:
        name, operator = self._typed(key, "field"), self._typed(key, "op") or "in"
        if not name:
            raise ValidationError(_("項目が選ばれていません。値の左から選んでください"))
        asked = next((one for one in self.attributes if one.key == name), ScoredAttribute(name, name))
        typed = self._typed(key, "value") or ""
        value = read_value(operator, typed, is_number=asked.is_number, is_boolean=asked.is_boolean)
        return {"field": name, "op": operator} | ({} if value is None else {"value": value})

    def _activity_condition(self, key: str, rule: ScoreRule | None) -> dict[str, Any]:
        condition = {name: rule.condition[name] for name in ("where", "path") if rule and name in rule.condition}
        types = [name for name in (self._typed(key, "type") or "").split(",") if name]
        if types:
            condition["type"] = types[0] if len(types) == 1 else types
        if paths := split_values(self._typed(key, "path_prefix") or ""):
            condition["path_prefix"] = paths[0] if len(paths) == 1 else paths
        for name in ("at_least", "within_days", "no_activity_days"):
            if self._typed(key, name):
                condition[name] = self._typed(key, name)
        if not condition:
            raise ValidationError(_("行動かページを選んでください"))
        return condition

    def _checked_decay(self, key: str, rule: ScoreRule | None) -> dict[str, Any]:
        decay = self._decay(key, rule)
        try:
            windowed(decay_from_json(decay), self._typed(key, "window_days"))
        except DecayError:
            raise ValidationError(_("だんだん減る条件には、数える期間を付けられません")) from None
        return decay

    def _decay(self, key: str, rule: ScoreRule | None) -> dict[str, Any]:
        chosen = self._typed(key, "decay")
        if chosen in DECAYS:
            return DECAYS[chosen]
        return rule.decay if rule else {}

    @property
    def entry(self) -> RuleEntry:
        """The page as typed; only of a valid form."""
        values = {name: self.cleaned_data[name] for name in self.base_fields}
        return RuleEntry(values=values | {"group_caps": self._typed_group_caps()}, rules=self.entries)

    def _typed_group_caps(self) -> dict[str, float]:
        caps = {name: self.cleaned_data.get(f"group-{number}") for number, name in enumerate(self.groups)}
        return {name: cap for name, cap in caps.items() if cap is not None}

    def readable(self, saved: MqlRule) -> tuple[MqlRule, list[ScoreRule]]:
        """The rule as far as it can be read, unsaved, for the preview; called on a bound form, valid or not."""
        self.is_valid()
        rule = MqlRule(artefact=saved.artefact, workspace_id=saved.workspace_id)
        for name in self.base_fields:
            value = self.cleaned_data.get(name)
            required = name not in ("fit_minimum", "engagement_minimum")
            setattr(rule, name, getattr(saved, name) if value is None and required else value)
        rule.group_caps = self._typed_group_caps()
        rows = []
        for position, entry in enumerate(getattr(self, "entries", []), start=1):
            key = next((row.key for row in self.rules.values() if row.pk == entry.pk), f"new-{position}")
            rows.append(ScoreRule(key=key, **{name: getattr(entry, name) for name in WRITTEN}))
        return rule, rows


def moved(rules: Sequence[ScoreRule], action: str) -> list[ScoreRule]:
    """The conditions with one of them moved up or down among its axis: actions `up-<pk>` and `down-<pk>`."""
    rows = list(rules)
    direction, _sep, pk = action.partition("-")
    found = next((row for row in rows if str(row.pk) == pk), None)
    if direction not in ("up", "down") or found is None:
        return rows
    peers = [row for row in rows if row.axis == found.axis]
    place = peers.index(found)
    other = place - 1 if direction == "up" else place + 1
    if 0 <= other < len(peers):
        first, second = rows.index(found), rows.index(peers[other])
        rows[first], rows[second] = rows[second], rows[first]
    return rows


def _decay_key(decay: Mapping[str, Any] | None) -> str:
    found = next((key for key, known in DECAYS.items() if (decay or {}) == known), KEPT)
    return "none" if (decay or {}).get("kind", "none") == "none" else found
