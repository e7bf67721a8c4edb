"""What is in force right now: the live MQL rule and the terms of the live SLA."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from nurturing import defaults
from nurturing.models import MqlRule, ReturnDestination, Sla
from strategy.models import ArtefactKind, ArtefactVersion
from strategy.selectors import live_artefact
from workspaces.models import Workspace


@dataclass(frozen=True)
class SlaTerms:
    """What sales and marketing agreed, or the shipped terms while no SLA is live (`version` None)."""

    version: int | None = None
    is_trial: bool = False
    response_hours: Decimal = Decimal(defaults.RESPONSE_HOURS)
    attempt_count: int = defaults.ATTEMPT_COUNT
    attempt_days: int = defaults.ATTEMPT_DAYS
    auto_accept_hours: Decimal | None = None
    destinations: dict[str, tuple[str, int | None]] = field(default_factory=lambda: dict(defaults.DESTINATIONS))

    def destination_of(self, reason: str) -> tuple[str, int | None]:
        """Destination and days until somebody looks again; a reason without one goes back to nurturing."""
        destination, days = self.destinations.get(reason, ("", None))
        return destination or ReturnDestination.Destination.NURTURE, days


def live_rule(workspace: Workspace, now: dt.datetime) -> MqlRule | None:
    """The MQL rule in force (agreed and switched on, or on trial), with its artefact; None while there is none."""
    artefact = live_artefact(workspace, ArtefactKind.MQL_RULE, now)
    return MqlRule.objects.for_workspace(workspace).select_related("artefact").filter(artefact=artefact).first()


def sla_terms(workspace: Workspace, now: dt.datetime) -> SlaTerms:
    """The terms of the live SLA, else the shipped ones."""
    artefact = live_artefact(workspace, ArtefactKind.SLA, now)
    sla = Sla.objects.for_workspace(workspace).filter(artefact=artefact).first() if artefact else None
    return _terms(artefact, sla) if artefact and sla else SlaTerms()


def _terms(artefact: ArtefactVersion, sla: Sla) -> SlaTerms:
    rows = ReturnDestination.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    return SlaTerms(
        version=artefact.number,
        is_trial=artefact.is_trial,
        response_hours=sla.response_hours,
        attempt_count=sla.attempt_count,
        attempt_days=sla.attempt_days,
        auto_accept_hours=sla.auto_accept_hours if sla.is_auto_accept_on else None,
        destinations={row.reason: (row.destination, row.revisit_days) for row in rows},
    )
