"""Who belongs to a workspace: invitations, roles, leaving."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from workspaces import audit
from workspaces.models import Invitation, Membership, Role, User, Workspace

INVITATION_DAYS = 14


class MemberProblem(Exception):
    """Something about a member that cannot be done; the message is for the person who tried."""


@transaction.atomic
def invite(*, workspace: Workspace, actor: User, email: str, role: Role, side: str = "") -> tuple[Invitation, str]:
    """Invite an e-mail address; the second value is the token of the link, shown once and stored only as a hash."""
    if Membership.objects.active().filter(workspace=workspace, user__email__iexact=email).exists():
        raise MemberProblem(_lazy("この人はすでにメンバーです"))
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        workspace=workspace,
        email=email.lower(),
        role=role,
        side=side,
        token_hash=Invitation.hash_of(token),
        invited_by=actor,
        expires_at=timezone.now() + dt.timedelta(days=INVITATION_DAYS),
    )
    audit.record(
        workspace=workspace,
        actor=actor,
        action="member.invited",
        obj=invitation,
        after={"role": role.key, "side": side},
    )
    return invitation, token


def open_invitation(*, token: str, now: dt.datetime) -> Invitation | None:
    """The invitation behind a link, while it can still be taken up."""
    return (
        Invitation.objects.select_related("workspace", "role")
        .filter(
            token_hash=Invitation.hash_of(token),
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=now,
        )
        .first()
    )


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User) -> Membership:
    """Make the person a member. Raises MemberProblem when the link was used in the meantime."""
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).update(accepted_at=timezone.now())
    if not taken:
        raise MemberProblem(_lazy("この招待はすでに使われています"))
    membership, _is_new = Membership.objects.update_or_create(
        workspace=invitation.workspace,
        user=user,
        defaults={"role": invitation.role, "side": invitation.side, "ended_on": None},
    )
    audit.record(
        workspace=invitation.workspace,
        actor=user,
        action="member.joined",
        obj=membership,
        after={"role": invitation.role_id},
    )
    return membership


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: User) -> None:
    Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).update(withdrawn_at=timezone.now())
    audit.record(workspace=invitation.workspace, actor=actor, action="member.invitation_withdrawn", obj=invitation)


@transaction.atomic
def change_role(*, membership: Membership, actor: User, role: Role, side: str) -> Membership:
    """Give a member another role. Raises MemberProblem when the workspace would be left without an administrator."""
    if membership.role_id == "administrator" and role.key != "administrator":
        _keep_an_administrator(membership)
    before = {"role": membership.role_id, "side": membership.side}
    membership.role, membership.side = role, side
    membership.save(update_fields=["role", "side"])
    audit.record(
        workspace=membership.workspace,
        actor=actor,
        action="member.role_changed",
        obj=membership,
        before=before,
        after={"role": role.key, "side": side},
    )
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, actor: User, today: dt.date) -> None:
    """Close a member's access from today on; what they did stays under their name."""
    if membership.role_id == "administrator":
        _keep_an_administrator(membership)
    membership.ended_on = today
    membership.save(update_fields=["ended_on"])
    audit.record(workspace=membership.workspace, actor=actor, action="member.ended", obj=membership)


def _keep_an_administrator(leaving: Membership) -> None:
    others = Membership.objects.active().filter(workspace=leaving.workspace, role_id="administrator")
    if not others.exclude(pk=leaving.pk).select_for_update().exists():
        raise MemberProblem(_lazy("管理者が1人もいなくなるため、変更できません。先に別の人を管理者にしてください"))
