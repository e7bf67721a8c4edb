"""No page of the design side is left out of the browser tests."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from strategy import layers
from tests.design_pages import DESIGN_PAGES, NOT_PAGES, address_of
from tests.test_access import ROWS


def routes(patterns: list[Any], namespace: str = "", before: str = "") -> dict[str, str]:
    """Every named address with its whole route."""
    found: dict[str, str] = {}
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [namespace, pattern.namespace or ""]))
            found |= routes(pattern.url_patterns, inner, route)
        elif isinstance(pattern, URLPattern):
            found[":".join(filter(None, [namespace, pattern.name or route]))] = route
    return found


def test_every_design_page_of_the_table_of_addresses_is_looked_at() -> None:
    design = {name for name, route in routes(get_resolver().url_patterns).items() if is_design(route)}
    pages = {row.name for row in ROWS if row.method == "get"} & design
    missing = pages - {page.name for page in DESIGN_PAGES} - set(NOT_PAGES)
    assert not missing, f"add these to tests/design_pages.py: {sorted(missing)}"
    assert not set(NOT_PAGES) - pages


def is_design(route: str) -> bool:
    return route.startswith(("w/<slug:slug>/s/", "w/<slug:slug>/strategies/"))


def test_every_step_of_a_layer_is_among_them() -> None:
    steps = {step.url_name for report in layers.reports() for step in report.steps}
    assert steps <= {page.name for page in DESIGN_PAGES}


def test_each_has_an_address() -> None:
    addresses = [address_of(page, strategy=1) for page in DESIGN_PAGES]
    assert len(set(addresses)) >= len(DESIGN_PAGES) - sum(page.link is not None for page in DESIGN_PAGES)
