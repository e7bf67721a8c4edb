"""Reading Layer 2: evidence from past deals, who matches an ICP, and the pages' contents."""

from targeting.selectors.attributes import Attribute, attributes_for
from targeting.selectors.evidence import WonEvidence, evidence_for
from targeting.selectors.matching import Coverage, companies_matching, coverage_of, leads_matching, matching_companies

__all__ = [
    "Attribute",
    "Coverage",
    "WonEvidence",
    "attributes_for",
    "companies_matching",
    "coverage_of",
    "evidence_for",
    "leads_matching",
    "matching_companies",
]
