"""Content on the name of a person, for the page on which work is handed on."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from channels.models import ContentAsset
from workspaces import audit, duties
from workspaces.duties import Duty
from workspaces.models import User, Workspace


def register_duties() -> None:
    """Content with an owner, for the page about people; called once, when the app starts."""
    duties.register(duties.DutySource("assets", _lazy("コンテンツ"), find_assets, move_assets))


def find_assets(workspace: Workspace, person: User) -> list[Duty]:
    rows = ContentAsset.objects.for_workspace(workspace).filter(owner=person).select_related("strategy")
    return [
        Duty(
            key=str(row.pk),
            source=str(_("コンテンツ")),
            label=row.title,
            detail=str(row.get_state_display()),
            url=reverse("channels:asset", args=[workspace.slug, row.strategy_id, row.pk]) + "#cell-panel",
        )
        for row in rows
    ]


def move_assets(workspace: Workspace, person: User, successor: User, actor: User, keys: list[str]) -> int:
    moved = ContentAsset.objects.for_workspace(workspace).filter(owner=person, pk__in=keys).update(owner=successor)
    if moved:
        values = {"assets": moved, "from": str(person), "to": str(successor)}
        audit.record(workspace=workspace, actor=actor, action="content.hand_on", obj=None, after=values)
    return moved
