"""The test database: made and migrated by the owner of the tables, used by a role that owns nothing.

Each process of the suite has one; the first to need it migrates, the others copy what it made.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg2
import pytest
from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker

from workspaces.translations.compiling import compile_catalogues


def _use_role(url: str) -> None:
    parts = urlsplit(url)
    connection.close()
    connection.settings_dict["USER"] = unquote(parts.username or "")
    connection.settings_dict["PASSWORD"] = unquote(parts.password or "")


@contextmanager
def _owner_alone() -> Iterator[psycopg2.extensions.cursor]:
    """A session of the owner beside that of the tests; only one process has it at a time."""
    session = psycopg2.connect(settings.DATABASE_OWNER_URL)
    session.autocommit = True
    try:
        with session.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('test databases'))")
            yield cursor
    finally:
        session.close()


def _set_up(verbosity: int, copy: str) -> list[tuple[Any, str, bool]]:
    """The database of this process, its tables copied from `copy`; the first process migrates and leaves that copy."""
    with _owner_alone() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [copy])
        is_there = cursor.fetchone() is not None
        if is_there:
            connection.settings_dict["TEST"]["TEMPLATE"] = copy
        databases = setup_databases(verbosity=verbosity, interactive=False, serialized_aliases=set())
        if copy and not is_there:
            connection.close()  # a database in use cannot be copied
            names = [connection.ops.quote_name(name) for name in (copy, connection.settings_dict["NAME"])]
            cursor.execute("CREATE DATABASE {} TEMPLATE {}".format(*names))
    return databases


def _tear_down(databases: list[tuple[Any, str, bool]], verbosity: int, copy: str) -> None:
    teardown_databases(databases, verbosity=verbosity)
    with _owner_alone() as cursor:
        if copy:
            cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(copy)}")


def _let_app_empty_tables() -> None:
    """Tests with real transactions empty the tables at their end; the product itself never does."""
    role = urlsplit(settings.DATABASE_URL).username
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {connection.ops.quote_name(role)}")


def _bring_back_roles(app_config: AppConfig, **options: object) -> None:
    """Emptying all tables also takes the role table, which a migration had filled."""
    if app_config.label == "workspaces":
        import_module("workspaces.migrations.0002_roles_and_append_only_audit").write_roles(apps, None)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Takes the place of pytest-django's: two roles instead of one. Each process of the suite has a database."""
    verbosity = request.config.option.verbose
    # One name for all processes of a run, another one each run, so that nobody copies yesterday's tables.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    copy = run and f"test_tables_{run[:16]}"
    with django_db_blocker.unblock():
        _use_role(settings.DATABASE_OWNER_URL)
        databases = _set_up(verbosity, copy)
        if settings.DATABASE_OWNER_URL != settings.DATABASE_URL:
            _let_app_empty_tables()
            _use_role(settings.DATABASE_URL)
    post_migrate.connect(_bring_back_roles, dispatch_uid="tests.roles")
    yield
    with django_db_blocker.unblock():
        _use_role(settings.DATABASE_OWNER_URL)
        _tear_down(databases, verbosity, copy)


@pytest.fixture(scope="module")
def kept_for_the_file(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[DjangoDbBlocker]:
    """One transaction around those of a file's tests, for rows that are made once: each test begins from them, none changes
    them for the next one. Gives what opens the database outside of a test."""
    around = transaction.atomic()
    # The product may ask for the outermost transaction; as with the tests' own, this one does not count.
    around._from_testcase = True
    with django_db_blocker.unblock():
        around.__enter__()
    yield django_db_blocker
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="session", autouse=True)
def compiled_translations() -> None:
    """Pages are tested in both languages."""
    compile_catalogues(settings.BASE_DIR)
