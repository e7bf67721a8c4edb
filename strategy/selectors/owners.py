"""Who looks after each definition of a strategy, and what nobody looks after."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from strategy import layers
from strategy.dependencies import LAYER_OF
from strategy.models import ArtefactKind, Strategy, StrategyParty
from strategy.models.agreement import DefinitionOwner
from strategy.selectors.statuses import ArtefactState
from strategy.services.parties import possible_approvers
from workspaces.models import Membership, User


@dataclass(frozen=True)
class OwnedKind:
    """A definition with the active member who looks after it; None when nobody does."""

    kind: str
    label: str
    owner: User | None


def owned_kinds(strategy: Strategy, states: dict[str, ArtefactState]) -> list[OwnedKind]:
    """Every kind in the order of the layers: the person named for it, else who began its newest version."""
    rows = DefinitionOwner.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy)
    named = {row.kind: row.owner for row in rows.select_related("owner")}
    active = set(Membership.objects.active().filter(workspace=strategy.workspace_id).values_list("user_id", flat=True))

    def owner_of(kind: str) -> User | None:
        person = named[kind] if kind in named else states[kind].artefact.created_by
        return person if person is not None and person.pk in active else None

    return [
        OwnedKind(kind=kind, label=str(ArtefactKind(kind).label), owner=owner_of(kind))
        for kind in ArtefactKind.values
        if kind in states
    ]


def ownerless_links(strategy: Strategy, states: dict[str, ArtefactState]) -> list[tuple[int, layers.BrokenLink]]:
    """(layer, broken link) of every definition that is worked on and that nobody looks after."""
    page = reverse("strategy:review", kwargs={"slug": strategy.workspace.slug, "strategy_id": strategy.pk})
    return [
        (
            LAYER_OF[one.kind],
            layers.BrokenLink(
                from_label=_("L%(number)d %(name)s") % {"number": LAYER_OF[one.kind], "name": one.label},
                to_label=_("担当者"),
                sentence=_("「%(name)s」の内容を見る人がいません") % {"name": one.label},
                action_label=_("担当者を選ぶ"),
                url=f"{page}?owners=1#id_{one.kind}-owner",
            ),
        )
        for one in owned_kinds(strategy, states)
        if one.owner is None and states[one.kind].status.key not in ("not_started", "left_out")
    ]


def voiceless_links(strategy: Strategy) -> list[tuple[int, layers.BrokenLink]]:
    """(layer, broken link) of every party for which nobody can answer any more: approver and deputy have left or may
    no longer approve."""
    page = reverse("strategy:review", kwargs={"slug": strategy.workspace.slug, "strategy_id": strategy.pk})
    able = set(possible_approvers(strategy).values_list("user_id", flat=True))
    rows = StrategyParty.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy)
    return [
        (
            1,
            layers.BrokenLink(
                from_label=_("三者合意"),
                to_label=_("%(party)sの承認者") % {"party": row.get_party_display()},
                sentence=_("%(party)sとして承認できる人がいません。合意が止まります")
                % {"party": row.get_party_display()},
                action_label=_("承認者を選ぶ"),
                url=f"{page}?parties=1#id_{row.party}-approver",
            ),
        )
        for row in rows
        if not able & {row.approver_id, row.deputy_id}
    ]


def expired_links(strategy: Strategy, states: dict[str, ArtefactState]) -> list[tuple[int, layers.BrokenLink]]:
    """(layer, broken link) of every agreement whose last day has passed."""
    page = reverse("strategy:review", kwargs={"slug": strategy.workspace.slug, "strategy_id": strategy.pk})
    today = strategy.workspace.today()
    return [
        (
            LAYER_OF[kind],
            layers.BrokenLink(
                from_label=_("L%(number)d %(name)s") % {"number": LAYER_OF[kind], "name": state.artefact},
                to_label=_("合意の期限"),
                sentence=_("合意の期限（%(day)s）を過ぎています") % {"day": f"{state.artefact.valid_until:%Y/%m/%d}"},
                action_label=_("期限を見直す"),
                url=f"{page}?dates={kind}#id_{kind}-valid_until",
            ),
        )
        for kind, state in states.items()
        if state.artefact.is_frozen and state.artefact.valid_until and state.artefact.valid_until < today
    ]
