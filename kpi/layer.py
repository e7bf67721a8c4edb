"""Layer 5 KPI設計・実行基盤 as the frame sees it: its step, its contents, its line on the blueprint, its broken links."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from kpi.calc.tree import unlinked
from kpi.models import KpiNode
from kpi.selectors.findings import pattern_board
from kpi.selectors.scopes import in_scope
from kpi.services.design import copy_nodes, follow_chain
from strategy import layers
from strategy.models import ArtefactKind, ArtefactVersion, Strategy
from strategy.selectors import latest_artefact
from strategy.selectors.scopes import scopes_left_out

LABELS: dict[str, layers.Text] = {
    "nodes.*.name": _lazy("KPI"),
    "nodes.*.tier": _lazy("階層"),
    "nodes.*.parent_key": _lazy("上のKPI"),
    "nodes.*.frequency": _lazy("確認の頻度"),
    "nodes.*.responsible": _lazy("責任部門"),
    "nodes.*.owner": _lazy("担当者"),
}
TIERS = [str(tier) for tier in KpiNode.Tier]


def create(artefact: ArtefactVersion) -> None:
    follow_chain(artefact)


def nodes_of(artefact: ArtefactVersion | None) -> list[KpiNode]:
    """The indicators of a tree from the top down."""
    if artefact is None:
        return []
    nodes = KpiNode.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    return list(nodes.select_related("owner").order_by("position"))


def carried_nodes(artefact: ArtefactVersion | None) -> list[KpiNode]:
    """The indicators of the scopes that marketing carries by 役割分担: the others need neither owner nor target."""
    return in_scope(nodes_of(artefact), scopes_left_out(artefact.strategy)) if artefact else []


def snapshot(artefact: ArtefactVersion) -> dict[str, Any]:
    return {
        "nodes": [
            {
                "key": node.key,
                "name": node.name,
                "tier": node.tier,
                "parent_key": node.parent_key,
                "frequency": node.frequency,
                "responsible": node.responsible,
                "owner": str(node.owner) if node.owner else "",
            }
            for node in nodes_of(artefact)
        ]
    }


def problems(artefact: ArtefactVersion) -> list[str]:
    """An indicator nobody answers for cannot be agreed."""
    return [
        _("「%(name)s」の担当者が決まっていません。担当者を選んでください") % {"name": node.name}
        for node in carried_nodes(artefact)
        if node.owner_id is None
    ]


def display(artefact: ArtefactVersion, path: str, value: object) -> str | None:
    for end, choices in ((".tier", KpiNode.Tier), (".frequency", KpiNode.Frequency)):
        if path.endswith(end) and value in choices.values:
            return str(choices(value).label)
    if path.endswith(".parent_key"):
        return _names(artefact).get(str(value))
    return None


def _names(artefact: ArtefactVersion) -> dict[str, str]:
    """The indicators of a version by key, looked up once."""
    names: dict[str, str] | None = artefact.__dict__.get("kpi_names")
    if names is None:
        names = {node.key: node.name for node in nodes_of(artefact)}
        artefact.__dict__["kpi_names"] = names
    return names


def summary(strategy: Strategy) -> str:
    """「KPI 11件・4階層・担当者 3/11」."""
    nodes = carried_nodes(latest_artefact(strategy, ArtefactKind.KPI))
    if not nodes:
        return _("計画からKPIツリーができます")
    return _("KPI %(count)d件・%(tiers)d階層・担当者 %(owned)d/%(count)d") % {
        "count": len(nodes),
        "tiers": len({node.tier for node in nodes}),
        "owned": sum(node.owner_id is not None for node in nodes),
    }


def has_evidence(strategy: Strategy) -> bool:
    """Every indicator has somebody who answers for it."""
    nodes = carried_nodes(latest_artefact(strategy, ArtefactKind.KPI))
    return bool(nodes) and all(node.owner_id for node in nodes)


def broken_links(strategy: Strategy) -> list[layers.BrokenLink]:
    """Indicators without an owner, and indicators that lead to no other."""
    artefact = latest_artefact(strategy, ArtefactKind.KPI)
    nodes = carried_nodes(artefact)
    page = reverse("kpi:kpi", kwargs={"slug": strategy.workspace.slug, "strategy_id": strategy.pk})
    broken = []
    orphans = [node for node in nodes if node.owner_id is None]
    # Before anybody has worked on the tree its owners are simply the next step, not a broken joint.
    if orphans and artefact is not None and (artefact.is_touched or artefact.is_frozen):
        sentence = ngettext(
            "「%(name)s」の担当者が決まっていません",
            "「%(name)s」など%(count)d件のKPIの担当者が決まっていません",
            len(orphans),
        )
        broken.append(
            layers.BrokenLink(
                from_label=_("L5 KPIツリー"),
                to_label=_("担当者"),
                sentence=sentence % {"name": orphans[0].name, "count": len(orphans)},
                action_label=_("担当者を選ぶ"),
                url=f"{page}#id_{orphans[0].key}-owner",
            )
        )
    parents, tiers = {node.key: node.parent_key for node in nodes}, {node.key: node.tier for node in nodes}
    names = {node.key: node.name for node in nodes}
    for loose in unlinked(parents, tiers, TIERS):
        broken.append(
            layers.BrokenLink(
                from_label=_("L5 %(name)s") % {"name": names[loose.key]},
                to_label=_("成果KPI"),
                sentence=_("「%(name)s」が成果につながっていません") % {"name": names[loose.key]},
                action_label=_("見直す"),
                url=f"{page}#node-{loose.key}",
            )
        )
    return broken


def alert_panel(strategy: Strategy) -> layers.AlertPanel:
    """The failure patterns that are seen, for the blueprint."""
    address = reverse("kpi:findings", kwargs={"slug": strategy.workspace.slug, "strategy_id": strategy.pk})
    board = pattern_board(strategy, today=strategy.workspace.today())
    return layers.AlertPanel(
        title=_lazy("失敗パターンの兆し"),
        url=address,
        alerts=[
            layers.Alert(
                title=row.name,
                sentence=row.sentences[0] if row.sentences else "",
                since=row.finding.first_seen_on,
                is_red=row.is_red,
                url=f"{address}#{row.key}",
            )
            for row in board.found
            if row.finding
        ],
        unknown=len(board.unknown),
        looked_at=board.looked_at,
    )


def register_layer() -> None:
    """Tell the frame about Layer 5; called once, when the app starts."""
    layers.register(
        layers.LayerReport(
            number=5,
            name=_lazy("KPI設計・実行基盤"),
            question=_lazy("何を測り、どう直し続けるか"),
            steps=(layers.Step(_lazy("KPIツリー"), "kpi:kpi", "kpi"),),
            kinds=("kpi",),
            summary=summary,
            has_evidence=has_evidence,
            broken_links=broken_links,
        ),
        layers.ContentAdapter(
            kind="kpi",
            create=create,
            copy=copy_nodes,
            snapshot=snapshot,
            problems=problems,
            labels=LABELS,
            display=display,
        ),
    )
    layers.register_panel(alert_panel)
