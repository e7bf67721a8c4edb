"""The KPI tree as shipped: the framework's four tiers, hung on the stages of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kpi.models import KpiNode
from strategy.sentences import rate_name, stage_name

Tier, Frequency = KpiNode.Tier, KpiNode.Frequency
ACTIVITIES = ("site_visits", "mail_open_rate")
# The row of 役割分担 whose work an indicator measures: what marketing does not carry is not measured as marketing's.
SCOPES = {
    "lead": "acquisition",
    "site_visits": "acquisition",
    "lead_to_mql": "nurturing",
    "mail_open_rate": "nurturing",
    "mql": "opportunity",
    "mql_to_sql": "opportunity",
}


@dataclass(frozen=True)
class NodeDefault:
    """One indicator before anybody edits it."""

    key: str
    name: str
    tier: str
    parent_key: str
    frequency: str
    responsible: str


def default_nodes(stages: Sequence[str]) -> list[NodeDefault]:
    """The tree of a chain from `lead` to `won`: revenue on top, then downwards each stage with the rate that fills it.

    Every outcome hangs from a business KPI and every activity from an outcome or rate, so that no figure stands alone.
    Names and departments are in the language in force.
    """
    everybody, both, sales, marketing = _("経営・マーケ・営業"), _("マーケ・営業"), _("営業"), _("マーケ")
    nodes = [
        NodeDefault("revenue", _("マーケ起点の売上"), Tier.BUSINESS, "", Frequency.MONTHLY, everybody),
        NodeDefault("average_deal_size", _("平均受注単価"), Tier.BUSINESS, "revenue", Frequency.MONTHLY, sales),
        NodeDefault("won", _("受注件数"), Tier.BUSINESS, "revenue", Frequency.MONTHLY, everybody),
    ]
    backwards = list(reversed(stages))
    for after, before in zip(backwards, backwards[1:], strict=False):
        who = marketing if before == "lead" else both
        rate = f"{before}_to_{after}"
        nodes.append(NodeDefault(rate, rate_name(rate), Tier.RATE, after, Frequency.MONTHLY, both))
        if before == "lead":
            nodes.append(NodeDefault("lead", _("リード獲得数"), Tier.ACTIVITY, after, Frequency.WEEKLY, who))
        else:
            nodes.append(
                NodeDefault(before, _outcome_name(before, stages), Tier.OUTCOME, after, Frequency.WEEKLY_MONTHLY, who)
            )
    first_rate = f"{stages[0]}_to_{stages[1]}"
    return [
        *nodes,
        NodeDefault("site_visits", _("サイト訪問数"), Tier.ACTIVITY, "lead", Frequency.WEEKLY, marketing),
        NodeDefault("mail_open_rate", _("メール開封率"), Tier.ACTIVITY, first_rate, Frequency.WEEKLY, marketing),
    ]


def in_the_readers_language(nodes: list[KpiNode], stages: Sequence[str]) -> list[KpiNode]:
    """The same indicators under the framework's names in the language in force; nobody can rename them."""
    known = {node.key: node for node in default_nodes(stages)}
    for node in nodes:
        if node.key in known:
            node.name, node.responsible = known[node.key].name, known[node.key].responsible
    return nodes


def _outcome_name(stage: str, stages: Sequence[str]) -> str:
    """MQL数, 商談数; a chain without 商談 counts them as SQL."""
    if stage == "sql" and "opportunity" not in stages:
        return _("SQL数（＝商談数）")
    return _("%(stage)s数") % {"stage": stage_name(stage, list(stages))}
