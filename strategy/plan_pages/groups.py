"""The tables of 詳細設定: segments or products, channels, later years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from strategy.forms import AmountField, MonthsField, PercentField, TypedNumberField
from strategy.models.plan_details import MOST_LATER_YEARS
from strategy.plan_pages.rows import Column, RowGroup, places_for
from strategy.plan_pages.scenarios import scenario_group
from strategy.sentences import rate_name
from strategy.services.goals import plain
from workspaces.calc.numbers_text import read_percentage

MOST_ROWS = 12  # of a table on the page; the API takes more
SEGMENT, CHANNEL = "segment", "channel"
YEARS = range(2, 2 + MOST_LATER_YEARS)


class WholeMonthField(TypedNumberField):
    """A month counted in whole numbers: 1 is the first."""

    example = "6"

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is not None and (value % 1 or not 0 <= value <= 60):
            raise ValidationError(_("%(name)sは0から60までの整数で入力してください") % {"name": self.label})


class CountField(TypedNumberField):
    """How many there are."""

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is not None and value <= 0:
            raise ValidationError(_("%(name)sは0より大きい数で入力してください") % {"name": self.label})


class GrowthField(PercentField):
    """Growth over the year before in percent; less than nothing is possible, vanishing is not."""

    def read(self, text: str) -> Decimal:
        return read_percentage(text)

    def validate(self, value: Decimal | None) -> None:
        if value is not None and not -1 < value <= 10:
            raise ValidationError(_("%(name)sは-100より大きく1000以下で入力してください") % {"name": self.label})


@dataclass(frozen=True)
class PlanGroups:
    """The three tables with rows under names."""

    segments: RowGroup
    channels: RowGroup
    scenarios: RowGroup

    def __iter__(self) -> Iterator[RowGroup]:
        return iter((self.segments, self.channels, self.scenarios))


def plan_groups(
    rate_keys: Sequence[str], currency_word: str, stored: Mapping[str, Any], sent: Mapping[str, Any] | None
) -> PlanGroups:
    """As many rows as are stored, and an empty one."""

    def places(name: str, prefix: str) -> int:
        own = len(stored.get(name, []))
        return places_for(prefix, own, sent, most=max(MOST_ROWS, own))

    rates = [Column(f"rates.{key}", rate_name(key), PercentField, "%") for key in rate_keys]
    return PlanGroups(
        segments=RowGroup(
            "segments",
            SEGMENT,
            _("区分"),
            (
                Column("revenue_share", _("売上目標の割合"), PercentField, "%"),
                Column("average_deal_size", _("平均受注単価"), AmountField, currency_word),
                *rates,
                Column("lags", _("リードタイム"), MonthsField, _("か月")),
                Column("gross_margin", _("粗利率"), PercentField, "%"),
            ),
            places("segments", SEGMENT),
            required=("revenue_share",),
            has_keys=True,
        ),
        channels=RowGroup(
            "channels",
            CHANNEL,
            _("チャネル"),
            (
                Column("lead_share", _("リードの割合"), PercentField, "%"),
                *rates,
                Column("cost_per_lead", _("リード単価（CPL）"), AmountField, currency_word),
                Column("fixed_cost", _("固定費（年）"), AmountField, currency_word),
                Column("other_cost", _("人件費・ツール（年）"), AmountField, currency_word),
                Column("ramp.starts", _("始める月（0は継続中）"), WholeMonthField, _("か月目")),
                Column("ramp.begins", _("リードが出始める"), WholeMonthField, _("か月目")),
                Column("ramp.full", _("満額になる"), WholeMonthField, _("か月目")),
                Column("contents", _("いまのコンテンツ"), CountField, _("本")),
                Column("leads_per_content", _("1本が集めるリード（年）"), CountField, _("件")),
            ),
            places("channels", CHANNEL),
            required=("lead_share",),
            has_keys=True,
        ),
        scenarios=scenario_group(rate_keys, currency_word),
    )


class YearFields(forms.Form):
    """What the second and the third year change: `year_2_growth`, `year_2_marketing_share`, `year_2_rates.lead_to_mql` …"""

    rate_keys: Sequence[str]

    def add_year_fields(self) -> None:
        for year in YEARS:
            for path, name, kind in self._year_columns():
                label = _("%(n)s年目の%(name)s") % {"n": year, "name": name}
                self.fields[f"year_{year}_{path}"] = kind(label=label, required=False)

    def _year_columns(self) -> list[tuple[str, str, type[TypedNumberField]]]:
        return [
            ("growth", _("売上目標の伸び"), GrowthField),
            ("marketing_share", _("マーケが担う割合"), PercentField),
            ("average_deal_size", _("平均受注単価"), AmountField),
            *((f"rates.{key}", rate_name(key), PercentField) for key in self.rate_keys),
        ]

    @property
    def year_rows(self) -> list[tuple[int, list[tuple[forms.BoundField, str]]]]:
        """(year, [(field, unit)]); no unit: the workspace's currency."""
        return [
            (
                year,
                [
                    (self[f"year_{year}_{path}"], "" if kind is AmountField else "%")
                    for path, _name, kind in self._year_columns()
                ],
            )
            for year in YEARS
        ]

    def year_field(self, place: str) -> str:
        """The field of a year in the document (1 = the second year)."""
        year = int(place) + 1 if place.isdigit() else YEARS[0]
        return f"year_{min(max(year, YEARS[0]), YEARS[-1])}_growth"

    def years_document(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """[{"growth": "0.2", "rates": {…}}, …] up to the last year with something in it."""
        rows = [self._year(values, year) for year in YEARS]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def _year(self, values: Mapping[str, Any], year: int) -> dict[str, Any]:
        typed = {path: values.get(f"year_{year}_{path}") for path, _name, _kind in self._year_columns()}
        row: dict[str, Any] = {
            path: plain(value) for path, value in typed.items() if value is not None and "." not in path
        }
        rates = {
            path.partition(".")[2]: plain(value) for path, value in typed.items() if value is not None and "." in path
        }
        return row | ({"rates": rates} if rates else {})

    @staticmethod
    def years_initial(stored: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The stored years as the form's values."""
        found: dict[str, Any] = {}
        for year, row in zip(YEARS, stored, strict=False):
            plain_values = {name: value for name, value in row.items() if name != "rates"}
            rates = {f"rates.{key}": value for key, value in row.get("rates", {}).items()}
            found |= {f"year_{year}_{path}": Decimal(value) for path, value in {**plain_values, **rates}.items()}
        return found
