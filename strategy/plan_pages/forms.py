"""What people type behind 詳細設定 of the back-calculation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from strategy.calc.plan.fitting import LONGEST_MONTHS
from strategy.calc.plan.values import PlanProblem
from strategy.forms import AmountField, MonthsField, PercentField, TypedNumberField
from strategy.plan_pages.groups import PlanGroups, YearFields
from strategy.plan_pages.rows import RowGroup, RowsForm, rows_initial
from strategy.plan_pages.sentences import problem_sentence
from strategy.sentences import rate_name
from strategy.services.goals import plain

LAG_MONTHS = range(LONGEST_MONTHS + 1)
PRICE = "average_deal_amount"
LIMITS = (
    "icp_companies",
    "leads_per_company",
    "sales_reps",
    "mqls_per_rep_month",
    "budget",
    "visits_per_month",
    "visit_to_lead_rate",
)
SPLIT = ("existing_revenue", "renewal_rate", "upsell_rate")
MONEY = ("cost_per_lead", "gross_margin", "annual_churn", "contract_months", "sales_cost")
SINGLE = (*MONEY, "carry_in_wins", "average_deal_size_all")


class PlanDetailForm(YearFields, RowsForm):
    """Lead times, ranges, existing customers, segments, channels, money, years, limits and scenarios.

    Everything is 任意, and what is left out keeps its default. `problems_of` says what keeps a document from being a
    plan together with the goal's numbers.
    """

    existing_revenue = AmountField(label=_lazy("既存顧客のいまの売上（年）"), required=False)
    renewal_rate = PercentField(label=_lazy("そのうち更新される割合"), required=False)
    upsell_rate = PercentField(label=_lazy("追加販売で増える割合"), required=False)
    share_of = forms.ChoiceField(
        label=_lazy("マーケが担う割合の数え方"),
        choices=[("", _lazy("売上の割合")), ("won", _lazy("受注件数の割合"))],
        required=False,
    )
    average_deal_size_all = AmountField(label=_lazy("全受注の平均単価（件数で数えるとき）"), required=False)
    carry_in_wins = TypedNumberField(label=_lazy("期首に残っている商談からの受注見込み"), required=False)
    cost_per_lead = AmountField(label=_lazy("リード単価（CPL）"), required=False)
    gross_margin = PercentField(label=_lazy("粗利率"), required=False)
    annual_churn = PercentField(label=_lazy("年間の解約率"), required=False)
    contract_months = MonthsField(label=_lazy("契約の月数（空欄は12）"), required=False)
    sales_cost = AmountField(label=_lazy("営業の費用（年）"), required=False)
    icp_companies = TypedNumberField(label=_lazy("対象となる会社の数"), required=False)
    leads_per_company = TypedNumberField(label=_lazy("1社あたりのリード数（空欄は1）"), required=False)
    sales_reps = TypedNumberField(label=_lazy("営業の人数"), required=False)
    mqls_per_rep_month = TypedNumberField(label=_lazy("1人が月に対応できるMQL"), required=False)
    budget = AmountField(label=_lazy("年間予算"), required=False)
    visits_per_month = TypedNumberField(label=_lazy("いまのサイト訪問数（月）"), required=False)
    visit_to_lead_rate = PercentField(label=_lazy("訪問のうちリードになる割合（%、空欄は1）"), required=False)

    def __init__(
        self,
        *args: Any,
        rate_keys: Sequence[str],
        groups: PlanGroups,
        months: Sequence[str],
        problems_of: Callable[[Mapping[str, Any]], Sequence[PlanProblem]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rate_keys, self.groups, self._problems_of = list(rate_keys), groups, problems_of
        for number in LAG_MONTHS:
            label = _("%(months)sか月") % {"months": number}
            self.fields[f"lag_{number}"] = TypedNumberField(label=label, required=False)
        for key in self.ranged:
            name = _("平均受注単価") if key == PRICE else rate_name(key)
            kind = AmountField if key == PRICE else PercentField
            self.fields[f"low_{key}"] = kind(label=_("%(name)s 低いとき") % {"name": name}, required=False)
            self.fields[f"high_{key}"] = kind(label=_("%(name)s 高いとき") % {"name": name}, required=False)
        for index, month in enumerate(months):
            label = _("%(month)sの重み") % {"month": month}
            self.fields[f"season_{index}"] = TypedNumberField(label=label, required=False)
        self.add_year_fields()
        for group in groups:
            self.add_group(group)

    @property
    def ranged(self) -> list[str]:
        """The inputs that may have a range."""
        return [*self.rate_keys, PRICE]

    # ---- the groups of the page ----

    @property
    def lag_fields(self) -> list[forms.BoundField]:
        return [self[f"lag_{months}"] for months in LAG_MONTHS]

    @property
    def season_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("season_")]

    @property
    def range_rows(self) -> list[tuple[str, str, forms.BoundField, forms.BoundField]]:
        """(name, unit, low, high) per input that may have a range; no unit: the workspace's currency."""
        names = {key: (rate_name(key), "%") for key in self.rate_keys} | {PRICE: (_("平均受注単価"), "")}
        return [(name, unit, self[f"low_{key}"], self[f"high_{key}"]) for key, (name, unit) in names.items()]

    @property
    def limit_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in LIMITS]

    # ---- what was typed ----

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name, value in list(values.items()):
            if isinstance(value, Decimal) and value < 0 and not name.endswith("_growth"):
                self.add_error(name, _("0以上の数で入力してください"))
        if values.get("leads_per_company") == 0:
            self.add_error("leads_per_company", _("0より大きい数で入力してください"))
        self._check_ranges(values)
        for group in self.groups:
            self.check_group(group, values)
        if not self.errors:
            self._check_whole()
        return values

    def _check_ranges(self, values: Mapping[str, Any]) -> None:
        for key in self.ranged:
            low, high = values.get(f"low_{key}"), values.get(f"high_{key}")
            if low is not None and high is not None and low > high:
                self.add_error(f"low_{key}", _("小さいほうの値が大きいほうの値を超えています"))
            elif (low is None) != (high is None):
                missing = f"low_{key}" if low is None else f"high_{key}"
                self.add_error(missing, _("幅は低いときと高いときの両方を入力してください"))

    def _check_whole(self) -> None:
        """What no single field shows: shares that make no whole, existing customers that leave nothing new."""
        for problem in self._problems_of(self.document()):
            field = self._field_of(problem.path)
            if field:
                self.add_error(field, problem_sentence(problem))

    def _field_of(self, path: str) -> str:
        """The field to mend; blank for what belongs to the goal's own numbers."""
        name, _sep, rest = path.partition(".")
        place = rest.partition(".")[0]
        for group in self.groups:
            if name == group.name:
                return group.field(int(place) + 1 if place.isdigit() else 1, _first(group))
        if name == "years":
            return self.year_field(place)
        own = {"split": SPLIT[0], "lags": "lag_0", "season": "season_0"}
        return own.get(name) or (name if name in SINGLE else "")

    def document(self) -> dict[str, Any]:
        """Only what was typed, by the names of the plan's schema; empty when nothing was."""
        values = self.cleaned_data
        whole: dict[str, Any] = {
            "lags": {str(months): plain(share) for months in LAG_MONTHS if (share := values.get(f"lag_{months}"))},
            "ranges": {
                key: [plain(values[f"low_{key}"]), plain(values[f"high_{key}"])]
                for key in self.ranged
                if values.get(f"low_{key}") is not None and values.get(f"high_{key}") is not None
            },
            "limits": _typed(values, LIMITS),
            "split": _typed(values, SPLIT),
            "share_of": values.get("share_of", ""),
            "lead_season": self._season(values),
            "years": self.years_document(values),
            **_typed(values, SINGLE),
            **{group.name: self.rows_document(group, values) for group in self.groups},
        }
        return {name: value for name, value in whole.items() if value}

    def _season(self, values: Mapping[str, Any]) -> list[str]:
        """Twelve weights, none when all are empty or 0."""
        weights = [values.get(field.name) or Decimal(0) for field in self.season_fields]
        return [plain(weight) for weight in weights] if any(weights) else []


def _typed(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    return {name: plain(values[name]) for name in names if values.get(name) is not None}


def _first(group: RowGroup) -> str:
    return group.required[0] if group.required else group.columns[0].path


def initial_of(document: Mapping[str, Any], groups: PlanGroups) -> dict[str, Any]:
    """The stored details as the form's values."""
    found: dict[str, Any] = {f"lag_{months}": Decimal(share) for months, share in document.get("lags", {}).items()}
    for key, (low, high) in document.get("ranges", {}).items():
        found |= {f"low_{key}": Decimal(low), f"high_{key}": Decimal(high)}
    for part in (document.get("limits", {}), document.get("split", {})):
        found |= {name: Decimal(value) for name, value in part.items()}
    found |= {f"season_{index}": Decimal(weight) for index, weight in enumerate(document.get("lead_season", []))}
    found |= {name: Decimal(document[name]) for name in SINGLE if name in document}
    found |= YearFields.years_initial(document.get("years", []))
    found["share_of"] = document.get("share_of", "")
    for group in groups:
        found |= rows_initial(group, document.get(group.name, []))
    return found
