"""Every page of a workspace × every role, the stranger and the anonymous, from one table per app."""

from __future__ import annotations

import importlib
import pkgutil
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

import tests.access_table as access_table
from tests.access_table import EVERYBODY, Row
from tests.cast import ROLES, members_by_role
from tests.factories import make_workspace
from workspaces.models import Membership

MODULES = [
    importlib.import_module(f"tests.access_table.{module.name}")
    for module in pkgutil.iter_modules(access_table.__path__)
]
ROWS: list[Row] = [row for module in MODULES for row in module.ROWS]
PUBLIC: dict[str, str] = {name: why for module in MODULES for name, why in getattr(module, "PUBLIC", {}).items()}
LET_IN = {400, 409, 422}


def all_names(patterns: list[Any], namespace: str = "") -> set[str]:
    names: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [namespace, pattern.namespace or ""]))
            names |= all_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            names.add(":".join(filter(None, [namespace, pattern.name or str(pattern.pattern)])))
    return names


def test_every_url_has_its_row() -> None:
    known = {row.name for row in ROWS} | set(PUBLIC)
    missing = {name for name in all_names(get_resolver().url_patterns) if name not in known}
    assert not missing, f"add these to tests/access_table: {sorted(missing)}"


def test_no_row_without_a_url() -> None:
    assert not ({row.name for row in ROWS} | set(PUBLIC)) - all_names(get_resolver().url_patterns)


@pytest.fixture(scope="module")
def made(kept_for_the_file: DjangoDbBlocker) -> SimpleNamespace:
    """The workspace, its people and the objects that URL arguments name; each app's table fills in its own (`fill_world`)."""
    with kept_for_the_file.unblock():
        workspace = make_workspace(slug="acme", name="アクメ株式会社")
        made = SimpleNamespace(workspace=workspace, cast=members_by_role(workspace))
        for module in MODULES:
            if hasattr(module, "fill_world"):
                module.fill_world(made)
    return made


@pytest.fixture
def world(made: SimpleNamespace, db: None) -> SimpleNamespace:
    """Made once for all rows; what a row changes is taken back after it."""
    return SimpleNamespace(**vars(made))


@pytest.fixture
def cast(world: SimpleNamespace) -> dict[str, Membership]:
    return world.cast


def _address(row: Row, world: SimpleNamespace) -> str:
    return reverse(row.name, kwargs={"slug": world.workspace.slug, **row.kwargs(world)})


def _status(client: Client, row: Row, world: SimpleNamespace) -> int:
    return getattr(client, row.method)(_address(row, world), row.data).status_code


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name}-{row.method}")
def test_each_role_meets_the_right_door(row: Row, world: SimpleNamespace, client_for: Any, sam_client: Client) -> None:
    assert row.allowed <= EVERYBODY
    assert _status(sam_client, row, world) == 404, "a stranger must not learn that the page exists"
    anonymous = Client().generic(row.method.upper(), _address(row, world))
    assert anonymous.status_code == 302 and "/accounts/login/" in anonymous["Location"]
    for role in ROLES:
        if role not in row.allowed:
            assert _status(client_for(role), row, world) == 403, role
    for role in ROLES:
        if role in row.allowed:
            status = _status(client_for(role), row, world)
            assert status < 400 or status in LET_IN, f"{role}: {status}"
