"""Custom fields on the pages of a record: the label the workspace gave them, the value by its type."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from crm.models import CustomField
from crm.selectors.custom_values import value_text
from tests.factories import make_company, make_deal, make_lead


@pytest.mark.parametrize(
    ("value", "data_type", "ja", "en"),
    [
        (True, "boolean", "はい", "Yes"),
        (False, "boolean", "いいえ", "No"),
        (12500, "integer", "12,500", "12,500"),
        (12500.0, "decimal", "12,500", "12,500"),
        (0.125, "decimal", "0.125", "0.125"),
        ("2026-04-01", "date", "2026/04/01", None),
        ("未定", "date", "未定", "未定"),
        (None, "text", "–", "–"),
        ("", "text", "–", "–"),
        ("Tableau", "text", "Tableau", "Tableau"),
    ],
)
def test_values_read_by_their_type(value, data_type, ja, en):
    with translation.override("ja"):
        assert value_text(value, data_type) == ja
    with translation.override("en"):
        assert value_text(value, data_type) == en if en else "2026" in value_text(value, data_type)


@pytest.mark.django_db
def test_pages_print_labels_and_typed_values(acme, client_for):
    custom = {"erp": True, "plants": 1200, "since": "2026-04-01", "stray": "x"}
    for entity in ("company", "deal", "lead"):
        for key, label, kind in (
            ("plants", "工場の数", "integer"),
            ("erp", "ERP導入済み", "boolean"),
            ("since", "取引の始まり", "date"),
        ):
            CustomField.objects.create(workspace=acme, entity=entity, key=key, label=label, data_type=kind)
    company, deal = make_company(workspace=acme, custom=custom), make_deal(workspace=acme, custom=custom)
    lead = make_lead(workspace=acme, custom=custom)
    client = client_for("marketer")
    for address in (
        reverse("crm:company", args=[acme.slug, company.pk]),
        reverse("crm:deal", args=[acme.slug, deal.pk]),
        reverse("nurturing:lead", args=[acme.slug, lead.pk]),
    ):
        html = client.get(address).content.decode()
        for text in (
            "<dt>工場の数</dt><dd>1,200</dd>",
            "<dt>ERP導入済み</dt><dd>はい</dd>",
            "<dt>stray</dt><dd>x</dd>",
        ):
            assert text in html, (address, text)
        assert "<dt>取引の始まり</dt><dd>2026" in html and "True" not in html
