"""Which kinds of artefact rest on which: an agreed one whose ground has changed is 要見直し."""

from __future__ import annotations

from strategy.models import ArtefactKind

UPSTREAM: dict[str, tuple[str, ...]] = {
    ArtefactKind.GOAL: (),
    ArtefactKind.ROLES: (ArtefactKind.GOAL,),
    ArtefactKind.ICP: (),
    ArtefactKind.CHANNELS: (ArtefactKind.GOAL, ArtefactKind.ICP),
    ArtefactKind.CONTENT: (ArtefactKind.ICP, ArtefactKind.CHANNELS),
    ArtefactKind.MQL_RULE: (ArtefactKind.GOAL, ArtefactKind.ICP),
    ArtefactKind.SLA: (ArtefactKind.ROLES, ArtefactKind.MQL_RULE),
    ArtefactKind.KPI: (ArtefactKind.GOAL, ArtefactKind.MQL_RULE, ArtefactKind.SLA),
}

# Agreed by the three parties; the others are settled by those who work with them (確定).
NEEDS_PARTIES = (
    ArtefactKind.GOAL,
    ArtefactKind.ROLES,
    ArtefactKind.ICP,
    ArtefactKind.MQL_RULE,
    ArtefactKind.SLA,
    ArtefactKind.KPI,
)

# What works on leads the moment it is switched on, and therefore needs マーケ and 営業 first.
GOES_LIVE = (ArtefactKind.MQL_RULE, ArtefactKind.SLA)

LAYER_OF: dict[str, int] = {
    ArtefactKind.GOAL: 1,
    ArtefactKind.ROLES: 1,
    ArtefactKind.ICP: 2,
    ArtefactKind.CHANNELS: 3,
    ArtefactKind.CONTENT: 3,
    ArtefactKind.MQL_RULE: 4,
    ArtefactKind.SLA: 4,
    ArtefactKind.KPI: 5,
}


def upstream_of(kind: str) -> tuple[str, ...]:
    return UPSTREAM.get(kind, ())


def downstream_of(kind: str) -> tuple[str, ...]:
    """The kinds that rest directly on `kind`."""
    return tuple(other for other, grounds in UPSTREAM.items() if kind in grounds)
