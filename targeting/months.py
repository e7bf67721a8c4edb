"""Calendar months in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.dates import MONTHS


def month_in_words(month: int) -> str:
    """4月, April."""
    return str(MONTHS[month])


def months_in_words(months: Iterable[int]) -> str:
    """4月・10月, April・October."""
    return "・".join(map(month_in_words, months))
