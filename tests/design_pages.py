"""Every page of the design side as somebody opens it: the one list from which the browser tests take their addresses.

`tests/test_design_pages.py` holds it against the table of addresses, so that a new page cannot be forgotten.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse
from playwright.sync_api import Page

from strategy import layers


class DesignPage(NamedTuple):
    """An address by its name. `link`: the page whose first link of this sort leads there, where an id is needed."""

    name: str
    kwargs: dict[str, Any] = {}
    query: str = ""
    link: tuple[str, str] | None = None


DESIGN_PAGES = (
    # the start
    DesignPage("strategy:list"),
    DesignPage("strategy:new"),
    DesignPage("strategy:new-numbers"),
    DesignPage("strategy:reference"),
    DesignPage("strategy:result"),
    # the frame
    DesignPage("strategy:blueprint"),
    DesignPage("strategy:review", query="?owners=1&parties=1&dates=goal"),
    DesignPage("strategy:diff", {"version": "v1.2"}),
    DesignPage("kpi:findings"),
    DesignPage("kpi:sheet"),
    DesignPage("kpi:pack"),
    DesignPage("workspaces:member-duties", link=("kpi:pack", "#people .task")),
    # current state and roadmap
    DesignPage("strategy:diagnosis"),
    DesignPage("strategy:state-traits"),
    DesignPage("strategy:state-section", {"section": "business"}),
    DesignPage("strategy:state-layer", {"layer": 4}),
    DesignPage("strategy:roadmap"),
    DesignPage("strategy:roadmap-task-new", query="?phase=setup"),
    DesignPage("strategy:roadmap-task", link=("strategy:roadmap", "a[href*='/roadmap/tasks/']")),
    # Layer 1
    DesignPage("strategy:goal", query="?comments=1"),
    DesignPage("strategy:backcalc"),
    DesignPage("strategy:plan-detail"),
    DesignPage("strategy:roles"),
    *(DesignPage("strategy:check", {"layer": layer}) for layer in range(1, 6)),
    # Layer 2
    DesignPage("targeting:wins"),
    DesignPage("targeting:icp"),
    DesignPage("targeting:committee"),
    DesignPage("targeting:journey"),
    DesignPage("targeting:messages"),
    DesignPage("targeting:personas"),
    DesignPage("targeting:personas-print"),
    # Layer 3
    DesignPage("channels:channels"),
    DesignPage("channels:paths"),
    DesignPage("channels:content"),
    DesignPage("channels:content", query="?stage=decision&role=decision_maker"),  # with a brief begun
    DesignPage("channels:asset", link=("channels:content", "a[href*='/l3/content/']")),
    # Layers 4 and 5
    DesignPage("nurturing:stages"),
    DesignPage("nurturing:scoring"),
    DesignPage("nurturing:sla"),
    DesignPage("kpi:kpi"),
)
# Answers to GET that are no page of their own.
NOT_PAGES = {
    "strategy:current": "leads on to the blueprint",
    "strategy:plan-workbook": "a file",
    "kpi:sheet-pdf": "a file",
    "kpi:pack-pdf": "a file",
}


def address_of(page: DesignPage, strategy: int, slug: str = "demo") -> str:
    """The address of a page that needs no further id (of the others: of the page that links to them)."""
    name, kwargs = (page.link[0], {}) if page.link else (page.name, page.kwargs)
    alone = name in ("strategy:list", "strategy:new", "strategy:new-numbers", "strategy:reference")
    found = {} if alone else {"strategy_id": strategy}
    return reverse(name, kwargs={"slug": slug, **found, **kwargs}) + ("" if page.link else page.query)


def step_addresses(strategy: int, slug: str) -> list[str]:
    """Every step that a layer has registered, in order."""
    at = {"slug": slug, "strategy_id": strategy}
    return [reverse(step.url_name, kwargs=at) for report in layers.reports() for step in report.steps]


def open_design_page(page: Page, one: DesignPage, strategy: int) -> None:
    """Open a page of the demo in the browser, over the page that links to it where it needs an id."""
    answer = page.goto(address_of(one, strategy), wait_until="load")
    if one.link:
        answer = page.goto(page.locator(one.link[1]).first.get_attribute("href") or "", wait_until="load")
    assert answer and answer.ok, f"{one.name}: {answer and answer.status}"
