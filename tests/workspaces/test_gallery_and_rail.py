"""The frame of pages: the rail grows, the gallery shows every component, errors name their field."""

from __future__ import annotations

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from crm.models import Source
from tests.factories import make_source
from workspaces import navigation
from workspaces.views.gallery import SECTIONS

pytestmark = pytest.mark.django_db


def labels(client: Client, path: str = "/w/acme/help/") -> list[str]:
    return [str(item.label) for item in client.get(path).context["navigation"]]


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry whose first record has not come."""
    monkeypatch.setitem(
        navigation._conditions, "data", lambda workspace: Source.objects.for_workspace(workspace).exists()
    )


def test_an_entry_waits_for_its_first_record(waiting, client_for, acme):
    marketer = client_for("marketer")
    assert "データ" not in labels(marketer)
    assert "すべて表示" in marketer.get("/w/acme/help/").content.decode()
    make_source(workspace=acme)
    assert "データ" in labels(marketer)


def test_everything_can_be_shown_at_once(waiting, client_for):
    marketer = client_for("marketer")
    answer = marketer.post(reverse("show-everything"), {"next": "/w/acme/help/"})
    assert answer["Location"] == "/w/acme/help/"
    assert "データ" in labels(marketer)
    assert "すべて表示" not in marketer.get("/w/acme/help/").content.decode()


def test_sales_see_their_list_and_what_stands_behind_it(client_for):
    assert set(labels(client_for("sales"))) <= {"ホーム", "引き渡し", "リード"}


def test_a_failing_way_back_leads_home(client_for):
    answer = client_for("marketer").post(reverse("show-everything"), {"next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("section", SECTIONS)
def test_the_gallery_shows_every_section(section, language):
    page = Client().get(reverse("gallery-section", args=[section]), {"lang": language}).content.decode()
    assert "<h1>" in page
    assert "{%" not in page and "{#" not in page


def test_an_unknown_section_is_not_found():
    assert Client().get(reverse("gallery-section", args=["nothing"])).status_code == 404


class Sample(forms.Form):
    name = forms.CharField(label="戦略の名前")
    stage = forms.ChoiceField(label="ステージ", choices=[("a", "認知")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="同意する", required=False, help_text="あとで変えられます")


def test_an_error_names_its_field_and_says_the_same_in_the_summary():
    form = Sample({})
    with translation.override("ja"):
        summary = render_to_string("components/error_summary.html", {"form": form})
        field = render_to_string("components/field.html", {"field": form["name"]})
    assert "入力内容を確認してください（2件）" in summary
    assert '<a href="#id_name">戦略の名前を入力してください</a>' in summary
    assert "ステージを選んでください" in summary
    assert "戦略の名前を入力してください" in field
    assert 'aria-describedby="id_name_error"' in field and 'aria-invalid="true"' in field


def test_a_single_checkbox_stands_inside_its_label_and_is_tied_to_its_hint():
    field = render_to_string("components/field.html", {"field": Sample()["agreed"]})
    assert 'aria-describedby="id_agreed_helptext"' in field and 'id="id_agreed_helptext"' in field
    assert field.index("<input") < field.index("同意する")


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    "name",
    ["account_login", "account_reset_password", "account_reset_password_done", "account_signup", "account_inactive"],
)
def test_the_pages_before_sign_in_speak_both_languages(name, language):
    page = Client(headers={"accept-language": language}).get(reverse(name))
    assert f'<html lang="{language}"' in page.content.decode()


def test_signing_in_says_nothing_that_one_knows(client, cast):
    user = cast["marketer"].user
    user.set_password("a-long-test-password")
    user.save()
    page = client.post("/accounts/login/", {"login": user.email, "password": "a-long-test-password"}, follow=True)
    assert not list(page.context["messages"])
