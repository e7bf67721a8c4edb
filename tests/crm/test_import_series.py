from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from crm.models import ChangedDay, SeriesMetric, SeriesValue
from tests.crm.reading import counts, read
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

SERIES = """日付,指標,チャネル,値
2026/4/1,サイト訪問数,,"1,200"
2026/4/1,サイト訪問数,/pricing,80
2026/4/2,費用,リスティング広告,￥５０,０００
"""


def test_four_plain_columns_become_daily_figures(acme: Workspace) -> None:
    assert counts(read(acme, "series", SERIES)) == (3, 0, 0, 0)
    visits = SeriesMetric.objects.get(key="site_visits")
    assert dict(visits.values.values_list("dimension", "value")) == {"": Decimal(1200), "/pricing": Decimal(80)}
    assert SeriesMetric.objects.get(key="cost").unit == "money"
    assert counts(read(acme, "series", SERIES)) == (0, 0, 3, 0)
    assert counts(read(acme, "series", SERIES.replace("80", "90"))) == (0, 1, 2, 0)
    assert set(ChangedDay.objects.values_list("day", flat=True)) == {dt.date(2026, 4, 1), dt.date(2026, 4, 2)}


def test_a_metric_may_be_the_target_of_another(acme: Workspace) -> None:
    text = "date,metric,value,target_of\n2026-04-01,訪問目標,2000,サイト訪問数\n2026-04-01,サイト訪問数,1500,\n2026-04-01,費用,9,費用\n"
    assert counts(read(acme, "series", text)) == (3, 0, 0, 0)
    assert SeriesMetric.objects.get(key="訪問目標").target_of.key == "site_visits"
    assert SeriesMetric.objects.get(key="cost.target").target_of.key == "cost"


def test_a_repeated_day_is_refused(acme: Workspace) -> None:
    result = read(acme, "series", "date,metric,value\n2026-04-01,PV,1\n2026-04-01,PV,2\n2026-04-02,PV,x\n,PV,1\n")
    assert counts(result) == (1, 0, 0, 3) and [one.row for one in result.errors] == [3, 4, 5]
    assert SeriesValue.objects.get().value == 1
