from nurturing.models.handoffs import HandOff, HandOffCandidate, ReturnReason
from nurturing.models.mql_rules import MqlRule, ScoreRule
from nurturing.models.scores import LeadScore
from nurturing.models.sla import ReturnDestination, Sla

__all__ = [
    "HandOff",
    "HandOffCandidate",
    "LeadScore",
    "MqlRule",
    "ReturnDestination",
    "ReturnReason",
    "ScoreRule",
    "Sla",
]
