"""The test database: made and migrated by the owner of the tables, used by a role that owns nothing."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from urllib.parse import unquote, urlsplit

import pytest
from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_migrate
from django.test.utils import setup_databases, teardown_databases

from workspaces.translations.compiling import compile_catalogues


def _use_role(url: str) -> None:
    parts = urlsplit(url)
    connection.close()
    connection.settings_dict["USER"] = unquote(parts.username or "")
    connection.settings_dict["PASSWORD"] = unquote(parts.password or "")


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
    django_db_blocker: pytest.FixtureRequest,
) -> Iterator[None]:
    """Takes the place of pytest-django's: two roles instead of one. Each process of the suite has a database."""
    verbosity = request.config.option.verbose
    with django_db_blocker.unblock():
        _use_role(settings.DATABASE_OWNER_URL)
        databases = setup_databases(verbosity=verbosity, interactive=False, serialized_aliases=set())
        if settings.DATABASE_OWNER_URL != settings.DATABASE_URL:
            _let_app_empty_tables()
            _use_role(settings.DATABASE_URL)
    post_migrate.connect(_bring_back_roles, dispatch_uid="tests.roles")
    yield
    with django_db_blocker.unblock():
        _use_role(settings.DATABASE_OWNER_URL)
        teardown_databases(databases, verbosity=verbosity)


@pytest.fixture(scope="session", autouse=True)
def compiled_translations() -> None:
    """Pages are tested in both languages."""
    compile_catalogues(settings.BASE_DIR)
