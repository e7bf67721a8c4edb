"""Figures per day that belong to no single lead: visits, page views, mails, and what the channels cost."""
# japanese-data

from __future__ import annotations

import datetime as dt
import random

from crm.models import SeriesMetric, SeriesValue
from kpi.demo.copying import Row, copy_rows
from kpi.demo.months import CLOSED, FISCAL_START, MONTH_WEIGHTS, RUNNING, Timeline
from kpi.demo.people import FAIR_MONTHS
from workspaces.calc.display import allot
from workspaces.models import Workspace

METRICS = {
    "site_visits": ("サイト訪問数", SeriesMetric.Unit.COUNT),
    "page_views": ("ページビュー", SeriesMetric.Unit.COUNT),
    "mail_sent": ("メール配信数", SeriesMetric.Unit.COUNT),
    "mail_opened": ("メール開封数", SeriesMetric.Unit.COUNT),
    "mail_clicked": ("メールクリック数", SeriesMetric.Unit.COUNT),
    "cost": ("費用", SeriesMetric.Unit.MONEY),
}
# What the channels cost in a month, in thousand yen. April to October of the plan's year: 17,834,000 yen, 482,000 a win.
COSTS = [1290, 1720, 1380, 1310, 1490, 1860, 1520, 1480, 1820, 1560, 1640, 2310, 2360, 2520, 2540, 2410, 2830, 2864]
RUNNING_COST = 2870
# The most a win may cost is 500,000 yen: 80 wins, laid over the year like the plan itself.
COST_LIMIT_OF_YEAR = 40_000_000
COST_SHARES = {
    "リスティング広告": 27,
    "SEO・ブログ": 21,
    "ウェビナー・セミナー": 18,
    "比較サイト": 16,
    "ホワイトペーパー": 14,
    "メールマーケティング": 5,
    "SNS（LinkedIn等）": 4,
}
FAIR = "展示会・イベント"
FAIR_COST_SHARE = 24
VISITS_TARGET_A_DAY = 420
VISITS_WEEKDAY, VISITS_WEEKEND = 305, 110
MAIL_WEEKDAYS = (1, 3)


class SeriesWriter:
    """Lays the daily figures over the story's days."""

    def __init__(self, workspace: Workspace, timeline: Timeline) -> None:
        self.workspace = workspace
        self.timeline = timeline
        self.rng = random.Random("sample-series")
        self.metrics = {
            key: SeriesMetric.objects.create(workspace=workspace, key=key, name=name, unit=unit)
            for key, (name, unit) in METRICS.items()
        }
        self.rows: list[Row] = []

    def write(self) -> int:
        """How many figures were written."""
        for month in range(RUNNING + 1):
            self._visits(month)
            self._mails(month)
            self._costs(month)
        self._cost_limit()
        self._visits_target()
        return copy_rows(SeriesValue, self.rows)

    def _add(self, metric: SeriesMetric, day: dt.date, value: int, dimension: str = "") -> None:
        self.rows.append(
            {
                "workspace_id": self.workspace.pk,
                "metric_id": metric.pk,
                "day": day,
                "dimension": dimension,
                "value": value,
            }
        )

    def _days(self, month: int) -> list[dt.date]:
        """The days that are over; of the running month those before as_of."""
        first, last = self.timeline.first_day(month), self.timeline.last_day(month)
        days = [first + dt.timedelta(days=offset) for offset in range((last - first).days + 1)]
        return [day for day in days if day < self.timeline.as_of]

    def _visits(self, month: int) -> None:
        growth = 0.75 + 0.045 * month
        for day in self._days(month):
            base = VISITS_WEEKDAY if self.timeline.calendar.is_open(day) else VISITS_WEEKEND
            visits = round(base * growth * self.rng.uniform(0.86, 1.14))
            self._add(self.metrics["site_visits"], day, visits)
            self._add(self.metrics["page_views"], day, round(visits * self.rng.uniform(2.5, 3.1)))

    def _mails(self, month: int) -> None:
        for day in self._days(month):
            if day.weekday() not in MAIL_WEEKDAYS or not self.timeline.calendar.is_open(day):
                continue
            sent = round((900 + 210 * month) * self.rng.uniform(0.94, 1.06))
            opened = round(sent * self.rng.uniform(0.255, 0.305))
            self._add(self.metrics["mail_sent"], day, sent)
            self._add(self.metrics["mail_opened"], day, opened)
            self._add(self.metrics["mail_clicked"], day, round(opened * self.rng.uniform(0.17, 0.24)))

    def _costs(self, month: int) -> None:
        whole = COSTS[month] * 1000 if month < CLOSED else round(RUNNING_COST * self.timeline.elapsed_share) * 1000
        days = self.timeline.open_days_of(month)
        if not days:
            return
        shares = COST_SHARES | ({FAIR: FAIR_COST_SHARE} if month in FAIR_MONTHS else {})
        parts = allot(whole, list(shares.values()))
        for source, part in zip(shares, parts, strict=True):
            paid_on = [days[len(days) // 2]] if source == FAIR else days
            for day, value in zip(paid_on, allot(part, [1] * len(paid_on)), strict=True):
                self._add(self.metrics["cost"], day, value, source)

    def _cost_limit(self) -> None:
        """Twelve months of the plan's year; the whole of a month is exact."""
        limit = SeriesMetric.objects.create(
            workspace=self.workspace,
            key="cost_limit",
            name="費用の上限",
            unit=SeriesMetric.Unit.MONEY,
            target_of=self.metrics["cost"],
        )
        for number, weight in enumerate(MONTH_WEIGHTS):
            days = self._open_days_of_plan(FISCAL_START + number)
            values = allot(COST_LIMIT_OF_YEAR * weight // sum(MONTH_WEIGHTS), [1] * len(days))
            for day, value in zip(days, values, strict=True):
                self._add(limit, day, value)

    def _visits_target(self) -> None:
        target = SeriesMetric.objects.create(
            workspace=self.workspace,
            key="site_visits_target",
            name="サイト訪問数（計画）",
            unit=SeriesMetric.Unit.COUNT,
            target_of=self.metrics["site_visits"],
        )
        for number in range(len(MONTH_WEIGHTS)):
            for day in self._open_days_of_plan(FISCAL_START + number):
                self._add(target, day, VISITS_TARGET_A_DAY)

    def _open_days_of_plan(self, month: int) -> list[dt.date]:
        first = self.timeline.first_day(month)
        end = self.timeline.first_day(month + 1) - dt.timedelta(days=1)
        return self.timeline.calendar.open_days(first, end)
