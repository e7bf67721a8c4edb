"""What the plan in force wants by a day: whole months exactly, parts of a month by business days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from crm.calc.periods import Period, month_of, periods_between
from strategy.calc.pacing import daily_targets, target_between
from strategy.selectors import PlanInForce, plan_in_force
from workspaces.calc.business_time import BusinessCalendar
from workspaces.calendar import calendar_for
from workspaces.models import Workspace

# The figures of the roll-up under the names the plan gives them; 受注 of the plan are won deals.
METRIC_OF = {"revenue": "won_amount", "won": "won"}
DEFAULT_CHAIN = ("lead", "mql", "sql", "won")


@dataclass
class Targets:
    """The exact targets of a workspace's plan in force; every answer is None where there is no plan."""

    plan: PlanInForce | None
    calendar: BusinessCalendar
    _days: dict[tuple[str, dt.date], Mapping[dt.date, Fraction]] = field(default_factory=dict)

    @property
    def stages(self) -> tuple[str, ...]:
        """The chain of the plan, the default chain without one."""
        return self.plan.stages if self.plan else DEFAULT_CHAIN

    @property
    def label(self) -> str:
        """「合意済み v1.0」, 「下書き」; blank without a plan."""
        return self.plan.label if self.plan else ""

    def rate(self, key: str) -> Fraction | None:
        """The planned rate `<from>_to_<to>`."""
        return self.plan.rates.get(key) if self.plan else None

    def between(self, metric: str, first: dt.date, last: dt.date) -> Fraction | None:
        """The target of the days `first` to `last`, both inclusive; None when the plan knows none of them."""
        if self.plan is None or last < first:
            return None
        parts = [self._of_month(metric, month, first, last) for month in periods_between(first, last, "month")]
        known = [part for part in parts if part is not None]
        return sum(known, Fraction(0)) if known else None

    def over(self, metric: str, span: Period) -> Fraction | None:
        return self.between(metric, span.start, span.end)

    def elapsed_share(self, metric: str, span: Period, as_of: dt.date) -> Fraction | None:
        """Which part of a span's target lies behind us at the end of `as_of`; None without a target."""
        whole = self.over(metric, span)
        if not whole:
            return None
        return (self.between(metric, span.start, min(span.end, as_of)) or Fraction(0)) / whole

    def _of_month(self, metric: str, month: Period, first: dt.date, last: dt.date) -> Fraction | None:
        assert self.plan is not None
        whole = self.plan.month_target(metric, month.start)
        if whole is None or (first <= month.start and month.end <= last):
            return whole
        key = (metric, month.start)
        if key not in self._days:
            self._days[key] = daily_targets({month.start: whole}, self.calendar.is_open)
        return target_between(self._days[key], max(first, month.start), min(last, month.end))


def targets_of(workspace: Workspace) -> Targets:
    """The targets from which every page of this workspace reads; there is no second set."""
    return Targets(plan=plan_in_force(workspace), calendar=calendar_for(workspace))


def plan_year_of(targets: Targets, day: dt.date) -> bool:
    """Whether the plan says anything about the month of a day."""
    return targets.plan is not None and month_of(day).start in targets.plan.months
