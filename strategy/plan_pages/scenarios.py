"""The scenarios that stand beside a plan: a name and only the numbers that differ, at most four."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from strategy.calc.plan.reading import MOST_SCENARIOS
from strategy.forms import AmountField, PercentField
from strategy.plan_pages.rows import Column, RowGroup
from strategy.sentences import rate_name

SHARE, PRICE = "marketing_share_rate", "average_deal_amount"


def number_keys(rate_keys: Sequence[str]) -> list[str]:
    """What a scenario may change, in the order of the back-calculation."""
    return [SHARE, PRICE, *rate_keys]


def number_name(key: str) -> str:
    """The name of such a number on the screen."""
    own = {SHARE: _("マーケが担う割合"), PRICE: _("平均受注単価")}
    return own[key] if key in own else rate_name(key)


def scenario_group(rate_keys: Sequence[str], currency_word: str) -> RowGroup:
    """Fields `scenario_1_name`, `scenario_1_lead_to_mql` …"""
    columns = [
        Column(key, number_name(key), AmountField, currency_word)
        if key == PRICE
        else Column(key, number_name(key), PercentField, "%")
        for key in number_keys(rate_keys)
    ]
    return RowGroup("scenarios", "scenario", _("シナリオ"), tuple(columns), MOST_SCENARIOS)
