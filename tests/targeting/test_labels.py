"""Values of an ICP version in the lists of changes."""
# japanese-data

import pytest

from strategy.models import ArtefactVersion
from targeting.labels import display_value


@pytest.mark.parametrize(
    ("values", "words"),
    [(["100", "999"], "100〜999"), (["1000", "4999.5"], "1,000〜5,000"), (["製造", "物流"], None), (["100"], None)],
)
def test_two_numbers_are_a_range(values, words):
    assert display_value(ArtefactVersion(), "rules.*.values", values) == words
