"""Layer 2 as the frame reports it: name, question, steps, contents of the ICP, a summary line."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Deal
from strategy import layers
from strategy.models import ArtefactKind, ArtefactVersion, Strategy
from strategy.selectors import latest_artefact
from targeting.calc.evidence import MINIMUM_WINS
from targeting.content import copy_content, create_content, problems_of, snapshot_of
from targeting.labels import LABELS, display_value, row_title
from targeting.models import BuyingRole, BuyingStage, IcpRule
from targeting.selectors import attributes_for, coverage_of
from targeting.selectors.drift import quarterly_check
from targeting.selectors.messages import message_table
from targeting.wording import icp_sentence
from workspaces.templatetags.formats import day


def figures_of(artefact: ArtefactVersion) -> dict[str, Any]:
    """What is shown at approval: the sentence, how many match, how much of the past it covers."""
    workspace = artefact.workspace
    rules = list(IcpRule.objects.for_workspace(workspace).filter(artefact=artefact))
    coverage = coverage_of(workspace, rules, today=workspace.today())
    return {
        "sentence": icp_sentence(rules, attributes_for(workspace), workspace.currency),
        "companies": coverage.companies,
        "leads": coverage.leads,
        "won_covered": f"{coverage.won}/{coverage.all_won}",
        "win_rate": coverage.win_rate,
    }


def summary(strategy: Strategy) -> str:
    """「ICP v3・条件4・関与者4役・購買3ステージ」, or what is still missing."""
    artefact = latest_artefact(strategy, ArtefactKind.ICP)
    if artefact is None:
        return _("受注しやすい会社の条件を決めます")
    rules, roles, stages = (
        model.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact).count()
        for model in (IcpRule, BuyingRole, BuyingStage)
    )
    rest = _("関与者%(roles)d役・購買%(stages)dステージ") % {"roles": roles, "stages": stages}
    if not rules:
        return _("ICPの条件はまだありません・%(rest)s") % {"rest": rest}
    return _("ICP v%(number)d・条件%(rules)d・%(rest)s") % {"number": artefact.number, "rules": rules, "rest": rest}


def has_evidence(strategy: Strategy) -> bool:
    """Conditions that won and lost deals suggested, on an ICP that is no 仮説 any more."""
    artefact = latest_artefact(strategy, ArtefactKind.ICP)
    if artefact is None or not artefact.icps.filter(is_hypothesis=False).exists():
        return False
    rules = IcpRule.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact)
    return any(rule.evidence for rule in rules)


def is_verified(strategy: Strategy) -> bool:
    """Since the agreement as many deals were won as an ICP needs."""
    artefact = latest_artefact(strategy, ArtefactKind.ICP)
    if artefact is None or artefact.agreed_at is None:
        return False
    agreed_on = strategy.workspace.local_date(artefact.agreed_at)
    won = Deal.objects.for_workspace(strategy.workspace_id).filter(outcome=Deal.Outcome.WON, closed_on__gt=agreed_on)
    return won.count() >= MINIMUM_WINS


def broken_links(strategy: Strategy) -> list[layers.BrokenLink]:
    """Messages nobody has written, an ICP whose day of verification has passed, an ICP that holds no longer."""
    artefact = latest_artefact(strategy, ArtefactKind.ICP)
    # Before anybody has worked on the layer its contents are simply the next step, not a broken joint.
    if artefact is None or not (artefact.is_touched or artefact.is_frozen):
        return []
    return [*_empty_messages(strategy, artefact), *_overdue(strategy, artefact), *_drifted(strategy, artefact)]


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
    rows = artefact.icps.filter(is_hypothesis=True, verify_on__lt=strategy.workspace.today())
    return [
        layers.BrokenLink(
            from_label=_("仮説のICP"),
            to_label=_("根拠"),
            sentence=_("仮説のICPを確かめる日（%(day)s）を過ぎています") % {"day": day(icp.verify_on)},
            action_label=_("確かめる"),
            url=f"{url}{'' if icp.number == 1 else f'?icp={icp.number}'}#id_verify_on",
        )
        for icp in rows
    ]


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
                url=f"{url}{'' if icp.number == 1 else f'?icp={icp.number}'}#h-check",
            )
        )
    return links


def register_layer() -> None:
    """Tell the frame about Layer 2; called once, when the app starts."""
    layers.register(
        layers.LayerReport(
            number=2,
            name=_lazy("ターゲット設計"),
            question=_lazy("誰に、いつ価値を届けるか"),
            steps=(
                layers.Step(_lazy("受注しやすい条件"), "targeting:wins", ArtefactKind.ICP),
                layers.Step(_lazy("理想の顧客像（ICP）"), "targeting:icp", ArtefactKind.ICP),
                layers.Step(_lazy("購買関与者"), "targeting:committee", ArtefactKind.ICP),
                layers.Step(_lazy("購買ステージ"), "targeting:journey", ArtefactKind.ICP),
                layers.Step(_lazy("メッセージ"), "targeting:messages", ArtefactKind.ICP),
                layers.Step(_lazy("ペルソナ（任意）"), "targeting:personas", ArtefactKind.ICP),
            ),
            kinds=(ArtefactKind.ICP,),
            summary=summary,
            broken_links=broken_links,
            has_evidence=has_evidence,
            is_verified=is_verified,
        ),
        layers.ContentAdapter(
            kind=ArtefactKind.ICP,
            create=create_content,
            copy=copy_content,
            snapshot=snapshot_of,
            figures=figures_of,
            problems=problems_of,
            labels=LABELS,
            title=row_title,
            display=display_value,
        ),
    )
