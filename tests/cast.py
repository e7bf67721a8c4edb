"""The people of every test: one member per role of the workspace `acme`, and Sam, a stranger with his own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import make_member, make_user, make_workspace
from workspaces.models import Membership, User, Workspace

ROLES = ("administrator", "marketer", "manager", "sales_manager", "sales", "executive", "viewer")
_NAMES = {
    "administrator": "高橋 直樹",
    "marketer": "山田 美咲",
    "manager": "伊藤 健",
    "sales_manager": "小川 誠",
    "sales": "鈴木 大輔",
    "executive": "佐藤 恵子",
    "viewer": "渡辺 翔",
}


@pytest.fixture
def acme(db: None) -> Workspace:
    return make_workspace(slug="acme", name="アクメ株式会社")


@pytest.fixture
def other(db: None) -> Workspace:
    return make_workspace(slug="other", name="他社")


@pytest.fixture
def cast(acme: Workspace) -> dict[str, Membership]:
    return members_by_role(acme)


def members_by_role(acme: Workspace) -> dict[str, Membership]:
    """Members of `acme` by role; `manager` speaks for marketing, `sales_manager` for sales."""
    members = {}
    for key in ROLES:
        role, side = {"manager": ("manager", "marketing"), "sales_manager": ("manager", "sales")}.get(key, (key, ""))
        members[key] = make_member(
            workspace=acme, role=role, side=side, email=f"{key}@acme.example", full_name=_NAMES[key]
        )
    return members


@pytest.fixture
def sam(other: Workspace) -> User:
    """A stranger: administrator of `other`, nobody in `acme`."""
    user = make_user(email="sam@other.example", full_name="Sam Stranger", language="en")
    make_member(workspace=other, role="administrator", user=user)
    return user


@pytest.fixture
def client_for(cast: dict[str, Membership]) -> Callable[[str], Client]:
    """A signed-in test client of a role of `acme` (Japanese browser)."""

    def make(role: str) -> Client:
        client = Client(headers={"accept-language": "ja"})
        client.force_login(cast[role].user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def sam_client(sam: User) -> Client:
    client = Client()
    client.force_login(sam, backend="django.contrib.auth.backends.ModelBackend")
    return client
