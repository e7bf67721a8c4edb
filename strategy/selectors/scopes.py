"""What 役割分担 leaves out of marketing's work: KPIs and design steps of such a scope are not marketing's."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, reverse

from strategy import layers
from strategy.models import ArtefactKind, RoleSplitRow, Strategy
from strategy.selectors.artefacts import latest_artefact


def scopes_left_out(strategy: Strategy) -> dict[str, str]:
    """The scopes that marketing does not carry (「しない」), by key with their names."""
    artefact = latest_artefact(strategy, ArtefactKind.ROLES)
    if artefact is None:
        return {}
    rows = RoleSplitRow.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact)
    return dict(rows.filter(marketing_level=RoleSplitRow.Level.NOT).exclude(key="").values_list("key", "scope"))


def kinds_left_out(scopes: Collection[str]) -> set[str]:
    """The kinds all of whose steps belong to scopes that marketing does not carry: they need no agreement."""
    found: dict[str, bool] = {}
    for report in layers.reports():
        for step in report.steps:
            found[step.kind] = found.get(step.kind, True) and bool(step.scope) and step.scope in scopes
    return {kind for kind, is_out in found.items() if kind and is_out}


def links_in_scope(strategy: Strategy, report: layers.LayerReport, scopes: Collection[str]) -> list[layers.BrokenLink]:
    """The broken links of a layer without those that a step of a left-out scope would mend."""
    pages = _pages_left_out(strategy, report, scopes)
    return [link for link in report.broken_links(strategy) if urlsplit(link.url).path not in pages]


def _pages_left_out(strategy: Strategy, report: layers.LayerReport, scopes: Collection[str]) -> set[str]:
    pages = set()
    for step in report.steps:
        if step.scope in scopes:
            try:
                pages.add(reverse(step.url_name, args=[strategy.workspace.slug, strategy.pk]))
            except NoReverseMatch:
                continue
    return pages
