from targeting.views.buyers import committee, journey, message_page, personas, personas_print
from targeting.views.icp import icp, icp_preview
from targeting.views.lead_roles import lead_role
from targeting.views.wins import wins

__all__ = [
    "committee",
    "icp",
    "icp_preview",
    "journey",
    "lead_role",
    "message_page",
    "personas",
    "personas_print",
    "wins",
]
