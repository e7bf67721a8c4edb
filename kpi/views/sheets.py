from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from kpi.sheets.documents import pack_pdf, sheet_pdf
from kpi.sheets.handover_pack import HandoverPack, handover_pack
from kpi.sheets.strategy_sheet import strategy_sheet, version_in_words
from strategy.models import Strategy
from strategy.views.finding import find_strategy
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.models import Membership
from workspaces.selectors import members_of


@workspace_view(rights.VIEW_STRATEGY)
@require_GET
def sheet(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """戦略シート: one page, readable and printable as it is."""
    strategy = find_strategy(request, strategy_id)
    shown = strategy_sheet(strategy, today=request.workspace.today())
    return render(request, "kpi/sheets/sheet.html", {"strategy": strategy, "sheet": shown})


@workspace_view(rights.VIEW_STRATEGY)
@require_GET
def sheet_file(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    strategy = find_strategy(request, strategy_id)
    shown = strategy_sheet(strategy, today=request.workspace.today())
    made = sheet_pdf(shown, language=_language(), paper=request.GET.get("paper", "a4"))
    return _file(made, f"strategy-sheet-{strategy.pk}.pdf")


@workspace_view(rights.VIEW_STRATEGY)
@require_GET
def pack(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """引き継ぎ書: all that was agreed and why, or one person's part of it (`?person=` membership)."""
    strategy = find_strategy(request, strategy_id)
    context = {
        "strategy": strategy,
        "pack": _pack(request, strategy),
        "version": version_in_words(strategy),
        "person": request.GET.get("person", ""),
        "members": list(members_of(request.workspace)),
    }
    return render(request, "kpi/sheets/pack.html", context)


@workspace_view(rights.VIEW_STRATEGY)
@require_GET
def pack_file(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    strategy = find_strategy(request, strategy_id)
    made = pack_pdf(_pack(request, strategy), language=_language(), version=version_in_words(strategy))
    return _file(made, f"handover-pack-{strategy.pk}.pdf")


def _pack(request: WorkspaceRequest, strategy: Strategy) -> HandoverPack:
    person = request.GET.get("person", "")
    if not person.isdigit():
        return handover_pack(strategy)
    members = Membership.objects.for_workspace(request.workspace).select_related("user")
    return handover_pack(strategy, person=get_object_or_404(members, pk=person).user)


def _language() -> str:
    return "en" if get_language() == "en" else "ja"


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
