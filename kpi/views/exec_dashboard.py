from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi import sentences
from kpi.calc.periods import MONTH
from kpi.selectors.decisions import decisions_of
from kpi.selectors.exec_board import ExecBoard, default_month, exec_board
from kpi.units import WATERFALL_STEPS, money_unit, span_title, tongue
from kpi.views.periods import comparisons, switches, wanted_comparison, wanted_period
from kpi.views.presenting import card
from kpi.views.trend import trend_of
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.calc import display
from workspaces.models import Workspace

SHOWN_DECISIONS = 4


@workspace_view(rights.VIEW_DASHBOARDS)
def exec_dashboard(request: WorkspaceRequest) -> HttpResponse:
    """経営ダッシュボード: will we reach the target?"""
    workspace, now = request.workspace, timezone.now()
    today = workspace.local_date(now)
    period = wanted_period(request, MONTH, lambda: default_month(workspace, today))
    compare = wanted_comparison(request)
    board = exec_board(workspace, period, today=today, compare=compare, wanted_scope=request.GET.get("scope", ""))
    strategy = board.targets.plan.strategy if board.targets.plan else None
    decisions = decisions_of(workspace, strategy, today=today, now=now)
    context = {
        "board": board,
        "switches": switches(request, period, today, scope=board.scope.key, is_forced=board.scope.is_forced),
        "title": span_title(board.span),
        "stamp": sentences.as_of(board.freshness.until, board.freshness.computed_at, workspace.zone),
        "compared_label": dict(comparisons(MONTH))[compare] if compare else "",
        "decisions": decisions[:SHOWN_DECISIONS],
        "more_decisions": max(0, len(decisions) - SHOWN_DECISIONS),
        **_figures(board, workspace, dict(comparisons(MONTH))[compare] if compare else ""),
    }
    return render(request, "kpi/exec.html", context)


def _figures(board: ExecBoard, workspace: Workspace, compared_label: str) -> dict[str, Any]:
    """The board in words and drawings."""
    causes, stages, currency = board.causes, board.targets.stages, workspace.currency
    return {
        "cards": [card(line, workspace, compared_label=compared_label) for line in board.cards],
        "headline": sentences.headline(causes, stages),
        "fact": sentences.fact(causes, currency),
        "cause": sentences.cause(causes, stages, currency),
        "next_step": sentences.next_step(causes, has_plan=board.targets.plan is not None),
        "trend": trend_of(board, workspace),
        "waterfall": waterfall_rows(board, workspace),
        "waterfall_unit": waterfall_unit(board, workspace)[1],
        "waterfall_headline": _waterfall_headline(board, currency),
    }


def waterfall_rows(board: ExecBoard, workspace: Workspace) -> list[dict[str, Any]]:
    """From the target through what each factor adds or takes to the actual revenue, in one unit."""
    causes = board.causes
    if causes is None:
        return []
    main = causes.main.key if causes.main else ""
    scale = waterfall_unit(board, workspace)[0]
    rows: list[dict[str, Any]] = [{"label": _("計画"), "value": causes.target, "figure": _scaled(causes.target, scale)}]
    for part in causes.parts:
        rows.append(
            {
                "label": sentences.factor_name(part.key, board.targets.stages),
                "value": part.amount,
                "figure": _scaled(part.amount, scale, is_signed=True),
                "is_main": part.key == main,
            }
        )
    return [*rows, {"label": _("実績"), "value": causes.actual, "figure": _scaled(causes.actual, scale)}]


def waterfall_unit(board: ExecBoard, workspace: Workspace) -> tuple[int, str]:
    """One unit for all figures of the drawing: 万円 from a million on, else the currency itself."""
    largest = max(board.causes.target, board.causes.actual) if board.causes else 0
    scale, name = next((scale, name) for start, scale, name in WATERFALL_STEPS[tongue()] if largest >= start)
    return scale, money_unit(name, workspace.currency)


def _scaled(amount: display.Number, scale: int, *, is_signed: bool = False) -> str:
    return display.format_number(display.as_fraction(amount) / scale, is_signed=is_signed)


def _waterfall_headline(board: ExecBoard, currency: str) -> str:
    """「リード→MQL率だけで −2,848万円」."""
    if board.causes is None or board.causes.main is None:
        return _("計画と実績の差")
    part = board.causes.main
    return _("%(name)sだけで%(effect)s") % {
        "name": sentences.factor_name(part.key, board.targets.stages),
        "effect": sentences.money(part.amount, currency, is_signed=True),
    }
