from targeting.models.analyser import AnalyserSettings
from targeting.models.buyers import INTERNAL_APPROVAL, BuyingRole, BuyingStage, Message, Persona
from targeting.models.icp import Element, Icp, IcpElement, IcpRule
from targeting.models.lead_roles import AppliedTitleRules, LeadRole, TitleRule

__all__ = [
    "INTERNAL_APPROVAL",
    "AnalyserSettings",
    "AppliedTitleRules",
    "BuyingRole",
    "BuyingStage",
    "Element",
    "Icp",
    "IcpElement",
    "IcpRule",
    "LeadRole",
    "Message",
    "Persona",
    "TitleRule",
]
