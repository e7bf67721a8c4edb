"""The scenarios that stand beside a plan: a name and only the numbers that differ, at most four."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from strategy.calc.plan.reading import MOST_SCENARIOS
from strategy.forms import AmountField, PercentField
from strategy.sentences import rate_name
from strategy.services.goals import plain

SHARE, PRICE = "marketing_share_rate", "average_deal_amount"
PLACES = range(1, MOST_SCENARIOS + 1)


def number_keys(rate_keys: Sequence[str]) -> list[str]:
    """What a scenario may change, in the order of the back-calculation."""
    return [SHARE, PRICE, *rate_keys]


def number_name(key: str) -> str:
    """The name of such a number on the screen."""
    own = {SHARE: _("マーケが担う割合"), PRICE: _("平均受注単価")}
    return own[key] if key in own else rate_name(key)


class ScenarioFields(forms.Form):
    """Fields `scenario_1_name`, `scenario_1_lead_to_mql` …; a row without name and numbers is no scenario."""

    rate_keys: Sequence[str]

    def add_scenario_fields(self) -> None:
        for place in PLACES:
            name = forms.CharField(label=_("シナリオ%(n)sの名前") % {"n": place}, max_length=40, required=False)
            self.fields[f"scenario_{place}_name"] = name
            for key in number_keys(self.rate_keys):
                kind = AmountField if key == PRICE else PercentField
                label = _("シナリオ%(n)sの%(name)s") % {"n": place, "name": number_name(key)}
                self.fields[f"scenario_{place}_{key}"] = kind(label=label, required=False)

    @property
    def scenario_heads(self) -> list[str]:
        return [_("平均受注単価") if key == PRICE else f"{number_name(key)} %" for key in number_keys(self.rate_keys)]

    @property
    def scenario_rows(self) -> list[list[forms.BoundField]]:
        names = ["name", *number_keys(self.rate_keys)]
        return [[self[f"scenario_{place}_{name}"] for name in names] for place in PLACES]

    def check_scenarios(self, values: Mapping[str, Any]) -> None:
        """A row has a name of its own and at least one number that differs."""
        seen: set[str] = set()
        for place in PLACES:
            name, numbers = values.get(f"scenario_{place}_name", ""), self._numbers(values, place)
            field = f"scenario_{place}_name"
            if numbers and not name:
                self.add_error(field, _("シナリオの名前を入力してください"))
            elif name and not numbers and not self._has_bad_number(place):
                self.add_error(field, _("変える数字を1つ以上入力してください"))
            elif name in seen:
                self.add_error(field, _("同じ名前のシナリオがあります。別の名前にしてください"))
            seen |= {name} if name else set()

    def scenarios_of(self, values: Mapping[str, Any]) -> list[dict[str, str]]:
        """[{"name": "慎重", "mql_to_sql": "0.25"}, …]: only what was typed."""
        rows = [(values.get(f"scenario_{place}_name", ""), self._numbers(values, place)) for place in PLACES]
        return [{"name": name} | numbers for name, numbers in rows if name and numbers]

    def _numbers(self, values: Mapping[str, Any], place: int) -> dict[str, str]:
        typed = {key: values.get(f"scenario_{place}_{key}") for key in number_keys(self.rate_keys)}
        return {key: plain(value) for key, value in typed.items() if value is not None}

    def _has_bad_number(self, place: int) -> bool:
        return any(f"scenario_{place}_{key}" in self.errors for key in number_keys(self.rate_keys))


def scenario_initial(scenarios: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The stored scenarios as the form's values."""
    found: dict[str, Any] = {}
    for place, one in enumerate(scenarios, 1):
        found |= {f"scenario_{place}_{key}": one[key] if key == "name" else Decimal(one[key]) for key in one}
    return found
