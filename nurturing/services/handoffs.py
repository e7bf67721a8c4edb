"""The door to the services of hand-offs: crossing, deciding, undoing, the clock."""

from nurturing.services.clock import ClockResult, record_breaches
from nurturing.services.crossings import (
    deliver_crossings,
    dismiss_candidates,
    hand_over_candidates,
    hand_over_lead,
)
from nurturing.services.decisions import (
    AttemptsMissing,
    HandOffMoved,
    NotASeller,
    NoteMissing,
    ReasonMissing,
    accept,
    qualify,
    reassign,
    return_handoff,
    snooze,
    withdraw,
)
from nurturing.services.journeys import sync_handoffs_with_journeys
from nurturing.services.undoing import NothingToUndo, undo

__all__ = [
    "AttemptsMissing",
    "ClockResult",
    "HandOffMoved",
    "NotASeller",
    "NoteMissing",
    "NothingToUndo",
    "ReasonMissing",
    "accept",
    "deliver_crossings",
    "dismiss_candidates",
    "hand_over_candidates",
    "hand_over_lead",
    "qualify",
    "reassign",
    "record_breaches",
    "return_handoff",
    "snooze",
    "sync_handoffs_with_journeys",
    "undo",
    "withdraw",
]
