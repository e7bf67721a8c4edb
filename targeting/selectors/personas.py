"""Where the people behind each buying role look for information, as the personas say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from strategy.models import ArtefactKind, Strategy
from strategy.selectors import latest_artefact
from targeting.calc.reliance import reliance
from targeting.selectors.pages import personas_of


@dataclass(frozen=True)
class PersonaScores:
    """The channels that each persona of a role relies on: role key → per persona channel key → 0–5."""

    sources: Mapping[str, list[dict[str, int]]] = field(default_factory=dict)

    def of(self, role_key: str, channel_key: str, *, scale: int) -> int | None:
        """How much the personas of a role rely on a channel, 0–`scale`; None while the role has none."""
        personas = self.sources.get(role_key)
        if not personas:
            return None
        return reliance([int(named.get(channel_key, 0)) for named in personas], scale=scale)


def persona_scores(strategy: Strategy) -> PersonaScores:
    """What the personas of the newest ICP say; those without a role or a channel say nothing."""
    artefact = latest_artefact(strategy, ArtefactKind.ICP)
    sources: dict[str, list[dict[str, int]]] = defaultdict(list)
    for persona in personas_of(artefact) if artefact else []:
        if persona.role_key and persona.sources:
            sources[persona.role_key].append(persona.sources)
    return PersonaScores(dict(sources))
