"""Forms of the record screens: what people type by hand, read as they type it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Company, Deal, Lead, SeriesMetric, Source
from workspaces.calc.numbers_text import read_number, read_percentage
from workspaces.models import Workspace


class AmountField(forms.CharField):
    """An amount as typed: 「1.6億円」, 「２００万」, 1,600,000; cleaned to Decimal or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = self.read(str(text))
        except ValueError as problem:
            raise ValidationError(_("数字で入力してください（例: 1,200万円）")) from problem
        if amount < 0:
            raise ValidationError(_("0以上で入力してください"))
        return amount

    def read(self, text: str) -> Decimal:
        return read_number(text)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():,f}" if isinstance(value, Decimal) else value


class PercentageField(AmountField):
    """A percentage as typed (45, 45%); cleaned to a fraction."""

    def read(self, text: str) -> Decimal:
        return read_percentage(text)

    def prepare_value(self, value: Any) -> Any:
        return f"{(value * 100).normalize():f}" if isinstance(value, Decimal) else value


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CompanyForm(forms.ModelForm):
    annual_revenue_amount = AmountField(label=_lazy("年間売上高"), required=False)
    lifetime_value_amount = AmountField(label=_lazy("LTV"), required=False)
    gross_margin_rate = PercentageField(label=_lazy("粗利率（%）"), required=False)
    contract_ends_on = _day(_lazy("契約の終わり"))

    class Meta:
        model = Company
        fields = [
            "name",
            "name_kana",
            "industry",
            "employee_count",
            "annual_revenue_amount",
            "region",
            "country",
            "domain",
            "corporate_number",
            "external_id",
            "lifetime_value_amount",
            "gross_margin_rate",
            "contract_ends_on",
        ]
        labels = {
            "name": _lazy("会社名"),
            "name_kana": _lazy("会社名（カナ）"),
            "industry": _lazy("業種"),
            "employee_count": _lazy("従業員数"),
            "region": _lazy("地域"),
            "country": _lazy("国"),
            "domain": _lazy("ドメイン"),
            "corporate_number": _lazy("法人番号"),
            "external_id": _lazy("外部ID"),
        }

    def clean_corporate_number(self) -> str:
        number = self.cleaned_data["corporate_number"].strip()
        if number and not (number.isdigit() and len(number) == 13):
            raise ValidationError(_("法人番号は13桁の数字で入力してください"))
        return number


class DealForm(forms.ModelForm):
    amount = AmountField(label=_lazy("金額"), required=False)
    opened_on = _day(_lazy("商談開始日"))
    closed_on = _day(_lazy("受注・失注日"))
    churned_on = _day(_lazy("解約日"))
    lead = forms.CharField(label=_lazy("リードのメールアドレスまたは外部ID"), required=False)
    company = forms.CharField(label=_lazy("会社名"), required=False)

    class Meta:
        model = Deal
        fields = [
            "name",
            "amount",
            "outcome",
            "opened_on",
            "closed_on",
            "product",
            "owner_name",
            "stage",
            "lost_reason",
            "churned_on",
            "external_id",
        ]
        labels = {
            "name": _lazy("商談名"),
            "outcome": _lazy("結果"),
            "product": _lazy("商品"),
            "owner_name": _lazy("担当"),
            "stage": _lazy("商談の段階"),
            "lost_reason": _lazy("失注理由"),
            "external_id": _lazy("外部ID"),
        }

    field_order = ["name", "company", "lead", "amount", "outcome", "opened_on", "closed_on"]

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace = workspace

    def clean_lead(self) -> Lead | None:
        """The one lead meant; several people under one address must be told apart by external id."""
        text = self.cleaned_data["lead"].strip()
        if not text:
            return None
        leads = Lead.objects.for_workspace(self.workspace)
        found = list(leads.filter(external_id=text)[:1]) or list(leads.filter(email__iexact=text)[:2])
        if not found:
            raise ValidationError(_("このリードは見つかりません"))
        if len(found) > 1:
            raise ValidationError(_("同じメールアドレスのリードが複数います。外部IDで入力してください"))
        return found[0]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("outcome") in (Deal.Outcome.WON, Deal.Outcome.LOST) and not values.get("closed_on"):
            self.add_error("closed_on", _("受注・失注のときは日付を入力してください"))
        if values.get("outcome") == Deal.Outcome.WON and values.get("amount") is None:
            self.add_error("amount", _("受注のときは金額を入力してください"))
        opened, closed = values.get("opened_on"), values.get("closed_on")
        if opened and closed and closed < opened:
            self.add_error("closed_on", _("商談開始日より後の日付を入力してください"))
        return values


class SourceForm(forms.ModelForm):
    class Meta:
        model = Source
        fields = ["origin", "channel"]


class MetricForm(forms.ModelForm):
    """A new daily metric of one's own."""

    class Meta:
        model = SeriesMetric
        fields = ["name", "unit", "target_of"]
        labels = {
            "name": _lazy("指標の名前"),
            "unit": _lazy("単位"),
            "target_of": _lazy("次の指標の目標値"),
        }

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = SeriesMetric.objects.for_workspace(workspace).filter(target_of__isnull=True)
        self.fields["target_of"].queryset = choices  # type: ignore[attr-defined]
        self.fields["target_of"].required = False
