"""Answers on what buyers are like, as the first numbers and duties of Layer 1."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from strategy.models import ArtefactKind, ArtefactVersion, Goal, RoleSplitRow, Strategy
from strategy.selectors.artefacts import open_artefact
from strategy.sentences import language
from strategy.services.artefacts import is_running, save_draft
from strategy.services.assessments import settle_untouched, untouched_draft
from strategy.services.goals import GoalEntry, write_goal
from strategy.state import traits
from workspaces.calc.display import format_money
from workspaces.models import User

DOES, PARTLY, NOT = RoleSplitRow.Level.DOES, RoleSplitRow.Level.PARTLY, RoleSplitRow.Level.NOT
# Marketing's part in the four scopes, by what is expected of it.
MARKETING_LEVELS = {"leads": (DOES, PARTLY, NOT, NOT), "deals": (DOES, DOES, DOES, PARTLY)}
YEN_PER_UNIT = 100


def period_becomes_cycle(strategy: Strategy, answers: Sequence[str], actor: User | None) -> str:
    """検討期間 of the goal, while it is empty."""
    goal, months = _open_goal(strategy), answers[0]
    if goal is None or goal.sales_cycle_months is not None or not months.isdigit():
        return ""
    _write(goal, GoalEntry(values={"sales_cycle_months": Decimal(months)}), actor)
    return _("検討期間 %(n)sか月を目標に入れました") % {"n": months}


def size_becomes_amount(strategy: Strategy, answers: Sequence[str], actor: User | None) -> str:
    """平均受注単価 of the goal, while it is empty or the industry's 目安."""
    goal, size = _open_goal(strategy), answers[0]
    if goal is None or not size.isdigit():
        return ""
    kind = goal.provenance.get("average_deal_amount", {}).get("kind")
    if goal.average_deal_amount is not None and kind != "template":
        return ""
    amount = Decimal(size) / (1 if strategy.workspace.currency == "JPY" else YEN_PER_UNIT)
    provenance = {"average_deal_amount": {"kind": "assumed"}}
    _write(goal, GoalEntry(values={"average_deal_amount": amount}, provenance=provenance), actor)
    return _("平均受注単価を%(amount)sとして逆算に入れました（仮置き）") % {
        "amount": format_money(amount, strategy.workspace.currency, language())
    }


def role_becomes_split(strategy: Strategy, answers: Sequence[str], actor: User | None) -> str:
    """Marketing's column of 役割分担, while nobody has worked on it."""
    artefact, levels = untouched_draft(strategy, ArtefactKind.ROLES), MARKETING_LEVELS.get(answers[0])
    if artefact is None or levels is None:
        return ""
    rows = list(RoleSplitRow.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact))
    for row, level in zip(rows, levels, strict=False):
        row.marketing_level = level
    RoleSplitRow.objects.bulk_update(rows, ["marketing_level"])
    settle_untouched(artefact)
    return _("役割分担の初期値を、答えに合わせました")


def _open_goal(strategy: Strategy) -> Goal | None:
    artefact = open_artefact(strategy, ArtefactKind.GOAL)
    if artefact is None or not artefact.is_editable or is_running(artefact):
        return None
    return Goal.objects.select_related("artefact").get(artefact=artefact)


def _write(goal: Goal, entry: GoalEntry, actor: User | None) -> None:
    artefact: ArtefactVersion = goal.artefact
    save_draft(artefact=artefact, token=artefact.token, actor=actor, change=lambda: write_goal(artefact, entry))


def register_trait_defaults() -> None:
    """Let the answers become defaults of Layer 1; called once, when the app starts."""
    traits.register_default("buying_period", period_becomes_cycle)
    traits.register_default("deal_size", size_becomes_amount)
    traits.register_default("role", role_becomes_split)
