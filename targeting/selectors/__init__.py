"""Reading Layer 2: evidence from past deals, who matches an ICP, and the pages' contents."""

from targeting.selectors.adopted import adopted_icp, adopted_icp_conditions, elements_of, icps_of
from targeting.selectors.attributes import Attribute, attributes_for
from targeting.selectors.evidence import WonEvidence, evidence_for
from targeting.selectors.matching import Coverage, companies_matching, coverage_of, leads_matching, matching_companies
from targeting.selectors.messages import MessageTable, SaidMessage, message_for, messages_of
from targeting.selectors.timing import timing_months

__all__ = [
    "Attribute",
    "Coverage",
    "MessageTable",
    "SaidMessage",
    "WonEvidence",
    "adopted_icp",
    "adopted_icp_conditions",
    "attributes_for",
    "companies_matching",
    "coverage_of",
    "elements_of",
    "evidence_for",
    "icps_of",
    "leads_matching",
    "matching_companies",
    "message_for",
    "messages_of",
    "timing_months",
]
