"""KPIツリー with figures: every indicator's target and actual over a span, and what each leaf adds to the revenue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from crm.calc.periods import Period, fiscal_year, fiscal_year_of
from kpi.calc.periods import MONTH, is_running, until
from kpi.calc.signals import attainment, signal
from kpi.defaults import default_nodes, in_the_readers_language
from kpi.models import FunnelSnapshot, KpiNode
from kpi.selectors.causes import AVERAGE, Causes, Part, causes_of
from kpi.selectors.exec_board import LeftOut
from kpi.selectors.figures import Scope, SourceRow, figures_by_source, figures_for, has_records, scope_of
from kpi.selectors.freshness import Freshness, freshness_of
from kpi.selectors.lines import COUNT, MONEY, RATE, SHAPE, Line, Reader, records_url
from kpi.selectors.scopes import in_scope, names_left_out
from kpi.selectors.targets import Targets, targets_of
from kpi.services.rollups import SERIES_METRICS
from strategy.models import ArtefactStatus, Strategy
from strategy.selectors import current_strategy
from strategy.selectors.scopes import scopes_left_out
from workspaces.models import Workspace

_SHOWN = (ArtefactStatus.AGREED, ArtefactStatus.IN_REVIEW, ArtefactStatus.DRAFT)
METRICS = ["lead", "mql", "sql", "opportunity", "won", "won_amount", *SERIES_METRICS]


@dataclass
class TreeNode:
    """One indicator with what hangs below it. `part` is what it adds to the revenue, of leaves and the top only."""

    node: KpiNode
    line: Line
    part: Part | None
    share_of_widest: float = 0.0  # −100 … 100: how far the bar reaches to either side
    is_main: bool = False
    is_on_path: bool = False
    is_passed: bool = False  # the thick line runs past it to a later sibling
    children: list[TreeNode] = field(default_factory=list)


@dataclass(frozen=True)
class TreeBoard:
    """The tree page: `roots` from the revenue down, `main` the leaf that costs most with its parts by source."""

    period: Period
    span: Period
    is_partial: bool
    scope: Scope
    targets: Targets
    roots: list[TreeNode]
    causes: Causes | None
    main: TreeNode | None
    by_source: list[SourceRow]
    freshness: Freshness
    has_records: bool
    unmarked: LeftOut | None
    unknown_wins: LeftOut | None = None
    not_carried: list[str] = field(default_factory=list)  # names of indicators whose work marketing does not do


def tree_board(
    workspace: Workspace, period: Period, *, today: dt.date, is_single_month: bool = False, wanted_scope: str = ""
) -> TreeBoard:
    """The tree of the current strategy over the fiscal year up to `period`, or over that month alone."""
    scope, targets = scope_of(workspace, wanted_scope), targets_of(workspace)
    year = fiscal_year(
        fiscal_year_of(period.start, workspace.fiscal_year_first_month), workspace.fiscal_year_first_month
    )
    last = until(period, today)
    span = Period(period.start if is_single_month else year.start, last)
    figures = figures_for(workspace, METRICS, span.start, last, scope=scope)
    reader = Reader(workspace, figures, targets, scope, today)
    causes = causes_of(reader, span)
    strategy = targets.plan.strategy if targets.plan else current_strategy(workspace)
    nodes = _nodes(workspace, strategy, targets)
    left_out = scopes_left_out(strategy) if strategy else {}
    roots, main = _tree(in_scope(nodes, left_out), reader, span, causes)
    unmarked = int(figures.over("lead@unmarked", span))
    return TreeBoard(
        period=period,
        span=span,
        is_partial=is_running(period, today),
        scope=scope,
        targets=targets,
        roots=roots,
        causes=causes,
        main=main,
        by_source=figures_by_source(workspace, METRICS, span) if main else [],
        freshness=freshness_of(
            FunnelSnapshot.objects.for_workspace(workspace).filter(grain=MONTH).first(), until=last, today=today
        ),
        has_records=figures.first_day(METRICS) is not None or has_records(workspace),
        unmarked=LeftOut(unmarked, records_url(workspace, "lead", span, origin="unmarked")) if unmarked else None,
        not_carried=names_left_out(nodes, left_out),
    )


def activity_line(reader: Reader, key: str, span: Period) -> Line:
    """サイト訪問数 and メール開封率 from the daily series; 未接続 (None) where nothing was recorded."""
    if key == "mail_open_rate":
        sent, opened = reader.total("mail_sent", span), reader.total("mail_opened", span)
        return Line(
            key=key,
            label="",
            unit=RATE,
            actual=Fraction(opened) / Fraction(sent) if sent else None,
            n=int(sent),
            url=records_url(reader.workspace, "mail_sent", span),
        )
    # Typed and imported figures come late: the target counts only as far as something was recorded.
    last = reader.figures.last_day(key, span)
    target = reader.figures.total(f"{key}.target", span.start, last) or None if last else None
    actual = reader.total(key, span) if last else None
    return Line(
        key=key,
        label="",
        unit=COUNT,
        actual=actual,
        target=target,
        share=attainment(actual, target) if actual is not None and target else None,
        signal=SHAPE[signal(actual, target)],
        url=records_url(reader.workspace, key, span),
    )


def _nodes(workspace: Workspace, strategy: Strategy | None, targets: Targets) -> list[KpiNode]:
    """The agreed tree, else the one being drafted, else the shipped one of the plan's chain."""
    if strategy is not None:
        nodes = KpiNode.objects.for_workspace(workspace).filter(
            artefact__strategy=strategy, artefact__status__in=_SHOWN
        )
        by_status: dict[str, list[KpiNode]] = {}
        for node in nodes.select_related("owner", "artefact").order_by("position"):
            by_status.setdefault(node.artefact.status, []).append(node)
        found = next((by_status[status] for status in _SHOWN if status in by_status), [])
        if {node.key for node in found} >= set(targets.stages):
            return in_the_readers_language(found, targets.stages)
    return [
        KpiNode(
            workspace=workspace,
            key=node.key,
            name=node.name,
            tier=node.tier,
            parent_key=node.parent_key,
            frequency=node.frequency,
            responsible=node.responsible,
            position=position,
        )
        for position, node in enumerate(default_nodes(targets.stages))
    ]


