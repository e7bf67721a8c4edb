"""Forms of the hand-off list: return with a reason, qualify, reassign; and the form of a lead."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Consent, Lead, Source, Stage
from nurturing.models import ReturnReason
from nurturing.services.decisions import sellers
from workspaces.models import User, Workspace

HIRAGANA = range(0x3041, 0x3097)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class ReturnForm(forms.Form):
    reason = forms.ChoiceField(
        label=_lazy("戻した理由"),
        choices=ReturnReason.choices,
        error_messages={"required": _lazy("戻す理由を1つ選んでください")},
    )
    note = forms.CharField(label=_lazy("記録"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    revisit_on = _day(_lazy("見直す日"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("reason") == ReturnReason.OTHER and not values.get("note", "").strip():
            self.add_error("note", _("「その他」のときは、理由を記入してください"))
        return values


class QualifyForm(forms.Form):
    need = forms.CharField(
        label=_lazy("確認できたニーズ"),
        max_length=255,
        error_messages={"required": _lazy("確認できたニーズを記入してください")},
    )
    note = forms.CharField(
        label=_lazy("次の進め方"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _lazy("次の進め方を記入してください")},
    )


class ReassignForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_lazy("新しい担当"),
        queryset=User.objects.none(),
        empty_label=_lazy("選んでください"),
        error_messages={"required": _lazy("新しい担当を選んでください")},
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = sellers_of(workspace)  # type: ignore[attr-defined]


def sellers_of(workspace: Workspace) -> Any:
    """The people to whom a hand-off may be given, by name."""
    return User.objects.filter(pk__in=sellers(workspace.pk).values("user")).order_by("full_name", "pk")


class LeadForm(forms.ModelForm):
    """A lead typed by hand; the stage is asked only of a new one."""

    created_on = _day(_lazy("獲得日"))
    stage = forms.ChoiceField(
        label=_lazy("入るステージ"),
        choices=[
            (Stage.LEAD, Stage.LEAD.label),
            (Stage.SUBSCRIBER, Stage.SUBSCRIBER.label),
            (Stage.MQL, Stage.MQL.label),
        ],
    )
    consent_basis = forms.ChoiceField(
        label=_lazy("同意の根拠"),
        required=False,
        choices=[("", _lazy("変更しない（なければ不明）")), *Consent.Basis.choices],
    )
    consent_on = _day(_lazy("同意を得た日"))
    consent_source = forms.CharField(label=_lazy("同意を得た場所"), required=False, max_length=255)

    class Meta:
        model = Lead
        fields = [
            "family_name",
            "given_name",
            "family_name_kana",
            "given_name_kana",
            "email",
            "phone",
            "company_name",
            "department",
            "job_title",
            "source",
            "created_on",
            "external_id",
        ]
        labels = {
            "family_name": _lazy("姓"),
            "given_name": _lazy("名"),
            "family_name_kana": _lazy("姓（読み）"),
            "given_name_kana": _lazy("名（読み）"),
            "email": _lazy("メールアドレス"),
            "phone": _lazy("電話番号"),
            "company_name": _lazy("会社名"),
            "department": _lazy("部署"),
            "job_title": _lazy("役職"),
            "source": _lazy("流入元"),
            "external_id": _lazy("外部ID"),
        }

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source = self.fields["source"]
        source.queryset = Source.objects.for_workspace(workspace)  # type: ignore[attr-defined]
        source.empty_label = _("不明")  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["stage"]

    def clean_email(self) -> str:
        email = _half_width(self.cleaned_data["email"])
        if email:
            validate_email(email)
        return email

    def clean_phone(self) -> str:
        return _half_width(self.cleaned_data["phone"])

    def clean_family_name_kana(self) -> str:
        return _katakana(self.cleaned_data["family_name_kana"])

    def clean_given_name_kana(self) -> str:
        return _katakana(self.cleaned_data["given_name_kana"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if (
            not values.get("email")
            and not values.get("external_id")
            and not {"email", "external_id"} & set(self.errors)
        ):
            self.add_error("email", _("メールアドレスか外部IDのどちらかを入力してください"))
        return values


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _katakana(text: str) -> str:
    """A reading as it is stored: hiragana becomes katakana, half-width letters become full-width."""
    whole = unicodedata.normalize("NFKC", text).strip()
    return "".join(chr(ord(letter) + 0x60) if ord(letter) in HIRAGANA else letter for letter in whole)
