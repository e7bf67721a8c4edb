"""Making a workspace and changing its settings."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from workspaces import audit
from workspaces.models import ClosingDay, Membership, User, Workspace, WorkspaceModel
from workspaces.signals import workspace_changed


class SlugTaken(Exception):
    """Another workspace already has this slug; slugs are fixed at creation."""


@transaction.atomic
def create_workspace(*, slug: str, name: str, owner_email: str, **fields: Any) -> tuple[Workspace, User]:
    """An empty workspace with its first administrator, who sets a password by 「パスワードをお忘れの方」 or an invitation.

    Raises SlugTaken, and ValidationError for a slug that is not lower-case letters, digits and hyphens.
    """
    if Workspace.objects.filter(slug=slug).exists():
        raise SlugTaken(slug)
    workspace = Workspace(slug=slug, name=name, **fields)
    workspace.full_clean()
    workspace.save()
    owner = User.objects.filter(email__iexact=owner_email).first() or User.objects.create_user(owner_email)
    Membership.objects.create(workspace=workspace, user=owner, role_id="administrator")
    audit.record(workspace=workspace, actor=None, action="workspace.created", obj=workspace, after={"name": name})
    return workspace, owner


@transaction.atomic
def save_settings(*, workspace: Workspace, actor: User, changes: dict[str, Any]) -> Workspace:
    """Change the workspace's own settings; what computes from them (calendar, time zone, fiscal year) is rebuilt."""
    before = {name: getattr(workspace, name) for name in changes}
    changed = {name: value for name, value in changes.items() if before[name] != value}
    if not changed:
        return workspace
    for name, value in changed.items():
        setattr(workspace, name, value)
    workspace.save(update_fields=[*changed])
    audit.record(
        workspace=workspace,
        actor=actor,
        action="workspace.settings_changed",
        obj=workspace,
        before={name: before[name] for name in changed},
        after=changed,
    )
    _tell(workspace)
    return workspace


@transaction.atomic
def add_closing_day(*, workspace: Workspace, actor: User, day: dt.date, name: str = "") -> ClosingDay:
    """Add a day on which the company is closed. Raises ValidationError when the day is there already."""
    closing_day, is_new = ClosingDay.objects.get_or_create(workspace=workspace, day=day, defaults={"name": name})
    if not is_new:
        raise ValidationError(_("この日はすでに休業日です"))
    audit.record(workspace=workspace, actor=actor, action="calendar.day_added", obj=closing_day, after={"day": day})
    _tell(workspace)
    return closing_day


@transaction.atomic
def remove_closing_day(*, workspace: Workspace, actor: User, closing_day: ClosingDay) -> None:
    audit.record(
        workspace=workspace,
        actor=actor,
        action="calendar.day_removed",
        obj=closing_day,
        before={"day": closing_day.day},
    )
    closing_day.delete()
    _tell(workspace)


@transaction.atomic
def purge_demo(*, workspace: Workspace) -> None:
    """Remove the sample company with everything in it; its people stay. Raises ValueError for a real workspace.

    One DELETE per table: foreign keys are checked at commit, so the order of the tables does not matter.
    """
    if not workspace.is_demo:
        raise ValueError("only a demo workspace can be purged")
    User.objects.filter(last_workspace=workspace).update(last_workspace=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET LOCAL app.purge = 'on'")
        for model in apps.get_models():
            if issubclass(model, WorkspaceModel):
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"DELETE FROM {table} WHERE workspace_id = %s", [workspace.pk])
        cursor.execute("DELETE FROM workspaces_workspace WHERE id = %s", [workspace.pk])


def _tell(workspace: Workspace) -> None:
    workspace_changed.send(sender=Workspace, workspace_id=workspace.pk, what={"settings"})
