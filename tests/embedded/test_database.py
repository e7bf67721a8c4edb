"""The database that the launcher makes: its two roles, and Japanese text search."""

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection

pytestmark = pytest.mark.django_db


def ask(query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def test_behaviour_is_tested_as_a_role_that_owns_nothing():
    assert settings.DATABASE_OWNER_URL == settings.DATABASE_URL or ask("SELECT current_user") == "app"


def test_the_product_cannot_change_tables():
    if ask("SELECT current_user") != "app":
        pytest.skip("one role for everything, as the environment asks")
    with pytest.raises(ProgrammingError):
        ask("CREATE TABLE a_table (id int)")


def test_the_product_may_make_temporary_tables():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE staging (id int) ON COMMIT DROP")


def test_trigrams_of_japanese_text():
    assert ask("SELECT cardinality(show_trgm('東京都'))") > 0
    assert ask("SELECT similarity('東京都', '東京都港区')") > 0.3


def test_full_width_text_is_normalised():
    assert ask("SELECT normalize('ｶﾞＡ１', NFKC)") == "ガA1"


def test_times_are_kept_in_utc():
    assert ask("SHOW timezone") == "UTC"
