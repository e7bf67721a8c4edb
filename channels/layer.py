"""Layer 3 as the frame reports it: name, question, steps, contents, a summary line and the joints that do not hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from channels import content as contents
from channels.defaults import APPROVAL_SUPPORT
from channels.models import ContentAsset, PlannedChannel
from channels.path_wording import problems_of_paths
from channels.selectors import channels_of, content_map, mix_page
from channels.selectors.content_map import MapCell, axes_of
from channels.selectors.paths import path_map
from channels.wording import supply_sentence
from strategy import layers
from strategy.models import ArtefactKind, ArtefactVersion, Strategy
from strategy.selectors import latest_artefact
from workspaces.calc.display import format_money, format_number, format_rate, round_half_up_int
from workspaces.templatetags.formats import language

CHANNEL_LABELS: dict[str, layers.Text] = {
    "channels.*.name": _lazy("チャネル"),
    "channels.*.role": _lazy("役割"),
    "channels.*.stages": _lazy("合う段階"),
    "channels.*.months_to_effect": _lazy("効果が出るまで（か月）"),
    "channels.*.is_single_event": _lazy("開催単位（単発）"),
    "channels.*.is_active": _lazy("使う"),
    "channels.*.starts_on": _lazy("開始日・開催日"),
    "channels.*.monthly_cost_amount": _lazy("月あたり費用"),
    "channels.*.monthly_lead_count": _lazy("想定リード数（月）"),
    "channels.*.next_step": _lazy("次の導線"),
    "channels.*.next_how": _lazy("次の導線への方法"),
    "channels.*.choice_basis": _lazy("選定理由"),
    "channels.*.choice_reason": _lazy("わかったこと"),
    "channels.*.is_lasting": _lazy("資産になる施策"),
    "channels.*.ends_on": _lazy("終了日"),
    "channels.*.ramp_from": _lazy("効果の出始め（か月目）"),
    "channels.*.ramp_full": _lazy("満額になる月（か月目）"),
    "channels.*.event_cost_amount": _lazy("1回あたり費用"),
    "channels.*.event_lead_count": _lazy("1回あたり想定リード数"),
    "channels.*.events_per_year": _lazy("年に何回"),
    "channels.*.cost_bands": _lazy("リード単価の段階"),
    "channels.*.audience_scores": _lazy("情報を集める場所（0〜3）"),
    "paths.*.from_name": _lazy("どこから"),
    "paths.*.to_name": _lazy("どこへ"),
    "paths.*.how": _lazy("方法"),
    "cost": _lazy("月あたり費用"),
    "leads": _lazy("想定リード数（月）"),
    "shortfall": _lazy("不足するリード数（月）"),
}
CONTENT_LABELS: dict[str, layers.Text] = {
    "cells.*.is_not_applicable": _lazy("対象外"),
    "cells.*.not_applicable_reason": _lazy("対象外の理由"),
    "cells.*.target_count": _lazy("目標の本数"),
    "stage_targets.*.target_share": _lazy("段階の目標配分"),
    "assets": _lazy("コンテンツの本数"),
    "gaps": _lazy("不足しているマス"),
}


AMOUNTS = ("cost", "channels.*.monthly_cost_amount", "channels.*.event_cost_amount")
COUNTS = ("leads", "shortfall", "channels.*.monthly_lead_count", "channels.*.event_lead_count")


def channel_figures(artefact: ArtefactVersion) -> dict[str, Any]:
    """Cost, expected leads and what is missing, a month."""
    mix = mix_page(artefact.strategy, channels_of(artefact), today=artefact.workspace.today())
    shortfall = mix.supply.shortfall
    return {
        "cost": mix.cost_total,
        "leads": round_half_up_int(mix.supply.expected),
        "shortfall": None if shortfall is None else round_half_up_int(shortfall),
    }


def content_figures(artefact: ArtefactVersion) -> dict[str, Any]:
    """How many pieces there are, how many cells have none."""
    page = content_map(artefact.strategy, artefact, today=artefact.workspace.today())
    return {"assets": page.counts["total"], "gaps": len(page.empty_cells)}


def display_value(artefact: ArtefactVersion, path: str, value: Any) -> str | None:
    """Values of the diff as people read them."""
    if path in AMOUNTS:
        return format_money(Decimal(str(value)), artefact.workspace.currency, language())
    if path in COUNTS:
        return format_number(Decimal(str(value)))
    if path == "channels.*.choice_basis":
        return str(dict(PlannedChannel.Basis.choices).get(str(value), value))
    if path == "channels.*.cost_bands" and isinstance(value, list):
        return _("、").join(_band(artefact, *band) for band in value)
    if path == "channels.*.audience_scores" and isinstance(value, list):
        names = _axis_names(artefact)
        return _("、").join(f"{names.get(role, role)} {score}" for role, score in value)
    if path == "channels.*.stages" and isinstance(value, list):
        names = _axis_names(artefact)
        return _("、").join(names.get(str(key), str(key)) for key in value)
    return None


def display_of_content(artefact: ArtefactVersion, path: str, value: Any) -> str | None:
    """How a value of the content map reads in a list of changes."""
    return format_rate(Decimal(str(value)), 0) if path == "stage_targets.*.target_share" and value else None


def _band(artefact: ArtefactVersion, up_to: str, cpl: str) -> str:
    amounts = [format_money(Decimal(text), artefact.workspace.currency, language()) for text in (up_to, cpl)]
    return _("月%(cost)sまで1件%(cpl)s") % {"cost": amounts[0], "cpl": amounts[1]}


def _axis_names(artefact: ArtefactVersion) -> dict[str, str]:
    """The buying stages and roles by key, looked up once for all channels of a version."""
    names: dict[str, str] | None = artefact.__dict__.get("axis_names")
    if names is None:
        stages, roles = axes_of(artefact.strategy)
        names = {stage.key: stage.name for stage in stages} | {role.key: role.name for role in roles}
        artefact.__dict__["axis_names"] = names
    return names


def summary(strategy: Strategy) -> str:
    """「月83件不足・使うチャネル8・コンテンツ16本（不足3）」, or what is still to be done."""
    channels = latest_artefact(strategy, ArtefactKind.CHANNELS)
    content = latest_artefact(strategy, ArtefactKind.CONTENT)
    if channels is None or content is None:
        return _("使うチャネルを選び、コンテンツの不足を見つけます")
    today = strategy.workspace.today()
    mix = mix_page(strategy, channels_of(channels), today=today)
    page = content_map(strategy, content, today=today)
    if not mix.active:
        parts = [_("使うチャネルはまだ選ばれていません")]
    else:
        parts = [supply_sentence(mix)] if mix.supply.required is not None else []
        parts.append(_("使うチャネル%(count)d") % {"count": len(mix.active)})
    if page.assets:
        values = {"count": page.counts["total"], "gaps": len(page.empty_cells)}
        parts.append(_("コンテンツ%(count)d本（不足%(gaps)d）") % values)
    return _("・").join(parts)


def has_evidence(strategy: Strategy) -> bool:
    """Every channel in use was chosen on something better than 仮説."""
    artefact = latest_artefact(strategy, ArtefactKind.CHANNELS)
    if artefact is None:
        return False
    rows = PlannedChannel.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact, is_active=True)
    return rows.exists() and not rows.filter(choice_basis__in=["", PlannedChannel.Basis.HYPOTHESIS]).exists()


def broken_links(strategy: Strategy) -> list[layers.BrokenLink]:
    """Channels and paths that lead nowhere, and cells of the map with nothing in them once content has been registered."""
    return [*_broken_paths(strategy), *_empty_cells(strategy)]


def _broken_paths(strategy: Strategy) -> list[layers.BrokenLink]:
    artefact = latest_artefact(strategy, ArtefactKind.CHANNELS)
    return [] if artefact is None else problems_of_paths(strategy, artefact, path_map(artefact))


def _empty_cells(strategy: Strategy) -> list[layers.BrokenLink]:
    artefact = latest_artefact(strategy, ArtefactKind.CONTENT)
    if artefact is None or not ContentAsset.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy):
        return []
    url = reverse("channels:content", args=[strategy.workspace.slug, strategy.pk])
    page = content_map(strategy, artefact, today=strategy.workspace.today())
    return [
        *(
            _no_approval_support(cell, url)
            for _role, cells in page.rows
            for cell in cells
            if cell.lacks_approval_support
        ),
        *(_empty_cell(cell, url) for cell in page.empty_cells),
    ]


def _no_approval_support(cell: MapCell, url: str) -> layers.BrokenLink:
    place = {"stage": cell.stage.key, "role": cell.role.key, "kind": str(APPROVAL_SUPPORT)}
    return layers.BrokenLink(
        from_label=_("社内稟議"),
        to_label=cell.role.name,
        sentence=_("%(role)sの社内稟議を助ける稟議支援資料がありません") % {"role": cell.role.name},
        action_label=_("企画を追加"),
        url=f"{url}?{urlencode(place)}#id_title",
    )


def _empty_cell(cell: MapCell, url: str) -> layers.BrokenLink:
    names = {"stage": cell.stage.name, "role": cell.role.name}
    return layers.BrokenLink(
        from_label=_("%(stage)sの段階") % names,
        to_label=cell.role.name,
        sentence=_("%(stage)s × %(role)sのコンテンツがありません") % names,
        action_label=_("企画を追加"),
        url=f"{url}?{urlencode({'stage': cell.stage.key, 'role': cell.role.key})}#id_title",
    )


def register_layer() -> None:
    """Tell the frame about Layer 3; called once, when the app starts."""
    layers.register(
        layers.LayerReport(
            number=3,
            name=_lazy("チャネル・コンテンツ戦略"),
            question=_lazy("どこで、何を伝えるか"),
            steps=(
                layers.Step(_lazy("チャネルミックス"), "channels:channels", ArtefactKind.CHANNELS, scope="acquisition"),
                layers.Step(_lazy("導線"), "channels:paths", ArtefactKind.CHANNELS, scope="acquisition"),
                layers.Step(_lazy("コンテンツマップ"), "channels:content", ArtefactKind.CONTENT, scope="nurturing"),
            ),
            kinds=(ArtefactKind.CHANNELS, ArtefactKind.CONTENT),
            summary=summary,
            has_evidence=has_evidence,
            broken_links=broken_links,
        ),
        layers.ContentAdapter(
            kind=ArtefactKind.CHANNELS,
            create=contents.create_channels,
            copy=contents.copy_channels,
            snapshot=contents.snapshot_of_channels,
            figures=channel_figures,
            problems=contents.problems_of_channels,
            cautions=contents.cautions_of_channels,
            labels=CHANNEL_LABELS,
            display=display_value,
        ),
        layers.ContentAdapter(
            kind=ArtefactKind.CONTENT,
            create=contents.create_content,
            copy=contents.copy_content,
            snapshot=contents.snapshot_of_content,
            figures=content_figures,
            problems=contents.problems_of_content,
            labels=CONTENT_LABELS,
            display=display_of_content,
        ),
    )
