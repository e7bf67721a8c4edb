"""The channel mix as one form: the same fields for every channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from channels.calc.bands import bands_of
from channels.forms.numbers import CostField, CountField
from channels.models import PlannedChannel
from channels.selectors.outlook import MOST_SCORE
from crm.models import Source
from targeting.models import BuyingRole
from targeting.selectors.personas import PersonaScores

MOST_BANDS = 3
BANDS = tuple((f"band{number}_up_to", f"band{number}_cpl") for number in range(1, MOST_BANDS + 1))
NAMES = (
    "is_active",
    "name",
    "next_step",
    "stages",
    "monthly_cost_amount",
    "monthly_lead_count",
    "choice_basis",
    "choice_reason",
    "role",
    "is_lasting",
    "months_to_effect",
    "starts_on",
    "ends_on",
    "ramp_from",
    "ramp_full",
    "is_single_event",
    "events_per_year",
    "event_cost_amount",
    "event_lead_count",
    *(name for pair in BANDS for name in pair),
    "source",
)
# What stands behind a channel's door, in groups: why, what and when, events, dearer leads.
GROUPS = (
    (_lazy("選定理由"), ("choice_basis", "choice_reason")),
    (_lazy("役割と期間"), ("name", "role", "is_lasting", "months_to_effect", "starts_on", "ends_on", "source")),
    (_lazy("立ち上がり（任意）"), ("ramp_from", "ramp_full")),
    (_lazy("開催単位（任意）"), ("is_single_event", "events_per_year", "event_cost_amount", "event_lead_count")),
    (_lazy("リード単価の段階（任意）"), tuple(name for pair in BANDS for name in pair)),
)
HINTS = {
    "choice_reason": _lazy("流行ではなく、ICPの担当者がふだん情報を集める場所か"),
    "ramp_from": _lazy("開始した月を1か月目と数えます。空欄なら、効果が出るまでの月数から計算します"),
    "event_cost_amount": _lazy("1回分を入れると、月あたりに割って合計に入ります"),
    "band1_up_to": _lazy(
        "費用を増やすほど1件が高くなるとき、段階で入れます。想定リード数を空にすると段階から計算します"
    ),
}
WIDE = ("choice_reason", "role")
# The amounts a month that follow from those of one event, where these are known.
DERIVED = {"monthly_cost_amount": "event_cost_amount", "monthly_lead_count": "event_lead_count"}
SCORES = [
    ("", pgettext_lazy("情報を集める場所", "未確認")),
    ("3", _lazy("3 よく見る")),
    ("2", _lazy("2 見る")),
    ("1", _lazy("1 たまに")),
    ("0", _lazy("0 見ない")),
]


@dataclass(frozen=True)
class Detail:
    """A field behind a channel's door with its short label."""

    name: str
    label: str
    field: forms.BoundField
    is_wide: bool
    hint: Any = ""


@dataclass(frozen=True)
class ChannelRow:
    """A channel and its bound fields by name."""

    channel: PlannedChannel
    fields: dict[str, forms.BoundField]
    labels: dict[str, str]

    @property
    def pk(self) -> int:
        return self.channel.pk

    @property
    def detail_errors(self) -> bool:
        """Whether something behind the row's door has to be mended."""
        return any(detail.field.errors for _title, details in self.groups for detail in details)

    @property
    def groups(self) -> list[tuple[Any, list[Detail]]]:
        """What stands behind the row's door, in groups with their titles."""
        return [(title, [self._detail(name) for name in names]) for title, names in GROUPS]

    def _detail(self, name: str) -> Detail:
        return Detail(name, self.labels[name], self.fields[name], name in WIDE, HINTS.get(name, ""))


@dataclass(frozen=True)
class ScoreRow:
    """A channel and how much each role looks there, a field per role."""

    channel: PlannedChannel
    fields: list[forms.BoundField]


