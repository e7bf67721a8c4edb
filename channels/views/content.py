"""The content map: what is missing for whom at which stage, and the brief of what to make next."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from channels.briefs import brief_for, candidates_for
from channels.defaults import CONTENT_KINDS
from channels.forms import AssetForm, CellForm, PasteForm
from channels.models import ContentAsset
from channels.selectors.content_map import ContentMap, MapCell, asset_of, content_map
from channels.services import content as services
from channels.wording import map_headline
from strategy.frame import StepPage, step_page
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view

TEMPLATE = "channels/content.html"


@workspace_view()
def content(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=3, step="content")
    content_page = ContentPage(page)
    if request.method != "POST":
        return content_page.render()
    if request.POST.get("action") != "cell":
        return redirect(page.next_url)
    return content_page.save_cell()


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
    form = content_page.asset_form(request.POST)
    if not form.is_valid():
        return content_page.render(asset=found, asset_form=form, form=form, status=422)
    services.change_asset(asset=found, actor=request.user, entry=form.entry)
    return content_page.back(form.entry.stage_key, form.entry.role_key)


@require_POST
@workspace_view(rights.EDIT_STRATEGY)
def assets_paste(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    content_page = ContentPage(step_page(request, strategy_id, layer=3, step="content"))
    form = content_page.paste_form(request.POST)
    if not form.is_valid():
        return content_page.render(paste_form=form, form=form, status=422)
    pasted = services.paste_assets(
        strategy=content_page.page.strategy, actor=request.user, entries=form.cleaned_data["rows"]
    )
    messages.success(
        request,
        _("%(created)d本を追加しました（すでにあったもの %(known)d本）")
        % {"created": pasted.created, "known": pasted.known},
    )
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


class ContentPage:
    """The map, the cell whose panel is open, and the forms beside them."""

    def __init__(self, page: StepPage) -> None:
        self.page = page
        self.map: ContentMap = content_map(page.strategy, page.artefact, today=page.request.workspace.today())
        self.url = reverse("channels:content", args=[page.request.workspace.slug, page.strategy.pk])
        sent = page.request.POST if page.request.method == "POST" else page.request.GET
        stage = sent.get("stage") or sent.get("stage_key") or ""
        role = sent.get("role") or sent.get("role_key") or ""
        self.cell: MapCell | None = self.map.cell(stage, role)

    @property
    def axes(self) -> dict[str, list[tuple[str, str]]]:
        return {
            "stages": [(stage.key, stage.name) for stage in self.map.stages],
            "roles": [(role.key, role.name) for role in self.map.roles],
        }

    def asset_form(self, data: Any = None, *, asset: ContentAsset | None = None) -> AssetForm:
        """The form of an existing piece, else of a new one for the open cell with its brief filled in."""
        if asset is not None:
            initial = {name: getattr(asset, name) for name in AssetForm.base_fields}
        elif self.cell is not None:
            initial = {
                "stage_key": self.cell.stage.key,
                "role_key": self.cell.role.key,
                "brief": brief_for(self.cell.stage, self.cell.role),
                "state": ContentAsset.State.IDEA,
            }
        else:
            initial = {}
        return AssetForm(data, initial=initial, **self.axes)

    def cell_form(self, data: Any = None) -> CellForm | None:
        """Settings of the open cell."""
        if self.cell is None:
            return None
        initial = {
            "is_not_applicable": self.cell.is_not_applicable,
            "not_applicable_reason": self.cell.reason,
            "target_count": self.cell.gap.target,
        }
        return CellForm(data, initial=initial)

    def paste_form(self, data: Any = None) -> PasteForm:
        return PasteForm(data, **self.axes)

    def save_cell(self) -> HttpResponse:
        if self.cell is None:
            raise Http404
        form = self.cell_form(self.page.data) or CellForm(self.page.data)
        write = partial(
            services.write_cell,
            artefact=self.page.artefact,
            stage_key=self.cell.stage.key,
            role_key=self.cell.role.key,
        )
        return self.page.save(
            form=form,
            change=lambda: write(values=form.cleaned_data),
            template=TEMPLATE,
            context={**self._context(), "cell_form": form},
            next_url=self._cell_url(self.cell.stage.key, self.cell.role.key),
        )

    def back(self, stage_key: str, role_key: str) -> HttpResponseRedirect:
        """To the map with the panel of a cell open."""
        return redirect(self._cell_url(stage_key, role_key))

    def _cell_url(self, stage_key: str, role_key: str) -> str:
        if self.map.cell(stage_key, role_key) is None:
            return self.url
        return f"{self.url}?{urlencode({'stage': stage_key, 'role': role_key})}#cell-panel"

    def render(self, *, status: int = 200, **context: Any) -> HttpResponse:
        return self.page.render(TEMPLATE, {**self._context(), **context}, status=status)

    def _context(self) -> dict[str, Any]:
        return {
            "map": self.map,
            "headline": map_headline(self.map),
            "cell": self.cell,
            "candidates": candidates_for(self.cell.stage, self.cell.role) if self.cell else [],
            "content_kinds": CONTENT_KINDS,
            "asset_form": self.asset_form(),
            "cell_form": self.cell_form(),
            "paste_form": self.paste_form(),
        }
