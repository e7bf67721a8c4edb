"""Layer 2 as the frame reports it: name, question, steps, contents of the ICP, a summary line."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Deal
from strategy import layers
from strategy.models import ArtefactKind, ArtefactVersion, Strategy
from strategy.selectors import latest_artefact
from targeting.broken_links import broken_links
from targeting.calc.evidence import MINIMUM_WINS
from targeting.content import copy_content, create_content, problems_of, snapshot_of
from targeting.labels import LABELS, display_value, row_title
from targeting.models import BuyingRole, BuyingStage, IcpRule
from targeting.selectors import attributes_for, coverage_of
from targeting.wording import icp_sentence


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
