from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from workspaces.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from workspaces.models import Membership, Workspace
from workspaces.navigation import is_growing, navigation


def workspace_context(request: HttpRequest) -> dict[str, Any]:
    """What every template may rely on: the product's name and, behind the door, workspace, membership and rail."""
    context: dict[str, Any] = {"product_name": settings.PRODUCT_NAME, "app_env": settings.APP_ENV}
    membership = getattr(request, "membership", None)
    if membership is None:
        return {**context, "demo_accounts": SimpleLazyObject(_demo_accounts), "demo_password": DEMO_PASSWORD}
    return {
        **context,
        "workspace": request.workspace,  # type: ignore[attr-defined]
        "membership": membership,
        "rights": {right.replace(".", "_"): True for right in membership.role.rights},
        "unread_count": getattr(membership, "unread", 0),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "rail_is_growing": SimpleLazyObject(lambda: is_growing(request)),
        "my_workspaces": SimpleLazyObject(lambda: _workspaces_of(membership)),
    }


def _workspaces_of(membership: Membership) -> list[Membership]:
    mine = Membership.objects.active().filter(user=membership.user).select_related("workspace")
    return list(mine.order_by("workspace__name"))


def _demo_accounts() -> list[tuple[str, ...]]:
    """The sign-ins to print on the sign-in page: only where the sample company is loaded, never in production."""
    if settings.APP_ENV == "production" or not Workspace.objects.filter(is_demo=True).exists():
        return []
    return list(DEMO_ACCOUNTS)
