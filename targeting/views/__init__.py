from targeting.views.buyers import committee, journey
from targeting.views.icp import icp, icp_preview
from targeting.views.wins import wins

__all__ = ["committee", "icp", "icp_preview", "journey", "wins"]
