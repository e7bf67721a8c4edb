from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.calc.periods import week_of
from crm.models import Source
from kpi import sentences
from kpi.calc.periods import WEEK
from kpi.selectors.marketing_board import MarketingBoard, marketing_board
from kpi.units import period_name
from kpi.views.periods import comparisons, switches, wanted_comparison, wanted_period
from kpi.views.presenting import card, change_text, share_text, text_of
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.calc import display
from workspaces.models import Workspace


@workspace_view(rights.VIEW_DASHBOARDS)
def marketing_dashboard(request: WorkspaceRequest) -> HttpResponse:
    """マーケ運用ダッシュボード: where is it stuck?"""
    workspace = request.workspace
    today = workspace.local_date(timezone.now())
    period = wanted_period(request, WEEK, lambda: week_of(today))
    compare = wanted_comparison(request)
    board = marketing_board(workspace, period, today=today, compare=compare, wanted_scope=request.GET.get("scope", ""))
    label = dict(comparisons(WEEK))[compare] if compare else ""
    context = {
        "board": board,
        "switches": switches(request, period, today, scope=board.scope.key, is_forced=board.scope.is_forced),
        "title": period_name(period),
        "stamp": sentences.as_of(board.freshness.until, board.freshness.computed_at, workspace.zone),
        "compared_label": label,
        "call_out": sentences.bottleneck_sentence(board.bottleneck),
        "call_out_base": sentences.bottleneck_base(board.bottleneck),
        "remedy": sentences.remedy(board.bottleneck.verdict.step.key) if board.bottleneck.verdict else "",
        "rows": [_funnel_row(row, board, workspace) for row in board.rows],
        "cards": [card(line, workspace, compared_label=label) for line in board.activities],
        "weeks": _weeks(board),
        "origins": dict(Source.Origin.choices),
    }
    return render(request, "kpi/marketing.html", context)


def _funnel_row(row: Any, board: MarketingBoard, workspace: Workspace) -> dict[str, Any]:
    """A stage with its count and the step below it, in words."""
    widest = max((float(each.line.actual or 0) for each in board.rows), default=0) or 1
    return {
        "row": row,
        "label": row.line.label,
        "value": text_of(row.line.actual, row.line.unit, workspace),
        "url": row.line.url,
        "target": text_of(row.line.target, row.line.unit, workspace) if row.line.target is not None else "",
        "share": share_text(row.line),
        "compared": text_of(row.line.compared, row.line.unit, workspace) if row.line.compared is not None else "",
        "change": change_text(row.line),
        "width": round(float(row.line.actual or 0) / widest * 100, 2),
        "is_bottleneck": bool(
            board.bottleneck.verdict and row.step and board.bottleneck.verdict.step.key == row.step.key
        ),
    }


def _weeks(board: MarketingBoard) -> list[dict[str, Any]]:
    """The last 13 weeks of MQLs as upright bars; the running week is hatched."""
    return [
        {
            "label": f"{week.start.month}/{week.start.day}" if place % 3 == 0 else "",
            "value": count,
            "needed": round(float(target), 2) if target is not None else None,
            "is_partial": board.is_partial and week.start == board.period.start,
            "name": f"{week.start.month}/{week.start.day}",
            "note": _("途中") if board.is_partial and week.start == board.period.start else "",
            "figure": display.format_count(count) if week.start == board.period.start else "",
        }
        for place, (week, count, target) in enumerate(board.weeks)
    ]
