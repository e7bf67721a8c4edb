"""What the three dashboards share: period, grain and comparison in the address, and the switches that change them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.calc.periods import Period, period_of
from kpi.calc.periods import DAY, MONTH, WEEK, is_running, next_period, parse_period, period_key
from kpi.selectors.exec_board import LAST_YEAR, PREVIOUS, TARGET
from kpi.units import period_name
from workspaces.access import WorkspaceRequest

PAGES = {MONTH: ("kpi:dashboard-exec", "m"), WEEK: ("kpi:dashboard-marketing", "w"), DAY: ("kpi:dashboard-sales", "d")}


@dataclass(frozen=True)
class Switches:
    """Ready links: the grain, one period back and on (None at the edge of the future), the comparison, the scope."""

    grains: list[dict[str, Any]]
    previous_url: str
    next_url: str
    name: str
    running: dict[str, str] | None  # the way from a closed period to the one that runs
    comparisons: list[dict[str, Any]]
    scopes: list[dict[str, Any]]


def wanted_period(request: HttpRequest, grain: str, default: Callable[[], Period]) -> Period:
    """The period named in the address; the default when it names none, or one that makes no sense."""
    return parse_period(grain, request.GET.get(PAGES[grain][1], "")) or default()


def wanted_comparison(request: HttpRequest) -> str:
    value = request.GET.get("compare", "")
    return value if value in (PREVIOUS, LAST_YEAR) else TARGET


def switches(request: WorkspaceRequest, period: Period, today: dt.date, *, scope: str, is_forced: bool) -> Switches:
    """The links of a dashboard's head; everything not changed by one of them stays as it is."""
    name, parameter = PAGES[period.grain]
    page = reverse(name, kwargs={"slug": request.workspace.slug})
    kept = {key: value for key in ("compare", "scope") if (value := request.GET.get(key))}

    def link(**changes: str) -> str:
        wanted = {parameter: period_key(period), **kept, **changes}
        return f"{page}?" + urlencode({key: value for key, value in wanted.items() if value})

    after = next_period(period)
    return Switches(
        grains=[_grain(request, grain, period, today) for grain in (MONTH, WEEK, DAY)],
        previous_url=link(**{parameter: period_key(period.previous())}),
        next_url=link(**{parameter: period_key(after)}) if after.start <= today else "",
        name=period_name(period),
        running=_running(period, today, link(**{parameter: period_key(period_of(today, period.grain))})),
        comparisons=[
            {"label": label, "url": link(compare=key), "is_current": wanted_comparison(request) == key}
            for key, label in comparisons(period.grain)
        ],
        scopes=[]
        if is_forced
        else [
            {"label": _("マーケ起点"), "url": link(scope=""), "is_current": scope == "marketing"},
            {"label": _("すべて"), "url": link(scope="all"), "is_current": scope == "all"},
        ],
    )


def _running(period: Period, today: dt.date, url: str) -> dict[str, str] | None:
    """「今月（集計途中）」, None on the running period itself."""
    labels = {MONTH: _("今月（集計途中）"), WEEK: _("今週（集計途中）"), DAY: _("今日（集計途中）")}
    return None if is_running(period, today) else {"label": labels[period.grain], "url": url}


def comparisons(grain: str) -> list[tuple[str, str]]:
    """目標・前月（前週・前日）・前年同月."""
    before = {MONTH: _("前月"), WEEK: _("前週"), DAY: _("前日")}[grain]
    year_before = {MONTH: _("前年同月"), WEEK: _("前年同週"), DAY: _("前年同日")}[grain]
    return [(TARGET, pgettext("comparison", "目標")), (PREVIOUS, before), (LAST_YEAR, year_before)]


def _grain(request: WorkspaceRequest, grain: str, period: Period, today: dt.date) -> dict[str, Any]:
    """The dashboard of a grain, opened where this one stands: at the end of its period, but not in the future."""
    name, parameter = PAGES[grain]
    day = min(period.end, today)
    url = reverse(name, kwargs={"slug": request.workspace.slug})
    key = period_key(period_of(day, grain))
    labels = {MONTH: _("月"), WEEK: _("週"), DAY: _("日")}
    return {"label": labels[grain], "url": f"{url}?{parameter}={key}", "is_current": grain == period.grain}
