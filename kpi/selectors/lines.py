"""One indicator of a page: actual, target to date, signal, comparison, and the address of the records behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from crm.calc.periods import Period
from kpi.calc.signals import attainment, signal
from kpi.selectors.figures import Figures, Scope
from kpi.selectors.targets import METRIC_OF, Targets
from strategy.sentences import rate_name, stage_name
from workspaces.calc.display import Number, as_fraction
from workspaces.models import Workspace

COUNT, MONEY, RATE = "count", "money", "rate"
# The signals of the calculation under the names the shapes bear on the page; without a target there is none.
SHAPE = {"good": "good", "watch": "watch", "act": "act", "no_data": "hold", "ramping": "ramp", "no_target": ""}


@dataclass(frozen=True)
class Line:
    """`actual`, `target` (to date) and `compared` are exact; `share` is actual ÷ target, `gap` their difference.

    `n` is the denominator of a rate. `signal` names the shape on the page, blank without a target.
    """

    key: str
    label: str
    unit: str
    actual: Number | None
    target: Number | None = None
    share: Fraction | None = None
    signal: str = ""
    n: int | None = None
    url: str = ""
    compared: Number | None = None
    is_lower_better: bool = False

    @property
    def gap(self) -> Fraction | None:
        """Actual − target; of rates in points."""
        return _difference(self.actual, self.target)

    @property
    def change(self) -> Fraction | None:
        """Against the compared period: the relative change of counts and money, the difference in points of rates."""
        if self.unit == RATE:
            return _difference(self.actual, self.compared)
        if self.actual is None or not self.compared:
            return None
        return as_fraction(self.actual) / as_fraction(self.compared) - 1

    @property
    def bar(self) -> float:
        """How far the bar of the actual figure reaches, 0–100, on a scale that holds both figures."""
        return self._on_scale(self.actual)

    @property
    def mark(self) -> float | None:
        """Where the target stands on the same scale."""
        return None if self.target is None else self._on_scale(self.target)

    def _on_scale(self, value: Number | None) -> float:
        largest = max(float(self.actual or 0), float(self.target or 0))
        return round(float(value or 0) / (largest * 1.136) * 100, 2) if largest else 0.0


@dataclass(frozen=True)
class Reader:
    """What a page reads its lines from: one workspace's figures and targets within a scope."""

    workspace: Workspace
    figures: Figures
    targets: Targets
    scope: Scope
    today: dt.date

    def count_line(
        self, key: str, span: Period, *, whole: Period | None = None, compared: Period | None = None
    ) -> Line:
        """A stage of the chain, 受注 or the revenue over `span`; `whole` is the period whose fifth must lie behind us."""
        actual = self.total(key, span)
        target = self.targets.over(key, span)
        expected = self.targets.over("won" if key == "revenue" else key, span)
        elapsed = self.targets.elapsed_share(key, whole or span, span.end)
        verdict = signal(actual, target, elapsed_share=elapsed, n=expected)
        return Line(
            key=key,
            label=count_name(key, self.targets.stages),
            unit=MONEY if key == "revenue" else COUNT,
            actual=actual,
            target=target,
            share=attainment(actual, target) if target else None,
            signal=SHAPE[verdict],
            url=self.records_url(key, span),
            compared=self.total(key, compared) if compared else None,
        )

    def rate_line(self, key: str, span: Period, *, compared: Period | None = None) -> Line:
        """A conversion rate of the plan over `span`: entries into the next stage ÷ entries into the one before."""
        before, _sep, after = key.partition("_to_")
        n = int(self.total(before, span))
        actual, target = self.rate(key, span), self.targets.rate(key)
        return Line(
            key=key,
            label=rate_name(key),
            unit=RATE,
            actual=actual,
            target=target,
            share=attainment(actual, target) if actual is not None and target else None,
            signal=SHAPE[signal(actual, target, n=n)],
            n=n,
            url=self.records_url(before, span, mark=after),
            compared=self.rate(key, compared) if compared else None,
        )

    def total(self, key: str, span: Period) -> Decimal:
        return self.figures.over(METRIC_OF.get(key, key), span)

    def rate(self, key: str, span: Period) -> Fraction | None:
        before, _sep, after = key.partition("_to_")
        n = self.total(before, span)
        return Fraction(self.total(after, span)) / Fraction(n) if n else None

    def records_url(self, key: str, span: Period, *, mark: str = "") -> str:
        """Where exactly the counted records stand: people who entered a stage, or won deals."""
        return records_url(self.workspace, key, span, origin=self.scope.origin, mark=mark)


def records_url(
    workspace: Workspace, key: str, span: Period, *, origin: str = "", mark: str = "", source: int | None = None
) -> str:
    """The list of the records behind a count of `key` over `span`."""
    days = {"from": span.start.isoformat(), "to": span.end.isoformat()}
    wanted: dict[str, object]
    if key in ("won", "revenue"):
        wanted = {"outcome": "won", "closed_from": days["from"], "closed_to": days["to"]}
        return _address(workspace, "deals/", wanted | {"origin": origin})
    if key in ("site_visits", "mail_sent", "mail_opened", "cost"):
        return _address(workspace, "data/series", {"metric": key} | days)
    wanted = {"entered": key} | days | {"origin": origin, "source": source or "", "mark": mark}
    return _address(workspace, "leads/", wanted)


def count_name(key: str, stages: tuple[str, ...]) -> str:
    """The words of a counted indicator."""
    if key == "revenue":
        return _("売上")
    return stage_name(key, stages)


def _address(workspace: Workspace, path: str, wanted: Mapping[str, object]) -> str:
    return f"/w/{workspace.slug}/{path}?" + urlencode({name: value for name, value in wanted.items() if value != ""})


def _difference(one: Number | None, other: Number | None) -> Fraction | None:
    return None if one is None or other is None else as_fraction(one) - as_fraction(other)
