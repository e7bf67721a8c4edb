"""API keys as an administrator handles them."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from workspaces import audit
from workspaces.api_keys import create_api_key
from workspaces.models import ApiKey, User, Workspace


@transaction.atomic
def issue_key(*, workspace: Workspace, actor: User | None, name: str, scopes: list[str]) -> tuple[ApiKey, str]:
    """Make a key and record who did; the second value is the key itself, shown once."""
    row, key = create_api_key(workspace=workspace, name=name, scopes=scopes, created_by=actor)
    audit.record(workspace=workspace, actor=actor, action="api_key.issued", obj=row, after={"scopes": scopes})
    return row, key


@transaction.atomic
def revoke_key(*, api_key: ApiKey, actor: User) -> None:
    """From now on the key opens nothing; revoking twice changes nothing."""
    if ApiKey.objects.filter(pk=api_key.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        audit.record(workspace=api_key.workspace, actor=actor, action="api_key.revoked", obj=api_key)
