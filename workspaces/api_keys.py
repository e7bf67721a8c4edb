"""API keys: how a machine enters one workspace."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from workspaces.models import ApiKey, User, Workspace

if TYPE_CHECKING:
    # At run time the REST framework imports this module while it is still loading its views.
    from rest_framework.views import APIView

READ, WRITE = "read", "write"
SCOPES = (READ, WRITE)


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def create_api_key(
    *, workspace: Workspace, name: str, scopes: list[str] | None = None, created_by: User | None = None
) -> tuple[ApiKey, str]:
    """Make a key; the second value is the key itself, shown once and never stored."""
    key = f"mk_{secrets.token_urlsafe(32)}"
    row = ApiKey.objects.create(
        workspace=workspace,
        name=name,
        prefix=key[:10],
        key_hash=hash_of(key),
        scopes=list(scopes or SCOPES),
        created_by=created_by,
    )
    return row, key


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`; sets `request.auth` to the key, whose workspace is the only one it sees."""

    def authenticate(self, request: Request) -> tuple[Any, ApiKey] | None:
        scheme, _sep, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            return None
        row = ApiKey.objects.select_related("workspace").filter(key_hash=hash_of(key.strip())).first()
        if row is None or row.revoked_at is not None:
            raise AuthenticationFailed(_("APIキーが正しくないか、取り消されています"))
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=timezone.now())
        return (None, row)

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def workspace_of(request: Any) -> Workspace:
    """The one workspace that the request's key opens."""
    key: ApiKey = request.auth
    return key.workspace


class HasScope(BasePermission):
    """Reading needs the scope `read`, everything else `write`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, ApiKey):
            return False
        needed = READ if request.method in ("GET", "HEAD", "OPTIONS") else WRITE
        return needed in request.auth.scopes


__all__ = ["READ", "SCOPES", "WRITE", "ApiKeyAuthentication", "HasScope", "create_api_key"]
