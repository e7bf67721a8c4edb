from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from workspaces.api_keys import READ, WRITE
from workspaces.models import ApiKey, ClosingDay, Role, Side, User, Workspace

CURRENCIES = [("JPY", _lazy("日本円（JPY）")), ("USD", _lazy("米ドル（USD）")), ("EUR", _lazy("ユーロ（EUR）"))]
WEEKDAYS = [
    (0, _lazy("月曜")),
    (1, _lazy("火曜")),
    (2, _lazy("水曜")),
    (3, _lazy("木曜")),
    (4, _lazy("金曜")),
    (5, _lazy("土曜")),
    (6, _lazy("日曜")),
]
MONTHS = [(month, _lazy("%d月") % month) for month in range(1, 13)]


class SetupForm(forms.ModelForm):
    """The first page of an empty workspace: two questions, the rest are defaults."""

    fiscal_year_first_month = forms.TypedChoiceField(label=_lazy("会計年度の始まり"), choices=MONTHS, coerce=int)

    class Meta:
        model = Workspace
        fields = ["name", "fiscal_year_first_month"]
        labels = {"name": _lazy("会社名")}


class SettingsForm(SetupForm):
    time_zone = forms.ChoiceField(label=_lazy("タイムゾーン"))
    currency = forms.ChoiceField(label=_lazy("通貨"), choices=CURRENCIES)

    class Meta(SetupForm.Meta):
        fields = ["name", "language", "fiscal_year_first_month", "currency", "time_zone"]
        labels = {"name": _lazy("会社名"), "language": _lazy("言語")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")
        self.fields["time_zone"].choices = [(zone, zone) for zone in zones]  # type: ignore[attr-defined]


class HoursForm(forms.ModelForm):
    working_weekdays = forms.TypedMultipleChoiceField(
        label=_lazy("営業日"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Workspace
        fields = ["working_hours_start", "working_hours_end", "working_weekdays", "closes_on_national_holidays"]
        labels = {
            "working_hours_start": _lazy("始業"),
            "working_hours_end": _lazy("終業"),
            "closes_on_national_holidays": _lazy("国民の祝日は休業"),
        }
        widgets = {
            "working_hours_start": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "working_hours_end": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("working_hours_start"), values.get("working_hours_end")
        if start and end and start >= end:
            self.add_error("working_hours_end", _("終業は始業より後の時刻で入力してください"))
        return values


class ClosingDayForm(forms.ModelForm):
    class Meta:
        model = ClosingDay
        fields = ["day", "name"]
        labels = {"day": _lazy("日付"), "name": _lazy("名前")}
        widgets = {"day": forms.DateInput(attrs={"type": "date"})}


class RoleFieldsMixin(forms.Form):
    role = forms.ModelChoiceField(label=_lazy("役割"), queryset=Role.objects.all(), empty_label=None)
    side = forms.ChoiceField(label=_lazy("責任者の部門"), choices=Side.choices, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("role") and values["role"].key == "manager":
            if not values.get("side"):
                self.add_error("side", _("責任者は、マーケか営業のどちらかを選んでください"))
        else:
            values["side"] = ""
        return values


class InvitationForm(RoleFieldsMixin):
    email = forms.EmailField(label=_lazy("メールアドレス"))
    field_order = ["email", "role", "side"]


class RoleForm(RoleFieldsMixin):
    pass


class JoinForm(forms.Form):
    """What a newly invited person fills in: a name and a password."""

    full_name = forms.CharField(label=_lazy("氏名"), max_length=120)
    password = forms.CharField(
        label=_lazy("パスワード"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_password(self) -> str:
        password_validation.validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class ApiKeyForm(forms.Form):
    name = forms.CharField(label=_lazy("名前"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_lazy("できること"),
        choices=[(READ, _lazy("読み取り")), (WRITE, _lazy("書き込み"))],
        widget=forms.CheckboxSelectMultiple,
        initial=[READ, WRITE],
    )

    class Meta:
        model = ApiKey


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["language", "theme", "display_level"]
