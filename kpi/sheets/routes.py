"""The ways through the channels, in words, as the sheet prints them."""

from __future__ import annotations

from channels.calc.paths import GOAL
from channels.selectors.paths import path_map
from strategy.models import ArtefactVersion


def longest_routes(artefact: ArtefactVersion) -> list[list[str]]:
    """The ways through the channels in use that reach 商談, else the longest ones; none of a single place."""
    routes = [route for route in path_map(artefact).routes if len(route) > 1]
    arriving = [route for route in routes if route[-1].sort == GOAL]
    chosen = sorted(arriving or routes, key=len, reverse=True)
    return [[place.name for place in route] for route in chosen]
