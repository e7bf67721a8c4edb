"""What Layer 2 knows about the questions of the diagnosis, and the answers it takes as its first contents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Deal
from strategy.models import ArtefactKind, ArtefactVersion, Strategy
from strategy.selectors import agreed_artefact, latest_artefact
from strategy.selectors.facts import artefact_fact
from strategy.services.assessments import settle_untouched, untouched_draft
from strategy.state import facts, traits
from strategy.state.facts import Fact
from targeting.models import BuyingRole, IcpRule
from workspaces.models import User

ENOUGH_WINS = 20
REVIEWED_WITHIN = dt.timedelta(days=92)
DECISION_MAKER = "decision_maker"
MESSAGES = {
    "problem": _lazy("課題が解けると何が変わるかを、一枚で示します"),
    "improvement": _lazy("業務がどれだけ改善するかを、一枚で示します"),
    "roi": _lazy("投資を何か月で回収できるかを、一枚で示します"),
}


def icp_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    return artefact_fact(strategy, ArtefactKind.ICP)


def wins_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    won = Deal.objects.for_workspace(strategy.workspace).filter(outcome=Deal.Outcome.WON).count()
    if won < ENOUGH_WINS:
        return Fact(_("受注の記録は%(n)s件で、20件に足りません") % {"n": won}, ceiling=1)
    rules = IcpRule.objects.for_workspace(strategy.workspace_id).filter(artefact=_icp(strategy))
    if rules.exclude(evidence={}).exists():
        return Fact(_("ICPの条件に、受注%(n)s件からの根拠がついています") % {"n": won}, floor=2)
    return Fact(_("受注は%(n)s件ありますが、ICPの条件に根拠がついていません") % {"n": won}, ceiling=1)


def exclusions_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    rules = IcpRule.objects.for_workspace(strategy.workspace_id).filter(artefact=_icp(strategy), is_exclusion=True)
    if rules.exists():
        return Fact(_("除外の条件があります"), floor=2)
    return Fact(_("除外の条件がありません"), ceiling=1)


def roles_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    artefact = _icp(strategy)
    if artefact is None or not artefact.is_touched:
        return None
    roles = BuyingRole.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact)
    described = roles.exclude(concerns="").count()
    if described < roles.count() or not described:
        return Fact(_("関心の書かれていない購買関与者がいます"), ceiling=1)
    return Fact(_("購買関与者%(n)s役の関心が書かれています") % {"n": described}, floor=2)


def review_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    agreed = agreed_artefact(strategy, ArtefactKind.ICP)
    if agreed is None or agreed.agreed_at is None:
        return Fact(_("ICPはまだ合意していません"), ceiling=2)
    day = strategy.workspace.local_date(agreed.agreed_at)
    if today - day <= REVIEWED_WITHIN:
        return Fact(_("ICPはこの3か月の間に合意しています"), floor=3)
    return Fact(_("ICPの最後の合意から3か月を過ぎています"), ceiling=2)


def people_become_roles(strategy: Strategy, answers: Sequence[str], actor: User | None) -> str:
    """Who takes part decides which of the shipped roles a purchase needs, while nobody has worked on the ICP."""
    artefact = untouched_draft(strategy, ArtefactKind.ICP)
    roles = list(BuyingRole.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact)) if artefact else []
    named = [role for role in roles if role.key in answers]
    if artefact is None or not named:
        return ""
    for role in roles:
        role.is_required = role in named
    BuyingRole.objects.bulk_update(roles, ["is_required"])
    settle_untouched(artefact)
    return _("購買関与者を%(n)s役にしました") % {"n": len(named)}


def motive_becomes_message(strategy: Strategy, answers: Sequence[str], actor: User | None) -> str:
    """The motive gives the first message to the decision maker, while nobody has worked on the ICP."""
    artefact, message = untouched_draft(strategy, ArtefactKind.ICP), MESSAGES.get(answers[0])
    if artefact is None or message is None:
        return ""
    rows = BuyingRole.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact, key=DECISION_MAKER)
    if not rows.update(key_message=str(message)):
        return ""
    settle_untouched(artefact)
    return _("意思決定者へのメッセージの初期値を、購買動機に合わせました")


def _icp(strategy: Strategy) -> ArtefactVersion | None:
    return latest_artefact(strategy, ArtefactKind.ICP)


def register_state() -> None:
    """Take part in the current-state analysis; called once, when the app starts."""
    facts.register("l2_icp", icp_fact)
    facts.register("l2_wins", wins_fact)
    facts.register("l2_exclusions", exclusions_fact)
    facts.register("l2_roles", roles_fact)
    facts.register("l2_review", review_fact)
    traits.register_default("decision_makers", people_become_roles)
    traits.register_default("motive", motive_becomes_message)
