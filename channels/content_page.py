"""The page of the content map: the map in one of its three views, the open cell, and the forms beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from channels import content_wording as wording
from channels.briefs import brief_for, candidates_for
from channels.defaults import CONTENT_KINDS
from channels.forms import AssetChoices, AssetForm, CarriedListForm, CellForm, PasteForm, StageTargetForm
from channels.list_preview import list_preview
from channels.models import ContentAsset
from channels.selectors.content_map import ContentMap, MapCell, content_map
from channels.selectors.content_plan import backlog_of, stage_balance, stage_targets_of
from channels.selectors.content_results import content_results
from channels.services import content as services
from strategy.frame import StepPage
from strategy.models import ArtefactKind
from strategy.selectors import latest_artefact
from targeting.selectors.adopted import icps_of
from targeting.selectors.messages import SaidMessage, message_for
from workspaces.calc.display import Number
from workspaces.selectors import members_of

TEMPLATE = "channels/content.html"
PREVIEW = "channels/content_list.html"


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
        wanted = page.request.GET.get("view", "")
        self.view = wanted if wanted in wording.views() else wording.COUNT
        self.wanted_kind = page.request.GET.get("kind", "")[:60]

    # ---- forms ----

    @cached_property
    def choices(self) -> AssetChoices:
        """What a piece can be given in this strategy."""
        people = [(str(member.user_id), member.user.short_name) for member in members_of(self.page.request.workspace)]
        return AssetChoices(
            stages=[(stage.key, stage.name) for stage in self.map.stages],
            roles=[(role.key, role.name) for role in self.map.roles],
            segments=[(name, name) for name in self._icp_names()],
            owners=people,
            others=[(str(asset.pk), asset.title) for asset in self.map.assets],
        )

    def _icp_names(self) -> list[str]:
        """The names of the newest ICP version's ICPs; none while there is only one without a name."""
        artefact = latest_artefact(self.page.strategy, ArtefactKind.ICP)
        return [icp.name for icp in icps_of(artefact) if icp.name] if artefact else []

    def asset_form(self, data: Any = None, *, asset: ContentAsset | None = None) -> AssetForm:
        """The form of an existing piece, else of a new one for the open cell with its brief filled in."""
        if asset is not None:
            initial = {name: getattr(asset, name) for name in AssetForm.base_fields}
        else:
            initial = self._planned() if self.cell else {}
        return AssetForm(data, initial=initial, choices=self._choices_beside(asset))

    def _choices_beside(self, asset: ContentAsset | None) -> AssetChoices:
        """No piece leads to itself."""
        own = str(asset.pk) if asset else ""
        return replace(self.choices, others=[other for other in self.choices.others if other[0] != own])

    def _planned(self) -> dict[str, Any]:
        """A new piece for the open cell."""
        if self.cell is None:
            return {}
        return {
            "stage_key": self.cell.stage.key,
            "role_key": self.cell.role.key,
            "kind": self.wanted_kind,
            "brief": brief_for(self.cell.stage, self.cell.role, self.message),
            "owner_id": self.page.request.user.pk,
            "state": ContentAsset.State.IDEA,
        }

    @cached_property
    def message(self) -> SaidMessage | None:
        """What the role of the open cell is told at its stage."""
        return message_for(self.page.strategy, self.cell.stage, self.cell.role) if self.cell else None

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

    def paste_form(self, data: Any = None, files: Any = None) -> PasteForm:
        return PasteForm(data, files, choices=self.choices)

    def carried_form(self, data: Any) -> CarriedListForm:
        return CarriedListForm(data, choices=self.choices)

    @cached_property
    def targets(self) -> Mapping[str, Number]:
        """The part of all content that each stage should have in this version."""
        return stage_targets_of(self.page.artefact, self.map)

    def target_form(self, data: Any = None) -> StageTargetForm:
        return StageTargetForm(data, stages=self.map.stages, targets=self.targets)

    def preview_of(self, form: PasteForm) -> HttpResponse:
        """What a list would add, row by row; nothing is stored."""
        context = {"preview": list_preview(form.cleaned_data, self.map, self.choices), "paste_form": form}
        return self.page.render(PREVIEW, {"content_url": self.url, **context})

    # ---- saving what belongs to the version ----

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

    def save_targets(self) -> HttpResponse:
        form = self.target_form(self.page.data)
        return self.page.save(
            form=form,
            change=lambda: services.write_stage_targets(artefact=self.page.artefact, shares=form.shares),
            template=TEMPLATE,
            context={**self._context(), "target_form": form},
            next_url=f"{self.url}#balance",
        )

    # ---- answers ----

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
        balance = stage_balance(self.map, self.targets)
        names = {stage.key: stage.name for stage in self.map.stages}
        return {
            "map": self.map,
            "rows": self._rows(),
            "view": self.view,
            "views": self._view_items(),
            "headline": wording.map_headline(self.map),
            "cell": self.cell,
            "message": self.message,
            "candidates": candidates_for(self.cell.stage, self.cell.role) if self.cell else [],
            "content_kinds": CONTENT_KINDS,
            "backlog": backlog_of(self.map),
            "balance": balance,
            "balance_parts": [(names[part.key], part) for part in balance.parts],
            "balance_sentence": wording.balance_sentence(balance, names),
            "asset_form": self.asset_form(),
            "cell_form": self.cell_form(),
            "paste_form": self.paste_form(),
            "target_form": self.target_form(),
        }

    def _rows(self) -> list[tuple[Any, list[tuple[MapCell, wording.Face | None]]]]:
        """The map by role, each cell with its face in the chosen view (None in the view 本数)."""
        return [
            (role, [(cell, face) for cell, face in zip(cells, self._faces(cells), strict=True)])
            for role, cells in self.map.rows
        ]

    def _faces(self, cells: list[MapCell]) -> list[wording.Face | None]:
        if self.view == wording.FRESHNESS:
            return [wording.freshness_face(cell, self.map) for cell in cells]
        if self.view == wording.RESULTS:
            return [wording.results_face(cell, self._results) for cell in cells]
        return [None for _cell in cells]

    @cached_property
    def _results(self) -> Any:
        return content_results(self.page.strategy.workspace, self.map.assets, today=self.map.today)

    def _view_items(self) -> list[dict[str, Any]]:
        place = {"stage": self.cell.stage.key, "role": self.cell.role.key} if self.cell else {}
        return [
            {"label": label, "url": f"{self.url}?{urlencode({**place, 'view': key})}", "is_current": key == self.view}
            for key, label in wording.views().items()
        ]