def _tree(
    nodes: Sequence[KpiNode], reader: Reader, span: Period, causes: Causes | None
) -> tuple[list[TreeNode], TreeNode | None]:
    """Hang the indicators below each other and mark the way to the main cause."""
    main_key = causes.main.key if causes and causes.main else ""
    widest = max((abs(part.amount) for part in causes.parts), default=Fraction(0)) if causes else Fraction(0)
    placed = {}
    for node in nodes:
        part = causes.part(node.key) if causes else None
        placed[node.key] = TreeNode(
            node=node,
            line=_line(reader, node.key, span),
            part=part,
            share_of_widest=round(float(part.amount / widest) * 100, 2) if part and widest else 0.0,
            is_main=node.key == main_key,
        )
    roots = [each for each in placed.values() if each.node.parent_key not in placed]
    for each in placed.values():
        if each.node.parent_key in placed:
            placed[each.node.parent_key].children.append(each)
    for root in roots:
        _mark_path(root)
    return roots, placed.get(main_key)


def _mark_path(node: TreeNode) -> bool:
    """Whether the main cause is this indicator or hangs below it."""
    for child in node.children:
        _mark_path(child)
    # The way to the cause stands last, so that its thick line runs past the others and ends there.
    node.children.sort(key=lambda child: child.is_on_path)
    has_path = bool(node.children) and node.children[-1].is_on_path
    for child in node.children[:-1]:
        child.is_passed = has_path
    node.is_on_path = node.is_main or has_path
    return node.is_on_path


def _line(reader: Reader, key: str, span: Period) -> Line:
    if key == AVERAGE:
        return _average_line(reader, span)
    if key in ("site_visits", "mail_open_rate"):
        return activity_line(reader, key, span)
    if "_to_" in key:
        return reader.rate_line(key, span)
    return reader.count_line(key, span)


def _average_line(reader: Reader, span: Period) -> Line:
    won, plan = reader.total("won", span), reader.targets.plan
    actual = Fraction(reader.total("revenue", span)) / Fraction(won) if won else None
    target = Fraction(plan.average_deal_amount) if plan and reader.targets.over("won", span) is not None else None
    return Line(
        key=AVERAGE,
        label="",
        unit=MONEY,
        actual=actual,
        target=target,
        share=attainment(actual, target) if actual is not None and target else None,
        signal=SHAPE[signal(actual, target, n=int(won))] if actual is not None else "",
        n=int(won),
        url=records_url(reader.workspace, "won", span, origin=reader.scope.origin),
    )
