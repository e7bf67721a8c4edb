from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.calc.periods import day_of
from kpi import sentences
from kpi.calc.periods import DAY
from kpi.selectors.sales_board import SalesBoard, sales_board
from kpi.units import period_name
from kpi.views.periods import comparisons, switches, wanted_comparison, wanted_period
from kpi.views.presenting import Card, card, text_of
from nurturing import presenting_handoffs as words
from nurturing.selectors.desk import DeskRow
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.models import Workspace
from workspaces.templatetags.formats import minutes

SHOWN_REASONS = 2


@workspace_view(rights.VIEW_DASHBOARDS)
def sales_dashboard(request: WorkspaceRequest) -> HttpResponse:
    """営業連携ダッシュボード: what waits today?"""
    workspace, now = request.workspace, timezone.now()
    today = workspace.local_date(now)
    period = wanted_period(request, DAY, lambda: day_of(today))
    compare = wanted_comparison(request)
    board = sales_board(workspace, period, today=today, now=now, compare=compare)
    label = dict(comparisons(DAY))[compare] if compare else ""
    context = {
        "board": board,
        "switches": switches(request, period, today, scope=board.scope.key, is_forced=True),
        "title": period_name(period),
        "stamp": sentences.as_of(board.freshness.until, board.freshness.computed_at, workspace.zone),
        "headline": _headline(board),
        "compared_label": label,
        "cards": _cards(board, workspace, label),
        "flow": [card(line, workspace, compared_label=label) for line in board.flow],
        "rows": [printed_row(row, workspace, now) for row in board.rows],
        "may_open": request.membership.may(rights.VIEW_HANDOFFS),
    }
    return render(request, "kpi/sales.html", context)


def _headline(board: SalesBoard) -> str:
    """What the day asks for, in one line."""
    waiting, overdue = board.waiting.actual, board.overdue.actual
    if overdue:
        return _("期限を過ぎた引き渡しが%(n)d件あります") % {"n": overdue}
    if waiting:
        return _("未対応の引き渡しは%(n)d件、期限超過はありません") % {"n": waiting}
    return _("未対応の引き渡しはありません")


def _cards(board: SalesBoard, workspace: Workspace, label: str) -> list[Card]:
    """未対応, 期限超過, 戻された割合, 初回対応の中央値."""
    waiting, overdue, returned = (
        card(line, workspace, compared_label="") for line in (board.waiting, board.overdue, board.returned)
    )
    foot = _("直近4週・n=%(n)d") % {"n": board.returned.n or 0}
    if label and board.returned.compared is not None:
        foot = f"{label} {text_of(board.returned.compared, 'rate', workspace)}"
    answered = (
        _("この日に対応した%(n)d件") % {"n": board.minutes_n} if board.minutes_n else _("この日の対応はありません")
    )
    if label and board.compared_minutes is not None:
        answered = f"{label} {minutes(board.compared_minutes)}"
    return [
        _with_foot(waiting, _("まだ答えのない引き渡し")),
        _with_foot(overdue, _("営業時間で期限を過ぎたもの")),
        _with_foot(returned, foot),
        Card(
            key="first_response",
            label=_("初回対応の中央値"),
            value=minutes(board.minutes),
            unit="",
            signal="",
            target=answered,
            share="",
            bar=None,
            mark=None,
            url="",
        ),
    ]


def _with_foot(shown: Card, foot: str) -> Card:
    """Figures without a target: no bar, a word on what is counted."""
    return replace(shown, target=foot, share="", bar=None, mark=None)


def printed_row(row: DeskRow, workspace: Workspace, now: Any) -> dict[str, Any]:
    """A waiting hand-off as a line of work: how much time is left, who, why, until when."""
    handoff = row.handoff
    return {
        "url": reverse("nurturing:handoff", kwargs={"slug": workspace.slug, "handoff_id": handoff.pk}),
        "signal": row.clock.step if row.clock else "hold",
        "timer": words.timer(row.clock),
        "company": words.company_name(handoff.lead),
        "person": words.person(handoff.lead),
        "reason": words.in_one_line(handoff.reasons[:SHOWN_REASONS]) or words.reasons_in_one_line(handoff),
        "points": words.points(handoff.total),
        "due": words.when(handoff.due_at, workspace, now),
        "owner": handoff.assigned_to.short_name if handoff.assigned_to else "",
    }
