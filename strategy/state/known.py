"""What the records already know of an item of the current-state analysis: nobody has to type it, and it is never 不明.

Each app registers what it can know when it starts; it answers with one sentence, "" while the records are silent:

    known.register("customers.won", won_deals)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from strategy.models import Strategy

Ask = Callable[["Strategy", dt.date], str]
_asked: dict[str, Ask] = {}


def register(key: str, ask: Ask) -> None:
    """Answer an item from the records; called once per key, when the app starts."""
    _asked[key] = ask


def known_of(strategy: Strategy, today: dt.date, keys: Collection[str] | None = None) -> dict[str, str]:
    """What the records know today in sentences, by key of the item (only of `keys`, when given); the silent are missing."""
    found = {key: ask(strategy, today) for key, ask in _asked.items() if keys is None or key in keys}
    return {key: sentence for key, sentence in found.items() if sentence}
