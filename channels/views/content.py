"""The content map: what is missing for whom at which stage, and the brief of what to make next."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from channels.content_page import ContentPage
from channels.list_preview import imported_sentence
from channels.selectors.content_map import asset_of
from channels.services import content as services
from strategy.frame import step_page
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view


@workspace_view()
def content(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=3, step="content")
    content_page = ContentPage(page)
    if request.method != "POST":
        return content_page.render()
    save = {"cell": content_page.save_cell, "targets": content_page.save_targets}.get(request.POST.get("action", ""))
    return save() if save else redirect(page.next_url)


@require_POST
@workspace_view(rights.EDIT_STRATEGY)
def asset_add(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    content_page = ContentPage(step_page(request, strategy_id, layer=3, step="content"))
    form = content_page.asset_form(request.POST)
    if not form.is_valid():
        return content_page.render(asset_form=form, form=form, status=422)
    services.add_asset(strategy=content_page.page.strategy, actor=request.user, entry=form.entry)
    messages.success(request, _("企画を追加しました"))
    return content_page.back(form.entry.stage_key, form.entry.role_key)


@workspace_view()
def asset(request: WorkspaceRequest, strategy_id: int, asset_id: int) -> HttpResponse:
    content_page = ContentPage(step_page(request, strategy_id, layer=3, step="content"))
    found = asset_of(content_page.page.strategy, asset_id)
    if found is None:
        raise Http404
    if request.method != "POST":
        return content_page.render(asset=found, asset_form=content_page.asset_form(asset=found))
    if request.POST.get("action") == "delete":
        services.remove_asset(asset=found, actor=request.user)
        messages.success(request, _("「%(title)s」を削除しました") % {"title": found.title})
        return content_page.back(found.stage_key, found.role_key)
    form = content_page.asset_form(request.POST, asset=found)
    if not form.is_valid():
        return content_page.render(asset=found, asset_form=form, form=form, status=422)
    services.change_asset(asset=found, actor=request.user, entry=form.entry)
    return content_page.back(form.entry.stage_key, form.entry.role_key)


@require_POST
@workspace_view(rights.EDIT_STRATEGY)
def assets_paste(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """Shows what a list would add; `assets_import` takes it over."""
    content_page = ContentPage(step_page(request, strategy_id, layer=3, step="content"))
    form = content_page.paste_form(request.POST, request.FILES)
    if not form.is_valid():
        return content_page.render(paste_form=form, form=form, status=422)
    return content_page.preview_of(form)


@require_POST
@workspace_view(rights.EDIT_STRATEGY)
def assets_import(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    content_page = ContentPage(step_page(request, strategy_id, layer=3, step="content"))
    form = content_page.carried_form(request.POST)
    if not form.is_valid():
        return content_page.render(form=form, status=422)
    entries = [row.entry for row in form.cleaned_data["list"] if row.entry]
    done = services.import_assets(strategy=content_page.page.strategy, actor=request.user, entries=entries)
    messages.success(request, imported_sentence(done))
    return redirect(f"{content_page.url}#unassigned")


@require_POST
@workspace_view(rights.EDIT_STRATEGY)
def assets_assign(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    content_page = ContentPage(step_page(request, strategy_id, layer=3, step="content"))
    ids = [int(pk) for pk in request.POST.getlist("asset") if pk.isdigit()]
    cell = content_page.map.cell(request.POST.get("stage", ""), request.POST.get("role", ""))
    if not ids or cell is None:
        messages.error(request, _("割り当てるコンテンツと、購買ステージ・関与者を選んでください"))
        return content_page.render(status=422)
    count = services.assign_assets(
        strategy=content_page.page.strategy,
        actor=request.user,
        asset_ids=ids,
        stage_key=cell.stage.key,
        role_key=cell.role.key,
    )
    messages.success(request, _("%(count)d本を割り当てました") % {"count": count})
    return redirect(f"{content_page.url}#unassigned")
