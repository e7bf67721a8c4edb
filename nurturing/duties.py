from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from nurturing.models import HandOff
from nurturing.selectors.sellers import sellers
from nurturing.services.handoffs import HandOffMoved, NotASeller, reassign
from workspaces import duties
from workspaces.duties import Duty
from workspaces.models import User, Workspace

OPEN = (HandOff.State.DELIVERED, HandOff.State.ACCEPTED)


def register_duties() -> None:
    """Open hand-offs, for the page about people; called once, when the app starts."""
    source = duties.DutySource("handoffs", _lazy("引き渡し"), find_handoffs, move_handoffs, suits=may_take)
    duties.register(source)


def may_take(workspace: Workspace, person: User) -> bool:
    return sellers(workspace.pk).filter(user=person).exists()


def find_handoffs(workspace: Workspace, person: User) -> list[Duty]:
    rows = HandOff.objects.for_workspace(workspace).filter(assigned_to=person, state__in=OPEN)
    return [
        Duty(
            key=str(row.pk),
            source=str(_("引き渡し")),
            label=str(row.lead),
            detail=str(row.get_state_display()),
            url=reverse("nurturing:handoff", kwargs={"slug": workspace.slug, "handoff_id": row.pk}),
        )
        for row in rows.select_related("lead__company")
    ]


def move_handoffs(workspace: Workspace, person: User, successor: User, actor: User, keys: list[str]) -> int:
    """Each by 担当を変更, so that the clock runs on and the history says who had it; those just decided stay."""
    moved = 0
    for row in HandOff.objects.for_workspace(workspace).filter(assigned_to=person, state__in=OPEN, pk__in=keys):
        try:
            reassign(handoff=row, to=successor, actor=actor, now=timezone.now())
            moved += 1
        except (HandOffMoved, NotASeller):
            continue
    return moved
