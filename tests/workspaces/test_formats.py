"""Numbers as the pages print them."""

from __future__ import annotations

import pytest
from django.utils import translation

from workspaces.templatetags.formats import minutes


@pytest.mark.parametrize(
    ("value", "ja", "en"),
    [
        (48, "48分", "48 min"),
        (93, "1時間33分", "1 h 33 min"),
        (240, "4時間", "4 h"),
        (-60, "1時間", "1 h"),
        (None, "–", "–"),
    ],
)
def test_a_business_duration_names_no_empty_minutes(value, ja, en):
    with translation.override("ja"):
        assert minutes(value) == ja
    with translation.override("en"):
        assert minutes(value) == en
