"""The parts of 詳細設定 in the lists of changes: their names, their rows, their values."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from strategy import sentences
from strategy.calc.plan.fitting import LONGEST_MONTHS
from strategy.models import ArtefactVersion
from workspaces.calc.display import as_fraction, format_money, format_rate

NUMBER_LABELS: dict[str, Any] = {
    "marketing_share_rate": _lazy("マーケが担う割合"),
    "marketing_share": _lazy("マーケが担う割合"),
    "average_deal_amount": _lazy("平均受注単価"),
    "average_deal_size": _lazy("平均受注単価"),
    "revenue_share": _lazy("売上目標の割合"),
    "lead_share": _lazy("リードの割合"),
    "lags": _lazy("リードタイム（か月）"),
    "growth": _lazy("売上目標の伸び"),
    "cost_per_lead": _lazy("リード単価（CPL）"),
    "fixed_cost": _lazy("固定費（年）"),
    "other_cost": _lazy("人件費・ツール（年）"),
    "gross_margin": _lazy("粗利率"),
    "ramp.starts": _lazy("始める月"),
    "ramp.begins": _lazy("リードが出始める月"),
    "ramp.full": _lazy("満額になる月"),
    "contents": _lazy("いまのコンテンツ（本）"),
    "leads_per_content": _lazy("1本が集めるリード（年）"),
    **{f"rates.{key}": name for key, name in sentences.RATE_NAMES.items()},
}
IN_ROWS = {
    "segments": ("revenue_share", "average_deal_size", "lags", "gross_margin"),
    "channels": (
        "lead_share",
        "cost_per_lead",
        "fixed_cost",
        "other_cost",
        "ramp.starts",
        "ramp.begins",
        "ramp.full",
        "contents",
        "leads_per_content",
    ),
    "years": ("growth", "marketing_share", "average_deal_size"),
}
DETAIL_LABELS: dict[str, Any] = {
    **{
        f"detail.{table}.*.{path}": NUMBER_LABELS[path]
        for table, own in IN_ROWS.items()
        for path in (*own, *(f"rates.{key}" for key in sentences.RATE_NAMES))
    },
    **{f"detail.lags.{months}": _lazy("リードタイム（月ごとの割合）") for months in range(LONGEST_MONTHS + 1)},
    "detail.lead_season": _lazy("リードの季節の重み"),
    "detail.split.existing_revenue": _lazy("既存顧客のいまの売上（年）"),
    "detail.split.renewal_rate": _lazy("そのうち更新される割合"),
    "detail.split.upsell_rate": _lazy("追加販売で増える割合"),
    "detail.share_of": _lazy("マーケが担う割合の数え方"),
    "detail.average_deal_size_all": _lazy("全受注の平均単価"),
    "detail.carry_in_wins": _lazy("期首に残っている商談からの受注見込み"),
    "detail.ranges.average_deal_amount": _lazy("平均受注単価の幅"),
    **{
        f"detail.ranges.{key}": format_lazy(_lazy("{name}の幅"), name=name)
        for key, name in sentences.RATE_NAMES.items()
    },
    "detail.cost_per_lead": NUMBER_LABELS["cost_per_lead"],
    "detail.gross_margin": NUMBER_LABELS["gross_margin"],
    "detail.annual_churn": _lazy("年間の解約率"),
    "detail.contract_months": _lazy("契約の月数"),
    "detail.sales_cost": _lazy("営業の費用（年）"),
    "detail.limits.icp_companies": _lazy("対象となる会社の数"),
    "detail.limits.leads_per_company": _lazy("1社あたりのリード数"),
    "detail.limits.sales_reps": _lazy("営業の人数"),
    "detail.limits.mqls_per_rep_month": _lazy("1人が月に対応できるMQL"),
    "detail.limits.budget": _lazy("年間予算"),
    "detail.limits.visits_per_month": _lazy("いまのサイト訪問数（月）"),
    "detail.limits.visit_to_lead_rate": _lazy("訪問のうちリードになる割合"),
    "detail.scenarios.*.marketing_share_rate": NUMBER_LABELS["marketing_share"],
    "detail.scenarios.*.average_deal_amount": NUMBER_LABELS["average_deal_size"],
    **{f"detail.scenarios.*.{key}": name for key, name in sentences.RATE_NAMES.items()},
}
MONEY = (
    "average_deal_amount", "average_deal_size", "average_deal_size_all", "existing_revenue", "budget", "cost_per_lead",
    "fixed_cost", "other_cost", "sales_cost",
)  # fmt: skip
PLAIN = ("starts", "begins", "full", "carry_in_wins", "contract_months", "contents", "leads_per_content")
LIMITS_WITH_UNITS = ("budget", "visit_to_lead_rate")


def detail_row_title(artefact: ArtefactVersion, table: str, row: str) -> str:
    """Rows have names; a year has its number (the first row is the second year)."""
    if table == "detail.years" and row.isdigit():
        return _("%(n)s年目") % {"n": int(row) + 1}
    return row


def display_detail(path: str, value: object, currency: str) -> str | None:
    """A value of 詳細設定 as the lists of changes show it; None where the plain figure says it."""
    last = path.rpartition(".")[2]
    if path == "detail.share_of":
        return _("受注件数の割合") if value == "won" else _("売上の割合")
    if isinstance(value, list) and path.startswith("detail.ranges."):
        return "〜".join(_shown(last, end, currency) for end in value)
    is_count = path.startswith("detail.limits.") and last not in LIMITS_WITH_UNITS
    if is_count or "lags" in path or last in PLAIN or not _is_number(value):
        return None
    return _shown(last, value, currency)


def _shown(name: str, value: object, currency: str) -> str:
    number = as_fraction(Decimal(str(value)))
    return format_money(number, currency, sentences.language()) if name in MONEY else format_rate(number)


def _is_number(value: object) -> bool:
    try:
        return isinstance(value, str) and Decimal(value).is_finite()
    except InvalidOperation:
        return False
