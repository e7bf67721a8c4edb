"""Where the joints of Layer 2 do not hold, each with the field that mends it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from strategy import layers
from strategy.models import ArtefactKind, ArtefactVersion, Strategy
from strategy.selectors import latest_artefact
from targeting.models import Icp
from targeting.selectors import attributes_for
from targeting.selectors.claims import OverdueClaims, overdue_claims, overdue_icps
from targeting.selectors.drift import quarterly_check
from targeting.selectors.messages import message_table
from workspaces.templatetags.formats import day


def broken_links(strategy: Strategy) -> list[layers.BrokenLink]:
    """Messages nobody has written, hypotheses whose day of verification has passed, an ICP that holds no longer."""
    artefact = latest_artefact(strategy, ArtefactKind.ICP)
    # Before anybody has worked on the layer its contents are simply the next step, not a broken joint.
    if artefact is None or not (artefact.is_touched or artefact.is_frozen):
        return []
    claims = [_overdue_claim(strategy, one) for one in overdue_claims(artefact, today=strategy.workspace.today())]
    return [
        *_empty_messages(strategy, artefact),
        *_overdue(strategy, artefact),
        *claims,
        *_drifted(strategy, artefact),
    ]


def _empty_messages(strategy: Strategy, artefact: ArtefactVersion) -> list[layers.BrokenLink]:
    url = reverse("targeting:messages", args=[strategy.workspace.slug, strategy.pk])
    return [
        layers.BrokenLink(
            from_label=role.name,
            to_label=line.name,
            sentence=_("%(role)sに%(stage)sで伝えるメッセージがありません") % {"role": role.name, "stage": line.name},
            action_label=_("メッセージを書く"),
            url=f"{url}#id_cell-{role.key}-{line.key}-text",
        )
        for role, line in message_table(artefact).empty
    ]


def _overdue(strategy: Strategy, artefact: ArtefactVersion) -> list[layers.BrokenLink]:
    url = reverse("targeting:icp", args=[strategy.workspace.slug, strategy.pk])
    return [
        layers.BrokenLink(
            from_label=_("仮説のICP"),
            to_label=_("根拠"),
            sentence=_overdue_sentence(icp) % {"day": day(icp.verify_on)},
            action_label=_("確かめる"),
            url=f"{url}{_of_icp(icp.number)}#{'h-preview' if artefact.is_frozen else 'id_verify_on'}",
        )
        for icp in overdue_icps(artefact, today=strategy.workspace.today())
    ]


def _overdue_sentence(icp: Icp) -> str:
    if icp.is_hypothesis:
        return _("仮説のICPを確かめる日（%(day)s）を過ぎています")
    return _("ICPの条件のうち仮説のものを確かめる日（%(day)s）を過ぎています")


_CLAIMS = {
    "targeting:icp": _lazy("顧客像の要素"),
    "targeting:committee": _lazy("購買関与者"),
    "targeting:journey": _lazy("購買ステージ"),
    "targeting:messages": _lazy("メッセージ"),
    "targeting:personas": _lazy("ペルソナ"),
}


def _overdue_claim(strategy: Strategy, claims: OverdueClaims) -> layers.BrokenLink:
    url = reverse(claims.url_name, args=[strategy.workspace.slug, strategy.pk])
    name = _CLAIMS[claims.url_name]
    values = {"name": name, "count": claims.count, "day": day(claims.since)}
    return layers.BrokenLink(
        from_label=_("仮説の%(name)s") % {"name": name},
        to_label=_("根拠"),
        sentence=_("%(name)sの仮説%(count)d件が、確かめる日（%(day)s）を過ぎています") % values,
        action_label=_("確かめる"),
        url=f"{url}{_of_icp(claims.icp_number)}#{claims.anchor}",
    )


def _of_icp(number: int) -> str:
    """The query that asks a page for one of several ICPs."""
    return "" if number == 1 else f"?icp={number}"


def _drifted(strategy: Strategy, artefact: ArtefactVersion) -> list[layers.BrokenLink]:
    workspace, attributes = strategy.workspace, attributes_for(strategy.workspace)
    url = reverse("targeting:icp", args=[workspace.slug, strategy.pk])
    links = []
    for icp in artefact.icps.all():
        rules = list(artefact.icp_rules.filter(icp_number=icp.number))
        check = quarterly_check(workspace, rules, attributes, today=workspace.today())
        if check is None or not check.drift.has_moved:
            continue
        links.append(
            layers.BrokenLink(
                from_label=icp.name or _("ICP"),
                to_label=_("新しい受注"),
                sentence=_("直近の四半期で、ICPの受注の傾向が前の1年から変わりました"),
                action_label=_("見直す"),
                url=f"{url}{_of_icp(icp.number)}#h-check",
            )
        )
    return links
