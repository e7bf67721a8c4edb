from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi import sentences
from kpi.selectors.exec_board import ExecBoard
from kpi.selectors.home import home_of
from kpi.units import span_title
from kpi.views.presenting import share_text, text_of
from kpi.views.sales_dashboard import printed_row
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.models import Membership, Workspace


@workspace_view()
def home(request: WorkspaceRequest) -> HttpResponse:
    """ホーム: what should I do today?"""
    workspace, membership, now = request.workspace, request.membership, timezone.now()
    page = home_of(workspace, membership, now=now)
    if page.is_empty:
        return render(request, "kpi/home_empty.html", {"page": page, "sample": _sample_of(membership)})
    context = {
        "page": page,
        "greeting": greeting(membership, now.astimezone(workspace.zone)),
        "today": workspace.local_date(now),
        "desk_rows": [printed_row(row, workspace, now) for row in page.desk.rows] if page.desk else [],
        "pace": _pace(page.pace, workspace) if page.pace else None,
    }
    return render(request, "kpi/home.html", context)


def greeting(membership: Membership, local: dt.datetime) -> str:
    """おはようございます, こんにちは, こんばんは by the workspace's clock, with the name."""
    name = {"name": membership.user.short_name}
    if local.hour < 11:
        return _("おはようございます、%(name)sさん") % name
    if local.hour < 18:
        return _("こんにちは、%(name)sさん") % name
    return _("こんばんは、%(name)sさん") % name


def _pace(board: ExecBoard, workspace: Workspace) -> dict[str, Any]:
    """いまのペース: the same lines as the month dashboard's, fewer of them."""
    stages = board.targets.stages
    keys = [stages[0], f"{stages[0]}_to_{stages[1]}", *stages[1:-1], "revenue"]
    causes = board.causes
    return {
        "board": board,
        "title": span_title(board.span),
        "stamp": sentences.as_of(board.freshness.until, board.freshness.computed_at, workspace.zone),
        "rows": [
            {
                "line": board.lines[key],
                "actual": text_of(board.lines[key].actual, board.lines[key].unit, workspace),
                "target": text_of(board.lines[key].target, board.lines[key].unit, workspace)
                if board.lines[key].target is not None
                else "",
                "share": share_text(board.lines[key]),
            }
            for key in keys
        ],
        "cause": _("主因は%(name)sです（影響 %(effect)s）")
        % {
            "name": sentences.factor_name(causes.main.key, stages),
            "effect": sentences.money(causes.main.amount, workspace.currency, is_signed=True),
        }
        if causes and causes.main
        else "",
    }


def _sample_of(membership: Membership) -> Workspace | None:
    """The sample company, for a person who may look at it."""
    mine = Membership.objects.active().filter(user=membership.user, workspace__is_demo=True)
    found = mine.exclude(workspace=membership.workspace_id).select_related("workspace").first()
    return found.workspace if found else None
