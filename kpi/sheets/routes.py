"""The ways through the channels, in words, as the sheet prints them."""

from __future__ import annotations

from channels.models import PlannedChannel
from strategy.models import ArtefactVersion


def longest_routes(artefact: ArtefactVersion) -> list[list[str]]:
    """From every channel in use that no other leads to, along 次の導線, the longest way first; none of a single place."""
    rows = PlannedChannel.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, is_active=True)
    after = {row.name: row.next_step for row in rows if row.next_step}
    routes = [_from(name, after) for name in after if name not in after.values()]
    return sorted(routes, key=len, reverse=True)


def _from(name: str, after: dict[str, str]) -> list[str]:
    way = [name]
    while (name := after.get(name, "")) and name not in way:
        way.append(name)
    return way
