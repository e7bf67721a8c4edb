"""Reading about people and rights."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from workspaces import rights
from workspaces.models import Invitation, Membership, Notice, User, Workspace


def right_labels() -> list[tuple[str, str | Promise]]:
    """The rights in words, in the order of the role table."""
    return [
        (rights.VIEW_STRATEGY, _lazy("戦略を見る")),
        (rights.EDIT_STRATEGY, _lazy("戦略をつくる・直す")),
        (rights.APPROVE, _lazy("承認者になる")),
        (rights.VIEW_RECORDS, _lazy("リード・会社・商談を見る")),
        (rights.EDIT_RECORDS, _lazy("リード・会社・商談を直す")),
        (rights.IMPORT_RECORDS, _lazy("データを読み込む")),
        (rights.VIEW_HANDOFFS, _lazy("引き渡しを見る")),
        (rights.WORK_HANDOFFS, _lazy("引き渡しを受け取る・戻す")),
        (rights.MANAGE_HANDOFFS, _lazy("引き渡す・担当を変更")),
        (rights.VIEW_DASHBOARDS, _lazy("ダッシュボードを見る")),
        (rights.MANAGE_WORKSPACE, _lazy("メンバーと設定を管理")),
    ]


def members_of(workspace: Workspace) -> QuerySet[Membership]:
    """Active members, administrators first."""
    return (
        Membership.objects.active()
        .filter(workspace=workspace)
        .select_related("user", "role")
        .order_by("role__position", "user__full_name", "user__email")
    )


def people_with(workspace: Workspace, right: str) -> QuerySet[Membership]:
    """Active members whose role has a right."""
    return members_of(workspace).filter(role__rights__contains=[right])


def open_invitations(workspace: Workspace) -> QuerySet[Invitation]:
    return (
        Invitation.objects.for_workspace(workspace)
        .filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
        .select_related("role", "invited_by")
        .order_by("-created_at")
    )


def notices_of(workspace: Workspace, person: User) -> QuerySet[Notice]:
    """Everything a person was told in a workspace, newest first."""
    return Notice.objects.for_workspace(workspace).filter(person=person)


def unread_notices(workspace: Workspace, person: User) -> QuerySet[Notice]:
    return notices_of(workspace, person).filter(read_at__isnull=True)