class MixForm(forms.Form):
    """Fields are called `rows-<id>-<name>`, those of where people look `rows-<id>-score-<role>`."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        channels: Sequence[PlannedChannel],
        stages: Sequence[tuple[str, str]],
        sources: Sequence[Source],
        currency: str,
        roles: Sequence[BuyingRole] = (),
        personas: PersonaScores | None = None,
        removed: str = "",
    ) -> None:
        personas = personas or PersonaScores()
        self.roles = list(roles)
        self.channels = [channel for channel in channels if str(channel.pk) != removed]
        saved = {f"rows-{each.pk}-{name}": _initial(each, name) for each in self.channels for name in NAMES}
        super().__init__(data, initial=saved)
        saved |= {_score_name(each, role): str(each.audience_scores.get(role.key, "")) for each in self.channels
                  for role in self.roles}  # fmt: skip
        self.initial = saved
        source_choices = [("", _lazy("結び付けない")), *((str(source.pk), source.name) for source in sources)]
        self.labels: dict[str, str] = {}
        for channel in self.channels:
            for name, field in _fields(stages, source_choices, currency).items():
                self.labels[name] = str(field.label)
                if DERIVED.get(name) and channel.is_single_event and getattr(channel, DERIVED[name]) is not None:
                    field.widget.attrs["readonly"] = True
                field.label = f"{channel.name}・{field.label}"
                self.fields[f"rows-{channel.pk}-{name}"] = field
                # A channel that somebody added meanwhile is not in what was sent: it stays as it is.
                if data is not None and f"rows-{channel.pk}-name" not in data:
                    field.disabled = True
            for role in self.roles:
                choices = _scores_beside(personas.of(role.key, channel.key, scale=MOST_SCORE))
                field = forms.ChoiceField(label=f"{channel.name}・{role.name}", required=False, choices=choices)
                field.disabled = data is not None and _score_name(channel, role) not in data
                self.fields[_score_name(channel, role)] = field

    @cached_property
    def rows(self) -> list[ChannelRow]:
        return [
            ChannelRow(channel, {name: self[f"rows-{channel.pk}-{name}"] for name in NAMES}, self.labels)
            for channel in self.channels
        ]

    @cached_property
    def score_rows(self) -> list[ScoreRow]:
        """Where people look: the channels in use, a field per role."""
        return [
            ScoreRow(channel, [self[_score_name(channel, role)] for role in self.roles])
            for channel in self.channels
            if channel.is_active
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for channel in self.channels:
            self._check(channel, cleaned)
        return cleaned

    def _check(self, channel: PlannedChannel, cleaned: dict[str, Any]) -> None:
        """What two fields of a row must not say together."""
        value = partial(_value, cleaned, f"rows-{channel.pk}-")
        if value("starts_on") and value("ends_on") and value("ends_on") < value("starts_on"):
            self._refuse(channel, "ends_on", _("終了日が開始日より前です"))
        begins, full = value("ramp_from"), value("ramp_full")
        if begins is not None and full is not None and full < begins:
            self._refuse(channel, "ramp_full", _("満額になる月が、効果の出始めより前です"))
        pairs = [(value(up_to), value(cpl)) for up_to, cpl in BANDS]
        try:
            if any((up_to is None) != (cpl is None) for up_to, cpl in pairs):
                raise ValueError("half a band")
            bands_of([pair for pair in pairs if pair[0] is not None])
        except ValueError:
            self._refuse(channel, "band1_up_to", _("段階は、費用の小さい順に、費用とリード単価を対で入れてください"))

    def _refuse(self, channel: PlannedChannel, name: str, sentence: str) -> None:
        self.add_error(f"rows-{channel.pk}-{name}", f"{channel.name}: {sentence}")

    @property
    def entries(self) -> dict[int, dict[str, Any]]:
        """The typed values by the id of their channel; only of a valid form."""
        entries = {}
        for channel in self.channels:
            values = {name: self.cleaned_data[f"rows-{channel.pk}-{name}"] for name in NAMES}
            source = values.pop("source")
            pairs = [(values.pop(up_to), values.pop(cpl)) for up_to, cpl in BANDS]
            entries[channel.pk] = {
                **values,
                "source_id": int(source) if source else None,
                "is_lasting": values["is_lasting"] == LASTING,
                "cost_bands": [[str(up_to), str(cpl)] for up_to, cpl in pairs if up_to is not None],
                "audience_scores": self._scores(channel),
            }
        return entries

    def _scores(self, channel: PlannedChannel) -> dict[str, int]:
        """How much the roles look there; roles that the ICP no longer has keep theirs."""
        scores = dict(channel.audience_scores)
        for role in self.roles:
            typed = self.cleaned_data[_score_name(channel, role)]
            scores.pop(role.key, None)
            if typed:
                scores[role.key] = int(typed)
        return scores


LASTING, SPENT = "lasting", "spent"


def _scores_beside(supposed: int | None) -> list[tuple[str, Any]]:
    """The answers; without one what the personas say stands in, if they say anything."""
    if supposed is None:
        return SCORES
    return [("", _("%(score)s（ペルソナから）") % {"score": supposed}), *SCORES[1:]]


def _score_name(channel: PlannedChannel, role: BuyingRole) -> str:
    return f"rows-{channel.pk}-score-{role.key}"


def _value(cleaned: Mapping[str, Any], prefix: str, name: str) -> Any:
    return cleaned.get(prefix + name)


def _initial(channel: PlannedChannel, name: str) -> Any:
    if name == "source":
        return str(channel.source_id) if channel.source_id else ""
    if name == "is_lasting":
        return LASTING if channel.is_lasting else SPENT
    if name.startswith("band"):
        number, part = int(name[4]) - 1, 0 if name.endswith("up_to") else 1
        return Decimal(channel.cost_bands[number][part]) if number < len(channel.cost_bands) else None
    value = getattr(channel, name)
    # Whole amounts without idle decimals, so that a form sent back unchanged has changed nothing.
    return value.normalize() if isinstance(value, Decimal) else value


def _fields(
    stages: Sequence[tuple[str, str]], sources: Sequence[tuple[str, Any]], currency: str
) -> dict[str, forms.Field]:
    return {
        "is_active": forms.BooleanField(label=_lazy("使う"), required=False),
        "name": forms.CharField(
            label=_lazy("チャネル"), max_length=120, error_messages={"required": _lazy("チャネルの名前が未入力です")}
        ),
        "next_step": forms.CharField(label=_lazy("次の導線"), required=False, max_length=200),
        "stages": forms.MultipleChoiceField(
            label=_lazy("合う段階"),
            required=False,
            choices=list(stages),
            widget=forms.CheckboxSelectMultiple(attrs={"data-cell": ""}),
        ),
        "monthly_cost_amount": CostField(label=_lazy("月あたり費用"), currency=currency),
        "monthly_lead_count": CountField(label=_lazy("想定リード数（月）")),
        "choice_basis": forms.ChoiceField(
            label=_lazy("選定理由"),
            required=False,
            choices=[("", _lazy("選んでください")), *PlannedChannel.Basis.choices],
        ),
        "choice_reason": forms.CharField(
            label=_lazy("わかったこと"), required=False, widget=forms.Textarea(attrs={"rows": 2})
        ),
        "role": forms.CharField(label=_lazy("役割"), required=False, max_length=200),
        "is_lasting": forms.ChoiceField(
            label=_lazy("費用か資産か"),
            required=False,
            choices=[(SPENT, _lazy("費用が続く施策")), (LASTING, _lazy("資産になる施策"))],
        ),
        "months_to_effect": forms.IntegerField(
            label=_lazy("効果が出るまで（か月）"),
            min_value=0,
            max_value=36,
            error_messages={
                "required": _lazy("効果が出るまでの月数が未入力です。すぐ出るなら 0 です"),
                "invalid": _lazy("効果が出るまでの月数は整数で入力してください"),
            },
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        ),
        "starts_on": _day(_lazy("開始日・開催日")),
        "ends_on": _day(_lazy("終了日")),
        "ramp_from": _months(_lazy("効果の出始め（か月目）")),
        "ramp_full": _months(_lazy("満額になる月（か月目）")),
        "is_single_event": forms.BooleanField(label=_lazy("開催単位（単発）"), required=False),
        "events_per_year": forms.IntegerField(
            label=_lazy("年に何回"),
            required=False,
            min_value=1,
            max_value=52,
            error_messages={"invalid": _lazy("年に何回かは整数で入力してください")},
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        ),
        "event_cost_amount": CostField(label=_lazy("1回あたり費用"), currency=currency),
        "event_lead_count": CountField(label=_lazy("1回あたり想定リード数")),
        **{name: field for number in range(1, MOST_BANDS + 1) for name, field in _band(number, currency).items()},
        "source": forms.ChoiceField(label=_lazy("記録の流入元"), required=False, choices=list(sources)),
    }


def _band(number: int, currency: str) -> dict[str, forms.Field]:
    up_to, cpl = BANDS[number - 1]
    return {
        up_to: CostField(
            label=format_lazy(_lazy("段階{number} 月あたり費用がここまで"), number=number), currency=currency
        ),
        cpl: CostField(
            label=format_lazy(_lazy("段階{number} リード単価（CPL）"), number=number), currency=currency, is_small=True
        ),
    }


def _months(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=60,
        error_messages={
            "invalid": _lazy("月数は整数で入力してください"),
            "min_value": _lazy("開始した月が1か月目です。1以上を入力してください"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _lazy("日付は 2026/11/20 のように入力してください")},
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"],  # japanese-data
    )
