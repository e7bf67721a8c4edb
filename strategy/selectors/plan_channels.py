"""The channels of Layer 3 as rows of a plan, so that nobody types them twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from strategy.models import Strategy

_sources: list[Callable[[Strategy], list[dict[str, Any]]]] = []


def register_mix(ask: Callable[[Strategy], list[dict[str, Any]]]) -> None:
    """Let Layer 3 say its channels as `channels` of a plan's document (see `PlanDetail`); called once, at start."""
    if ask not in _sources:
        _sources.append(ask)


def mix_channels(strategy: Strategy) -> list[dict[str, Any]]:
    """The channels of the mix that bring leads, their shares adding up to 1; empty while the mix says none."""
    return [row for ask in _sources for row in ask(strategy)]
