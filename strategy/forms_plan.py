"""What people type behind 詳細設定 of the back-calculation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from strategy.forms import AmountField, PercentField, TypedNumberField
from strategy.forms_scenarios import ScenarioFields, scenario_initial
from strategy.sentences import rate_name
from strategy.services.goals import plain

LAG_MONTHS = range(13)
PRICE = "average_deal_amount"
LIMITS = ("icp_companies", "leads_per_company", "sales_reps", "mqls_per_rep_month", "budget", "visits_per_month")


class PlanDetailForm(ScenarioFields):
    """Lead times, ranges, cost, limits and scenarios; everything is 任意, and what is left out keeps its default."""

    cost_per_lead = AmountField(label=_lazy("リード単価（CPL）"), required=False)
    gross_margin = PercentField(label=_lazy("粗利率"), required=False)
    icp_companies = TypedNumberField(label=_lazy("対象となる会社の数"), required=False)
    leads_per_company = TypedNumberField(label=_lazy("1社あたりのリード数（空欄は1）"), required=False)
    sales_reps = TypedNumberField(label=_lazy("営業の人数"), required=False)
    mqls_per_rep_month = TypedNumberField(label=_lazy("1人が月に対応できるMQL"), required=False)
    budget = AmountField(label=_lazy("年間予算"), required=False)
    visits_per_month = TypedNumberField(label=_lazy("いまのサイト訪問数（月）"), required=False)

    def __init__(self, *args: Any, rate_keys: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rate_keys = list(rate_keys)
        for months in LAG_MONTHS:
            label = _("%(months)sか月") % {"months": months}
            self.fields[f"lag_{months}"] = TypedNumberField(label=label, required=False)
        for key in (*self.rate_keys, PRICE):
            name = _("平均受注単価") if key == PRICE else rate_name(key)
            kind = AmountField if key == PRICE else PercentField
            self.fields[f"low_{key}"] = kind(label=_("%(name)s 低いとき") % {"name": name}, required=False)
            self.fields[f"high_{key}"] = kind(label=_("%(name)s 高いとき") % {"name": name}, required=False)
        self.add_scenario_fields()

    @property
    def lag_fields(self) -> list[forms.BoundField]:
        return [self[f"lag_{months}"] for months in LAG_MONTHS]

    @property
    def range_rows(self) -> list[tuple[str, str, forms.BoundField, forms.BoundField]]:
        """(name, unit, low, high) per input that may have a range; no unit: the workspace's currency."""
        names = {key: (rate_name(key), "%") for key in self.rate_keys} | {PRICE: (_("平均受注単価"), "")}
        return [(name, unit, self[f"low_{key}"], self[f"high_{key}"]) for key, (name, unit) in names.items()]

    @property
    def limit_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in LIMITS]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name, value in list(values.items()):
            if isinstance(value, Decimal) and value < 0:
                self.add_error(name, _("0以上の数で入力してください"))
        if values.get("leads_per_company") == 0:
            self.add_error("leads_per_company", _("0より大きい数で入力してください"))
        for key in (*self.rate_keys, PRICE):
            low, high = values.get(f"low_{key}"), values.get(f"high_{key}")
            if low is not None and high is not None and low > high:
                self.add_error(f"low_{key}", _("小さいほうの値が大きいほうの値を超えています"))
            elif (low is None) != (high is None):
                missing = f"low_{key}" if low is None else f"high_{key}"
                self.add_error(missing, _("幅は低いときと高いときの両方を入力してください"))
        self.check_scenarios(values)
        return values

    def document(self) -> dict[str, Any]:
        """Only what was typed, by the names of the plan's schema; empty when nothing was."""
        values = self.cleaned_data
        lags = {str(months): plain(share) for months in LAG_MONTHS if (share := values.get(f"lag_{months}"))}
        ranges = {
            key: [plain(values[f"low_{key}"]), plain(values[f"high_{key}"])]
            for key in (*self.rate_keys, PRICE)
            if values.get(f"low_{key}") is not None and values.get(f"high_{key}") is not None
        }
        limits = {name: plain(values[name]) for name in LIMITS if values.get(name) is not None}
        single = {name: plain(values[name]) for name in ("cost_per_lead", "gross_margin") if values.get(name)}
        whole: dict[str, Any] = {
            "lags": lags,
            "ranges": ranges,
            "limits": limits,
            "scenarios": self.scenarios_of(values),
            **single,
        }
        return {name: value for name, value in whole.items() if value}


def initial_of(document: dict[str, Any]) -> dict[str, Any]:
    """The stored details as the form's values."""
    found: dict[str, Any] = {f"lag_{months}": Decimal(share) for months, share in document.get("lags", {}).items()}
    for key, (low, high) in document.get("ranges", {}).items():
        found |= {f"low_{key}": Decimal(low), f"high_{key}": Decimal(high)}
    found |= {name: Decimal(value) for name, value in document.get("limits", {}).items()}
    found |= scenario_initial(document.get("scenarios", []))
    return found | {name: Decimal(document[name]) for name in ("cost_per_lead", "gross_margin") if name in document}
