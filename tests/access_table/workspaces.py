"""Who may enter the pages of people and settings."""

import datetime as dt

from tests.access_table import ADMINISTRATORS, EDITORS, EVERYBODY, Row
from workspaces.models import ApiKey, ClosingDay, Invitation

PUBLIC = {
    "healthz": "health check",
    "readyz": "readiness check",
    "landing": "leads to sign-in or to one's own workspace",
    "invitation": "the token in the link is the key",
    "preferences": "one's own language and theme",
    "show-everything": "one's own session",
    "account_login": "sign-in",
    "account_logout": "sign-out",
    "account_signup": "closed: says that an invitation is needed",
    "account_reauthenticate": "sign-in again",
    "account_inactive": "says that an account is closed",
    "account_set_password": "one's own password",
    "account_change_password": "one's own password",
    "account_email": "one's own address",
    "account_email_verification_sent": "one's own address",
    "account_confirm_email": "one's own address",
    "account_confirm_login_code": "sign-in",
    "account_reset_password": "password reset",
    "account_reset_password_done": "password reset",
    "account_reset_password_from_key": "password reset by the mailed key",
    "account_reset_password_from_key_done": "password reset",
}


def fill_world(world) -> None:
    workspace, inviter = world.workspace, world.cast["administrator"].user
    world.closing_day = ClosingDay.objects.create(workspace=workspace, day=dt.date(2026, 12, 29), name="年末休業")
    world.api_key = ApiKey.objects.create(workspace=workspace, name="連携", prefix="mk_x", key_hash="0" * 64)
    world.invitation = Invitation.objects.create(
        workspace=workspace,
        email="new@acme.example",
        role_id="viewer",
        token_hash="1" * 64,
        invited_by=inviter,
        expires_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC),
    )


def _member(world) -> dict[str, int]:
    return {"membership_id": world.cast["viewer"].pk}


ROWS = [
    Row("workspaces:setup", ADMINISTRATORS),
    Row("workspaces:settings", ADMINISTRATORS),
    Row("workspaces:members", ADMINISTRATORS),
    Row("workspaces:member", ADMINISTRATORS, kwargs=_member),
    Row("workspaces:member-end", ADMINISTRATORS, "post", kwargs=_member),
    Row(
        "workspaces:invitation-withdraw",
        ADMINISTRATORS,
        "post",
        kwargs=lambda world: {"invitation_id": world.invitation.pk},
    ),
    Row("workspaces:roles", ADMINISTRATORS),
    Row("workspaces:calendar", ADMINISTRATORS),
    Row("workspaces:closing-day-add", ADMINISTRATORS, "post"),
    Row(
        "workspaces:closing-day-remove",
        ADMINISTRATORS,
        "post",
        kwargs=lambda world: {"closing_day_id": world.closing_day.pk},
    ),
    Row("workspaces:api-keys", ADMINISTRATORS),
    Row("workspaces:api-key-revoke", ADMINISTRATORS, "post", kwargs=lambda world: {"api_key_id": world.api_key.pk}),
    Row("workspaces:audit", ADMINISTRATORS),
    Row("workspaces:demo-remove", ADMINISTRATORS, "post"),
    Row("workspaces:help", EVERYBODY),
    Row("workspaces:notices", EVERYBODY),
    Row("workspaces:notices-read", EVERYBODY, "post"),
    Row("workspaces:notice-open", EVERYBODY, "post", kwargs=lambda world: {"notice_id": 1}),
    Row("workspaces:member-duties", EDITORS, kwargs=_member),
    Row("workspaces:member-duties", EDITORS, "post", kwargs=_member),
]
