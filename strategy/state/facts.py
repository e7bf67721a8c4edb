"""What the records say to a question of the diagnosis: it wins over what people say.

Each app registers what it can know when it starts:

    facts.register("l4_sla", sla_fact)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strategy.calc.diagnosis import HIGHEST

if TYPE_CHECKING:
    from strategy.models import Strategy


@dataclass(frozen=True)
class Fact:
    """The lowest and highest level the records are compatible with, and what they show in one sentence."""

    sentence: str
    floor: int = 0
    ceiling: int = HIGHEST


Ask = Callable[["Strategy", dt.date], Fact | None]
_asked: dict[str, Ask] = {}


def register(key: str, ask: Ask) -> None:
    """Answer a question from the records; called once per key, when the app starts."""
    _asked[key] = ask


def facts_of(strategy: Strategy, today: dt.date) -> dict[str, Fact]:
    """What the records say today, by key of the question; questions they are silent on are missing."""
    found = {key: ask(strategy, today) for key, ask in _asked.items()}
    return {key: fact for key, fact in found.items() if fact is not None}
