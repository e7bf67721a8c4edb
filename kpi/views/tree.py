from __future__ import annotations

from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.calc.periods import Period
from kpi import sentences
from kpi.calc.periods import MONTH, next_period, period_key
from kpi.selectors.exec_board import default_month
from kpi.selectors.lines import records_url
from kpi.selectors.tree_board import TreeBoard, TreeNode, tree_board
from kpi.units import span_title
from kpi.views.periods import wanted_period
from kpi.views.presenting import share_text, text_of
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.models import Workspace


@workspace_view(rights.VIEW_DASHBOARDS)
def tree(request: WorkspaceRequest) -> HttpResponse:
    """KPIツリー: which branch is the cause of the difference?"""
    workspace = request.workspace
    today = workspace.local_date(timezone.now())
    period = wanted_period(request, MONTH, lambda: default_month(workspace, today))
    is_single = request.GET.get("span") == "month"
    board = tree_board(
        workspace, period, today=today, is_single_month=is_single, wanted_scope=request.GET.get("scope", "")
    )
    context = {
        "board": board,
        "title": span_title(board.span),
        "stamp": sentences.as_of(board.freshness.until, board.freshness.computed_at, workspace.zone),
        "headline": _headline(board, workspace),
        "roots": [_printed(root, workspace, board) for root in board.roots],
        "main": _main(board, workspace),
        "links": _links(request, period, is_single),
    }
    return render(request, "kpi/tree.html", context)


def _links(request: WorkspaceRequest, period: Period, is_single: bool) -> dict[str, Any]:
    page = reverse("kpi:tree", kwargs={"slug": request.workspace.slug})
    kept = {"scope": request.GET.get("scope", "")}

    def link(month: Period, single: bool) -> str:
        wanted = {"m": period_key(month), "span": "month" if single else "", **kept}
        return f"{page}?" + urlencode({key: value for key, value in wanted.items() if value})

    after = next_period(period)
    return {
        "previous": link(period.previous(), is_single),
        "next": link(after, is_single) if after.start <= request.workspace.local_date(timezone.now()) else "",
        "spans": [
            {"label": _("年度の累計"), "url": link(period, False), "is_current": not is_single},
            {"label": _("この月だけ"), "url": link(period, True), "is_current": is_single},
        ],
    }


def _headline(board: TreeBoard, workspace: Workspace) -> str:
    """「主因はリード→MQL率で、売上を2,848万円押し下げています」."""
    if board.causes is None or board.causes.main is None:
        return sentences.headline(board.causes, board.targets.stages)
    part = board.causes.main
    return _("主因は%(name)sで、売上を%(amount)s押し下げています") % {
        "name": sentences.factor_name(part.key, board.targets.stages),
        "amount": sentences.money(abs(part.amount), workspace.currency),
    }


def _printed(node: TreeNode, workspace: Workspace, board: TreeBoard) -> dict[str, Any]:
    """One row of the tree in words; `bar` runs from the middle to the left (worse) or right (better)."""
    line = node.line
    amount = node.part.amount if node.part else None
    if node.node.key == "revenue" and board.causes:
        amount = board.causes.difference
    reach = node.share_of_widest
    if node.node.key == "revenue" and board.causes and amount is not None:
        widest = max((abs(part.amount) for part in board.causes.parts), default=Fraction(1)) or Fraction(1)
        reach = max(-100.0, min(100.0, float(amount / widest) * 100))
    return {
        "node": node,
        "actual": text_of(line.actual, line.unit, workspace) if line.actual is not None else "",
        "target": text_of(line.target, line.unit, workspace),
        "share": share_text(line),
        "n": line.n,
        "amount": sentences.money(amount, workspace.currency, is_signed=True) if amount is not None else "",
        "kind": "total" if node.node.key == "revenue" else "worse" if amount is not None and amount < 0 else "better",
        # The bars share 46 % of the column on either side; the figures stand beside their ends.
        "start": round(50 + min(reach, 0) * 0.36, 2),
        "width": round(abs(reach) * 0.36, 2),
        "end": round(50 + max(reach, 0) * 0.36, 2),
        "children": [_printed(child, workspace, board) for child in node.children],
    }


def _main(board: TreeBoard, workspace: Workspace) -> dict[str, Any] | None:
    """The main cause by source: how each source does at that very step."""
    if board.main is None:
        return None
    key = board.main.node.key
    before, _sep, after = key.partition("_to_")
    name = sentences.factor_name(key, board.targets.stages)
    shown = [row for row in board.by_source if not board.scope.origin or row.origin == board.scope.origin]
    if not after:
        return {"name": name, "count": 0, "url": board.main.line.url, "rows": [], "before": "", "after": ""}
    rows = [_source_rate(row, before, after, workspace, board) for row in shown if row.value(before)]
    return {
        "name": name,
        "count": board.main.line.n,
        "unit": sentences.factor_name(before, board.targets.stages),
        "url": board.main.line.url,
        "before": sentences.factor_name(before, board.targets.stages),
        "after": sentences.factor_name(after, board.targets.stages),
        "target": board.main.line.target,
        "rows": sorted(rows, key=lambda row: -row["n"]),
    }


def _source_rate(row: Any, before: str, after: str, workspace: Workspace, board: TreeBoard) -> dict[str, Any]:
    n, k = int(row.value(before)), int(row.value(after))
    return {
        "name": row.name or _("不明"),
        "n": n,
        "k": k,
        "rate": Fraction(k, n),
        "is_few": n < 30,
        "url": records_url(workspace, before, board.span, source=row.source_id, mark=after),
    }
